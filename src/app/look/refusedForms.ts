/**
 * A form that cannot be acted on is told on its issue, to whoever filed it. One that stays so is told to others as well: what it
 * asks for waits meanwhile, the end of somebody's work perhaps, and nobody may be looking at that issue. Told once, withdrawn
 * when the form is accepted or taken back, or its issue is gone. A request for access is its requester's own business. So is what
 * was in force before it was edited, but where the edit takes access: an end that was to come earlier would come as it stood.
 */
import { type CaseState, foldCase, formSentence, isBeforeItsTime } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { endsSooner, type FiledForm, isForFew, readFiled } from '../../core/person/index.ts';
import { type FiledKind, isOwnKind, type Settings } from '../../core/policy/model.ts';
import { type CaseId, caseId, exceptionId, type PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { CaseRow, ExceptionRow } from '../../ports/store.ts';
import { unlessNewer } from '../newer.ts';
import { byKey, endFinding, isOver } from '../settling/findingRows.ts';
import { later, type World } from '../world.ts';

export const FORM_REFUSED = 'form-refused';

/** Milliseconds in which whoever filed it has corrected most forms; what takes access waits less. */
const PATIENCE = { takes: 15 * 60_000, gives: 60 * 60_000 };
/**
 * A filer's mistake may stand on a hundred forms: beyond so many nobody learns more by one more. The next is told when one
 * is settled. What takes access is neither held off nor counted: behind each is somebody else who still has it.
 */
const MOST = 25;
/** Milliseconds after which nobody is told of it for the first time: a service that learns to tell begins with no old heap. */
const ANCIENT = 14 * 24 * 60 * 60_000;
/** Milliseconds until an issue is read again: one that was told may be gone, one that was not to be told may be now. */
const READ_AGAIN = 60 * 60_000;
const LONGEST = 1_000;

interface Refusal {
  /** By its first form that was refused since anything of it was accepted, and by its last. */
  readonly since: Instant;
  readonly last: Instant;
  readonly because: string;
  /** Accepted before: that goes on as it was. */
  readonly state: CaseState;
}

/** What has nothing to say as it stands: an old stream is not read again every few minutes. */
const silent = new WeakMap<World, Map<CaseId, Instant>>();

interface Reading {
  readonly at: Instant;
  /** Of its row. */
  readonly updatedAt: Instant;
  readonly is: Telling;
}

/** `not` = its issue is gone, or for few, or what is in force loses nothing by it; `unknown` = the tracker does not say. */
type Telling = 'told' | 'not' | 'unknown';

const readings = new WeakMap<World, Map<CaseId, Reading>>();

/** Answers how many were told. */
export async function tellRefusedForms(world: World): Promise<number> {
  const { read } = world.store;
  const force = await world.rules.current();
  if (force === null) return 0;
  const [never, known, now] = await Promise.all([
    read.cases({ state: 'refused' }),
    read.exceptions({ kinds: [FORM_REFUSED] }),
    read.now(),
  ]);
  const told = byKey(known, ({ detail }) => String(detail.issue));
  const rows = [...never, ...(await inForce(world, told, now))];
  const refused = new Set<string>();
  const others = known.filter(({ settled, detail }) => settled === null && !takesAccess(detail)).length;
  let [fresh, room] = [0, MOST - others];
  for (const row of rows) {
    const refusal = await unlessNewer(world, () => refusalOf(world, row, force.policy.settings, now));
    if (refusal === 'none') continue;
    refused.add(row.issueId);
    // What only a newer version can read may be refused still.
    if (refusal === null) continue;
    const before = told.get(row.issueId) ?? [];
    const takes = takesAccess({ form: row.kind, inForce: refusal.state.accepted });
    const patience = takes ? PATIENCE.takes : PATIENCE.gives;
    if (later(refusal.since, patience) > now) continue;
    const standing = before.find((one) => !isOver(one));
    if (before.length === 0 && later(refusal.last, ANCIENT) <= now) continue;
    const isNew = standing === undefined || isOutdated(standing, refusal, later(now, -patience));
    if (isNew && !takes && room <= 0) continue;
    if (!isToRead(world, row, isNew ? null : standing, now)) continue;
    const { is, about } = await readIssue(world, row, refusal, now);
    if (is === 'not' && standing !== undefined) await withdraw(world, standing, 'gone');
    if (is !== 'told' || !isNew) continue;
    const one = await tell(world, { ...row, about }, refusal, standing, before.length);
    fresh += one;
    if (!takes) room -= one;
  }
  for (const row of known)
    if (!isOver(row) && !refused.has(String(row.detail.issue))) await withdraw(world, row, 'gone');
  return fresh;
}

/** Accepted, and edited since perhaps. */
async function inForce(
  { store, tracker }: World,
  told: ReadonlyMap<string, readonly ExceptionRow[]>,
  now: Instant,
): Promise<readonly CaseRow[]> {
  const updatedSince = later(now, -ANCIENT);
  const recent = (await Promise.all(FILED.map((kind) => store.read.cases({ kind, updatedSince })))).flat();
  const standing = [...told].flatMap(([issue, all]) => (all.every(isOver) ? [] : [caseId(tracker.connection, issue)]));
  const left = await Promise.all(standing.map((id) => store.read.case(id)));
  const found = new Map([...recent, ...left].flatMap((row) => (row === null ? [] : [[row.id, row] as const])));
  return [...found.values()].filter(isInForce);
}

const FILED = ['onboarding', 'change', 'leave', 'offboarding'] as const satisfies readonly FiledKind[];
const TAKING: readonly unknown[] = ['offboarding', 'leave'] satisfies FiledKind[];

/** Of an end or a leave that is done nothing is left to take; what a hire has opened may still be to end. */
const isInForce = ({ kind, state }: CaseRow) =>
  state === 'open' || state === 'waiting' || (state !== 'refused' && !TAKING.includes(kind));

/** Of what gives, an edit in force is told only where it takes. */
const takesAccess = ({ form, inForce }: { readonly form?: unknown; readonly inForce?: unknown }) =>
  inForce === true || TAKING.includes(form);

/** `standing`: what is told already, and would stay as it is; `null` = it is about to be told. */
function isToRead(world: World, { id, updatedAt }: CaseRow, standing: ExceptionRow | null, now: Instant): boolean {
  const last = readings.get(world)?.get(id);
  if (standing === null) return last?.is !== 'not' || last.updatedAt !== updatedAt || later(last.at, READ_AGAIN) <= now;
  return standing.settled === null && later(last?.at ?? standing.openedAt, READ_AGAIN) <= now;
}

interface Found {
  readonly is: Telling;
  /** Whom it names, who settles nothing about it; `null` = nobody we know. */
  readonly about: PersonId | null;
}

/** Before it is told to people who may not see it: nothing is, where the tracker does not say. */
async function readIssue(world: World, row: CaseRow, { state }: Refusal, now: Instant): Promise<Found> {
  const { id, issueId, kind, person, updatedAt } = row;
  const read = async (): Promise<Found> => {
    const form = await world.tracker.readForm(issueId);
    if (form === null || isForFew(form) || !(await isTaking(world, state, form, now)))
      return { is: 'not', about: null };
    const force = await world.rules.current();
    const named = force === null || !isFiled(kind) ? null : readFiled(kind, form, force.rules).about;
    const [fits] = named === null ? [] : await world.store.read.findPersons(named);
    return { is: 'told', about: person ?? fits ?? null };
  };
  const found = await read().catch((trouble: unknown) => {
    world.log.warn({ case: id, trouble: String(trouble) }, 'a form that stays refused could not be read');
    return { is: 'unknown', about: null } satisfies Found;
  });
  const known = readings.get(world) ?? new Map<CaseId, Reading>();
  readings.set(world, known.set(id, { at: now, updatedAt, is: found.is }));
  return found;
}

/** What was never accepted waits, whatever it asks for. */
async function isTaking(world: World, state: CaseState, form: FiledForm, now: Instant): Promise<boolean> {
  const { accepted, kind, person } = state;
  if (!accepted || TAKING.includes(kind)) return true;
  const force = await world.rules.current();
  if (force === null || person === null || kind === null || !isFiled(kind)) return false;
  const { rules } = force;
  const filed = readFiled(kind, form, rules);
  return endsSooner({ form, filed, state, ledger: await world.store.read.person(person), rules, now });
}

const isFiled = (kind: CaseRow['kind']): kind is FiledKind => !isOwnKind(kind) && kind !== 'access-request';

async function refusalOf(world: World, row: CaseRow, settings: Settings, now: Instant): Promise<Refusal | 'none'> {
  const { id, kind, updatedAt, issueId } = row;
  if (issueId === '' || kind === 'access-request' || isOwnKind(kind)) return 'none';
  const quiet = silent.get(world) ?? new Map<CaseId, Instant>();
  silent.set(world, quiet);
  if (quiet.get(id) === updatedAt) return 'none';
  const events = await world.store.read.stream(id);
  const state = foldCase(id, events);
  const answered = events.findLastIndex(({ event: { type } }) => ANSWERS.has(type));
  const refusals = events.slice(answered + 1).filter(({ event }) => event.type === 'FormRefused');
  const [first, last] = [refusals.at(0), refusals.at(-1)];
  // An edit that somebody without the right has made is on the list by itself.
  const isTold = state.accepted && state.problems.every(({ code }) => EDITED_BY_OTHERS.includes(code));
  if (isTold || state.problems.length === 0 || first === undefined || last === undefined) {
    quiet.set(id, updatedAt);
    return 'none';
  }
  // Of a confidential termination nothing is told before its time.
  if (isBeforeItsTime(state, now)) return 'none';
  const because = state.problems.map(({ code, field }) => formSentence(code, field, settings.fields).says).join(' ');
  return { since: first.at, last: last.at, because: because.slice(0, LONGEST), state };
}

const EDITED_BY_OTHERS: readonly string[] = ['unauthorised-edit', 'own-edit'];

const ANSWERS: ReadonlySet<TenureEvent['type']> = new Set(['FormAccepted', 'FormPostponed', 'CaseWithdrawn']);

/** Let be, it stays so until the form is another one; looked at again, until it has waited as long once more. */
function isOutdated({ settled }: ExceptionRow, { last }: Refusal, since: Instant): boolean {
  if (settled === null) return false;
  return settled.verdict === 'retry' ? settled.at <= since : settled.at < last;
}

async function tell(
  world: World,
  { issueId, issueKey, kind: form, about }: CaseRow & Pick<Found, 'about'>,
  { since, because, state: { accepted: inForce } }: Refusal,
  standing: ExceptionRow | undefined,
  before: number,
): Promise<number> {
  if (standing !== undefined) await withdraw(world, standing, 'told-anew');
  return world.store.transaction(async (tx) => {
    await tx.lockSystem();
    const id = exceptionId(`form!${issueId}!${before + 1}`);
    // Another process may have told it meanwhile.
    if ((await tx.exceptionNow(id)) !== null) return 0;
    const others = (await tx.openExceptions({ kind: FORM_REFUSED })).filter(({ detail }) => !takesAccess(detail));
    if (!takesAccess({ form, inForce }) && others.length >= MOST) return 0;
    const detail = { issue: issueId, key: issueKey, form, since, because, ...(inForce ? { inForce } : {}) };
    const raised = { type: 'ExceptionRaised', exception: id, kind: FORM_REFUSED, detail } as const;
    void tx.append('system', [about === null ? raised : { ...raised, person: about }]);
    const of = { case: null, person: about, account: null, group: null } as const;
    await tx.raiseException({ id, kind: FORM_REFUSED, ...of, detail, openedAt: tx.now, settled: null });
    return 1;
  });
}

async function withdraw({ store }: World, row: ExceptionRow, because: 'gone' | 'told-anew'): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.lockSystem();
    const ended = await endFinding(tx, row, because);
    if (ended.length > 0) void tx.append('system', ended);
  });
}
