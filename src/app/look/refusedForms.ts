/**
 * A form that cannot be acted on is told on its issue, to whoever filed it. One that stays so is told to others as well: what it
 * asks for waits meanwhile, the end of somebody's work perhaps, and nobody may be looking at that issue. Told once, withdrawn
 * when the form is accepted or taken back. A request for access is its requester's own business.
 */
import { foldCase, formSentence, isBeforeItsTime } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { type CaseKind, isOwnKind, type Settings } from '../../core/policy/model.ts';
import { type CaseId, exceptionId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { CaseRow, ExceptionRow } from '../../ports/store.ts';
import { unlessNewer } from '../newer.ts';
import { byKey, endFinding, isOver } from '../settling/findingRows.ts';
import { later, type World } from '../world.ts';

export const FORM_REFUSED = 'form-refused';

/** Milliseconds in which whoever filed it has corrected most forms; what takes access waits less. */
const PATIENCE = { takes: 15 * 60_000, gives: 60 * 60_000 };
/** A filer's mistake may stand on a hundred forms: beyond so many nobody learns more by one more. The next is told when one is settled. */
const MOST = 25;
const LONGEST = 1_000;

interface Refusal {
  /** By its first form that was refused since anything of it was accepted, and by its last. */
  readonly since: Instant;
  readonly last: Instant;
  readonly because: string;
}

/** What has nothing to say as it stands: an old stream is not read again every few minutes. */
const silent = new WeakMap<World, Map<CaseId, Instant>>();

/** Answers how many were told. */
export async function tellRefusedForms(world: World): Promise<number> {
  const { read } = world.store;
  const force = await world.rules.current();
  if (force === null) return 0;
  const [rows, known, now] = await Promise.all([
    read.cases({ state: 'refused' }),
    read.exceptions({ kinds: [FORM_REFUSED] }),
    read.now(),
  ]);
  const told = byKey(known, ({ detail }) => String(detail.issue));
  const refused = new Set<string>();
  let fresh = 0;
  for (const row of rows) {
    const refusal = await unlessNewer(world, () => refusalOf(world, row, force.policy.settings, now));
    if (refusal === 'none') continue;
    refused.add(row.issueId);
    // What only a newer version can read may be refused still.
    if (refusal === null) continue;
    const before = told.get(row.issueId) ?? [];
    const patience = patienceWith(row.kind);
    if (later(refusal.since, patience) > now) continue;
    const standing = before.find((one) => !isOver(one));
    if (standing !== undefined && !isOutdated(standing, refusal, later(now, -patience))) continue;
    fresh += await tell(world, row, refusal, standing, before.length);
  }
  for (const row of known)
    if (!isOver(row) && !refused.has(String(row.detail.issue))) await withdraw(world, row, 'gone');
  return fresh;
}

const patienceWith = (kind: CaseKind) => (kind === 'offboarding' || kind === 'leave' ? PATIENCE.takes : PATIENCE.gives);

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
  if (state.accepted || state.problems.length === 0 || first === undefined || last === undefined) {
    quiet.set(id, updatedAt);
    return 'none';
  }
  // Of a confidential termination nothing is told before its time.
  if (isBeforeItsTime(state, now)) return 'none';
  const because = state.problems.map(({ code, field }) => formSentence(code, field, settings.fields).says).join(' ');
  return { since: first.at, last: last.at, because: because.slice(0, LONGEST) };
}

const ANSWERS: ReadonlySet<TenureEvent['type']> = new Set(['FormAccepted', 'FormPostponed', 'CaseWithdrawn']);

/** Let be, it stays so until the form is another one; looked at again, until it has waited as long once more. */
function isOutdated({ settled }: ExceptionRow, { last }: Refusal, since: Instant): boolean {
  if (settled === null) return false;
  return settled.verdict === 'retry' ? settled.at <= since : settled.at < last;
}

async function tell(
  world: World,
  { issueId, issueKey, kind: form }: CaseRow,
  { since, because }: Refusal,
  standing: ExceptionRow | undefined,
  before: number,
): Promise<number> {
  if (standing !== undefined) await withdraw(world, standing, 'told-anew');
  return world.store.transaction(async (tx) => {
    await tx.lockSystem();
    const id = exceptionId(`form!${issueId}!${before + 1}`);
    // Another process may have told it meanwhile.
    if ((await tx.exceptionNow(id)) !== null) return 0;
    if ((await tx.openExceptions({ kind: FORM_REFUSED })).length >= MOST) return 0;
    const detail = { issue: issueId, key: issueKey, form, since, because };
    const nobodys = { case: null, person: null, account: null, group: null } as const;
    void tx.append('system', [{ type: 'ExceptionRaised', exception: id, kind: FORM_REFUSED, detail }]);
    await tx.raiseException({ id, kind: FORM_REFUSED, ...nobodys, detail, openedAt: tx.now, settled: null });
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
