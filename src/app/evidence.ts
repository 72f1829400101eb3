/**
 * The evidence writer: one per issue, with a cursor. Everything after the cursor goes onto the issue in order
 * (sub-tasks, signed pieces, one comment, the transition last); then the cursor moves. Every effect is repeatable
 * or findable, so being killed anywhere in between repeats nothing people can see.
 */
import {
  type CaseState,
  foldCase,
  HEAD_KEY,
  piecesToWrite,
  type StoryContext,
  signablePieces,
  story,
} from '../core/evidence/index.ts';
import type { Document, RecordedEvent, StreamId, TenureEvent } from '../core/evidence/model.ts';
import { emptyLedger, leadingEngagement, type PersonLedger } from '../core/grant/index.ts';
import { attributesOf, zoneOf } from '../core/policy/index.ts';
import type { CaseSettings } from '../core/policy/model.ts';
import { type CaseId, exceptionId, withinConnection } from '../core/shared/ids.ts';
import { BEGINNING, type Instant } from '../core/shared/instant.ts';
import type { JobResult } from '../ports/engine.ts';
import { Fault } from '../ports/fault.ts';
import { attachAdoption } from './adoption/attach.ts';
import { aboutWhom, headKeyOf, isForPeople, isItem } from './adoption/onIssue.ts';
import { commitCase, MAIL_GRACES } from './commit.ts';
import { sayShortly } from './notices/facts.ts';
import type { RulesInForce } from './rules.ts';
import { later, type World } from './world.ts';

/**
 * One writer at a time: the comment and the move begin while the lease has two calls left, one that looks and one that
 * writes. All else may be repeated; whose right has gone to another gives nothing back over that one's head.
 */
const leaseOf = ({ timing }: World) => timing.leaseMilliseconds + timing.callMilliseconds;
const lastStepOf = (world: World) => leaseOf(world) - 2 * world.timing.callMilliseconds;
const BUSY_AGAIN = 1_000;
const PASSING_AGAIN = 5_000;
const REFUSED_AGAIN = 5 * 60_000;
/** Two who write at the same moment are done in seconds: a conflict that lasts longer is the issue's own. */
const CONFLICT_PATIENCE = 5 * 60_000;

export async function writeEvidence(world: World, stream: StreamId): Promise<JobResult> {
  if (stream === 'system') return undefined;
  const force = await world.rules.current();
  // Every other alarm finds that an earlier one has written everything: told without a lock and the whole stream.
  const { isWritten, isChanging } = await world.store.read.evidenceStanding(stream);
  if (force === null || isWritten) return undefined;
  const begun = performance.now();
  const work = await takeWork(world, force, stream, isChanging);
  if (work === null) return undefined;
  if ('again' in work) return work;
  try {
    const inTime = () => {
      if (performance.now() - begun > lastStepOf(world)) throw new Fault('transient', 'write evidence');
    };
    await fileTasks(world, work);
    await writePieces(world, work);
    await attachAdoption(world, work);
    inTime();
    const told = await writeComment(world, work);
    inTime();
    await moveIssue(world, work);
    await giveBack(world, work, told, { toldUpTo: told });
    return undefined;
  } catch (trouble) {
    return await refusedEvidence(world, work, trouble);
  }
}

interface Work {
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
  readonly until: Instant;
  /** Since when the issue answers with a conflict. */
  readonly conflictSince: Instant | null;
}

/** How the last attempt stands. None at all: there was none. */
type Writer =
  /** Begun: what it writes may be on the issue, whether or not it comes to its end. */
  | {
      readonly holder: string;
      readonly until: Instant;
      /** The issue did not take it; the writer's own job comes back then. */
      readonly putOff?: boolean;
      readonly conflictSince?: Instant;
    }
  /** Ended in order, and the cursor moved with this. */
  | { readonly toldUpTo: number };

/** Nobody is at it, but somebody was. */
const FREE: Writer = { holder: '', until: BEGINNING };

const isBusy = (writer: Writer | null, now: Instant) => writer !== null && 'until' in writer && writer.until > now;
const nothingBegun = (writer: Writer | null, cursor: number) =>
  writer === null ? cursor === 0 : 'toldUpTo' in writer && writer.toldUpTo === cursor;

const sinceOf = (conflictSince: Instant | null) => (conflictSince === null ? {} : { conflictSince });

const writerKey = (stream: CaseId) => `evidence-writer:${stream}`;

