/**
 * What a run has to tell, case by case: each in a transaction of its own (person first, then case). The last one gives the
 * lease back, and with it goes the job that asks every other case of the person whether it is proved.
 */
import { type CaseState, foldCase } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import type { CaseId } from '../../core/shared/ids.ts';
import { noLater } from '../../core/shared/putOff.ts';
import type { Tx } from '../../ports/store.ts';
import { commitCase, laneFor } from '../commit.ts';
import { wakeForNext } from '../requests/wakeUp.ts';
import type { World } from '../world.ts';
import { endsSaid, isAsking } from './endsSaid.ts';
import { lockLeased, type Release, releaseLease } from './lease.ts';
import type { Others } from './otherCases.ts';
import type { Run } from './run.ts';

/**
 * What one case is told; a function because exceptions depend on what the case knows already. `isNewest`: nothing has been
 * wanted of the account since the run began; where something has, another run is to come.
 */
export type Telling = (state: CaseState, ledger: PersonLedger, isNewest: boolean) => readonly TenureEvent[];
export type Tellings = Map<CaseId, Telling[]>;

/** What has to be looked at again with it: another login, and the address that came with one. */
const EDITS: ReadonlySet<TenureEvent['type']> = new Set([
  'AccountIntended',
  'LoginIntended',
  'ProfileChanged',
  'HoldBegan',
]);

/**
 * `false` = the lease was lost: nothing of an old epoch is recorded. `others`: whom to ask besides. They and the run to come are
 * not sent after the commit: whoever is killed in between has given the account back as settled or put off, and nobody asks again.
 */
export async function commitTellings(
  world: World,
  run: Run,
  { tellings, release, others }: { readonly tellings: Tellings; readonly release: Release; readonly others: Others },
): Promise<boolean> {
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
      const lane = laneFor(ledger, lease.account, tx.now);
      if (last && others !== null) await tx.send({ ...others, lane });
      // An edit's own job found the lease taken and would wait until it had run out.
      if (last) {
        const isEdited = await releaseLease(tx, row, lease, release);
        if (isEdited) await tx.send({ lane, account: lease.account.id });
        else if (release.retryAt !== null) {
          // A leaver by now, whoever had it looked at.
          const again = lane === 'urgent' ? { lane, account: lease.account.id } : run.job;
          await tx.send(again, { startAfter: noLater(release.retryAt, tx.now) });
        }
      }
      if (on === null || state === null) return true;
      const read = (tellings.get(on) ?? []).flatMap((telling) => telling(state, ledger, row.wantedRev === lease.rev));
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
