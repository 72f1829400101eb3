/** Sweeps that get in each other's way, and a finding whose group nobody manages any more. */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { type SweepRecord, startSweep } from '../../src/app/sweep/index.ts';
import { SWEEP } from '../../src/app/sweep/model.ts';
import type { World } from '../../src/app/world.ts';
import { connectionId } from '../../src/core/shared/ids.ts';
import { Fault } from '../../src/ports/fault.ts';
import type { IdentityProvider } from '../../src/ports/provider.ts';
import { INES, RAFAEL } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { openException, putInto } from '../support/hands.ts';
import { accountWith, groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';
import { swept, waiting } from '../support/sweeping.ts';

const BROKEN = connectionId('a-broken-one');
const OKTA = connectionId('okta');

async function hired(company: Company): Promise<void> {
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
}

const sweepOf = async (company: Company, world: World, only: Parameters<typeof startSweep>[3] = null) => {
  await company.pass('61s');
  const begun = await startSweep(world, INES, () => false, only);
  if (!begun.ok) throw new Error('another sweep is under way');
  return await begun.value.outcome;
};

/** Beside the one that answers, and asked before it: one whose groups cannot be listed. */
function withABrokenOne(company: Company): World {
  const okta = company.world.providers.get(OKTA);
  if (okta === undefined) throw new Error('no okta');
  const broken: IdentityProvider = {
    ...okta,
    listGroups() {
      throw new Fault('denied', 'list groups', { note: 'not ours to see' });
    },
  };
  return { ...company.world, providers: new Map([[BROKEN, broken], ...company.world.providers]) };
}

describeStory('full sweeps side by side', (makeCompany) => {
  it('of two connections: what one is in trouble with keeps nothing from being found at the other', async () => {
    const company = await makeCompany();
    await hired(company);
    await swept(company);
    putInto(company, 'finance-all', MARA);
    const world = withABrokenOne(company);

    const { state, connections } = await sweepOf(company, world);
    expect(state).toBe('broken-off');
    expect(connections).toMatchObject([
      { connection: BROKEN, brokenOff: expect.stringContaining('denied'), brokenOffInARow: 1 },
      { connection: OKTA, brokenOff: null, brokenOffInARow: 0, raised: 1, unread: [] },
    ]);
    expect(await waiting(company)).toEqual(['unexplained-membership']);

    // Only the one that broke off is read again; what was read of the other stands.
    const again = await sweepOf(company, world, [BROKEN]);
    expect(again.connections.find(({ connection }) => connection === OKTA)).toEqual(connections[1]);
    expect(again.connections.find(({ connection }) => connection === BROKEN)?.brokenOffInARow).toBe(2);
    expect(await waiting(company)).toEqual(['sweep-broken-off', 'unexplained-membership']);
  });

  it('one that was not heard of and is overtaken concludes nothing, and what it finds out is not written over the other', async () => {
    const company = await makeCompany();
    await hired(company);
    putInto(company, 'finance-all', MARA);
    await swept(company);
    const before = await waiting(company);
    expect(before).toEqual(['unexplained-membership']);

    const { store } = company.world;
    let other: SweepRecord | null = null;
    const sweeps: World['store']['sweeps'] = {
      ...store.sweeps,
      // Its process hangs here for longer than anybody waits, and another one sweeps meanwhile.
      async accountDifferences(staging, after, limit) {
        if (other === null) {
          await company.pass('11m');
          other = await sweepOf(company, company.world);
        }
        return store.sweeps.accountDifferences(staging, after, limit);
      },
    };
    const overtaken = await sweepOf(company, { ...company.world, store: { ...store, sweeps } });
    await company.untilQuiet();
    expect(other).toMatchObject({ state: 'done', connections: [{ connection: OKTA, raised: 0, withdrawn: 0 }] });
    expect(overtaken.connections).toMatchObject([{ connection: OKTA, looks: 0, raised: 0, withdrawn: 0 }]);
    expect(overtaken.connections[0]?.brokenOff).toMatch(/listed accounts are left|another process sweeps/);
    expect(await store.read.getControl<SweepRecord>(SWEEP)).toEqual(other);
    expect(await waiting(company)).toEqual(before);
  });

  it('a finding about a group that is managed no more is over, and nobody is taken out of it', async () => {
    const choir =
      '\n  choir:\n    name: Choir\n    owner: ines.keller@acme.example\n    entitlements:\n      singer: { groups: [choir], risk: low }\n';
    const company = await makeCompany({
      policy: (text, file) =>
        file === 'catalogue.yaml' ? text.replace('\napplications:\n', `\napplications:${choir}`) : text,
    });
    await hired(company);
    company.systems.okta.directory.createGroup('choir');
    await swept(company);
    putInto(company, 'choir', MARA);
    expect(await swept(company)).toMatchObject({ raised: 1, withdrawn: 0 });
    const { id } = await openException(company, 'unexplained-membership');

    const policy = acmePolicy(company.systems.addresses);
    expect(await applyPolicy(company.world, { policy, author: RAFAEL, approver: INES })).toMatchObject({
      kind: 'in-force',
    });
    expect(await swept(company)).toMatchObject({ raised: 0, withdrawn: 1 });
    const row = await company.store.read.exception(id);
    expect(row?.settled?.by).toBe('Tenure: the group is not managed any more');
    expect(groupsOf(company, MARA)).toContain('choir');
    expect(await waiting(company)).toEqual([]);
  });
});
