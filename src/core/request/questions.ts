/** One question about a line: asked of whoever may answer, waited for, and asked of somebody else when nobody is left who can. */
import { type CaseLine, type CaseQuestion, type CaseState, seatOf, seatOfDecision } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { mailsOf } from '../grant/index.ts';
import { entitlementById } from '../policy/index.ts';
import type { Application, Policy, StageRule } from '../policy/model.ts';
import { canonical, sha256 } from '../shared/canonical.ts';
import { type Instant, plus } from '../shared/instant.ts';
import { askedIn, delegatesOf, escalatedTo, standingOf } from './approvers.ts';
import { lineTrouble } from './lineTrouble.ts';
import type { Setting } from './setting.ts';
import { stageName, stageNamed } from './stage.ts';

/** There is somebody to ask again, or nothing to ask any more: no person has to settle that there was nobody. */
export const nobodyMissed = (state: CaseState, line: CaseLine, at: Instant, why: string): readonly TenureEvent[] =>
  state.exceptions
    .filter(({ kind, verdict, detail }) => kind === 'no-approver' && verdict === null && detail.line === line.id)
    .map(({ id }) => ({ type: 'ExceptionSettled', exception: id, verdict: 'retry', by: `Tenure: ${why}`, at }));

export function ask(
  state: CaseState,
  line: CaseLine,
  stage: StageRule,
  setting: Setting,
  before: number,
): readonly TenureEvent[] {
  const { facts, policy, now } = setting;
  const application = applicationOf(line, policy);
  const times = policy.requests?.times;
  if (application === undefined || times === undefined) return [];
  // Nobody is asked, and nobody missed, on the word of a provider that has not answered.
  if (stage.approvers.some((one) => one.kind === 'group' && facts.unread?.has(one.group) === true)) return [];
  const to = askedIn(stage, application, facts, barredFrom(setting));
  if (to === null) {
    const told = state.exceptions.findLast(({ kind, detail }) => kind === 'no-approver' && detail.line === line.id);
    return told?.verdict === null ? [] : [lineTrouble(state, 'no-approver', line)];
  }
  return [
    ...nobodyMissed(state, line, now, 'there is somebody to ask'),
    {
      type: 'QuestionAsked',
      question: `${line.id}-${before + 1}`,
      line: line.id,
      stage: stageName(stage),
      needs: to.needs,
      shown: shownOf(line),
      at: now,
      until: plus(now, times.timeOutAfter),
      personal: { approvers: to.approvers },
    },
  ];
}

/**
 * An approver who made it shorter has made it another thing, and so has other work it is to be kept for: whoever is asked
 * next is shown that.
 */
const shownOf = ({ asked: { shown, duration: asked }, duration, moving, work }: CaseLine) =>
  duration === asked && moving === null
    ? shown
    : sha256(canonical({ shown, duration, ...(moving === null ? {} : { work }) }));

export function waiting(
  line: CaseLine,
  question: CaseQuestion,
  stages: readonly StageRule[],
  setting: Setting,
): readonly TenureEvent[] {
  const { policy, facts, now } = setting;
  const times = policy.requests?.times;
  const application = applicationOf(line, policy);
  if (times === undefined || application === undefined) return [];
  const { id, askedAt, remindedAt, escalatedAt, approvers } = question;
  const voided = (because: 'timed-out' | 'rule-changed' | 'approver-left'): TenureEvent => ({
    type: 'QuestionVoided',
    question: id,
    because,
    at: now,
  });
  if (now >= question.until) {
    return [voided('timed-out'), { type: 'LineEnded', line: line.id, because: 'timed-out', at: now }];
  }
  const stage = stageNamed(stages, question.stage);
  if (stage === undefined) return [voided('rule-changed')];
  const delegates = delegatesOf(approvers, stage, application, facts, barredFrom(setting));
  if (delegates.length > 0) {
    return [{ type: 'DelegateAsked', question: id, at: now, personal: { approvers: delegates } }];
  }
  if (!canStillAgree(question, stages, application, setting)) return [voided('approver-left')];
  if (escalatedAt === null && now >= plus(askedAt, times.escalateAfter)) {
    const more = escalatedTo(approvers, application, facts, barredFrom(setting));
    return [{ type: 'QuestionEscalated', question: id, at: now, personal: { approvers: more } }];
  }
  if (remindedAt === null && now >= plus(askedAt, times.remindAfter)) {
    return [{ type: 'QuestionReminded', question: id, at: now }];
  }
  return [];
}

/** Who asks and whom it is for decide nothing, by whatever name they come; nor does who stands in for one of them. */
export const barredFrom = ({
  ledger,
  requester,
  facts: { theirDelegates = [] },
}: Pick<Setting, 'ledger' | 'requester' | 'facts'>): ReadonlySet<string> =>
  new Set([...mailsOf(ledger), ...requester, ...theirDelegates].map((name) => name.toLowerCase()));

/** What was agreed stands; of the others enough must still be there to answer. */
function canStillAgree(
  { stage: name, approvers, decisions, needs }: CaseQuestion,
  stages: readonly StageRule[],
  application: Application,
  setting: Setting,
): boolean {
  const stage = stageNamed(stages, name);
  if (stage === undefined) return false;
  const said = new Set(decisions.map(seatOfDecision));
  const barred = barredFrom(setting);
  const waitedFor = approvers.filter(
    (one) => !said.has(seatOf(one)) && standingOf(one, stage, application, setting.facts, barred) !== 'may-not',
  );
  return said.size + new Set(waitedFor.map(seatOf)).size >= needs;
}

const applicationOf = ({ entitlement }: CaseLine, { catalogue }: Policy): Application | undefined =>
  entitlementById(catalogue, entitlement)?.application;