/** What is after the cursor, and the right to write it; `null` when everything is on the issue. */
async function takeWork(
  world: World,
  force: RulesInForce,
  id: CaseId,
  isChanging: boolean,
): Promise<Work | { readonly again: Instant } | null> {
  const taken = await world.store.transaction(
    async (tx): Promise<Omit<Work, 'ledger'> | { readonly again: Instant } | null> => {
      const events = await tx.lockCase(id);
      const cursor = await tx.evidenceCursor(id);
      const fresh = events.filter(({ seq }) => seq > cursor);
      const state = foldCase(id, events);
      if (fresh.length === 0 || state.issue === null || state.kind === null) return null;
      const writer = await tx.getControl<Writer>(writerKey(id));
      // A job waits for what was put off and writes all there is by then: one a case is enough.
      if (isBusy(writer, tx.now)) {
        return writer !== null && 'putOff' in writer && writer.putOff ? null : { again: later(tx.now, BUSY_AGAIN) };
      }
      const near = nearUntil(state, fresh, isChanging, world);
      if (near !== null && near > tx.now) return { again: near };
      const until = later(tx.now, leaseOf(world));
      const conflictSince = writer !== null && 'until' in writer ? (writer.conflictSince ?? null) : null;
      await tx.setControl(writerKey(id), { holder: world.holder, until, ...sinceOf(conflictSince) });
      const settings = force.rules.caseSettings(state.kind);
      const last = events.at(-1)?.seq ?? 0;
      const isFirst = nothingBegun(writer, cursor);
      const issue = state.issue.id;
      return { id, issue, force, state, fresh, cursor, last, isFirst, settings, until, conflictSince };
    },
    { case: id, evidenceCursor: id, control: writerKey(id) },
  );
  if (taken === null || 'again' in taken) return taken;
  const { person } = taken.state;
  return { ...taken, ledger: person === null ? emptyLedger : await world.store.read.person(person) };
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
    const isMailing = proof !== undefined && state.notices.some(({ sentAt }) => sentAt === null);
    return isMailing ? later(proof.at, MAIL_GRACES * timing.evidenceGraceMilliseconds) : null;
  }
  const isAccepted = state.acceptedAt !== null && fresh.some(({ event }) => event.type === 'FormAccepted');
  return isAccepted && isChanging ? later(state.acceptedAt, MOST_GRACES * timing.evidenceGraceMilliseconds) : null;
}

/**
 * The cursor moves to what is told; of an attempt that was cut off earlier, the rest follows. `false` = another has taken
 * over: it tells by itself, and a word of ours would say that nothing is begun while it writes.
 */
async function giveBack(world: World, work: Work, told: number, writer: Writer): Promise<boolean> {
  const { id, cursor, last, until } = work;
  return world.store.transaction(async (tx) => {
    await tx.holdCase(id);
    const now = await tx.getControl<Writer>(writerKey(id));
    if (now === null || !('until' in now) || now.holder !== world.holder || now.until !== until) return false;
    await tx.setControl(writerKey(id), writer);
    if (told <= cursor) return true;
    await tx.moveEvidenceCursor(id, told);
    if (told < last) await tx.send({ lane: 'evidence', stream: id });
    return true;
  });
}

/** What a person has to do becomes a sub-task that carries our key; found again, it is not filed twice. */
async function fileTasks(world: World, work: Work): Promise<void> {
  const open = work.state.tasks.filter(({ state }) => state === 'requested');
  const filed: TenureEvent[] = [];
  for (const task of open) {
    const body: Document = [
      {
        block: 'paragraph',
        text: [{ text: 'Asked for on the parent issue. Close this sub-task when it is done: the case waits for it.' }],
      },
    ];
    const made = await world.tracker.fileTask(work.issue, task.task, { title: task.title, body });
    filed.push({ type: 'TaskFiled', task: task.task, issue: made.id, key: made.key });
  }
  if (filed.length > 0) await note(world, work, filed);
}

async function note(world: World, work: Work, events: readonly TenureEvent[]): Promise<void> {
  await world.store.transaction(async (tx) => {
    const ledger = work.state.person === null ? emptyLedger : await tx.lockPerson(work.state.person);
    const state = foldCase(work.id, await tx.lockCase(work.id));
    const settings = work.force.policy.settings;
    await commitCase(tx, { ledger, state, events, settings, timing: world.timing, edits: false, mayProve: false });
  });
}

