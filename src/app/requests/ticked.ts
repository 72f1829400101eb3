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
import { Fault } from '../../ports/fault.ts';
import type { CaseRow } from '../../ports/store.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import { askedAbout, factsFrom, listedIn } from './facts.ts';
import { peopleNow } from './people.ts';
import { askersOf, groupsRead, namesOfAskers, requesterCalled } from './requester.ts';

export interface TickedFacts {
  readonly requester: Requester;
  /** As `decideTicked` takes them. */
  readonly standIns: readonly string[];
  readonly askers: readonly string[];
  readonly facts: ApproverFacts;
  /** Why something of it is to be asked again: a provider gives no answer now. `null` = nothing is. */
  readonly late: Fault | null;
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
  const ticker = form.fields.applications?.author ?? form.creator;
  const asked = [form.creator.mail, ticker.mail];
  // Whoever files or ticks and shows no address may be anybody, also one of those who would be asked.
  const mails = asked.includes(null) ? [] : asked.flatMap((mail) => mail?.toLowerCase() ?? []);
  const asker = await requesterCalled(world, [...new Set(mails)]);
  const found = await Promise.all(mails.map((mail) => world.store.read.findPersons(mail)));
  const lines = state?.request.lines ?? [];
  const [standing, askers] = await Promise.all([askersOf(world, lines), namesOfAskers(world, lines)]);
  const asking = { ...askedAbout(force.policy, state, standing, filed.applications), manager };
  const [people, listed, groups] = await Promise.all([
    peopleNow(world),
    listedIn(world, force, asking),
    groupsRead(world, force, asker),
  ]);
  const [unread = null] = listed.unread.values();
  const [facts, standIns] = await Promise.all([
    factsFrom(people, force.policy, ledger, asking, listed),
    Promise.all([...new Set(found.flat())].map((person) => people.delegatesOf(person))),
  ]);
  const theirs = { standIns: standIns.flat().flatMap(({ names }) => names), askers, facts };
  return groups instanceof Fault
    ? { ...theirs, requester: asker, late: groups }
    : { ...theirs, requester: { ...asker, groups }, late: unread };
}

/** Also where all of it is over, and a person is asked still to find somebody who decides. */
const hasLines = (state: CaseState | null): boolean =>
  state !== null &&
  (state.request.lines.some(({ ended }) => ended === null) ||
    state.request.notAsked.length > 0 ||
    state.exceptions.some(({ kind, verdict }) => kind === 'no-approver' && verdict === null));

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
  // Accepted is accepted once, and its lines are answered with it: the form waits for whoever can say what may be asked for.
  if (known.requester.groups === null && known.late !== null && decided.some(({ type }) => type === 'FormAccepted')) {
    throw known.late;
  }
  const until = heldUntil({ filed, rules }, filed.attributes);
  return decideTicked({ ...known, ...rest, decided, lines: filed.applications, until, policy, rules });
}
