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
import type { TenureEvent } from '../evidence/model.ts';
import { evolveAll, type PersonLedger } from '../grant/index.ts';
import { entitlementById } from '../policy/index.ts';
import type { Policy, RequestRule, StageRule } from '../policy/model.ts';
import { type Instant, plus } from '../shared/instant.ts';
import { conflictWith } from './answer.ts';
import { endLine } from './endLine.ts';
import { givenEvents } from './given.ts';
import { isTooLongInAll } from './held.ts';
import { held, turnsOf } from './holding.ts';
import { whileHeld } from './keeping.ts';
import { isAskedByManager } from './look.ts';
import { conflictsOver, keepStageOf } from './moving.ts';
import { ask, nobodyMissed, waiting } from './questions.ts';
import type { Setting } from './setting.ts';
import { isLeftOut, stageName } from './stage.ts';

/** Far more than any line takes: each stage a few, and each thing that happens while it is held one. */
const MOST_STEPS = 100;

/** Two rules undo each other's steps: said, instead of a process that never answers again. Names nobody. */
export class NeverAtRest extends Error {
  constructor({ id }: CaseState, line: string, last: readonly TenureEvent[]) {
    super(`line ${line} of ${id} does not come to rest: ${last.map(({ type }) => type).join(', ')}`);
    this.name = 'NeverAtRest';
  }
}

/**
 * The events that follow from how the case stands now; none when all wait for a person or for time. Throws `NeverAtRest`
 * where one step would follow another for ever.
 */
export function progress(state: CaseState, setting: Setting): readonly TenureEvent[] {
  const events: TenureEvent[] = [];
  for (const { id } of state.request.lines) {
    // A step may open the next one: a stage that has agreed, an answer that came to nothing.
    for (let steps = 0; ; steps += 1) {
      const now = evolveCaseAll(state, events, setting.now);
      const line = now.request.lines.find((one) => one.id === id);
      const ledger = evolveAll(setting.ledger, events, state.id);
      const next = line === undefined ? [] : step(now, line, { ...setting, ledger }, events.length);
      if (next.length === 0) break;
      if (steps >= MOST_STEPS) throw new NeverAtRest(state, id, events.slice(-4));
      events.push(...next);
    }
  }
  return events;
}

/** Whether a look at it now would find anything to do. */
export const goesOn = (state: CaseState, setting: Setting): boolean => progress(state, setting).length > 0;

function step(state: CaseState, line: CaseLine, setting: Setting, place: number): readonly TenureEvent[] {
  if (line.ended !== null) {
    return [
      ...nobodyMissed(state, line, setting.now, 'it is not asked any more'),
      ...conflictsOver(state, line, [], setting.now),
    ];
  }
  if (line.grant !== null) {
    const goes = whileHeld(state, line, setting, place);
    return goes.length > 0 ? goes : held(state, line, setting);
  }
  if (setting.engagement === null) return endLine(state, line, 'left', setting.now);
  const rule = ruleOf(line, setting.policy);
  if (rule === undefined) return endLine(state, line, 'not-offered', setting.now);
  return rule.answer.kind === 'stages'
    ? asked(state, line, rule, rule.answer.stages, setting, place)
    : given(state, line, rule, setting, place);
}

/** The stages its questions are asked for now; `undefined` = the policy in force does not offer the line any more. */
export function stagesOf(line: CaseLine, policy: Policy): readonly StageRule[] | undefined {
  if (line.grant !== null) return [keepStageOf(line)];
  const rule = ruleOf(line, policy);
  return rule === undefined ? undefined : rule.answer.kind === 'stages' ? rule.answer.stages : [];
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
  const next = stages.find((stage) => {
    const name = stageName(stage);
    return !line.skipped.includes(name) && !own.some((one) => one.stage === name && isAgreed(one));
  });
  if (next === undefined) return given(state, line, rule, setting, place);
  if (isLeftOut(next, rule, line.asked.risk) && isAskedByManager(setting.requester, setting.facts, setting.ledger)) {
    return [{ type: 'StageSkipped', line: line.id, stage: stageName(next), because: 'manager-asks', at: setting.now }];
  }
  return ask(state, line, next, setting, own.length);
}

const isAgreed = ({ decisions, needs }: CaseQuestion) =>
  decisions.filter(({ verdict }) => verdict === 'approve').length >= needs;

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
  // With the work what is still asked for is over too.
  const ends = state.request.lines.some(isOpenLine) ? ledger.engagements.flatMap(({ end }) => end ?? []) : [];
  return [...ofQuestions, ...ofGrants, ...ends].filter((at) => at > now).sort()[0] ?? null;
}
