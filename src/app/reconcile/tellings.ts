/**
 * What a run has to tell, case by case: each in a transaction of its own (person first, then case). The last one gives the
 * lease back; then every other case of the person is asked whether it is proved.
 */
import { type CaseState, evolveCaseAll, foldCase } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { evolveAll, type PersonLedger } from '../../core/grant/index.ts';
import type { Policy } from '../../core/policy/model.ts';
import { endsReadBack } from '../../core/request/index.ts';
import type { CaseId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { Tx } from '../../ports/store.ts';
import { commitCase, laneFor } from '../commit.ts';
import { ASKING } from '../requests/live.ts';
import { reroute } from '../requests/reroute.ts';
import { wakeForNext } from '../requests/wakeUp.ts';
import type { World } from '../world.ts';
import { lockLeased, type Release, releaseLease } from './lease.ts';
import type { Run } from './run.ts';

/** What one case is told; a function because exceptions depend on what the case knows already. */
export type Telling = (state: CaseState, ledger: PersonLedger) => readonly TenureEvent[];
export type Tellings = Map<CaseId, Telling[]>;

/** What has to be looked at again with it: another login, and the address that came with one. */
const EDITS: ReadonlySet<TenureEvent['type']> = new Set([
  'AccountIntended',
  'LoginIntended',
  'ProfileChanged',
  'HoldBegan',
]);

/** `false` = the lease was lost: nothing of an old epoch is recorded. */
export async function commitTellings(world: World, run: Run, tellings: Tellings, release: Release): Promise<boolean> {
  const { lease, force } = run;
  const cases = [...tellings.keys()];
  const settings = force.policy.settings;
  const inOne = (on: CaseId | null, last: boolean) => {
    const first = { person: lease.account.person, account: lease.account.id, ...(on === null ? {} : { case: on }) };
    return world.store.transaction(async (tx: Tx) => {
      const ledger = await tx.lockPerson(lease.account.person);
      const state = on === null ? null : foldCase(on, await tx.lockCase(on));
      const row = await lockLeased(tx, lease);
      if (row === null) return false;
      // An edit's own job found the lease taken and would wait until it had run out.
      if (last && (await releaseLease(tx, row, lease, release))) {
        await tx.send({ lane: laneFor(ledger, lease.account, tx.now), account: lease.account.id });
      }
      if (on === null || state === null) return true;
      const read = (tellings.get(on) ?? []).flatMap((telling) => telling(state, ledger));
      const events = [...read, ...endsSaid(state, ledger, read, force.policy, tx.now)];
      const edits = events.some(({ type }) => EDITS.has(type));
      const told = await commitCase(tx, {
        ledger,
        state,
        events,
        settings,
        timing: world.timing,
        edits,
        mayProve: last,
      });
      // Its time has begun, or what waited for a reading is over: the next instant is another one.
      if (isAsking(state)) await wakeForNext(tx, told, force.policy);
      return true;
    }, first);
  };
  if (cases.length === 0) return inOne(null, true);
  for (const [index, on] of cases.entries()) {
    if (!(await inOne(on, index === cases.length - 1))) return false;
  }
  return true;
}

/** That a requested access has ended is said with the reading that shows it, and not before. */
function endsSaid(
  state: CaseState,
  ledger: PersonLedger,
  read: readonly TenureEvent[],
  policy: Policy,
  now: Instant,
): readonly TenureEvent[] {
  if (!isAsking(state)) return [];
  return endsReadBack(evolveCaseAll(state, read, now), { ledger: evolveAll(ledger, read, state.id), policy, now });
}

/** Also what is ticked on the form of somebody's work has its time. */
const isAsking = ({ kind }: CaseState): boolean => kind !== null && ASKING.has(kind);

/** A case may be proved, or open again, by what another case's reconcile has shown. */
export async function askOtherCases(world: World, run: Run, asked: CaseId | null): Promise<void> {
  // They may be asked about what others want: whoever is asked in their place hears of it now.
  if (run.wanted.state === 'deactivated' || run.wanted.state === 'suspended') {
    await reroute(world, run.lease.account.person);
  }
  for (const { id, state, kind, issueId } of await world.store.read.cases({ person: run.lease.account.person })) {
    // Whose work has changed or ended: what is asked for them may go on otherwise, or not at all.
    const mayEnd = state === 'open' || run.wanted.state === 'deactivated';
    if (kind === 'access-request' && mayEnd && issueId !== '')
      await world.engine.send({ lane: 'look', issue: issueId });
    if (id !== asked && state !== 'refused') await askWhetherProved(world, id, run, mayEnd);
  }
}

async function askWhetherProved(world: World, id: CaseId, run: Run, mayEnd: boolean): Promise<void> {
  const { person } = run.lease.account;
  await world.store.transaction(
    async (tx) => {
      const ledger = await tx.lockPerson(person);
      const state = foldCase(id, await tx.lockCase(id));
      const { policy } = run.force;
      // Another case may have ended what was asked for on this one.
      const events = endsSaid(state, ledger, [], policy, tx.now);
      const { settings } = policy;
      await commitCase(tx, { ledger, state, events, settings, timing: world.timing, edits: false, mayProve: true });
      const asks = isAsking(state) && state.kind !== 'access-request' && state.request.lines.some(isLive);
      if (asks && mayEnd && state.issue !== null) await tx.send({ lane: 'look', issue: state.issue.id });
    },
    { person, case: id },
  );
}

const isLive = ({ ended }: CaseState['request']['lines'][number]) => ended === null;
