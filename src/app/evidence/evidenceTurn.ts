/**
 * Whose turn it is to write the evidence of one issue: what is after the cursor, the right to write it until an instant,
 * and whether an earlier attempt was begun from the same place, whose effects would have to be looked for.
 */
import { type CaseState, foldCase, isMailing, type Piece } from '../../core/evidence/index.ts';
import type { RecordedEvent } from '../../core/evidence/model.ts';
import { emptyLedger, type PersonLedger } from '../../core/grant/index.ts';
import type { CaseSettings } from '../../core/policy/model.ts';
import type { CaseId } from '../../core/shared/ids.ts';
import { BEGINNING, type Instant } from '../../core/shared/instant.ts';
import { isAwaited } from '../../core/shared/putOff.ts';
import { Fault } from '../../ports/fault.ts';
import type { Tx } from '../../ports/store.ts';
import { MAIL_GRACES } from '../commit.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { later, type World } from '../world.ts';

/**
 * One writer at a time: the comment and the move begin while the lease has two calls left, one that looks and one that
 * writes. All else may be repeated; whose right has gone to another gives nothing back over that one's head.
 */
const leaseOf = ({ timing }: World) => timing.leaseMilliseconds + timing.callMilliseconds;

const MOST_RENEWALS = 3;
const BUSY_AGAIN = 1_000;

/** One attempt's work on one issue. */
export interface Work {
  readonly id: CaseId;
  readonly issue: string;
  readonly force: RulesInForce;
  readonly state: CaseState;
  readonly ledger: PersonLedger;
  /** Events after the cursor. */
  readonly fresh: readonly RecordedEvent[];
  readonly cursor: number;
  readonly last: number;
  /** No attempt was begun from this cursor before: nothing of it can be on the issue, so nothing is looked for. */
  readonly isFirst: boolean;
  readonly settings: CaseSettings | undefined;
  /** With our name, what tells this attempt's right to write from every other's. */
  until: Instant;
  /** The same on this process's own monotonic clock. Milliseconds. */
  validUntil: number;
  readonly trouble: Trouble;
}

/** Attempts in a row that came to nothing. */
export interface Trouble {
  /** Since when they have. */
  readonly troubleSince?: Instant;
  /** Since when the issue answers with a conflict. */
  readonly conflictSince?: Instant;
}

/** How the last attempt stands. None at all: there was none. */
export type Writer =
  /** Begun: what it writes may be on the issue, whether or not it comes to its end. */
  | ({
      readonly holder: string;
      readonly until: Instant;
      /** The issue did not take it; a job was sent for then. */
      readonly putOff?: boolean;
    } & Trouble)
  /** Ended in order, and the cursor moved with this. */
  | { readonly toldUpTo: number };

/** Nobody is at it, but somebody was. */
export const FREE: Writer = { holder: '', until: BEGINNING };

const isPutOff = (writer: Writer | null): writer is Extract<Writer, { readonly until: Instant }> =>
  writer !== null && 'putOff' in writer && writer.putOff === true;

const isBusy = (writer: Writer | null, now: Instant) =>
  writer !== null && 'until' in writer && (writer.putOff === true ? isAwaited(writer.until, now) : now < writer.until);

/**
 * Of a writer that is gone: nothing more is begun, so only its last call is waited for. One that took its turn by a clock that
 * stood ahead may be at it still, and for no longer than a turn lasts. `null` = as it stands.
 */
function restOf(world: World, writer: Writer | null, now: Instant) {
  const until = later(now, world.timing.callMilliseconds);
  if (writer === null || !('until' in writer) || writer.putOff === true || writer.until <= until) return null;
  if (world.hasEnded(writer.holder)) return { ...writer, until };
  return isAwaited(writer.until, now) ? null : { ...writer, until: later(now, leaseOf(world)) };
}

const nothingBegun = (writer: Writer | null, cursor: number) =>
  writer === null ? cursor === 0 : 'toldUpTo' in writer && writer.toldUpTo === cursor;

function troubleOf(writer: Writer | null): Trouble {
  if (writer === null || !('until' in writer)) return {};
  const { troubleSince, conflictSince } = writer;
  return {
    ...(troubleSince === undefined ? {} : { troubleSince }),
    ...(conflictSince === undefined ? {} : { conflictSince }),
  };
}

const writerKey = (stream: CaseId) => `evidence-writer:${stream}`;

