/**
 * "Look at this request": read the form back, find out who asks, for whom, and who may be asked; decide, commit. The
 * same look finds what time alone brings, so a reminder and an end are no jobs of their own.
 */
import { type CaseState, foldCase } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { emptyLedger, mailsOf, type PersonLedger } from '../../core/grant/index.ts';
import type { FiledForm } from '../../core/person/index.ts';
import {
  type ApproverFacts,
  type Asked,
  decideRequest,
  mayReview,
  type Requester,
  type RequestLook,
  readAsked,
  workOf,
} from '../../core/request/index.ts';
import { type CaseId, caseId, type PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { RaisedRow } from '../../ports/raised.ts';
import type { CaseRow, Tx } from '../../ports/store.ts';
import { isNewest } from '../newestForm.ts';
import { withAddresses } from '../pickedPeople.ts';
import type { RulesInForce } from '../rules.ts';
import type { World } from '../world.ts';
import { caseAhead } from './ahead.ts';
import { readAnswers } from './answers.ts';
import { closersIn, concernedIn } from './closers.ts';
import { commitRequest } from './commit.ts';
import { approverFacts, askedAbout } from './facts.ts';
import { bind } from './fileRaised.ts';
import { askedElsewhere } from './openAsks.ts';
import { formOf, raisedOf } from './raisedForm.ts';
import { requesterNamed } from './requester.ts';

export async function lookAtRequest(
  world: World,
  force: RulesInForce,
  shown: FiledForm,
  found: CaseRow | null,
  readFrom: Instant,
): Promise<void> {
  const raised = await raisedOf(world, shown);
  if (raised?.issue === null) await bind(world, raised.key, shown.issue);
  const known = raised === null ? found : ((await caseAhead(world, raised)) ?? found);
  const theirs = raised === null ? shown : await formOf(world, force.policy, shown, raised);
  // The approvers among the fields are as Tenure has put them there: nobody is looked for by them.
  const form = await withAddresses(world, force, theirs, known?.person ?? null, ['forWhom']);
  const withdrawn = force.rules.caseSettings('access-request')?.withdrawn ?? [];
  const before = known === null ? null : foldCase(known.id, await world.store.read.stream(known.id));
  const requester = await requesterOf(world, force, form, before, raised);
  const about = await forWhom(world, readAsked(form, withdrawn), requester?.person ?? null, raised);
  const standing = known?.person ?? (typeof about === 'string' && about !== 'ambiguous' ? about : null);
  const ledger = standing === null ? emptyLedger : await world.store.read.person(standing);
  const asked = readAsked(form, withdrawn, mailsOf(ledger));
  const asking = askedAbout(force.policy, before, requester?.person ?? null, asked.lines);
  const facts = await approverFacts(world, force, ledger, asking);
  const concerned = await concernedIn(world, form.tasks, ledger);
  const reviewers = await reviewersIn(world, force, { before, ledger, requester, facts });
  const closers = await closersIn(world, form.tasks, reviewers);
  const seen = { concerned, closers, readFrom };
  const id = known?.id ?? caseId(form.issue.connection, form.issue.id);
  const prepared = { force, id, form, asked, requester, about, standing, facts, raised, seen };
  await world.store.transaction((tx) => decideAndCommit(world, tx, prepared));
  if (known !== null) await readAnswers(world, force, known.id, form.issue.id);
}

interface Prepared {
  readonly force: RulesInForce;
  readonly id: CaseId;
  readonly form: FiledForm;
  readonly asked: Asked;
  readonly requester: Requester | null;
  readonly about: PersonId | 'ambiguous' | null;
  /** Whom the case is about already, else whom its form names. */
  readonly standing: PersonId | null;
  readonly facts: ApproverFacts;
  readonly raised: RaisedRow | null;
  /** Of its sub-tasks. */
  readonly seen: Pick<RequestLook, 'concerned' | 'closers' | 'readFrom'>;
}

/** Who may say what an emergency of this case was. */
async function reviewersIn(
  { store }: World,
  { policy, rules }: RulesInForce,
  about: { before: CaseState | null; ledger: PersonLedger; requester: Requester | null; facts: ApproverFacts },
): Promise<readonly string[]> {
  const { before, ledger, requester, facts } = about;
  if (before === null) return [];
  const now = await store.read.now();
  const engagement = workOf({ ledger, now });
  const setting = { ledger, engagement, requester: requester?.names ?? [], rules, policy, facts, now };
  return mayReview(before, setting);
}

/**
 * Raised elsewhere, by our own row; else by the address the tracker shows of them. Who has asked is known from then on, be
 * their address hidden since. One nobody knows, or two people have, asks for nothing.
 */
async function requesterOf(
  world: World,
  force: RulesInForce,
  { creator }: FiledForm,
  before: CaseState | null,
  raised: RaisedRow | null,
): Promise<Requester | null> {
  const { store } = world;
  const asker = raised?.asker ?? before?.request.lines[0]?.asked.by;
  const found = creator.mail === null ? [] : await store.read.findPersons(creator.mail.toLowerCase());
  const person = asker ?? (found.length === 1 ? found[0] : undefined);
  return person === undefined ? null : requesterNamed(world, force, person);
}

async function forWhom(
  { store }: World,
  { forWhom: named }: Asked,
  requester: PersonId | null,
  raised: RaisedRow | null,
): Promise<PersonId | 'ambiguous' | null> {
  if (named === null) return requester;
  // We know whom our own words mean, also when two people have the address.
  if (raised !== null && mailsOf(await store.read.person(raised.beneficiary)).includes(named))
    return raised.beneficiary;
  const [person, ...more] = await store.read.findPersons(named);
  return more.length > 0 ? 'ambiguous' : (person ?? null);
}

async function decideAndCommit(world: World, tx: Tx, prepared: Prepared): Promise<void> {
  const { form, force, id, standing, about } = prepared;
  const raised =
    prepared.raised === null ? {} : { raised: { by: prepared.raised.asker, channel: prepared.raised.channel } };
  const ledger: PersonLedger = standing === null ? emptyLedger : await tx.lockPerson(standing);
  const state = foldCase(id, await tx.lockCase(id));
  // Another look has just found out whom it is for: that person is to be locked first.
  if (state.person !== null && state.person !== standing) return tx.send({ lane: 'look', issue: form.issue.id });
  const { policy, rules } = force;
  const { asked, requester, facts, seen } = prepared;
  const elsewhere = await askedElsewhere(tx, ledger.person?.id ?? null, id);
  const look = { form, asked, requester, facts, ...seen, askedElsewhere: elsewhere, person: about };
  const decided = decideRequest({ ...look, ...raised, state, ledger, rules, policy, now: tx.now });
  // Decided ahead of its issue, which is there now.
  const isFiled = state.openedAt !== null && state.issue === null;
  const filed: TenureEvent[] = isFiled ? [{ type: 'CaseFiled', issue: form.issue, at: tx.now }] : [];
  const events = [...filed, ...decided];
  if (events.length > 0 && !(await isNewest(tx, id, form))) return;
  await commitRequest(world, tx, policy, { ledger, state, events });
}
