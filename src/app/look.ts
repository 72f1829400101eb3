/**
 * "Look at this issue": read the form back by REST, find out whom it concerns, decide, commit. Whatever hint led
 * here (a webhook, the sweep, a timer), the issue as it stands now is what counts.
 */
import { foldCase } from '../core/evidence/index.ts';
import type { TenureEvent } from '../core/evidence/model.ts';
import { emptyLedger, type PersonLedger } from '../core/grant/index.ts';
import type { FiledForm } from '../core/person/index.ts';
import { type Concerned, decideLook, type Filed, readFiled } from '../core/person/index.ts';
import type { CaseKind } from '../core/policy/model.ts';
import { type CaseId, caseId, exceptionId, type PersonId, personId } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';
import type { Tx } from '../ports/store.ts';
import { commitCase } from './commit.ts';
import { leaverRate } from './leaverRate.ts';
import type { RulesInForce } from './rules.ts';
import type { World } from './world.ts';

export async function lookAtIssue(world: World, issue: string): Promise<void> {
  const force = await world.rules.current();
  if (force === null) throw new Error('no policy is in force yet');
  const form = await world.tracker.readForm(issue);
  if (form === null) return vanishedIssue(world, issue);
  const kind = kindOf(form, force);
  if (kind === null) return lookAtParent(world, form);
  const filed = readFiled(kind, form, force.rules);
  const facts = await outsideFacts(world, form, filed);
  await world.store.transaction(async (tx) => decideAndCommit(world, tx, { force, form, kind, filed, ...facts }));
}

interface Prepared {
  readonly force: RulesInForce;
  readonly form: FiledForm;
  readonly kind: CaseKind;
  readonly filed: Filed;
  readonly managerKnown: boolean;
  /** For a change or offboarding: who fits what the form says. */
  readonly fits: readonly PersonId[];
  readonly concernedTracker: readonly string[];
  readonly offboardings: ReadonlySet<CaseId>;
  readonly takenLogins: ReadonlySet<string>;
}

function kindOf(form: FiledForm, { policy }: RulesInForce): CaseKind | null {
  const found = policy.settings.cases.find((one) => one.project === form.project && one.issueType === form.issueType);
  return found?.kind ?? null;
}

/** A sub-task of ours moved: its parent is the case. */
async function lookAtParent(world: World, form: FiledForm): Promise<void> {
  if (form.parent !== null) await world.engine.send({ lane: 'look', issue: form.parent });
}

/** A deleted or moved issue is an exception for a person, never a termination. */
async function vanishedIssue(world: World, issue: string): Promise<void> {
  const known = (await world.store.read.caseByKey(issue)) ?? (await world.store.read.case(caseId('jira', issue)));
  if (known === null) return;
  world.log.warn({ case: known.id }, 'the issue of a case can no longer be read');
  const force = await world.rules.current();
  if (force === null || known.person === null) return;
  const { person } = known;
  await world.store.transaction(async (tx) => {
    const ledger = await tx.lockPerson(person);
    const state = foldCase(known.id, await tx.lockCase(known.id));
    const told = state.exceptions.some(({ kind, verdict }) => kind === 'issue-vanished' && verdict === null);
    if (told) return;
    const id = exceptionId(`${known.id}!issue-vanished-${state.exceptions.length + 1}`);
    const events: TenureEvent[] = [{ type: 'ExceptionRaised', exception: id, kind: 'issue-vanished' }];
    const settings = force.policy.settings;
    await commitCase(tx, { ledger, state, events, settings, timing: world.timing, edits: false, mayProve: false });
  });
}

/** What must be known before the transaction, because it is asked outside. */
async function outsideFacts(world: World, form: FiledForm, filed: Filed) {
  const { store } = world;
  const force = await world.rules.current();
  const fits = filed.about === null ? [] : await store.read.findPersons(filed.about);
  const known = filed.kind === 'onboarding' ? await knownBy(world, filed) : fits;
  const [managerKnown, concernedTracker, takenLogins, offboardings] = await Promise.all([
    isManagerKnown(world, filed.managerMail),
    trackerIdsOf(world, form, filed, known),
    force === null ? new Set<string>() : takenByOthers(world, filed, force),
    offboardingsOf(world, fits),
  ]);
  return { managerKnown, fits, concernedTracker, takenLogins, offboardings };
}

const knownBy = async ({ store }: World, { naturalKey }: Filed) =>
  naturalKey === null ? [] : store.read.findPersons(naturalKey);

/**
 * The tracker's ids of the person concerned: as picked on the form, and by every address of theirs that is known. An
 * address may be hidden on what they write, so it alone recognises nobody.
 */