/** Only what differs from what the head on the issue promises; the head goes last. */
async function writePieces(world: World, { id, issue, cursor, isFirst }: Work): Promise<void> {
  const signed = signablePieces(id, await world.store.read.rawStream(id), world.sign);
  const at = (key: string) => key.replace(HEAD_KEY, headKeyOf(id));
  const { attachment } = signed;
  if (attachment !== null) await world.tracker.attach(issue, attachment.name, attachment.content);
  const held = cursor === 0 && isFirst ? null : await world.tracker.getProperty(issue, at(HEAD_KEY));
  for (const { key, value } of piecesToWrite(signed, held)) await world.tracker.putProperty(issue, at(key), value);
}

/**
 * One comment for everything after the cursor, found again by where it begins: an attempt that was cut off after
 * writing it is recognised, and says itself how far it had told the story.
 */
async function writeComment(world: World, work: Work): Promise<number> {
  const told = story(work.fresh, storyContext(work.force, work.ledger, work.state));
  if (told.length === 0 || (isItem(work.id) && !work.fresh.some(isForPeople))) return work.last;
  const document = [...aboutWhom(work.id, work.ledger), ...told];
  return world.tracker.comment(work.issue, `${work.id}@${work.cursor}`, document, work.last, work.isFirst);
}

/** A workflow may know no way from where the issue stands, a new one perhaps, but by the status in between. */
async function moveIssue({ tracker }: World, work: Work): Promise<void> {
  // The issue's status tells of the whole case.
  if (isItem(work.id)) return;
  const status = statusFor(work);
  if (status !== null) await tracker.moveTo(work.issue, status, work.settings?.statuses.working ?? undefined);
}

function statusFor({ state, settings }: Work): string | null {
  if (settings === undefined) return null;
  if (state.proved) return settings.statuses.done;
  if (!state.accepted || state.exceptions.some(({ verdict }) => verdict === null)) return settings.statuses.waiting;
  return settings.statuses.working;
}

export function storyContext(
  force: RulesInForce,
  ledger: PersonLedger,
  { tasks }: Pick<CaseState, 'tasks'>,
): StoryContext {
  const { settings } = force.policy;
  const engagement = leadingEngagement(ledger.engagements, BEGINNING);
  const zone = zoneOf(settings, engagement === undefined ? {} : attributesOf(engagement));
  return {
    ledger,
    labels: settings.fields,
    titleOf: (task) => {
      const known = tasks.find((one) => one.task === task);
      return known === undefined ? task : known.key === null ? known.title : `${known.title} (${known.key})`;
    },
    nameOf: (group) => withinConnection(force.groupsById.get(group)?.name ?? group),
    show: (at) => sayShortly(at, zone),
    zone,
  };
}

/** An issue that takes no evidence is an exception; what may pass later is tried again. */
async function refusedEvidence(world: World, work: Work, trouble: unknown): Promise<JobResult> {
  if (!(trouble instanceof Fault)) {
    await giveBack(world, work, work.cursor, FREE);
    throw trouble;
  }
  const now = await world.store.read.now();
  // A conflict: somebody else wrote the same issue at the same moment.
  const conflictSince = trouble.kind === 'conflict' ? (work.conflictSince ?? now) : work.conflictSince;
  const passing =
    trouble.kind === 'transient' ||
    (trouble.kind === 'conflict' && now < later(conflictSince ?? now, CONFLICT_PATIENCE));
  const again = trouble.retryAt ?? later(now, passing ? PASSING_AGAIN : REFUSED_AGAIN);
  const putOff = { holder: world.holder, until: again, putOff: true, ...sinceOf(conflictSince) };
  const isOurs = await giveBack(world, work, work.cursor, putOff);
  if (passing || !isOurs) return { again };
  world.log.error({ case: work.id, fault: trouble.message }, 'the issue did not take the evidence');
  const open = work.state.exceptions.some(({ kind, verdict }) => kind === 'evidence-refused' && verdict === null);
  if (!open) {
    await note(world, work, [
      {
        type: 'ExceptionRaised',
        exception: exceptionId(`${work.id}!evidence-refused-${work.state.exceptions.length + 1}`),
        kind: 'evidence-refused',
        detail: { operation: trouble.operation, fault: trouble.kind },
      },
    ]);
  }
  return { again };
}
