/**
 * What an approver says to an open question. Counted only from somebody who is asked and still may answer, about exactly
 * what was shown, and once; everything else is a refusal with a name, and changes nothing.
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
import type { AskedApprover, Channel, TenureEvent } from '../evidence/model.ts';
import { entitlementById } from '../policy/index.ts';
import type { StageRule } from '../policy/model.ts';
import type { Milliseconds } from '../shared/instant.ts';
import { accept, type Outcome, refuse } from '../shared/outcome.ts';
import { standingOf } from './approvers.ts';
import { progress, stagesOf } from './progress.ts';
import { barredFrom } from './questions.ts';
import type { Setting } from './setting.ts';
import { allNames, type Speaker } from './speaker.ts';
import { stageNamed } from './stage.ts';

export interface Said extends Speaker {
  /** The question's name, or that of its line; `null` = the only one that is open. */
  readonly about: string | null;
  readonly verdict: 'approve' | 'refuse';
  /** For shorter than was asked. */
  readonly duration: Milliseconds | null;
  readonly reason: string | null;
  readonly channel: Channel;
  /** What they were shown; `null` = they looked at the issue, which shows what is open now. */
  readonly shown: string | null;
}

export type DecisionRefusal =
  | 'no-open-question'
  | 'several-questions'
  | 'decided-already'
  | 'own-request'
  | 'not-an-approver'
  | 'no-longer-approver'
  | 'shown-otherwise'
  | 'only-shorter';

export function decisionOn(
  state: CaseState,
  said: Said,
  setting: Setting,
): Outcome<readonly TenureEvent[], DecisionRefusal> {
  const found = questionOf(state, said.about);
  if (typeof found === 'string') return refuse(found);
  // Nobody is left for whom it would be, it is not offered any more, or time is up: the next look says so on the issue.
  const line = state.request.lines.find(({ id }) => id === found.line);
  const stages = line === undefined ? undefined : stagesOf(line, setting.policy);
  if (line === undefined || stages === undefined || setting.engagement === null || setting.now >= found.until) {
    return refuse('no-open-question');
  }
  const names = said.by.map((name) => name.toLowerCase());
  const everyName = allNames(said);
  const barred = barredFrom(setting);
  if (everyName.some((name) => barred.has(name))) return refuse('own-request');
  const asked = found.approvers.find(({ mail }) => names.includes(mail));
  if (asked === undefined) return refuse('not-an-approver');
  if (!mayStill(asked, found, line, stages, setting)) return refuse('no-longer-approver');
  // A delegate and whoever has named them answer once: the second is told so, whatever they say.
  if (found.decisions.some((made) => everyName.includes(made.personal.by) || seatOfDecision(made) === seatOf(asked))) {
    return refuse('decided-already');
  }
  if (said.shown !== null && said.shown !== found.shown) return refuse('shown-otherwise');
  const { duration } = said;
  if (duration !== null && (duration <= 0 || (line.duration !== null && duration > line.duration))) {
    return refuse('only-shorter');
  }
  const made: TenureEvent = {
    type: 'DecisionMade',
    question: found.id,
    verdict: said.verdict,
    ...(duration === null || said.verdict === 'refuse' ? {} : { duration }),
    channel: said.channel,
    shown: found.shown,
    at: setting.now,
    personal: { by: asked.mail, reason: said.reason, ...(asked.of === undefined ? {} : { of: asked.of.mail }) },
  };
  const after = { ...evolveCaseAll(state, [made], setting.now), lastSeq: state.lastSeq + 1 };
  return accept([made, ...progress(after, setting)]);
}

function questionOf(state: CaseState, about: string | null): CaseQuestion | DecisionRefusal {
  const open = openQuestions(state.request);
  const [only, ...more] = about === null ? open : open.filter(({ id, line }) => id === about || line === about);
  if (only !== undefined) return more.length === 0 ? only : 'several-questions';
  const known = state.request.questions.some(({ id, line }) => id === about || line === about);
  return known ? 'decided-already' : 'no-open-question';
}

/** A role may be lost between asking and answering: what nobody can read now decides nothing. */
function mayStill(
  asked: AskedApprover,
  { stage: name }: CaseQuestion,
  { entitlement }: CaseLine,
  stages: readonly StageRule[],
  setting: Setting,
): boolean {
  const { facts, policy } = setting;
  const stage = stageNamed(stages, name);
  const entry = entitlementById(policy.catalogue, entitlement);
  if (stage === undefined || entry === undefined) return false;
  return standingOf(asked, stage, entry.application, facts, barredFrom(setting)) === 'may';
}
