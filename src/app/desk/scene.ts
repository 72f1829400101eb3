/** What the cards of one request are drawn from, read before any transaction: whom it is for, who asks, the rules. */
import type { CaseState } from '../../core/evidence/index.ts';
import { foldCase } from '../../core/evidence/index.ts';
import type { RecordedEvent } from '../../core/evidence/model.ts';
import { leadingEngagement, type PersonLedger } from '../../core/grant/index.ts';
import { attributesOf, zoneOf } from '../../core/policy/index.ts';
import type { Policy } from '../../core/policy/model.ts';
import { sha256 } from '../../core/shared/canonical.ts';
import type { CaseId, ConnectionId, PersonId } from '../../core/shared/ids.ts';
import { BEGINNING, type TimeZone } from '../../core/shared/instant.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { ASKING } from '../requests/live.ts';
import { type Reviewers, reviewersNow } from '../requests/reviewers.ts';
import type { World } from '../world.ts';

export interface Scene {
  readonly case: CaseId;
  readonly force: RulesInForce;
  /** Whom it is for. */
  readonly ledger: PersonLedger;
  /** Who asked, by each line's asker. */
  readonly askers: ReadonlyMap<PersonId, PersonLedger>;
  /** Times are told as where whom it is for works. */
  readonly zone: TimeZone;
  /** `null` = the tracker was not to be reached when an emergency was decided, and has not answered since. */
  readonly issue: { readonly key: string; readonly address: string } | null;
  /** Of emergencies nobody has looked at yet. */
  readonly reviewers: Reviewers;
}

/** `null` = no request, or nobody it is for. */
export async function sceneOf(
  world: World,
  force: RulesInForce,
  id: CaseId,
): Promise<{ readonly scene: Scene; readonly state: CaseState; readonly stream: readonly RecordedEvent[] } | null> {
  const { read } = world.store;
  const stream = await read.stream(id);
  const state = foldCase(id, stream);
  const { kind, person, issue, request } = state;
  if (kind === null || !ASKING.has(kind) || person === null) return null;
  const by = [...new Set(request.lines.flatMap(({ asked }) => asked.by ?? []))];
  const [ledger, ...others] = await Promise.all([read.person(person), ...by.map((one) => read.person(one))]);
  const askers = new Map(by.flatMap((one, nth) => (others[nth] === undefined ? [] : [[one, others[nth]] as const])));
  const zone = zoneOfRequest(force.policy, ledger, state);
  const shown = issue === null ? null : { key: issue.key, address: world.tracker.addressOf(issue.key) };
  const reviewers = await reviewersNow(world, force, state, ledger);
  return { scene: { case: id, force, ledger, askers, zone, issue: shown, reviewers }, state, stream };
}

/** Where they worked when it was asked: after a return, or a move abroad, their first work says nothing. */
export function zoneOfRequest(
  { settings }: Pick<Policy, 'settings'>,
  { engagements }: Pick<PersonLedger, 'engagements'>,
  { request }: Pick<CaseState, 'request'>,
): TimeZone {
  const engagement = leadingEngagement(engagements, request.lines.at(-1)?.askedAt ?? BEGINNING);
  return zoneOf(settings, engagement === undefined ? {} : attributesOf(engagement));
}

/** Of one question, or one emergency, before one person: found again by it, and telling nobody who that is. */
export const cardKey = (desk: ConnectionId, id: CaseId, about: string, mail: string) =>
  sha256(`${desk} ${id} ${about} ${mail}`);
