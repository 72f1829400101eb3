/**
 * How a request goes on by itself: who is asked next, what is given when the last stage has agreed, and what time alone
 * brings: a reminder, somebody else who may answer, no answer at all, an access that came to nothing, its end.
 */
import {
  type CaseLine,
  type CaseQuestion,
  type CaseState,
  evolveCaseAll,
  openQuestions,
  seatOf,
  seatOfDecision,
} from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { evolveAll, mailsOf, type PersonLedger } from '../grant/index.ts';
import type { CaseRules } from '../person/index.ts';
import type { Engagement } from '../person/model.ts';
import { entitlementById } from '../policy/index.ts';
import type { Application, Policy, RequestRule, StageRule } from '../policy/model.ts';
import { canonical, sha256 } from '../shared/canonical.ts';
import { type Instant, plus } from '../shared/instant.ts';
import { conflictWith } from './answer.ts';
import { askedIn, delegatesOf, escalatedTo, standingOf } from './approvers.ts';
import { endLine } from './endLine.ts';
import { givenEvents } from './given.ts';
import { isTooLongInAll } from './held.ts';
import { held, lineTrouble, turnsOf } from './holding.ts';
import type { ApproverFacts } from './look.ts';
import { stageName, stageNamed } from './stage.ts';

/** What a request is gone on with. */
export interface Setting {
  readonly ledger: PersonLedger;
  /** The work it is for; `null` = it is over. */
  readonly engagement: Engagement | null;
  /** Who asked, by every name they are known by. */
  readonly requester: readonly string[];
  readonly rules: CaseRules;
  readonly policy: Policy;
  readonly facts: ApproverFacts;
  readonly now: Instant;
}

/** The events that follow from how the case stands now; none when all wait for a person or for time. */
export function progress(state: CaseState, setting: Setting): readonly TenureEvent[] {
  const events: TenureEvent[] = [];
  for (const { id } of state.request.lines) {
    // A step may open the next one: a stage that has agreed, an answer that came to nothing.
    for (;;) {
      const now = evolveCaseAll(state, events, setting.now);
      const line = now.request.lines.find((one) => one.id === id);
      const ledger = evolveAll(setting.ledger, events, state.id);
      const next = line === undefined ? [] : step(now, line, { ...setting, ledger }, events.length);
      if (next.length === 0) break;
      events.push(...next);
    }
  }
  return events;
}

/** Whether a look at it now would find anything to do. */
export const goesOn = (state: CaseState, setting: Setting): boolean => progress(state, setting).length > 0;

function step(state: CaseState, line: CaseLine, setting: Setting, place: number): readonly TenureEvent[] {
  if (line.ended !== null) return nobodyMissed(state, line, setting.now, 'it is not asked any more');
  if (line.grant !== null) return held(state, line, setting);
  if (setting.engagement === null) return endLine(state, line, 'left', setting.now);
  const rule = ruleOf(line, setting.policy);
  if (rule === undefined) return endLine(state, line, 'not-offered', setting.now);
  return rule.answer.kind === 'stages'
    ? asked(state, line, rule, rule.answer.stages, setting, place)
    : given(state, line, rule, setting, place);
}

/** The rule that answered, as long as it answers so; `undefined` = the policy in force does not offer the line any more. */
export function ruleOf({ asked, entitlement }: CaseLine, { catalogue, requests }: Policy): RequestRule | undefined {
  const rule = requests?.rules.find(({ id }) => id === asked.rule);
  const isOffered = entitlementById(catalogue, entitlement) !== undefined;
  return isOffered && rule?.answer.kind === asked.answer ? rule : undefined;
}

/** Decided in favour. What has come to be held since it was asked may stand against it all the same. */
function given(
  state: CaseState,
  line: CaseLine,
  rule: RequestRule,
  setting: Setting,
  place: number,
): readonly TenureEvent[] {
  if (setting.engagement === null) return [];
  if (conflictWith(line.entitlement, { ...setting, beside: [] }) !== undefined) {
    return endLine(state, line, 'conflict', setting.now);
  }
  // Several extensions of the same may have been asked for side by side.
  if (isTooLongInAll(setting.ledger, line.entitlement, line.duration, rule.hold.longestTotal, setting.now)) {
    return endLine(state, line, 'too-long-in-all', setting.now);
  }
  return givenEvents(state, line, setting.engagement, setting, rule, place);
}

/** There is somebody to ask again, or nothing to ask any more: no person has to settle that there was nobody. */
const nobodyMissed = (state: CaseState, line: CaseLine, at: Instant, why: string): readonly TenureEvent[] =>
  state.exceptions
    .filter(({ kind, verdict, detail }) => kind === 'no-approver' && verdict === null && detail.line === line.id)
    .map(({ id }) => ({ type: 'ExceptionSettled', exception: id, verdict: 'retry', by: `Tenure: ${why}`, at }));

function asked(
  state: CaseState,
  line: CaseLine,
  rule: RequestRule,
  stages: readonly StageRule[],
  setting: Setting,
  place: number,
): readonly TenureEvent[] {
  const own = state.request.questions.filter((one) => one.line === line.id);
  const open = own.find(({ isOpen }) => isOpen);
  if (open !== undefined) return waiting(line, open, stages, setting);
  if (own.some(({ decisions }) => decisions.some(({ verdict }) => verdict === 'refuse'))) {
    return endLine(state, line, 'refused', setting.now);
  }
  const next = stages.find((stage) => !own.some((one) => one.stage === stageName(stage) && isAgreed(one)));
  if (next === undefined) return given(state, line, rule, setting, place);
  return ask(state, line, next, setting, own.length);
}

const isAgreed = ({ decisions, needs }: CaseQuestion) =>
  decisions.filter(({ verdict }) => verdict === 'approve').length >= needs;

function ask(
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

/** An approver who made it shorter has made it another thing: whoever is asked next is shown that. */
const shownOf = ({ asked, duration }: CaseLine) =>
  duration === asked.duration ? asked.shown : sha256(canonical({ shown: asked.shown, duration }));

function waiting(
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

/** The next instant at which time alone brings something; `null` = never. */
export function nextStep(state: CaseState, ledger: PersonLedger, policy: Policy, now: Instant): Instant | null {
  const times = policy.requests?.times;
  if (times === undefined) return null;
  const ofQuestions = openQuestions(state.request).flatMap(({ askedAt, until }) => [
    plus(askedAt, times.remindAfter),
    plus(askedAt, times.escalateAfter),
    until,
  ]);
  const ofGrants = state.request.lines.flatMap((line) => turnsOf(line, ledger, times));
  return [...ofQuestions, ...ofGrants].filter((at) => at > now).sort()[0] ?? null;
}
