/**
 * What has to be known before lines ticked on the form of somebody's work are asked about: who ticked them, who may be
 * asked, what else is asked for the same person. `null` = the form asks for nothing that anybody decides, and never has.
 */
import { type CaseState, foldCase } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { emptyLedger, type PersonLedger } from '../../core/grant/index.ts';
import { type Filed, type FiledForm, heldUntil } from '../../core/person/index.ts';
import { type ApproverFacts, decideTicked, type Requester } from '../../core/request/index.ts';
import type { EntitlementId, PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { CaseRow } from '../../ports/store.ts';
import type { RulesInForce } from '../rules.ts';
import type { World } from '../world.ts';
import { approverFacts, askedAbout } from './facts.ts';
import { requesterCalled } from './requester.ts';

export interface TickedFacts {
  readonly requester: Requester;
  readonly facts: ApproverFacts;
}

export async function tickedFacts(
  world: World,
  force: RulesInForce,
  form: FiledForm,
  filed: Filed,
  about: { readonly known: CaseRow | null; readonly person: PersonId | null },
): Promise<TickedFacts | null> {
  if (force.policy.requests === undefined || (filed.kind !== 'onboarding' && filed.kind !== 'change')) return null;
  const { known, person } = about;
  const asks = filed.applications.some((line) => force.rules.ticked(line).kind === 'ask');
  const state = known === null ? null : foldCase(known.id, await world.store.read.stream(known.id));
  if (!asks && !hasLines(state)) return null;
  const ledger = person === null ? emptyLedger : await world.store.read.person(person);
  // Of a form that is new its manager is asked; of one that stands, whoever the ledger has: an edit may not count.
  const onForm = known === null ? filed.managerMail : null;
  const manager = onForm ?? ledger.person?.profile.managerMail ?? filed.managerMail;
  const ticker = form.fields.applications?.author.mail ?? null;
  const mails = [form.creator.mail, ticker].flatMap((mail) => (mail === null ? [] : [mail.toLowerCase()]));
  const requester = await requesterCalled(world, force, [...new Set(mails)]);
  const asking = askedAbout(force.policy, state, requester.person, filed.applications);
  return { requester, facts: await approverFacts(world, force, ledger, { ...asking, manager }) };
}

const hasLines = (state: CaseState | null): boolean =>
  state !== null && (state.request.lines.some(({ ended }) => ended === null) || state.request.notAsked.length > 0);

interface Decided {
  readonly state: CaseState;
  readonly ledger: PersonLedger;
  readonly events: readonly TenureEvent[];
  readonly askedElsewhere: readonly EntitlementId[];
  readonly now: Instant;
}

/** What follows for the lines from what the form has decided in this look. */
export function tickedEvents(
  { policy, rules }: RulesInForce,
  filed: Filed,
  known: TickedFacts | null,
  { events: decided, ...rest }: Decided,
): readonly TenureEvent[] {
  if (known === null) return [];
  const until = heldUntil({ filed, rules }, filed.attributes);
  return decideTicked({ ...known, ...rest, decided, lines: filed.applications, until, policy, rules });
}
