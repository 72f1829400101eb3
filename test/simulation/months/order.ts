/** What was read, or took effect, in another order than it was said in. */
import { LEAVER_RATE } from '../../../src/app/leavers/heldLeavers.ts';
import type { Engagement } from '../../../src/core/person/model.ts';
import { type CaseId, caseId, type PersonId } from '../../../src/core/shared/ids.ts';
import type { Colleague } from './colleague.ts';
import { jira } from './company.ts';
import type { History } from './history.ts';
import type { Issue } from './tracker.ts';

/**
 * Hints are lost, and sweeps are seldom here: a move may be read days before the older form of the work that it means, or when
 * that is over. It is said then of the work that is known, which people see on its issue, and put right by filing what is meant.
 */
export function isReadOutOfOrder({ trace, site }: History, who: PersonId | null): boolean {
  const issueOf = (stream: string) => site.issues.get(stream.slice(stream.indexOf(':') + 1));
  const numberOn = (stream: string) => {
    const value = issueOf(stream)?.fields.get('employeeNumber')?.value;
    return value?.kind === 'text' ? value.text : null;
  };
  const all = trace.commits.flatMap(({ events }) => events);
  const openedBy = all.find(
    ({ event }) => event.type === 'EngagementOpened' && event.engagement.person === who,
  )?.stream;
  const number = openedBy === undefined ? null : numberOn(openedBy);
  const moved: string[] = [];
  for (const { stream, event } of all) {
    const issue = issueOf(stream);
    if (issue === undefined || number === null) continue;
    const isOver = event.type === 'FormRefused' && event.problems.some(({ code }) => code === 'already-over');
    const isTheirs = numberOn(stream) === number && (event.type === 'EngagementOpened' || isOver);
    if (isTheirs && moved.some((each) => each > issue.created)) return true;
    const isMove = event.type === 'EngagementChanged' && event.engagement.person === who;
    if (isMove && issue.issueType === 'Change') moved.push(issue.created);
  }
  return false;
}

/**
 * A termination that waits for somebody's word, or for its day as few may know of it, ends what there is when that comes: also
 * work that was filed while it waited. `works`: as it stands, or as it stood.
 */
export function isEndedByWhatWaited(
  { trace }: Pick<History, 'trace'>,
  works: readonly Pick<Engagement, 'openedBy' | 'endedBy'>[],
  { id }: Issue,
): boolean {
  const opened = caseId(jira, id);
  const isBefore = (by: CaseId) => Number(by.split(':')[1]) < Number(id);
  const waited = (by: CaseId) =>
    trace.commits.some(({ events }) =>
      events.some(
        ({ stream, event }) =>
          stream === by &&
          (event.type === 'FormPostponed' || (event.type === 'ExceptionRaised' && event.kind === LEAVER_RATE)),
      ),
    );
  return works.some(
    ({ openedBy, endedBy }) => openedBy === opened && endedBy !== null && isBefore(endedBy) && waited(endedBy),
  );
}

/** By a clock that stood ahead the employment began before its day: what was said from then on to that day is said after it. */
export function isEmployedEarly({ trace }: History, { employment }: Colleague): boolean {
  if (employment === null) return false;
  const stream = caseId(jira, employment.form.id);
  return trace.commits.some(
    ({ at, events }) =>
      at < employment.from && events.some((one) => one.stream === stream && one.event.type === 'FormAccepted'),
  );
}
