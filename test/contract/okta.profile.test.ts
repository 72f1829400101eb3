/** The profile by the org's own schema: every type as Okta keeps it, what is emptied, and what is refused and by whom. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ProviderAccountId, providerAccountId } from '../../src/core/shared/ids.ts';
import { fitted } from '../../src/core/shared/profileFit.ts';
import { type OktaWorld, startOktaWorld, TOKEN } from './okta.world.ts';
import { faultOf, ordinary } from './provider.world.ts';

let world: OktaWorld;
let id: ProviderAccountId;

beforeAll(async () => {
  world = await startOktaWorld();
  const { directory } = world.emulator;
  directory.defineAttribute('remote', { title: 'Works remotely', type: 'boolean' });
  directory.defineAttribute('level', { title: 'Level', type: 'integer', enum: [1, 2, 3] });
  directory.defineAttribute('share', { title: 'Share', type: 'number' });
  directory.defineAttribute('sites', { title: 'Sites', type: 'array', items: { type: 'string', enum: ['A', 'B'] } });
  directory.defineAttribute('unit', { title: 'Unit', type: 'string', enum: ['North', 'South'] });
  id = world.org.account('types@contract.test');
});
beforeEach(() => world.forgetCalls());
afterAll(async () => {
  await world.stop();
  expect(world.takeViolations()).toEqual([]);
});

const stored = () => world.emulator.directory.user(providerAccountId(id))?.profile;
const read = async () => (await world.provider.readAccount(id, ordinary))?.profile;

describe('a custom attribute', () => {
  it('is written as its type, and read back as it was wanted', async () => {
    const said = { remote: 'Yes', level: '2', share: '0.50', sites: 'A; B', unit: 'North' };
    const { profile, unfit } = fitted(said, await world.provider.fieldsFor(said, ordinary));
    expect(unfit).toEqual([]);
    await world.provider.updateProfile(id, profile, ordinary);
    expect(stored()).toMatchObject({ remote: true, level: 2, share: 0.5, sites: ['A', 'B'], unit: 'North' });
    expect(await read()).toMatchObject(profile);
  });

  it.each([
    ['an unknown one', { badge: '7' }, /badge \(unknown\)/],
    ['a wrong type', { remote: 'sometimes' }, /remote \(wrong-type\)/],
    ['a value outside the enumeration', { level: '7' }, /level \(not-offered\)/],
    ['an item outside the enumeration', { sites: 'A, C' }, /sites \(not-offered\)/],
    ['an empty one that is required', { familyName: '' }, /familyName \(required\)/],
  ])('%s is named, and nothing is sent', async (_, profile, named) => {
    const fault = await faultOf(world.provider.updateProfile(id, profile, ordinary));
    expect(fault).toMatchObject({ kind: 'invalid' });
    expect(fault.message).toMatch(named);
    expect(world.calls().writes).toBe(0);
  });

  it.each<[string, object]>([
    ['a wrong type', { remote: 'true' }],
    ['a number outside the enumeration', { level: 7 }],
    ['an item outside the enumeration', { sites: ['C'] }],
    ['an item of another type', { sites: [1] }],
    ['a required one that is emptied', { lastName: null }],
  ])('Okta itself refuses %s', async (_, profile) => {
    const answer = await fetch(`${world.emulator.url}/api/v1/users/${id}`, {
      method: 'POST',
      headers: { authorization: `SSWS ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ profile }),
    });
    expect(answer.status).toBe(400);
  });
});

describe('a field that is emptied', () => {
  it('is taken away, and not kept as an empty text', async () => {
    await world.provider.updateProfile(id, { department: 'Science', city: 'Bern' }, ordinary);
    await world.provider.updateProfile(id, { department: '', city: 'Bern' }, ordinary);
    expect(stored()).not.toHaveProperty('department');
    expect(stored()).toMatchObject({ city: 'Bern' });
    expect((await read())?.department).toBeUndefined();
  });
});

describe('the schema', () => {
  it('is not asked for what is text in every org', async () => {
    await world.provider.fieldsFor({ givenName: 'Ada', department: 'Science' }, ordinary);
    expect(world.calls()).toEqual({ reads: 0, writes: 0 });
  });

  it('that may not be read leaves the last word to Okta', async () => {
    const fresh = await startOktaWorld();
    fresh.emulator.faults.add({
      on: 'GET /api/v1/meta/.*',
      do: 'refuse',
      status: 403,
      body: { errorCode: 'E0000006', errorSummary: 'no', errorCauses: [] },
      times: 1,
    });
    expect(await fresh.provider.fieldsFor({ badge: '7' }, ordinary)).toMatchObject([{ name: 'badge', kind: 'text' }]);
    await fresh.stop();
  });
});
