/** A leaver's closing statement, and the offboardings whose closing somebody's return may have overtaken. */
import type { TenureEvent } from '../../core/evidence/model.ts';
import { type ConcludeInput, leaverStatement } from '../../core/reconcile/index.ts';
import type { CaseId } from '../../core/shared/ids.ts';
import type { World } from '../world.ts';
import { leaverAppEvents } from './applications.ts';
import { callFor } from './observe.ts';
import type { Run } from './run.ts';
import type { Telling } from './trouble.ts';

/** Read back as closed: sessions once more, for a sign-in that slipped in between, then the statement. */
export async function closing(world: World, run: Run, input: ConcludeInput): Promise<Telling> {
  const { at, lease, applied, wanted } = run;
  const statement = leaverStatement(input);
  const ended: TenureEvent[] = [];
  const id = input.seen.account?.providerId ?? null;
  if (statement !== null && id !== null && at.kind === 'provider' && mayWrite(input)) {
    await at.system.endSessions(id, callFor(wanted, world.timing.callMilliseconds));
    ended.push({ type: 'SessionsEnded', account: lease.account.id, at: await world.store.read.now() });
  } else if (applied.sessionsEnded) {
    ended.push({ type: 'SessionsEnded', account: lease.account.id, at: input.at });
  }
  return (state) => {
    if (statement === null || state.closed.includes(lease.account.id)) return statement === null ? ended : [];
    return [...ended, statement, ...leaverAppEvents(run, input, state)];
  };
}

/** Where the plan holds everything back there is nothing left to do, which is not the same as done. */
const mayWrite = ({ rules, wanted }: ConcludeInput): boolean =>
  !rules.protectedAccount && !rules.shadows({ type: 'end-sessions', for: wanted.because });

/** The cases that have ended work of theirs which is over. */
export const endedHere = ({ ledger, now }: ConcludeInput): ReadonlySet<CaseId> =>
  new Set(ledger.engagements.flatMap(({ end, endedBy }) => (end !== null && end <= now ? (endedBy ?? []) : [])));
