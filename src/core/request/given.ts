/** A line that is decided in favour: the grant, and of an emergency the question what it was for. */
import type { CaseLine, CaseState } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { Grant } from '../grant/model.ts';
import { beginOf, type CaseRules, firstEnd, openingOf } from '../person/index.ts';
import type { Engagement } from '../person/model.ts';
import type { Policy, RequestRule } from '../policy/model.ts';
import { grantId } from '../shared/ids.ts';
import { type Instant, later, plus } from '../shared/instant.ts';
import { emergencyTold, reviewTask } from './emergency.ts';
import { heldOf, isToBegin } from './held.ts';
import { workThen } from './moving.ts';

interface Given {
  readonly ledger: PersonLedger;
  readonly rules: CaseRules;
  readonly policy: Policy;
  readonly now: Instant;
}

export function givenEvents(
  state: CaseState,
  line: CaseLine,
  engagement: Engagement,
  given: Given,
  rule: RequestRule | undefined,
  place: number,
): readonly TenureEvent[] {
  const grant = grantOf(state, line, engagement, given, place);
  const { now } = given;
  return [
    { type: 'GrantGiven', grant },
    { type: 'LineGranted', line: line.id, grant: grant.id, at: now, work: workThen(engagement) },
    // What goes on is open already.
    ...(line.asked.manual && line.asked.extends === null ? [openingOf(line.entitlement)] : []),
    ...(rule?.answer.kind === 'break-glass'
      ? [reviewTask(line, 1, null, given.policy), ...emergencyTold(line, rule, given.policy)]
      : []),
  ];
}

/**
 * With the account, or by its risk with the first day. What is held by the hour begins with the first day whatever its risk:
 * in an account nobody can sign in to yet, its hours would run out.
 */
export function startFor({ asked, duration }: CaseLine, engagement: Engagement, now: Instant): Instant {
  const begin = beginOf(engagement, asked.risk);
  return later(duration === null ? begin : later(begin, engagement.start), now);
}

/**
 * It never outlives the work. By the hour, its time runs from the first membership that is read back, so until then it
 * stands with the latest end it may have; an extension goes on from the end that stands, of what has begun.
 */
function grantOf(
  state: CaseState,
  line: CaseLine,
  engagement: Engagement,
  { ledger, policy, now }: Given,
  place: number,
): Grant {
  const { asked, duration } = line;
  const start = startFor(line, engagement, now);
  const before = heldOf(ledger, line.entitlement, now).at(-1);
  // An emergency may have come to be held since it was asked: this has its own time then.
  const goesOnFrom = before === undefined || isToBegin(before) ? null : before.end;
  const byClock = duration !== null && goesOnFrom === null && line.groups.length > 0;
  const within = policy.requests?.times.inPlaceWithin;
  const until =
    duration === null
      ? null
      : plus(byClock && within !== undefined ? plus(start, within) : (goesOnFrom ?? start), duration);
  // What a form says stands beside what policy gives: the earlier counts.
  const last = firstEnd(until, asked.until ?? null);
  return {
    id: grantId(`${state.id}#${state.lastSeq + place + 1}`),
    person: engagement.person,
    engagement: engagement.id,
    holds: { kind: 'entitlement', entitlement: line.entitlement },
    groups: [...line.groups].sort(),
    cause: asked.answer === 'break-glass' ? 'break-glass' : 'request',
    givenBy: state.id,
    rows: [],
    policy: asked.policy,
    start: { kind: 'exact', at: start },
    end: firstEnd(last, engagement.end),
    ...(last === null ? {} : { until: last }),
    ...(byClock ? { hold: { for: duration, began: null } } : {}),
    endedBy: null,
    changeSet: null,
  };
}
