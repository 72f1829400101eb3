/**
 * Applications a person opens and closes by hand. Such a grant has no groups: nothing at a provider follows from it,
 * so its end is a sub-task, which holds the case open until a person has closed it.
 */
import type { CaseState } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import { everCovered, type Grant, isByHandForAWhile, startOf } from '../grant/model.ts';
import { canonical, sha256 } from '../shared/canonical.ts';
import { type EntitlementId, entitlementId, type GrantId, type GroupName } from '../shared/ids.ts';
import { type Instant, milliseconds, plus } from '../shared/instant.ts';

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

/**
 * What a change of many opens for somebody by people's hands, or closes: sub-tasks of the case it lands on. `opens` and
 * `closes` are what really begins and ends, over all the grants the person has.
 */
export function tasksByHand(
  state: CaseState,
  ledger: PersonLedger,
  events: readonly TenureEvent[],
  { opens, closes }: { readonly opens: readonly EntitlementId[]; readonly closes: readonly EntitlementId[] },
): TenureEvent[] {
  const within = (of: readonly EntitlementId[], { holds }: Grant) =>
    holds.kind === 'entitlement' && of.includes(holds.entitlement);
  const given = events.flatMap((event) => (event.type === 'GrantGiven' ? [event.grant] : []));
  const ended = endedBy(events, ledger).filter((grant) => within(closes, grant));
  return [
    ...given.filter((grant) => within(opens, grant)).flatMap((grant) => openingTask(state, grant)),
    ...ended.flatMap((grant) => notYetOpened(state, grant)),
    ...closingTasks(state, ended),
  ];
}

const endedBy = (events: readonly TenureEvent[], { grants }: PersonLedger): Grant[] =>
  events.flatMap((event) => {
    const grant = event.type === 'GrantEnded' ? grants.find(({ id }) => id === event.grant) : undefined;
    return grant === undefined || event.type !== 'GrantEnded' ? [] : [{ ...grant, end: event.end }];
  });

/** Asked for once, as a form would; what was opened and has been closed since is asked for anew. */
function openingTask({ tasks }: CaseState, grant: Grant): TenureEvent[] {
  if (grant.holds.kind !== 'entitlement') return [];
  const title = openingTitle(grant.holds.entitlement);
  const key = taskKey('application', title);
  const known = tasks.findLast((one) => one.task === key && one.state !== 'dropped');
  if (known !== undefined && known.state !== 'done') return [];
  const task = known === undefined ? key : reopeningTask(grant.id);
  return [{ type: 'TaskRequested', task, about: 'application', title }];
}

/** What a person is to open that was asked for: one sub-task of the case that gives it. */
export const openingOf = (entitlement: EntitlementId): TenureEvent => ({
  type: 'TaskRequested',
  task: `application:${entitlement}`,
  about: 'application',
  title: openingTitle(entitlement),
});

/** Its end has come, or is now: whoever has not opened it yet need not, and it is closed by hand. */
export const closedByHand = (state: CaseState, grant: Grant): TenureEvent[] =>
  grant.groups.length > 0 ? [] : [...notYetOpened(state, grant), ...closingTasks(state, [grant])];

/** What is given anew after it had ended: whatever people had closed by hand is opened by hand again. */
export const openedAgain = (state: CaseState, events: readonly TenureEvent[]): TenureEvent[] =>
  events.flatMap((event) =>
    event.type === 'GrantGiven' && event.grant.groups.length === 0 ? openingTask(state, event.grant) : [],
  );

/** Nobody has opened it yet, and nobody is to any more. */
function notYetOpened({ tasks }: CaseState, { holds }: Grant): TenureEvent[] {
  if (holds.kind !== 'entitlement') return [];
  const title = openingTitle(holds.entitlement);
  return tasks
    .filter((one) => one.title === title && (one.state === 'requested' || one.state === 'filed'))
    .map(({ task }) => ({ type: 'TaskDropped', task }));
}

