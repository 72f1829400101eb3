/** What is asked for somebody, or held because they asked, when their work changes or something comes to be held beside it. */
import type { CaseLine } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { conflictsWith, isBack, isOtherWork, onMoveOf } from '../../core/request/index.ts';
import type { CaseId, PersonId } from '../../core/shared/ids.ts';
import type { CaseRow } from '../../ports/store.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';

/** Kinds of cases that may have lines somebody decides about. */
export const ASKING: ReadonlySet<CaseRow['kind']> = new Set(['access-request', 'onboarding', 'change']);

export interface LiveRequest {
  /** `null` = not filed yet; it is looked at when it is. */
  readonly issue: string | null;
  readonly key: string;
  /** Those that are not over. */
  readonly lines: readonly CaseLine[];
}

/** Requests for this person that are not over: to be looked at when their work has changed. */
export async function liveRequests(
  { store, folded }: World,
  person: PersonId | null,
  except: CaseId | null,
): Promise<readonly LiveRequest[]> {
  if (person === null) return [];
  const rows = (await store.read.cases({ person })).filter(({ id, kind }) => id !== except && ASKING.has(kind));
  const found = (await folded.of(person, rows)).map(({ row: { issueId, issueKey }, state: { request } }) => ({
    issue: issueId === '' ? null : issueId,
    key: issueKey,
    lines: request.lines.filter(({ ended }) => ended === null),
  }));
  return found.filter(({ lines }) => lines.length > 0);
}

/** A change says what becomes of what had been asked for; each request carries that out on its own issue. */
export function followEvents(
  { policy }: RulesInForce,
  requests: readonly LiveRequest[],
  { ledger, events }: { readonly ledger: PersonLedger; readonly events: readonly TenureEvent[] },
): readonly TenureEvent[] {
  const moved = events.flatMap((event) => {
    const before =
      event.type === 'EngagementChanged' ? ledger.engagements.find(({ id }) => id === event.engagement.id) : undefined;
    return before !== undefined && event.type === 'EngagementChanged' && isOtherWork(before, event.engagement, policy)
      ? [event.engagement]
      : [];
  });
  const follow = requests.flatMap(({ key, lines }) =>
    lines.flatMap((line) => {
      const grant = ledger.grants.find(({ id, cause }) => id === line.grant && cause === 'request');
      const work = moved.find(({ id }) => id === grant?.engagement);
      if (work === undefined) return [];
      const does = isBack(line, work, policy) ? 'keep' : onMoveOf(line, policy);
      return [{ issue: key, entitlement: line.entitlement, does }];
    }),
  );
  return follow.length === 0 ? [] : [{ type: 'RequestsFollow', requests: follow }];
}

/** A change of many has brought somebody what may not be held beside what they had asked for: said there, at once. */
export async function lookAtConflicts(world: World, { policy }: RulesInForce, person: PersonId): Promise<void> {
  if (policy.requests === undefined || policy.requests.conflicts.length === 0) return;
  const [ledger, now] = await Promise.all([world.store.read.person(person), world.store.read.now()]);
  const against = conflictsWith(policy, ledger, now);
  if (against.size === 0) return;
  for (const { issue, lines } of await liveRequests(world, person, null)) {
    const isAgainst = lines.some(({ entitlement }) => against.has(entitlement));
    if (isAgainst && issue !== null) await world.engine.send({ lane: 'look', issue });
  }
}