/** The tracker's ids of the comments a stream has written, oldest first; of those before this was kept, nothing is known. */
const commentsKey = (stream: CaseId) => `evidence-comments:${stream}`;

export const commentsOf = async ({ store }: Pick<World, 'store'>, id: CaseId): Promise<readonly string[]> =>
  (await store.read.getControl<readonly string[]>(commentsKey(id))) ?? [];

/** What is after the cursor, and the right to write it; `null` when everything is on the issue. */
export async function takeWork(
  world: World,
  force: RulesInForce,
  id: CaseId,
  isChanging: boolean,
): Promise<Work | { readonly again: Instant } | null> {
  const started = world.monotonic();
  const taken = await world.store.transaction(
    async (tx): Promise<Omit<Work, 'ledger' | 'validUntil'> | { readonly again: Instant } | null> => {
      const events = await tx.lockCase(id);
      const cursor = await tx.evidenceCursor(id);
      const fresh = events.filter(({ seq }) => seq > cursor);
      const state = foldCase(id, events);
      if (fresh.length === 0 || state.issue === null || state.kind === null) return null;
      const writer = await tx.getControl<Writer>(writerKey(id));
      // A job waits for what was put off and writes all there is by then: one a case is enough.
      if (isBusy(writer, tx.now)) {
        const rest = restOf(world, writer, tx.now);
        if (rest !== null) {
          await tx.setControl(writerKey(id), rest);
          return { again: rest.until };
        }
        return isPutOff(writer) ? null : { again: later(tx.now, BUSY_AGAIN) };
      }
      const near = nearUntil(state, fresh, isChanging, world);
      if (near !== null && isAwaited(near, tx.now)) return { again: near };
      const until = later(tx.now, leaseOf(world));
      const trouble = troubleOf(writer);
      await tx.setControl(writerKey(id), { holder: world.holder, until, ...trouble } satisfies Writer);
      const settings = force.rules.caseSettings(state.kind);
      const last = events.at(-1)?.seq ?? 0;
      const isFirst = nothingBegun(writer, cursor);
      const issue = state.issue.id;
      return { id, issue, force, state, fresh, cursor, last, isFirst, settings, until, trouble };
    },
    { case: id, evidenceCursor: id, control: writerKey(id) },
  );
  if (taken === null || 'again' in taken) return taken;
  const { person } = taken.state;
  const ledger = person === null ? emptyLedger : await world.store.read.person(person);
  return { ...taken, ledger, validUntil: started + leaseOf(world) };
}

/** Before a step that is looked for first: both its calls have to end before the right does. */
export function inTime(world: World, work: Work): void {
  if (!hasTime(world, work)) throw new Fault('transient', 'write evidence');
}

export const hasTime = ({ monotonic, timing }: World, { validUntil }: Pick<Work, 'validUntil'>): boolean =>
  validUntil - monotonic() >= 2 * timing.callMilliseconds;

/** One that comes back after its right has ended may have been sent after it: what it lies over is written again. */
export async function putInTurn(
  { tracker, engine, monotonic }: World,
  turn: Pick<Work, 'id' | 'issue' | 'validUntil'>,
  key: string,
  value: Piece['value'],
): Promise<void> {
  try {
    await tracker.putProperty(turn.issue, key, value);
  } finally {
    if (monotonic() > turn.validUntil) await engine.send({ lane: 'bulk', record: turn.id, late: true });
  }
}

/**
 * Before each put over what lies on the issue: whoever has stood still meanwhile would lay what is old over what is newer.
 * A long record on a slow tracker renews its right and goes on. Throws `transient` when another has it.
 */
export async function keepTurn(world: World, work: Work): Promise<void> {
  for (let renewals = 0; renewals <= MOST_RENEWALS; renewals += 1) {
    if (work.validUntil - world.monotonic() > world.timing.callMilliseconds) return;
    // A process that stood still in the renewal itself comes back with nothing won by it.
    if (!(await renewed(world, work))) break;
  }
  throw new Fault('transient', 'write evidence');
}

async function renewed(world: World, work: Work): Promise<boolean> {
  const started = world.monotonic();
  const until = await world.store.transaction(async (tx) => {
    await tx.holdCase(work.id);
    const writer = await ownTurn(tx, world, work);
    if (writer === null) return null;
    const longer = later(tx.now, leaseOf(world));
    await tx.setControl(writerKey(work.id), { ...writer, until: longer } satisfies Writer);
    return longer;
  });
  if (until === null) return false;
  work.until = until;
  work.validUntil = started + leaseOf(world);
  return true;
}

