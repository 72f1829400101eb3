/**
 * Applications a person opens and closes by hand. Such a grant has no groups: nothing at a provider follows from it,
 * so its end is a sub-task, which holds the case open until a person has closed it.
 */
import type { CaseState } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import { everCovered, type Grant } from '../grant/model.ts';
import { sha256 } from '../shared/canonical.ts';
import type { Instant } from '../shared/instant.ts';

/** What a mover no longer has, and only a person can close. What ends with the engagement waits for its closing read. */
export function closingsOf(state: CaseState, ledger: PersonLedger, events: readonly TenureEvent[]): TenureEvent[] {
  const engagementEnds = new Set(
    events.map((event) => (event.type === 'EngagementChanged' ? event.engagement.end : null)),
  );
  const ended = events.flatMap((event): Grant[] => {
    if (event.type !== 'GrantEnded' || engagementEnds.has(event.end)) return [];
    const grant = ledger.grants.find(({ id }) => id === event.grant);
    return grant === undefined ? [] : [{ ...grant, end: event.end }];
  });
  return closingTasks(state, ended);
}

/** What a leaver's ended engagement leaves to people, on the case that answers for its end. */
export function leaverClosings(state: CaseState, ledger: PersonLedger, at: Instant): TenureEvent[] {
  const answered = ledger.engagements.filter(
    ({ end, endedBy, openedBy }) => end !== null && end <= at && (endedBy ?? openedBy) === state.id,
  );
  const ids = new Set(answered.map(({ id }) => id));
  const ended = ledger.grants.filter(
    // What an earlier case ended was that case's to have closed.
    ({ engagement, end, endedBy }) =>
      engagement !== null && ids.has(engagement) && end !== null && end <= at && (endedBy ?? state.id) === state.id,
  );
  return closingTasks(state, ended);
}

/** What has ended and nobody was asked to close yet, each asked for once on this case. */
function closingTasks(state: CaseState, ended: readonly Grant[]): TenureEvent[] {
  return ended.flatMap((grant): TenureEvent[] => {
    if (grant.groups.length > 0 || grant.holds.kind !== 'entitlement' || !everCovered(grant)) return [];
    const task = `${CLOSING}${sha256(grant.id).slice(0, 12)}`;
    if (state.tasks.some((one) => one.task === task)) return [];
    return [{ type: 'TaskRequested', task, about: 'application', title: `Close ${grant.holds.entitlement}` }];
  });
}

const CLOSING = 'close-';
/** Whether a sub-task takes something back: no edit of a form makes that unnecessary. */
export const isClosing = ({ task }: { readonly task: string }) => task.startsWith(CLOSING);