async function trackerIdsOf(
  { store, tracker }: World,
  { fields }: FiledForm,
  filed: Filed,
  known: readonly PersonId[],
): Promise<readonly string[]> {
  const ledgers = await Promise.all(known.map((person) => store.read.person(person)));
  const named = [filed.workMail, filed.about, ...ledgers.map(({ person }) => person?.profile.workMail)];
  const mails = new Set(named.flatMap((mail) => (mail?.includes('@') ? [mail.toLowerCase()] : [])));
  const found = await Promise.all([...mails].map((mail) => tracker.findUser(mail)));
  const picked = fields.person?.value;
  return [...found.filter((id) => id !== null), ...(picked?.kind === 'user' ? [picked.id] : [])];
}

async function offboardingsOf({ store }: World, fits: readonly PersonId[]): Promise<ReadonlySet<CaseId>> {
  const cases = (await Promise.all(fits.map((person) => store.read.cases({ person })))).flat();
  return new Set(cases.flatMap(({ id, kind }) => (kind === 'offboarding' ? [id] : [])));
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

/** Logins by the naming rule that the ledger has given to somebody already. */
async function takenByOthers({ store }: World, filed: Filed, { rules }: RulesInForce): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  const { naturalKey, givenName, familyName } = filed;
  if (filed.kind !== 'onboarding' || filed.workMail !== null) return taken;
  if (naturalKey === null || givenName === null || familyName === null) return taken;
  for (let n = 1; n <= 50; n += 1) {
    const login = rules.login({ naturalKey, givenName, familyName, workMail: '' }, n);
    if (login === null || !(await store.read.loginTaken(rules.primary, login))) break;
    taken.add(login.toLowerCase());
  }
  return taken;
}

async function decideAndCommit(world: World, tx: Tx, prepared: Prepared): Promise<void> {
  const { form, kind, filed, force } = prepared;
  const id = caseId(form.issue.connection, form.issue.id);
  const { ledger, person } = await lockConcerned(tx, prepared, id);
  const stream = await tx.lockCase(id);
  const state = foldCase(id, stream);
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
    offboardings: prepared.offboardings,
    takenLogins: prepared.takenLogins,
    now: tx.now,
  });
  if (events.length > 0 && !(await isNewest(tx, id, form))) return;
  const bounded = await leaverRate(tx, { events, form, state, settings: force.policy.settings });
  await commitCase(tx, {
    ledger,
    state,
    events: bounded,
    settings: force.policy.settings,
    timing: world.timing,
    edits: bounded.some(isEdit),
    mayProve: bounded.some(({ type }) => ANSWERS.has(type)),
  });
}

/**
 * Two looks may read the form one after the other and decide in the other order: what was read earlier than what was
 * decided on last changes nothing. The look that read the newer one has said all there is.
 */
async function isNewest(tx: Tx, id: CaseId, { updated }: FiledForm): Promise<boolean> {
  const key = `form-read:${id}`;
  const last = await tx.getControl<Instant>(key);
  if (last !== null && updated < last) return false;
  if (last !== updated) await tx.setControl(key, updated);
  return true;
}

/** Person first, then case: the order of every transaction. */
async function lockConcerned(
  tx: Tx,
  { filed, fits }: Prepared,
  id: CaseId,
): Promise<{ ledger: PersonLedger; person: PersonId | 'ambiguous' | null }> {
  if (filed.kind === 'onboarding') {
    const known = filed.naturalKey === null ? null : await tx.lockNaturalKey(filed.naturalKey);
    return known === null
      ? { ledger: emptyLedger, person: null }
      : { ledger: await tx.lockPerson(known), person: known };
  }
  const [first, ...others] = fits;
  if (first === undefined) return { ledger: emptyLedger, person: null };
  void id;
  return { ledger: await tx.lockPerson(first), person: others.length > 0 ? 'ambiguous' : first };
}

function concernedOf({ person, accounts }: PersonLedger, filed: Filed, trackerIds: readonly string[]): Concerned {
  const mails = [
    person?.profile.workMail,
    person?.profile.privateMail,
    filed.workMail,
    ...accounts.map(({ login }) => login),
  ];
  return { trackerIds, mails: mails.filter((mail) => mail != null).map((mail) => mail.toLowerCase()) };
}

/** Events after which a case may be proved, or open again, without anything having changed outside. */
const ANSWERS: ReadonlySet<TenureEvent['type']> = new Set([
  'TaskDone',
  'TaskDropped',
  'ExceptionRaised',
  'ExceptionSettled',
]);

const EDITS: ReadonlySet<TenureEvent['type']> = new Set([
  // Also without a difference: what a form says is proved by a reading after it.
  'FormAccepted',
  'ProfileChanged',
  'EngagementOpened',
  'EngagementChanged',
  'GrantGiven',
  'GrantEnded',
  'GrantReinstated',
  'ExclusionSet',
  'ExclusionLifted',
  'AccountIntended',
  'AccountAdopted',
  'VerificationSetAside',
]);

/** Events after which an account may have to change. */
export const isEdit = (event: TenureEvent) => EDITS.has(event.type);
