/** Who may be asked about a request, as they are read where it is decided. */
import { describe, expect, it } from 'vitest';
import { ledger, mara, okta, person } from '../../../test/support/build.ts';
import { candidate, force } from '../../../test/support/requests.ts';
import type { Policy } from '../../core/policy/model.ts';
import { entitlementId, groupName, personId } from '../../core/shared/ids.ts';
import { Fault, type FaultKind } from '../../ports/fault.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import { factsFrom, listedIn, managersOf, whole } from './facts.ts';
import type { People } from './people.ts';

const GONE = 'ines@small.example';
const { policy: read } = force();
const policy: Policy = {
  ...read,
  settings: { ...read.settings, roles: { ...read.settings.roles, confirm: ['Ines@small.example'] } },
};
const people: People = {
  named: async (mail) => ({ candidate: { mail, names: [mail], works: mail !== GONE }, ledger: null }),
  byId: async () => null,
  delegatesOf: async () => [],
};
const factsAbout = (application: string, role: string) =>
  factsFrom(
    people,
    policy,
    ledger(),
    { entitlements: [entitlementId(application, role)], rules: [], askers: [] },
    { members: new Map(), unread: new Map() },
  );

it('of an emergency also whoever confirms: who has left says nothing of it', async () => {
  expect((await factsAbout('vault', 'admin')).named.get(GONE)).toMatchObject({ works: false });
  expect((await factsAbout('figma', 'editor')).named.has(GONE)).toBe(false);
});

const NONE = { members: new Map(), unread: new Map() };
const ABOUT = { entitlements: [entitlementId('vault', 'admin')], rules: [], askers: [] };

it('who stands in for whom it is for, or for anybody who asks, decides nothing about it', async () => {
  const standing: People = {
    ...people,
    delegatesOf: async (of) => [
      candidate(`for-${of}`, { names: [`for-${of}@small.example`, `f.${of}@small.example`] }),
    ],
  };
  const about = { ...ABOUT, askers: [personId('ben'), mara, personId('cem')] };
  const { theirDelegates } = await factsFrom(standing, policy, ledger(), about, NONE);
  expect(theirDelegates).toEqual(
    ['mara', 'ben', 'cem'].flatMap((of) => [`for-${of}@small.example`, `f.${of}@small.example`]),
  );
});

it('who is named by an address they had is found by it, and asked by the one they have', async () => {
  const moved: People = {
    ...people,
    named: async (mail) => ({ candidate: candidate(`new.${mail.split('@')[0]}`), ledger: null }),
  };
  const { named } = await factsFrom(moved, policy, ledger(), ABOUT, NONE);
  expect([...named].map(([by, { mail }]) => [by, mail])).not.toEqual([]);
  for (const [by, { mail }] of named) expect(mail).toBe(`new.${by}`);
});

/** Each is managed by the next; the last by the first. */
const circle = (...names: readonly string[]) => {
  const mails = names.map((name) => `${name}@small.example`);
  const of = (mail: string) => mails[(mails.indexOf(mail) + 1) % mails.length] ?? '';
  const withManager = (mail: string) =>
    ledger({
      person: { ...person, profile: { ...person.profile, workMail: mail, managerMail: of(mail).toUpperCase() } },
    });
  const read = {
    now: async () => '2026-01-05T09:00:00.000Z',
    getControl: async () => null,
    findFormer: async () => [],
    findPersons: async (mail: string) => (mails.includes(mail) ? [personId(mail)] : []),
    person: async (mail: string) => withManager(mail),
  };
  return { world: { store: { read } } as unknown as World, of: withManager };
};
const above = async (...names: readonly string[]) => {
  const { world, of } = circle(...names);
  const found = await managersOf(world, of(`${names[0]}@small.example`));
  return found.map(({ mail }) => mail.split('@')[0]);
};

it('the way up ends where it began, and after five', async () => {
  expect(await above('mara', 'tom', 'gret')).toEqual(['tom', 'gret', 'mara']);
  expect(await above('mara', 'a', 'b', 'c', 'd', 'e', 'f')).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('a group that could not be read is said to be so, and is not enough for who needs all of them', async () => {
  const group = groupName(okta, 'security');
  const fault = new Fault('transient', 'list members');
  const listed = { members: new Map(), unread: new Map([[group, fault]]) };
  const about = { ...ABOUT, entitlements: [entitlementId('prod', 'console')] };
  expect([...((await factsFrom(people, policy, ledger(), about, listed)).unread ?? [])]).toEqual([group]);
  expect(() => whole(listed)).toThrow(fault);
  expect(whole(NONE)).toBe(NONE);
});

describe('who is in a group that is asked', () => {
  const security = groupName(okta, 'security');
  const about = { ...ABOUT, entitlements: [entitlementId('prod', 'console')] };
  /** Its members as the provider lists them; a kind of fault = it does not. Sue's account is known, the other is not. */
  const listedAs = (answer: FaultKind | 'listed', isKnown = true) => {
    const listMembers = async function* () {
      yield 'u-sue';
      if (answer !== 'listed') throw new Fault(answer, 'list members');
      yield 'u-other';
    };
    const read = {
      accountsWith: async () => new Map([['u-sue', 'okta/sue']]),
      personOfAccount: async (account: string) => (account === 'okta/sue' ? personId('sue') : null),
    };
    const world = { providers: new Map([[okta, { listMembers }]]), timing: {}, store: { read } } as unknown as World;
    const groupsByName = new Map(isKnown ? [[security, { id: 'g-security' }]] : []);
    return listedIn(world, { policy, groupsByName } as unknown as RulesInForce, about);
  };

  it('is whom the ledger knows of those who are listed', async () =>
    expect(await listedAs('listed')).toEqual({ members: new Map([[security, ['sue']]]), unread: new Map() }));

  it.each<FaultKind>(['missing', 'denied'])('is not known, nor asked again, where the group is %s', async (kind) =>
    expect(await listedAs(kind)).toEqual({ members: new Map(), unread: new Map() }),
  );

  it('is not known of a group the provider does not have', async () =>
    expect(await listedAs('listed', false)).toEqual({ members: new Map(), unread: new Map() }));

  it('is asked again where the list breaks off, and nobody of its first part is taken for all', async () => {
    const { members, unread } = await listedAs('transient');
    expect([[...members], [...unread.keys()]]).toEqual([[], [security]]);
  });
});
