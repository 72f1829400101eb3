/**
 * How a request goes on by itself: who is asked next, what is given when the last stage has agreed, and what time alone
 * brings: a reminder, somebody else who may answer, no answer at all, an access that came to nothing, its end.
 */
import {
  type CaseLine,
  type CaseQuestion,
  type CaseState,
  evolveCaseAll,
  isOpenLine,
  openQuestions,
} from '../evidence/index.ts';
import type { LineEnd, TenureEvent } from '../evidence/model.ts';
import { evolveAll, mailsOf, type PersonLedger } from '../grant/index.ts';
import type { CaseRules } from '../person/index.ts';
import type { Engagement } from '../person/model.ts';
import { entitlementById } from '../policy/index.ts';
import type { Application, Policy, RequestRule, StageRule } from '../policy/model.ts';
import { canonical, sha256 } from '../shared/canonical.ts';
import { exceptionId } from '../shared/ids.ts';
import { type Instant, later, plus } from '../shared/instant.ts';
import { conflictWith } from './answer.ts';
import { askedIn, escalatedTo, standingOf } from './approvers.ts';
import { givenEvents } from './given.ts';
import { isTooLongInAll } from './held.ts';
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

function step(state: CaseState, line: CaseLine, setting: Setting, place: number): readonly TenureEvent[] {
  if (line.ended !== null) return [];
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

/** Access that is given ends by its own time, or is taken back because it never was whole. */
function held(state: CaseState, line: CaseLine, { ledger, policy, now }: Setting): readonly TenureEvent[] {
  const grant = ledger.grants.find(({ id }) => id === line.grant);
  if (grant === undefined || line.grantedAt === null) return [];
  const over = (because: LineEnd): TenureEvent => ({ type: 'LineEnded', line: line.id, because, at: now });
  if (grant.end !== null && grant.end <= now) {
    const isOwn = grant.endedBy === null || grant.endedBy === state.id;
    return [over(isOwn ? 'expired' : 'left')];
  }
  const within = policy.requests?.times.inPlaceWithin;
  if (within === undefined || grant.groups.length === 0) return [];
  const latest = plus(later(line.grantedAt, grant.start.at), within);
  const isWhole = grant.groups.every((group) =>
    ledger.records.some((one) => one.group === group && one.verifiedUnder.includes(grant.id)),
  );
  // Once it was whole and proved, a membership that is being restored is no reason to take the rest.
  if (isWhole || state.proved || now < latest) return [];
  return [
    { type: 'GrantEnded', grant: grant.id, end: now, by: state.id, changeSet: null },
    over('not-in-place'),
    raised(state, 'not-in-place', line),
  ];
}

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
    return told?.verdict === null ? [] : [raised(state, 'no-approver', line)];
  }
  return [
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
  if (stageNamed(stages, question.stage) === undefined) return [voided('rule-changed')];
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

/** Who asks and whom it is for decide nothing, by whatever name they come. */
export const barredFrom = ({ ledger, requester }: Pick<Setting, 'ledger' | 'requester'>): ReadonlySet<string> =>
  new Set([...mailsOf(ledger), ...requester].map((name) => name.toLowerCase()));

/** What was agreed stands; of the others enough must still be there to answer. */
function canStillAgree(
  { stage: name, approvers, decisions, needs }: CaseQuestion,
  stages: readonly StageRule[],
  application: Application,
  setting: Setting,
): boolean {
  const stage = stageNamed(stages, name);
  if (stage === undefined) return false;
  const said = new Set(decisions.map(({ personal }) => personal.by));
  const barred = barredFrom(setting);
  const waitedFor = approvers.filter(
    (one) => !said.has(one.mail) && standingOf(one, stage, application, setting.facts, barred) !== 'may-not',
  );
  return said.size + waitedFor.length >= needs;
}

const applicationOf = ({ entitlement }: CaseLine, { catalogue }: Policy): Application | undefined =>
  entitlementById(catalogue, entitlement)?.application;

function raised(state: CaseState, kind: 'no-approver' | 'not-in-place', { id, entitlement }: CaseLine): TenureEvent {
  const exception = exceptionId(`${state.id}!${kind}-${state.exceptions.length + 1}`);
  return { type: 'ExceptionRaised', exception, kind, detail: { line: id, entitlement } };
}

/** A line that comes to nothing, and with it the question that was open about it. */
export function endLine(state: CaseState, line: CaseLine, because: LineEnd, at: Instant): readonly TenureEvent[] {
  const reason = because === 'left' || because === 'not-offered' ? because : 'withdrawn';
  const open = openQuestions(state.request).filter((one) => one.line === line.id);
  return [
    ...open.map((one): TenureEvent => ({ type: 'QuestionVoided', question: one.id, because: reason, at })),
    { type: 'LineEnded', line: line.id, because, at },
  ];
}

/** The next instant at which time alone brings something; `null` = never. */
export function nextStep(state: CaseState, ledger: PersonLedger, policy: Policy, now: Instant): Instant | null {
  const times = policy.requests?.times;
  if (times === undefined) return null;
  const ofQuestions = openQuestions(state.request).flatMap(({ askedAt, until }) => [
    plus(askedAt, times.remindAfter),
    plus(askedAt, times.escalateAfter),
    until,
  ]);
  const ofGrants = state.request.lines
    .filter((line) => line.ended === null && !isOpenLine(line))
    .flatMap(({ grant: id, grantedAt }) => {
      const grant = ledger.grants.find((one) => one.id === id);
      if (grant === undefined || grantedAt === null) return [];
      const whole = plus(later(grantedAt, grant.start.at), times.inPlaceWithin);
      return grant.end === null ? [whole] : [whole, grant.end];
    });
  return [...ofQuestions, ...ofGrants].filter((at) => at > now).sort()[0] ?? null;
}
