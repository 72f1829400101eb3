/** Of what was decided in the tracker's own approvals: somebody it asks has answered it there, and it was still about what is asked. */
import type { TenureEvent } from '../../../src/core/evidence/model.ts';
import type { Facts } from './facts.ts';
import { askedBy, asThen } from './pressed.ts';
import type { Found, Invariant } from './statement.ts';

export const ANSWERED: readonly Invariant[] = [
  {
    number: 10,
    name: 'an answer in the tracker is what was said there',
    promises:
      'what is decided in the tracker was answered there, by one of those an approval asks, as they answered it, and it asked what was asked then',
    broken: (facts) =>
      facts.history.trace.commits.flatMap(({ at, events }) =>
        events.flatMap(({ stream, event }) =>
          event.type === 'DecisionMade' && event.channel === 'jira' ? notAnswered(facts, stream, event, at) : [],
        ),
      ),
  },
];

type Decision = Extract<TenureEvent, { readonly type: 'DecisionMade' }>;

function notAnswered(facts: Facts, stream: string, { personal, verdict }: Decision, at: number): readonly Found[] {
  const issue = facts.history.site.issues.get(stream.slice(stream.indexOf(':') + 1));
  const theirs = (issue?.approvals ?? []).filter(({ approvers }) =>
    approvers.some(
      (one) => one.mail === personal.by && one.verdict === verdict && one.answeredAt !== null && one.answeredAt <= at,
    ),
  );
  const what = `${personal.by}: ${verdict} on ${stream}`;
  if (theirs.length === 0) return [{ person: null, says: `${what}, which they have not answered there`, at }];
  const now = askedBy(facts, stream, at);
  const isAsked = theirs.some(({ openedAt }) => asThen(facts, stream, openedAt, now));
  return isAsked ? [] : [{ person: null, says: `${what}, and no approval asked what was asked by then`, at }];
}
