/** A clock stood days ahead and was put right: what had been put off by it, or taken in hand, is not waited for until then. */
import { expect, it } from 'vitest';
import { takeTurn, takeWork, type Writer } from '../../src/app/evidence/evidenceTurn.ts';
import { takeTaskTurn } from '../../src/app/exceptions/taskPlaces.ts';
import { takeTurn as takePush } from '../../src/app/portal/turn.ts';
import { takeLease } from '../../src/app/reconcile/lease.ts';
import { issueOf } from '../../src/app/requests/fileRaised.ts';
import { NOWHERE, PLACE } from '../../src/app/seals/place.ts';
import { turnAt } from '../../src/app/seals/turn.ts';
import { sweepWhenDue } from '../../src/app/sweep/index.ts';
import { SWEEP, type SweepRecord } from '../../src/app/sweep/model.ts';
import { later } from '../../src/app/world.ts';
import { type AccountId, accountId, caseId, entitlementId, type PersonId } from '../../src/core/shared/ids.ts';
import { Fault } from '../../src/ports/fault.ts';
import type { RaisedRow } from '../../src/ports/raised.ts';
import type { ReconcileRow } from '../../src/ports/store.ts';
import { type Company, describeStory } from '../support/company.ts';
import { accountWith, commentsOn, groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const DAYS = 3 * 86_400_000;
const MINUTES = 30 * 60_000;

async function hired(company: Company): Promise<PersonId> {
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  const [person] = await company.store.read.findPersons('E2001');
  return person ?? expect.fail('nobody was registered');
}

/** Figma, asked for by the API. */
const raised = (company: Company, person: PersonId, { triedAt }: Pick<RaisedRow, 'triedAt'>): RaisedRow => ({
  ...{ key: 'api:1', asker: person, beneficiary: person, channel: 'api', digest: 'any', duration: 'usual' },
  ...{ lines: [entitlementId('figma', 'editor')], reason: 'The launch', ticket: null, breakGlass: false },
  ...{ raisedAt: company.now(), filingSince: null, triedAt, issue: null },
});

/** Something is wanted of the account, whose row stands as it was left. */
async function left(company: Company, account: AccountId, edit: Partial<ReconcileRow>): Promise<void> {
  await company.store.transaction(async (tx) => {
    await tx.raiseWanted(account, null);
    await tx.saveReconcile({ ...(await tx.lockReconcile(account)), ...edit });
  });
}

describeStory('after a clock that stood days ahead', (makeCompany) => {
  it('an account is tried again, and a lease ends when one taken now would', async () => {
    const company = await makeCompany();
    const { world } = company;
    const account = accountId(`okta/${await hired(company)}`);
    await left(company, account, { retryAt: later(company.now(), MINUTES) });
    expect(await takeLease(world, account)).toEqual({ kind: 'nothing-to-do' });
    await left(company, account, {
      retryAt: later(company.now(), DAYS),
      leaseHolder: 'another',
      leaseUntil: later(company.now(), DAYS),
      leaseReleased: false,
    });
    const { leaseMilliseconds, callMilliseconds } = world.timing;
    const free = later(company.now(), leaseMilliseconds + callMilliseconds);
    expect(await takeLease(world, account)).toEqual({ kind: 'busy', again: free });
    await company.pass(`${leaseMilliseconds + callMilliseconds - 1_000}ms`);
    expect(await takeLease(world, account)).toEqual({ kind: 'busy', again: free });
    await company.pass('1s');
    expect(await takeLease(world, account)).toMatchObject({ kind: 'held' });
  });

  it('an end that clock had passed comes on its day', async () => {
    const company = await makeCompany();
    const { world, store } = company;
    await company.file('Onboarding', engineer({ 'Last day': '2026-03-10' }));
    await company.untilQuiet();
    const [person] = await store.read.findPersons('E2001');
    const account = accountId(`okta/${person}`);
    // Woken while it stood behind that day, and looked at when it was put right.
    await store.transaction((tx) => tx.raiseWanted(account, null));
    await world.engine.send({ lane: 'reconcile', account });
    await company.pass('2026-03-10T22:00:00Z');
    expect(groupsOf(company, MARA)).not.toEqual([]);
    await company.pass('2026-03-11T09:00:00Z');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
  });

  it('an issue gets its record as soon as it takes one', async () => {
    const company = await makeCompany();
    const { faults } = company.systems.jira;
    faults.add({
      on: '(POST|PUT) /rest/api/3/issue/\\d+/(comment|properties)',
      do: 'refuse',
      status: 503,
      times: 10_000,
    });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const key = `evidence-writer:${caseId('jira', issue.id)}`;
    const writer = await company.store.read.getControl<Writer>(key);
    expect(writer).toMatchObject({ putOff: true });
    const until = later(company.now(), DAYS);
    await company.store.transaction((tx) => tx.setControl(key, { ...writer, until }));
    faults.clear();
    await company.pass('10m');
    expect(commentsOn(company, issue)).not.toEqual([]);
  });

  it('a request is filed, whenever that clock had seen somebody at it', async () => {
    const company = await makeCompany();
    const { store, world } = company;
    const person = await hired(company);
    const row = raised(company, person, { triedAt: company.now() });
    await store.transaction((tx) => tx.saveRaised(row));
    await expect(issueOf(world, row.key)).rejects.toThrow(Fault);
    await store.transaction((tx) =>
      tx.saveRaised({ ...row, filingSince: later(tx.now, DAYS), triedAt: later(tx.now, DAYS) }),
    );
    // Whoever was at it then may be at it still.
    await expect(issueOf(world, row.key)).rejects.toThrow(Fault);
    await company.pass('61s');
    expect(await issueOf(world, row.key)).toMatchObject({ key: 'HELP-1' });
  });

  it('a request that was filed by it is found, and not filed again', async () => {
    const company = await makeCompany();
    const { store, world } = company;
    const person = await hired(company);
    const row = raised(company, person, { triedAt: null });
    await store.transaction((tx) => tx.saveRaised(row));
    const filed = await issueOf(world, row.key);
    await company.pass('1h');
    // Its answer was lost, and the clock stood ahead.
    await store.transaction((tx) => tx.saveRaised({ ...row, filingSince: later(tx.now, DAYS) }));
    expect(await issueOf(world, row.key)).toEqual(filed);
  });

  it('an issue whose writer may be at it still is left to it for as long as a turn lasts', async () => {
    const company = await makeCompany();
    const { store, world } = company;
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const id = caseId('jira', issue.id);
    const until = later(company.now(), DAYS);
    await store.transaction((tx) =>
      tx.setControl(`evidence-writer:${id}`, { holder: 'another', until } satisfies Writer),
    );
    await store.transaction(async (tx) => {
      await tx.lockCase(id);
      await tx.append(id, [{ type: 'CaseReopened', at: tx.now }]);
    });
    const force = (await world.rules.current()) ?? expect.fail('no policy');
    const { leaseMilliseconds, callMilliseconds } = world.timing;
    const again = later(company.now(), leaseMilliseconds + callMilliseconds);
    expect(await takeWork(world, force, id, false)).toEqual({ again });
    expect(await takeTurn(world, id)).toBeNull();
    await company.pass(`${leaseMilliseconds + callMilliseconds}ms`);
    expect(await store.read.evidenceCursor(id)).toBe((await company.timeline(issue)).at(-1)?.seq);
  });

  it('nobody waits for whoever had the turn by it: with seals, with exceptions as issues, with a push to the form', async () => {
    const company = await makeCompany();
    const { world, store } = company;
    const until = later(company.now(), DAYS);
    await store.transaction(async (tx) => {
      await tx.setControl(PLACE, { ...NOWHERE, holder: 'another', until });
      await tx.setControl('exception-tasks', { tasks: {}, holder: 'another', until });
      await tx.setControl('form-push', { turn: 'another', until });
    });
    expect(await turnAt(world).take(1)).toMatchObject({ isFirst: true });
    expect(await takeTaskTurn(world)).not.toBeNull();
    expect(await takePush(world, [])).toMatchObject({ ok: true });
    // Whoever has it now is waited for.
    expect([await turnAt(world).take(1), await takeTaskTurn(world)]).toEqual([null, null]);
    expect(await takePush(world, [])).toMatchObject({ ok: false });
  });

  it.each(['running', 'done'] as const)(
    'a full sweep is made, whatever that clock had seen of one (%s)',
    async (state) => {
      const company = await makeCompany();
      const { world, store } = company;
      await company.untilQuiet();
      const at = later(company.now(), DAYS);
      const ahead: SweepRecord = {
        id: 'ahead',
        by: 'clock',
        state,
        startedAt: at,
        heardAt: at,
        endedAt: null,
        connections: [],
      };
      await store.transaction((tx) => tx.setControl(SWEEP, ahead));
      expect(await sweepWhenDue(world, () => false)).toBe(true);
      expect((await store.read.getControl<SweepRecord>(SWEEP))?.startedAt).toBe(company.now());
      expect(await sweepWhenDue(world, () => false)).toBe(false);
    },
  );
});
