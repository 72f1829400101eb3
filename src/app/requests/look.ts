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
  isAnsweredAnew,
  mayReview,
  type Requester,
  type RequestLook,
  readAsked,
  workOf,
} from '../../core/request/index.ts';
import { type CaseId, caseId, type PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { RaisedRow } from '../../ports/raised.ts';
import type { CaseRow, Tx } from '../../ports/store.ts';
import { isNewest } from '../look/newestForm.ts';
import { withAddresses } from '../look/pickedPeople.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import { caseAhead } from './ahead.ts';
import { readAnswers } from './answers.ts';
import { closersIn, concernedIn } from './closers.ts';
import { commitRequest } from './commit.ts';
import { askedAbout, factsFrom, listedIn } from './facts.ts';
import { bind } from './fileRaised.ts';
import { askedElsewhere } from './openAsks.ts';
import { peopleNow } from './people.ts';
import { formOf, raisedOf } from './raisedForm.ts';
import { askerNamed, groupsRead } from './requester.ts';

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
  const asker = await requesterOf(world, form, before, raised);
  const about = await forWhom(world, readAsked(form, withdrawn), asker?.person ?? null, raised);
  const standing = known?.person ?? (typeof about === 'string' && about !== 'ambiguous' ? about : null);
  const ledger = standing === null ? emptyLedger : await world.store.read.person(standing);
  const asked = readAsked(form, withdrawn, mailsOf(ledger));
  const isAnew = before === null || isAnsweredAnew(asked, before);
  const groups = asker === null || !isAnew ? null : await groupsRead(world, force, asker);
  // Nothing is known of it yet, so there is nothing to go on with.
  if (groups instanceof Fault && before === null) throw groups;
  const requester = asker === null || groups instanceof Fault ? asker : { ...asker, groups };
  const asking = askedAbout(force.policy, before, asker?.person == null ? [] : [asker.person], asked.lines);
  const listed = await listedIn(world, force, asking);
  const facts = await factsFrom(await peopleNow(world), force.policy, ledger, asking, listed);
  const concerned = await concernedIn(world, form.tasks, ledger);
  const reviewers = await reviewersIn(world, force, { before, ledger, requester, facts });
  const closers = await closersIn(world, form.tasks, reviewers);
  const seen = { concerned, closers, readFrom };
  const id = known?.id ?? caseId(form.issue.connection, form.issue.id);
  const isUnanswered = groups instanceof Fault;
  const prepared = { force, id, form, asked, requester, isUnanswered, about, standing, facts, raised, seen };
  await world.store.transaction((tx) => decideAndCommit(world, tx, prepared));
  // A provider that gives no answer holds back what it is asked for, and neither ends nor reminders: asked again.
  const [late = groups instanceof Fault ? groups : undefined] = listed.unread.values();
  if (late !== undefined) throw late;
  if (known !== null) await readAnswers(world, force, known.id, form.issue.id);
}

interface Prepared {
  readonly force: RulesInForce;
  readonly id: CaseId;
  readonly form: FiledForm;
  readonly asked: Asked;
  /** Their groups are read where the form is to be answered anew, ... */
  readonly requester: Requester | null;
  /** ... and were asked for in vain. */
  readonly isUnanswered: boolean;
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
  { creator }: FiledForm,
  before: CaseState | null,
  raised: RaisedRow | null,
): Promise<Requester | null> {
  const { store } = world;
  const asker = raised?.asker ?? before?.request.lines[0]?.asked.by;
  const found = creator.mail === null ? [] : await store.read.findPersons(creator.mail.toLowerCase());
  const person = asker ?? (found.length === 1 ? found[0] : undefined);
  return person === undefined ? null : askerNamed(world, person);
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
  const { asked, requester, facts, seen, isUnanswered } = prepared;
  // Another look has made of it what is to be answered anew: with the groups of whoever asks.
  if (requester?.groups === null && !isUnanswered && isAnsweredAnew(asked, state)) {
    return tx.send({ lane: 'look', issue: form.issue.id });
  }
  const elsewhere = await askedElsewhere(tx, ledger.person?.id ?? null, id, requester?.person ?? null);
  const look = { form, asked, requester, facts, ...seen, ...elsewhere, person: about };
  const decided = decideRequest({ ...look, ...raised, state, ledger, rules, policy, now: tx.now });
  // Decided ahead of its issue, which is there now.
  const isFiled = state.openedAt !== null && state.issue === null;
  const filed: TenureEvent[] = isFiled ? [{ type: 'CaseFiled', issue: form.issue, at: tx.now }] : [];
  const events = [...filed, ...decided];
  if (events.length > 0 && !(await isNewest(tx, id, form))) return;
  await commitRequest(world, tx, policy, { ledger, state, events });
}
