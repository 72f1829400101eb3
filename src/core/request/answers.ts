/**
 * Answers an approval in the tracker shows: each counted once, as a decision on what that approval was opened for. It is
 * told from an answer to something else by the approval itself, never by a clock of the tracker's.
 */
import { type CaseApproval, type CaseState, evolveCaseAll } from '../evidence/index.ts';
import type { AnswerRefusal, TenureEvent } from '../evidence/model.ts';
import { evolveAll } from '../grant/index.ts';
import { unreachable } from '../shared/outcome.ts';
import { type DecisionRefusal, decisionOn } from './decision.ts';
import type { Setting } from './setting.ts';
import { allNames, type Speaker } from './speaker.ts';

/** As the tracker shows it. */
export interface ShownAnswer {
  readonly approval: string;
  /** The tracker's id of who answered. */
  readonly account: string;
  /** As far as the tracker shows it. */
  readonly mail: string | null;
  readonly verdict: 'approve' | 'refuse';
}

/** Without a name = nobody knows who it is. */
export interface TrackerAnswer extends ShownAnswer, Speaker {}

/**
 * Those nobody has dealt with yet. An approval the case does not know of was opened by other hands, or is not noted yet:
 * nothing is said about it.
 */
export const newAnswers = (state: CaseState, shown: readonly ShownAnswer[]): readonly ShownAnswer[] =>
  shown.filter((answer) => {
    const approval = approvalOf(state, answer);
    if (approval === undefined || approval.notCounted.includes(answer.account)) return false;
    const mail = mailOf(approval, answer);
    return mail === null || !hasSaid(state, approval, [mail], answer.verdict);
  });

/** An account is the person it was asked as, also when its address is hidden since; any other only by its address. */
export const mailOf = ({ asked }: CaseApproval, { account, mail }: ShownAnswer): string | null =>
  asked.find((one) => one.account === account)?.mail ?? mail?.toLowerCase() ?? null;

export const approvalOf = ({ request }: CaseState, { approval }: ShownAnswer): CaseApproval | undefined =>
  request.approvals.find(({ id }) => id === approval);

/**
 * How an approval of the tracker's stands answered by what was decided, wherever; `null` = some of it is open, was void, or
 * went the other way.
 */
export function verdictOf({ request }: CaseState, { questions }: CaseApproval): 'approve' | 'refuse' | null {
  const verdicts = questions.map((about): 'approve' | 'refuse' | null => {
    const question = request.questions.find(({ id }) => id === about);
    if (question === undefined || question.isOpen) return null;
    const { decisions, needs } = question;
    if (decisions.some(({ verdict }) => verdict === 'refuse')) return 'refuse';
    return decisions.length >= needs ? 'approve' : null;
  });
  const [first = null] = verdicts;
  return verdicts.every((one) => one === first) ? first : null;
}

/** What follows from the answers, in their order; one after the other, as if each had come alone. */
export function countAnswers(
  state: CaseState,
  answers: readonly TrackerAnswer[],
  setting: Setting,
): readonly TenureEvent[] {
  const events: TenureEvent[] = [];
  for (const answer of answers) {
    const after = { ...evolveCaseAll(state, events, setting.now), lastSeq: state.lastSeq + events.length };
    events.push(...countOne(after, answer, { ...setting, ledger: evolveAll(setting.ledger, events, state.id) }));
  }
  return events;
}

/** One answer is about every question its approval was opened for, so about each that is still open. */
function countOne(state: CaseState, answer: TrackerAnswer, setting: Setting): readonly TenureEvent[] {
  const approval = approvalOf(state, answer);
  if (approval === undefined || approval.notCounted.includes(answer.account)) return [];
  const { account, by, alsoKnownBy, verdict } = answer;
  const events: TenureEvent[] = [];
  let because: AnswerRefusal | null = null;
  for (const about of approval.questions) {
    const now = { ...evolveCaseAll(state, events, setting.now), lastSeq: state.lastSeq + events.length };
    const question = now.request.questions.find(({ id }) => id === about);
    if (question?.isOpen !== true) continue;
    const said = {
      about,
      by,
      alsoKnownBy,
      verdict,
      duration: null,
      reason: null,
      channel: 'jira',
      shown: question.shown,
    } as const;
    const outcome = decisionOn(now, said, { ...setting, ledger: evolveAll(setting.ledger, events, state.id) });
    if (outcome.ok) events.push(...outcome.value);
    else because ??= refusalOf(outcome.refusal);
  }
  if (events.length > 0 || hasSaid(state, approval, allNames(answer), verdict)) return events;
  return [
    {
      type: 'AnswerNotCounted',
      approval: approval.id,
      account,
      verdict,
      because: because ?? 'question-over',
      at: setting.now,
      personal: { by: mailOf(approval, answer) },
    },
  ];
}

/** The same, here or elsewhere: it is counted already, and there is nothing to say. */
const hasSaid = (
  { request }: CaseState,
  { questions }: CaseApproval,
  names: readonly string[],
  verdict: ShownAnswer['verdict'],
): boolean =>
  request.questions
    .filter(({ id }) => questions.includes(id))
    .some(({ decisions }) =>
      decisions.some((made) => made.verdict === verdict && names.includes(made.personal.by.toLowerCase())),
    );

function refusalOf(refusal: DecisionRefusal): AnswerRefusal {
  switch (refusal) {
    case 'own-request':
    case 'not-an-approver':
    case 'no-longer-approver':
    case 'decided-already':
      return refusal;
    case 'no-open-question':
    case 'several-questions':
    case 'shown-otherwise':
    case 'only-shorter':
      return 'question-over';
    default:
      return unreachable(refusal);
  }
}
