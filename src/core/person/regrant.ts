/** From what the table gives now to the edits of the ledger: what is new begins, what no longer applies ends. */
import type { TenureEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import { type Grant, type Held, startOf } from '../grant/model.ts';
import type { Risk } from '../policy/model.ts';
import { type CaseId, type ChangeSetId, type GrantId, grantId, type PolicyVersion } from '../shared/ids.ts';
import { earlier, type Instant, later } from '../shared/instant.ts';
import type { Engagement } from './model.ts';
import type { Entitled } from './rules.ts';

export interface Regrant {
  readonly ledger: PersonLedger;
  readonly engagement: Engagement;
  readonly entitled: readonly Entitled[];
  readonly by: CaseId;
  readonly changeSet: ChangeSetId | null;
  readonly policy: PolicyVersion;
  readonly now: Instant;
  /** When birthright that no longer applies ends: now, or later by the overlap policy sets. */
  readonly endOld: Instant;
  /** Gives each new grant an id of its own; deterministic, so that a repeated transaction writes the same. */
  nextId(): GrantId;
}

/** Edits the birthright of one engagement. Adopted and requested grants are left as they are. */
export function regrant(input: Regrant): TenureEvent[] {
  const { ledger, engagement, entitled, by, now } = input;
  const present = ledger.grants.filter(
    (grant) =>
      grant.cause === 'birthright' && grant.engagement === engagement.id && (grant.end === null || grant.end > now),
  );
  const events: TenureEvent[] = [];
  const kept = new Set<Grant>();
  for (const one of entitled) {
    // Without groups there is nothing to hold, unless a person opens it by hand.
    if (one.groups.length === 0 && one.manual === null) continue;
    const match = present.find(
      (grant) =>
        sameHold(grant.holds, one.holds) &&
        sameGroups(grant, one) &&
        standsFrom(grant, beginOf(engagement, one.risk), now) &&
        !kept.has(grant),
    );
    if (match === undefined) {
      events.push({ type: 'GrantGiven', grant: birthrightGrant(input, one) });
      continue;
    }
    kept.add(match);
    if (match.rows.join('|') !== one.rows.join('|')) {
      events.push({ type: 'GrantRowsChanged', grant: match.id, rows: one.rows });
    }
    if (match.end !== engagement.end) events.push(moveEnd(match, engagement.end, by, input.changeSet));
  }
  const worked = ledger.engagements.find(({ id }) => id === engagement.id) ?? engagement;
  for (const grant of present) {
    if (kept.has(grant)) continue;
    const own = withoutOffboardings(grant);
    const isEnding = own !== null && own !== withoutOffboardings(worked) && own !== worked.end;
    // The overlap keeps what somebody works with; what has not begun, or whose work has not, is withdrawn. One under way
    // was decided when they moved: reading the table again cuts it no shorter.
    const old = startOf(grant) > now || engagement.start > now ? now : isEnding ? own : input.endOld;
    const end = engagement.end === null ? old : earlier(old, engagement.end);
    if (grant.end === null || end < grant.end) {
      events.push({ type: 'GrantEnded', grant: grant.id, end: later(end, now), by, changeSet: input.changeSet });
    } else if (grant.endWithout !== undefined && (own === null || old < own)) {
      // An offboarding ends it sooner. Taken back, that leaves the overlap.
      const { id, end: standing, endedBy } = grant;
      const cut = { endBefore: old, endedByBefore: by };
      events.push({
        type: 'GrantEnded',
        grant: id,
        end: standing,
        by: endedBy ?? by,
        changeSet: input.changeSet,
        ...cut,
      });
    }
  }
  return events;
}

/** The end it has when no offboarding cuts it short. */
const withoutOffboardings = ({ end, endWithout }: Pick<Grant, 'end' | 'endWithout'>) =>
  endWithout === undefined ? end : endWithout.end;

type EndMoved = Extract<TenureEvent, { readonly type: 'GrantEnded' | 'GrantReinstated' }>;

export function moveEnd(grant: Grant, end: Instant | null, by: CaseId, changeSet: ChangeSetId | null): EndMoved {
  const narrower = end !== null && (grant.end === null || end < grant.end);
  return narrower
    ? { type: 'GrantEnded', grant: grant.id, end, by, changeSet }
    : { type: 'GrantReinstated', grant: grant.id, end, by };
}

function birthrightGrant(input: Regrant, one: Entitled): Grant {
  const { engagement, now } = input;
  return {
    id: input.nextId(),
    person: engagement.person,
    engagement: engagement.id,
    holds: one.holds,
    groups: [...one.groups].sort(),
    cause: 'birthright',
    givenBy: input.by,
    rows: one.rows,
    policy: input.policy,
    start: { kind: 'exact', at: later(beginOf(engagement, one.risk), now) },
    end: engagement.end,
    endedBy: null,
    changeSet: input.changeSet,
  };
}

/** What is risky waits for the first day; the rest is there when the account is. */
export const beginOf = ({ start, accountFrom }: Engagement, risk: Risk) => (risk === 'high' ? start : accountFrom);

/** What has begun goes on, unless it is to begin only now: a start that was moved moves what depends on it. */
export const standsFrom = (grant: Grant, begin: Instant, now: Instant) =>
  (startOf(grant) <= now && begin <= now) || startOf(grant) === begin;

/** Grant ids of one decision: the case and the place of the event in its stream. */
export function grantIds(by: CaseId, lastSeq: number): () => GrantId {
  let place = lastSeq;
  return () => {
    place += 1;
    return grantId(`${by}#${place}`);
  };
}

export const sameHold = (a: Held, b: Held) =>
  a.kind === 'entitlement'
    ? b.kind === 'entitlement' && a.entitlement === b.entitlement
    : b.kind === 'group' && a.group === b.group;

const sameGroups = (grant: Grant, one: Entitled) =>
  [...grant.groups].sort().join('|') === [...one.groups].sort().join('|');