/** `null` = another has taken over, or the turn was given back. */
async function ownTurn(tx: Tx, { holder }: World, { id, until }: { readonly id: CaseId; readonly until: Instant }) {
  const writer = await tx.getControl<Writer>(writerKey(id));
  return writer !== null && 'until' in writer && writer.holder === holder && writer.until === until ? writer : null;
}

/** An acceptance waits this many graces for results that are on their way: under load one comment and not two. */
const MOST_GRACES = 10;

/**
 * Until when what belongs into the same comment and pieces is waited for; it comes with an alarm of its own. Results are
 * near while an account is being changed and nothing says that this will take longer; mails, while one is unsent.
 */
function nearUntil(state: CaseState, fresh: readonly RecordedEvent[], isChanging: boolean, { timing }: World) {
  if (state.exceptions.some(({ verdict }) => verdict === null)) return null;
  const proof = fresh.find(({ event }) => event.type === 'CaseProved');
  if (state.proved) {
    return proof !== undefined && isMailing(state)
      ? later(proof.at, MAIL_GRACES * timing.evidenceGraceMilliseconds)
      : null;
  }
  const isAccepted = state.acceptedAt !== null && fresh.some(({ event }) => event.type === 'FormAccepted');
  return isAccepted && isChanging ? later(state.acceptedAt, MOST_GRACES * timing.evidenceGraceMilliseconds) : null;
}

/**
 * The cursor moves to what is told; of an attempt that was cut off earlier, the rest follows. `false` = another has taken
 * over: it tells by itself, and a word of ours would say that nothing is begun while it writes.
 */
export async function giveBack(
  world: World,
  work: Work,
  told: number,
  writer: Writer,
  comment: string | null = null,
): Promise<boolean> {
  const { id, cursor, last } = work;
  return world.store.transaction(async (tx) => {
    await tx.holdCase(id);
    if ((await ownTurn(tx, world, work)) === null) return false;
    await tx.setControl(writerKey(id), writer);
    // Committed with it: every other job finds it put off, that of a writer who was killed right after this too.
    if (isPutOff(writer)) await tx.send({ lane: 'evidence', stream: id }, { startAfter: writer.until });
    if (comment !== null) {
      const before = (await tx.getControl<readonly string[]>(commentsKey(id))) ?? [];
      await tx.setControl(commentsKey(id), [...before, comment]);
    }
    if (told <= cursor) return true;
    await tx.moveEvidenceCursor(id, told);
    if (told < last) await tx.send({ lane: 'evidence', stream: id });
    return true;
  });
}

/** A person says that the issue takes it now. In the transaction that says so, which sends a job for what it adds. */
export async function putOffNoLonger(tx: Tx, id: CaseId): Promise<void> {
  if (isPutOff(await tx.getControl<Writer>(writerKey(id)))) await tx.setControl(writerKey(id), FREE);
}

/**
 * The right to write this issue beside its writer, who waits meanwhile: `null` = somebody has it, or there is something to
 * write, after which it is looked at again. Given back, the writer finds everything as it left it.
 */
export async function takeTurn(world: World, id: CaseId): Promise<Turn | null> {
  const validUntil = world.monotonic() + leaseOf(world);
  const before = await world.store.transaction(async (tx) => {
    const events = await tx.lockCase(id);
    const writer = await tx.getControl<Writer>(writerKey(id));
    if (isBusy(writer, tx.now) || (events.at(-1)?.seq ?? 0) > (await tx.evidenceCursor(id))) return null;
    const until = later(tx.now, leaseOf(world));
    await tx.setControl(writerKey(id), { holder: world.holder, until } satisfies Writer);
    return { writer: writer ?? FREE, until };
  });
  if (before === null) return null;
  const giveBack = () =>
    world.store.transaction(async (tx) => {
      await tx.holdCase(id);
      if ((await ownTurn(tx, world, { id, until: before.until })) === null) return;
      await tx.setControl(writerKey(id), before.writer);
    });
  return { validUntil, giveBack };
}

/** Beside the writer. */
export interface Turn {
  /** On this process's own monotonic clock. Milliseconds. */
  readonly validUntil: number;
  giveBack(): Promise<void>;
}
