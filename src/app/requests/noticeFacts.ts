/** What a mail about a request says: of the line, or the question, that it is about. */
import { type CaseNotice, type CaseState, lineEnd } from '../../core/evidence/index.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { attributesOf, entitlementById, zoneOf } from '../../core/policy/index.ts';
import { noticeAbout, workOf } from '../../core/request/index.ts';
import { durationWords } from '../../core/shared/durationWords.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { type RequestFacts, sayInstant } from '../notices/index.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';

/** `null` = there is nothing to say any more: what was asked is answered or void by now. */
export async function requestFacts(
  { store }: World,
  { policy, groupsById }: RulesInForce,
  state: CaseState,
  ledger: PersonLedger,
  { notice, kind }: CaseNotice,
): Promise<(RequestFacts & { readonly end: string | null }) | null> {
  const { line, question } = noticeAbout(state, notice);
  const asks = kind === 'access-asked' || kind === 'access-asked-again';
  if (line === null || (asks && question?.isOpen !== true)) return null;
  const now = await store.read.now();
  const work = workOf({ ledger, now });
  const zone = zoneOf(policy.settings, work === null ? {} : attributesOf(work));
  const say = (at: Instant | null | undefined) => (at == null ? null : sayInstant(at, zone));
  const { by, personal } = line.asked;
  const asker = by === null || by === ledger.person?.id ? null : (await store.read.person(by)).person?.profile;
  const known = entitlementById(policy.catalogue, line.entitlement);
  return {
    access: known === undefined ? line.entitlement : `${known.application.name}: ${known.entitlement.role}`,
    accessGroups: line.groups.map((group) => groupsById.get(group)?.name ?? group),
    duration: durationWords(line.duration),
    reason: personal.reason,
    ticket: personal.ticket,
    risk: line.asked.risk,
    asker: asker == null ? (personal.askedBy?.[0] ?? null) : `${asker.givenName} ${asker.familyName}`,
    answerBy: say(question?.until),
    because: whyOf(state, line),
    end: say(ledger.grants.find(({ id }) => id === line.grant)?.end),
  };
}

/** How the line ended; of a refusal, who refused and what they said. */
function whyOf({ request }: CaseState, { id, ended, asked }: CaseState['request']['lines'][number]): string | null {
  if (ended === null) return null;
  const refusals = request.questions
    .filter(({ line }) => line === id)
    .flatMap(({ decisions }) => decisions.filter(({ verdict }) => verdict === 'refuse'));
  const [refusal] = ended === 'refused' ? refusals : [];
  if (refusal === undefined) return lineEnd(ended, asked.manual);
  const { by, reason } = refusal.personal;
  return reason === null ? `refused by ${by}` : `refused by ${by}: ${reason}`;
}
