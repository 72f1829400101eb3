/** A leaver's closing statement, and the offboardings whose closing somebody's return may have overtaken. */
import type { TenureEvent } from '../../core/evidence/model.ts';
import { type ConcludeInput, leaverStatement } from '../../core/reconcile/index.ts';
import type { CaseId, ProviderAccountId } from '../../core/shared/ids.ts';
import type { CallOptions } from '../../ports/provider.ts';
import type { World } from '../world.ts';
import { leaverAppEvents } from './applications.ts';
import { kindOfCase } from './kindOfCase.ts';
import { boundsOf, callFor } from './observe.ts';
import type { Run } from './run.ts';
import type { Telling } from './trouble.ts';

/** Read back as closed: sessions once more, for a sign-in that slipped in between, then the statement. */
export async function closing(world: World, run: Run, input: ConcludeInput): Promise<Telling> {
  const { at, lease, applied, wanted } = run;
  const statement = leaverStatement(input);
  const ended: TenureEvent[] = [];
  const id = input.seen.account?.providerId ?? null;
  const call = callFor(wanted, world.timing.callMilliseconds);
  if (statement !== null && id !== null && at.kind === 'provider' && (await mayBeWritten(run, id, call))) {
    await at.system.endSessions(id, call);
    ended.push({ type: 'SessionsEnded', account: lease.account.id, at: await world.store.read.now() });
  } else if (applied.sessionsEnded) {
    ended.push({ type: 'SessionsEnded', account: lease.account.id, at: input.at });
  }
  return (state) => {
    if (statement === null || state.closed.includes(lease.account.id)) return statement === null ? ended : [];
    return [...ended, statement, ...leaverAppEvents(run, input, state)];
  };
}

/** Found closed with nothing to change, it came past the gate: it may be an administrator's by now, or shown only. */
async function mayBeWritten(run: Run, id: ProviderAccountId, call: CallOptions): Promise<boolean> {
  const { at, applied, force, lease, wanted, now } = run;
  const { account, ledger } = lease;
  const bounds = boundsOf(force, account, ledger, false, new Set(), kindOfCase(ledger), now);
  if (bounds.protectedAccount || bounds.shadows({ type: 'end-sessions', for: wanted.because })) return false;
  return applied.wrote || !(await at.system.holdsAdminRole(id, call));
}

/** The cases that have ended work of theirs which is over. */
export const endedHere = ({ ledger, now }: ConcludeInput): ReadonlySet<CaseId> =>
  new Set(ledger.engagements.flatMap(({ end, endedBy }) => (end !== null && end <= now ? (endedBy ?? []) : [])));
