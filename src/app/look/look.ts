/**
 * "Look at this issue": read the form back by REST, find out whom it concerns, decide, commit. Whatever hint led
 * here (a webhook, the sweep, a timer), the issue as it stands now is what counts.
 */
import { type CaseState, foldCase } from '../../core/evidence/index.ts';
import { emptyLedger, mailsOf, type PersonLedger } from '../../core/grant/index.ts';
import {
  type Concerned,
  decideLook,
  decideMoved,
  type Filed,
  type FiledForm,
  leavesOn,
  readFiled,
  sealedPerson,
} from '../../core/person/index.ts';
import { type CaseKind, type FiledKind, isOwnKind } from '../../core/policy/model.ts';
import { caseFiledIn } from '../../core/shared/filedIn.ts';
import { caseId, type PersonId, personId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { CaseRow, Tx } from '../../ports/store.ts';
import { commitCase } from '../commit.ts';
import { lookAtExceptionTask } from '../exceptions/index.ts';
import { leaverRate } from '../leavers/leaverRate.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { caseOn } from '../requests/ahead.ts';
import { goOnByItself } from '../requests/decide.ts';
import { followEvents, type LiveRequest, liveRequests } from '../requests/live.ts';
import { lookAtRequest } from '../requests/look.ts';
import { askedElsewhere, keepOpenAsks } from '../requests/openAsks.ts';
import { worksNow } from '../requests/people.ts';
import { reroute } from '../requests/reroute.ts';
import { type TickedFacts, tickedEvents, tickedFacts } from '../requests/ticked.ts';
import { wakeForNext } from '../requests/wakeUp.ts';
import type { World } from '../world.ts';
import { wakeBesideWork, wakeChanges } from './besideWork.ts';
import { wakeFormsOfNobody, wakeLeftSince } from './formsOfNobody.ts';
import { ANSWERS, isEdit, isNothingUndone, MOVES } from './lookFollows.ts';
import { isNewest } from './newestForm.ts';
import { asksLeaves, isHiredMeanwhile, type OtherForms, otherForms } from './otherForms.ts';
import { pickedIn, withAddresses } from './pickedPeople.ts';
import { loginsTaken } from './takenLogins.ts';
import { type Heard, vanishedIssue } from './vanished.ts';

export async function lookAtIssue(world: World, issue: string, heard: Heard = {}): Promise<void> {
  const force = await world.rules.current();
  if (force === null) throw new Error('no policy is in force yet');
  const readFrom = await world.store.read.now();
  const shown = await world.tracker.readForm(issue);
  if (shown === null) return vanishedIssue(world, issue, heard);
  if (force.leftAlone.has(shown.issue.id)) return;
  const known = await caseOn(world, shown.issue);
  const kind = kindOf(shown, force);
  if (kind === null && known === null && (await lookAtExceptionTask(world, force, shown))) return;
  if (kind === null)
    return known === null ? lookAtParent(world, shown) : movedIssue(world, { force, form: shown, readFrom }, known);
  // Our own issue: what is on it was put there by us, and nothing anybody writes on it decides anything.
  if (isOwnKind(kind)) return known === null ? undefined : goOnByItself(world, force, known);
  if (kind === 'access-request') return lookAtRequest(world, force, shown, known, readFrom);
  const form = await withAddresses(world, force, shown, known?.person ?? null);
  const filed = readFiled(kind, form, force.rules);
  const sealed = known === null ? null : await sealedIn(world, known);
  const standing = known?.person ?? null;
  const facts = await outsideFacts(
    world,
    { force, form, filed },
    known,
    known?.person ?? sealed?.sealed?.person ?? null,
  );
  const person = standing ?? facts.named[0] ?? null;
  const id = caseId(form.issue.connection, form.issue.id);
  const [ticked, requests] = await Promise.all([
    tickedFacts(world, force, form, filed, { known, person }),
    liveRequests(world, person, id),
  ]);
  const prepared = { force, form, readFrom, kind, filed, ...facts, standing, sealed, ticked, requests };
  // Asked of the store before the transaction: on one connection, a reading beside it would wait for it for ever.
  const about = await sealedFor(world, prepared);
  const left = await world.store.transaction((tx) => decideAndCommit(world, tx, prepared, about));
  if (left !== null) await reroute(world, left);
  // Filed as a request once, or with lines ticked on it: what it is by now asks for nothing.
  if (known !== null && known.kind !== kind) await goOnByItself(world, force, known);
  // All that could be done without it is done.
  if (ticked?.late != null) throw ticked.late;
}

/** A case that names nobody yet; or one whose time has come and that waits for a person, which names them, and is sealed still. */
async function sealedIn({ store }: World, { id, kind, person }: CaseRow): Promise<CaseState | null> {
  if (person !== null && kind !== 'offboarding') return null;
  const state = foldCase(id, await store.read.stream(id));
  return person === null || state.sealed !== null ? state : null;
}

interface Prepared {
  readonly force: RulesInForce;
  readonly form: FiledForm;
  readonly readFrom: Instant;
  readonly kind: FiledKind;
  readonly filed: Filed;
  readonly managerKnown: boolean;
  /** Whom the case is about already, whatever its form says by now. */
  readonly standing: PersonId | null;
  /** A case that names nobody yet, or is sealed still, as it was read before. */
  readonly sealed: CaseState | null;
  /** For a change or offboarding: who fits what the form says. */
  readonly fits: readonly PersonId[];
  readonly concernedTracker: readonly string[];
  readonly others: OtherForms;
  readonly takenLogins: ReadonlySet<string>;
  /** Of lines ticked on the form that somebody has to decide about. */
  readonly ticked: TickedFacts | null;
  /** What has been asked for the same person. */
  readonly requests: readonly LiveRequest[];
}

const kindOf = (form: FiledForm, { policy }: RulesInForce): CaseKind | null =>
  caseFiledIn(policy.settings.cases, form)?.kind ?? null;

/** A sub-task of ours moved: its parent is the case. */
async function lookAtParent(world: World, form: FiledForm): Promise<void> {
  if (form.parent !== null) await world.engine.send({ lane: 'look', issue: form.parent });
}

/** Where no kind of case is filed: neither an end nor a change, but a question to a person. */
async function movedIssue(
  world: World,
  { force, form, readFrom }: Pick<Prepared, 'force' | 'form' | 'readFrom'>,
  known: CaseRow,
): Promise<void> {
  const { id, person } = known;
  const trackerIds = await trackerIdsOf(world, form, null, person === null ? [] : [person]);
  await world.store.transaction(async (tx) => {
    const ledger = person === null ? emptyLedger : await tx.lockPerson(person);
    const state = foldCase(id, await tx.lockCase(id));
    const concerned = concernedOf(ledger, null, trackerIds);
    const events = decideMoved({ form, state, ledger, concerned, rules: force.rules, readFrom, now: tx.now });
    if (events.length === 0 || !(await isNewest(tx, id, form))) return;
    const settings = force.policy.settings;
    await commitCase(tx, { ledger, state, events, settings, timing: world.timing, edits: false, mayProve: true });
  });
  await goOnByItself(world, force, known);
}

/** What must be known before the transaction, because it is asked outside. */
async function outsideFacts(
  world: World,
  { force, form, filed }: Pick<Prepared, 'force' | 'form' | 'filed'>,
  before: CaseRow | null,
  standing: PersonId | null,
) {
  const { store } = world;
  const fits = filed.about === null ? [] : await store.read.findPersons(filed.about);
  const named = filed.kind === 'onboarding' ? await knownBy(world, filed) : fits;
  const isAccepted = before !== null && before.state !== 'refused';
  const known = [...new Set([...named, ...(standing === null ? [] : [standing])])];
  const [managerKnown, concernedTracker, takenLogins, others] = await Promise.all([
    isManagerKnown(world, filed.managerMail),
    trackerIdsOf(world, form, filed, known),
    loginsTaken(world, filed, known, force),
    otherForms(world, form, { filed, rules: force.rules, isAccepted, fits, known }),
  ]);
  return { managerKnown, fits, named, concernedTracker, takenLogins, others };
}

const knownBy = async ({ store }: World, { naturalKey }: Filed) =>
  naturalKey === null ? [] : store.read.findPersons(naturalKey);

/**
 * The tracker's ids of the person concerned: as picked on the form, by every address of theirs that is known, and as their
 * account there is known by its id: one that was closed since is found by no address. An address may be hidden on what
 * they write, so it alone recognises nobody.
 */
async function trackerIdsOf(
  { store, tracker }: World,
  { fields }: FiledForm,
  filed: Filed | null,
  known: readonly PersonId[],
): Promise<readonly string[]> {
  const ledgers = await Promise.all(known.map((person) => store.read.person(person)));
  const named = [filed?.workMail, filed?.about, ...ledgers.flatMap(mailsOf)];
  const mails = new Set(named.flatMap((mail) => (mail?.includes('@') ? [mail.toLowerCase()] : [])));
  const found = await Promise.all([...mails].map((mail) => tracker.whoMayHave(mail)));
  const picked = fields.person === undefined ? [] : pickedIn(fields.person.value);
  const held = ledgers
    .flatMap(({ accounts }) => accounts)
    .flatMap(({ connection, providerId }) => (connection === tracker.connection ? (providerId ?? []) : []));
  return [...found.flat(), ...picked.map(({ id }) => id), ...held];
}

async function isManagerKnown(world: World, mail: string | null): Promise<boolean> {
  if (mail === null) return true;
  if ((await world.store.read.findPersons(mail)).length > 0) return true;
  if ((await world.tracker.findUser(mail)) !== null) return true;
  const call = { lane: 'ordinary', timeoutMilliseconds: world.timing.callMilliseconds } as const;
  for (const provider of world.providers.values()) {
    if ((await provider.readAccountByLogin(mail, call)) !== null) return true;
  }
  return false;
}

/** Answers who is waited for no more: their work has ended by this, or they are away. */
async function decideAndCommit(
  world: World,
  tx: Tx,
  prepared: Prepared,
  sealed: PersonId | null,
): Promise<PersonId | null> {
  const { form, kind, filed, force } = prepared;
  const id = caseId(form.issue.connection, form.issue.id);
  const { ledger, about, person } = await lockConcerned(tx, prepared, sealed);
  const state = foldCase(id, await tx.lockCase(id));
  // Another look has just found out whom the case is about: that person is to be locked first.
  const hasMoved = state.sealed !== null && state.sealed.person !== prepared.sealed?.sealed?.person;
  // An offboarding was read meanwhile, or they were hired: whether that was filed after this form is to be asked first.
  const isAsked = !asksLeaves(kind, form) || leavesOn(ledger).every((one) => prepared.others.leaves.has(one));
  if (
    !isAsked ||
    isHiredMeanwhile(ledger, prepared.others) ||
    hasMoved ||
    (state.person !== null && state.person !== about)
  ) {
    await tx.send({ lane: 'look', issue: form.issue.id });
    return null;
  }
  const events = decideLook({
    kind,
    form,
    filed,
    state,
    ledger,
    rules: force.rules,
    concerned: concernedOf(ledger, filed, prepared.concernedTracker),
    person,
    freshPerson: personId(world.freshId()),
    managerKnown: prepared.managerKnown,
    ...prepared.others,
    takenLogins: prepared.takenLogins,
    readFrom: prepared.readFrom,
    now: tx.now,
  });
  if ((events.length > 0 || prepared.ticked !== null) && !(await isNewest(tx, id, form))) return null;
  const own = await leaverRate(tx, { events, ledger, form, state, settings: force.policy.settings });
  const told = [...own, ...followEvents(force, prepared.requests, { ledger, events: own })];
  const asking = prepared.ticked === null ? null : (ledger.person?.id ?? null);
  const elsewhere = await askedElsewhere(tx, asking, id, null);
  const ticking = { state, ledger, events: told, askedElsewhere: elsewhere.askedElsewhere, now: tx.now };
  const bounded = [...told, ...tickedEvents(force, filed, prepared.ticked, ticking)];
  const edits = bounded.some(isEdit);
  const after = await commitCase(tx, {
    ledger,
    state,
    events: bounded,
    settings: force.policy.settings,
    timing: world.timing,
    edits,
    // What the form says just now nobody has read yet: whoever reads it asks again.
    mayProve:
      (!edits || ledger.accounts.length === 0) &&
      bounded.some((event) => ANSWERS.has(event.type) || isNothingUndone(event)),
  });
  await wakeFormsOfNobody(tx, ledger, bounded, form);
  await wakeLeftSince(tx, ledger, kind, bounded);
  await wakeBesideWork(tx, state, after, bounded);
  await wakeChanges(tx, bounded, prepared.others.changes);
  if (prepared.ticked !== null) {
    await wakeForNext(tx, after, force.policy);
    await keepOpenAsks(tx, after);
  }
  // What has been asked for them goes on with the work, ends with it, or asks somebody else.
  if (bounded.some(({ type }) => MOVES.has(type))) {
    const again = prepared.ticked === null ? [] : [form.issue.id];
    for (const issue of [...prepared.requests.flatMap((one) => one.issue ?? []), ...again])
      await tx.send({ lane: 'look', issue });
  }
  const goes = bounded.some(({ type }) => type === 'EngagementChanged' || type === 'LeaveSet');
  return goes && !worksNow(after.ledger, tx.now) ? (after.ledger.person?.id ?? null) : null;
}

/**
 * Person first, then case: the order of every transaction. A case stays with the person it is about: whomever its
 * form names by now, what was accepted and what people did about it is theirs.
 */
async function lockConcerned(
  tx: Tx,
  { filed, fits, standing }: Prepared,
  sealed: PersonId | null,
): Promise<{ ledger: PersonLedger; about: PersonId | null; person: PersonId | 'ambiguous' | null }> {
  if (sealed !== null) return { ledger: await tx.lockPerson(sealed), about: sealed, person: sealed };
  const person = filed.kind === 'onboarding' ? await hiredBefore(tx, filed) : fits.length > 1 ? 'ambiguous' : fits[0];
  const about = standing ?? (person === 'ambiguous' ? fits[0] : person) ?? null;
  return { ledger: about === null ? emptyLedger : await tx.lockPerson(about), about, person: person ?? null };
}

/** Whom a confidential termination is about is on its case alone, until its time. */
async function sealedFor({ store }: World, { sealed, form, force, filed, kind, concernedTracker }: Prepared) {
  const settings = force.rules.caseSettings(kind);
  if (sealed === null || sealed.sealed === null || settings === undefined) return null;
  const ledger = await store.read.person(sealed.sealed.person);
  return sealedPerson(sealed, form, settings, concernedOf(ledger, filed, concernedTracker));
}

const hiredBefore = async (tx: Tx, { naturalKey }: Filed) =>
  naturalKey === null ? null : tx.lockNaturalKey(naturalKey);

function concernedOf(ledger: PersonLedger, filed: Filed | null, trackerIds: readonly string[]): Concerned {
  const { privateMail } = ledger.person?.profile ?? {};
  const others = [privateMail, filed?.workMail].flatMap((mail) => (mail == null ? [] : [mail.toLowerCase()]));
  return { trackerIds, mails: [...mailsOf(ledger), ...others] };
}
