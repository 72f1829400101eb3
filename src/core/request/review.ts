/**
 * An emergency is looked at afterwards. What is asked there is over only with a verdict: justified or not, with a reason,
 * by somebody who may say it, here or by how they closed the sub-task. Closed in any other way, it is asked again.
 */
import type { CaseLine, CaseState } from '../evidence/index.ts';
import type { Channel, EmergencyVerdict, TenureEvent } from '../evidence/model.ts';
import { isLive } from '../grant/model.ts';
import { type FiledForm, isAwaited } from '../person/index.ts';
import { entitlementById } from '../policy/index.ts';
import { exceptionId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { accept, type Outcome, refuse } from '../shared/outcome.ts';
import { isReviewOf, reviewTask } from './emergency.ts';
import { endNow } from './endNow.ts';
import { ruleOf } from './progress.ts';
import { barredFrom } from './questions.ts';
import { reviewersOf } from './reviewers.ts';
import type { Setting } from './setting.ts';
import { allNames, type Speaker } from './speaker.ts';

export interface Review extends Speaker {
  /** A line's name; `null` = the only one that waits. */
  readonly about: string | null;
  readonly verdict: EmergencyVerdict;
  readonly reason: string | null;
  readonly channel: Channel;
}

export type ReviewRefusal =
  | 'no-open-review'
  | 'several-reviews'
  | 'reviewed-already'
  | 'own-request'
  | 'not-a-reviewer'
  | 'needs-reason';

export function reviewOn(
  state: CaseState,
  review: Review,
  setting: Setting,
): Outcome<readonly TenureEvent[], ReviewRefusal> {
  const line = lineOf(state, review.about);
  if (typeof line === 'string') return refuse(line);
  const names = review.by.map((name) => name.toLowerCase());
  const barred = barredFrom(setting);
  if (allNames(review).some((name) => barred.has(name))) return refuse('own-request');
  const by = reviewersFor(line, setting).find(({ mail }) => names.includes(mail.toLowerCase()));
  if (by === undefined) return refuse('not-a-reviewer');
  const reason = review.reason?.trim() ?? '';
  if (reason === '') return refuse('needs-reason');
  const { verdict, channel } = review;
  const at = setting.now;
  const personal = { by: by.mail, reason };
  return accept([
    { type: 'EmergencyReviewed', line: line.id, verdict, channel, at, personal },
    ...openTasks(state, line).map(
      ({ task }): TenureEvent => ({ type: 'TaskDone', task, by: by.mail, closedAt: at, at }),
    ),
    ...(verdict === 'justified' ? [] : unjustified(state, line, setting)),
  ]);
}

/** It was none: a person hears of it, and what is still held of it ends now. */
function unjustified(state: CaseState, line: CaseLine, { ledger, now }: Setting): readonly TenureEvent[] {
  const exception = exceptionId(`${state.id}!emergency-not-justified-${state.exceptions.length + 1}`);
  const detail = { line: line.id, entitlement: line.entitlement };
  const held = ledger.grants.find(({ id }) => id === line.grant);
  return [
    { type: 'ExceptionRaised', exception, kind: 'emergency-not-justified', detail },
    ...(line.ended !== null || held === undefined || !isLive(held, now)
      ? []
      : endNow(state, line, held, 'not-justified', now)),
  ];
}

function lineOf(state: CaseState, about: string | null): CaseLine | ReviewRefusal {
  const asked = emergenciesIn(state).filter(({ id }) => about === null || id === about);
  const [only, ...more] = asked.filter(({ reviewed }) => reviewed === null);
  if (only !== undefined) return more.length === 0 ? only : 'several-reviews';
  return asked.length > 0 ? 'reviewed-already' : 'no-open-review';
}

const emergenciesIn = ({ request }: CaseState) =>
  request.lines.filter(({ asked, grant }) => asked.answer === 'break-glass' && grant !== null);

/** Who may say what the emergency of this line was. */
export function reviewersFor(line: CaseLine, setting: Setting) {
  const { policy, facts } = setting;
  const answer = ruleOf(line, policy)?.answer;
  const stage = answer?.kind === 'break-glass' ? answer.review : undefined;
  const application = entitlementById(policy.catalogue, line.entitlement)?.application;
  return reviewersOf(stage, application, facts, policy.settings.roles.confirm, barredFrom(setting));
}

/** Addresses of those who may say it about any emergency of the case: to tell who closed a sub-task. */
export const mayReview = (state: CaseState, setting: Setting): readonly string[] => [
  ...new Set(emergenciesIn(state).flatMap((line) => reviewersFor(line, setting).map(({ mail }) => mail))),
];

// ---- the sub-task ----------------------------------------------------------------------------------------

const openTasks = ({ tasks }: CaseState, { id }: CaseLine) =>
  tasks.filter((one) => isAwaited(one) && isReviewOf(one, id));

export interface SeenTasks {
  readonly tasks: FiledForm['tasks'];
  /** From when on they were read. */
  readonly readFrom: Instant;
  /** By the tracker's id of who closed one, as far as they are known. */
  readonly closers: ReadonlyMap<string, Speaker>;
}

/** What the sub-tasks of emergencies say: a verdict that counts, or one that has to be asked for again. */
export function reviewsSeen(state: CaseState, seen: SeenTasks, setting: Setting): readonly TenureEvent[] {
  return emergenciesIn(state)
    .filter(({ reviewed }) => reviewed === null)
    .flatMap((line) => {
      const [open] = openTasks(state, line);
      if (open === undefined) return [];
      const shown = seen.tasks.find(({ task }) => task === open.task);
      if (shown === undefined) {
        // Read before it was filed, the form says nothing about it.
        const isGone = open.state === 'filed' && open.filedAt !== undefined && open.filedAt < seen.readFrom;
        return isGone ? askedAgain(state, line, open.task, 'the sub-task is gone', setting) : [];
      }
      if (!shown.done) return [];
      if (shown.verdict === undefined) {
        return askedAgain(state, line, open.task, 'it was closed without a verdict', setting);
      }
      const who = (shown.closed === null ? undefined : seen.closers.get(shown.closed.author.id)) ?? NOBODY;
      const { says: verdict, reason } = shown.verdict;
      const outcome = reviewOn(state, { ...who, about: line.id, verdict, reason, channel: 'jira' }, setting);
      return outcome.ok ? outcome.value : askedAgain(state, line, open.task, WHY[outcome.refusal], setting);
    });
}

const NOBODY: Speaker = { by: [], alsoKnownBy: [] };
const WHY: Readonly<Record<ReviewRefusal, string>> = {
  'no-open-review': 'it was closed without a verdict',
  'several-reviews': 'it was closed without a verdict',
  'reviewed-already': 'it was closed without a verdict',
  'own-request': 'who asked, or whom it was for, does not say it',
  'not-a-reviewer': 'it was closed by somebody who does not answer for it',
  'needs-reason': 'it was closed without saying why in a comment',
};

function askedAgain(
  state: CaseState,
  line: CaseLine,
  task: string,
  why: string,
  { policy }: Setting,
): readonly TenureEvent[] {
  const nth = state.tasks.filter((one) => isReviewOf(one, line.id)).length + 1;
  return [{ type: 'TaskDropped', task }, reviewTask(line, nth, why, policy)];
}