/** What people were to close, and have closed, for an end that is taken back: dropped, or opened again. */
export function reopenings(state: CaseState, ledger: PersonLedger, events: readonly TenureEvent[]): TenureEvent[] {
  return events.flatMap((event): TenureEvent[] => {
    const grant = event.type === 'GrantReinstated' ? ledger.grants.find(({ id }) => id === event.grant) : undefined;
    if (grant === undefined || grant.groups.length > 0 || grant.holds.kind !== 'entitlement') return [];
    const closing = state.tasks.find(({ task }) => task === closingTask(grant.id));
    if (closing === undefined || closing.state === 'dropped') return [];
    if (closing.state !== 'done') return [{ type: 'TaskDropped', task: closing.task }];
    const title = openingTitle(grant.holds.entitlement);
    return [{ type: 'TaskRequested', task: reopeningTask(grant.id), about: 'application', title }];
  });
}

/** How long after its day somebody is asked to close what was opened by hand for a while, should nobody have looked before. */
const LATE = milliseconds(60 * 86_400_000);

/** What people opened for a while and whose day has come: the case that gave it asks for the closing. */
export const overByHand = ({ grants }: PersonLedger, at: Instant): readonly Grant[] =>
  grants.filter(
    (grant) =>
      isByHandForAWhile(grant) &&
      grant.end !== null &&
      grant.end <= at &&
      at < plus(grant.end, LATE) &&
      !grants.some((other) => goesOnAs(grant, other)),
  );

/** An extension goes on from the end it found: what people opened stays open until its own. */
export const goesOnAs = (grant: Grant, other: Grant): boolean =>
  other.id !== grant.id &&
  grant.end !== null &&
  canonical(other.holds) === canonical(grant.holds) &&
  startOf(other) <= grant.end &&
  (other.end === null || other.end > grant.end);

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
  // Nor what was over on a day of its own.
  const withWork = ended.filter((grant) => !isByHandForAWhile(grant) || answered.some(({ end }) => end === grant.end));
  return closingTasks(state, withWork);
}

/** What has ended and nobody was asked to close yet, each asked for once on this case. */
export function closingTasks(state: CaseState, ended: readonly Grant[]): TenureEvent[] {
  return ended.flatMap((grant): TenureEvent[] => {
    if (grant.groups.length > 0 || grant.holds.kind !== 'entitlement' || !everCovered(grant)) return [];
    const task = closingTask(grant.id);
    if (state.tasks.some((one) => one.task === task)) return [];
    return [{ type: 'TaskRequested', task, about: 'application', title: `Close ${grant.holds.entitlement}` }];
  });
}

/** What the sub-task is called by that asks a person to close what this grant had opened. */
export const closingTask = (grant: GrantId) => `${CLOSING}${sha256(grant).slice(0, 12)}`;
const CLOSING = 'close-';
const REOPENING = 'reopen-';
/** What the sub-task is called that asks a person to open it again, once more for this grant. */
export const reopeningTask = (grant: GrantId) => `${REOPENING}${sha256(grant).slice(0, 12)}`;
/** Whether a sub-task came from an end, or from a change of many: no edit of a form makes that unnecessary. */
export const isClosing = ({ task }: { readonly task: string }) =>
  task.startsWith(CLOSING) || task.startsWith(REOPENING);
/** What the sub-task is called that asks a person to open it. */
export const openingTitle = (entitlement: EntitlementId | GroupName) => `Open ${entitlement}`;

/** What a sub-task about an application opens or closes; `null` = it is about something else. */
export function openedOrClosed(title: string): EntitlementId | null {
  const [, application, role] = /^(?:Open|Close) ([^\s:]+):(\S+)$/.exec(title) ?? [];
  return application === undefined || role === undefined ? null : entitlementId(application, role);
}

/** One task for one thing on one case, by what it is called. */
export const taskKey = (about: string, title: string) => `${about}-${sha256(title.toLowerCase()).slice(0, 12)}`;
