/**
 * The evidence writer: one per issue, with a cursor. Everything after the cursor goes onto the issue in order
 * (sub-tasks, signed pieces, one comment, the transition last); then the cursor moves. Every effect is repeatable
 * or findable, so being killed anywhere in between repeats nothing people can see.
 */
import { type CaseState, foldCase, type StoryContext, story } from '../core/evidence/index.ts';
import type { Document, RecordedEvent, StreamId, TenureEvent } from '../core/evidence/model.ts';
import { signablePieces } from '../core/evidence/pieces.ts';
import { leadingEngagement, type PersonLedger } from '../core/grant/index.ts';
import { attributesOf, zoneOf } from '../core/policy/index.ts';
import type { CaseSettings } from '../core/policy/model.ts';
import { type CaseId, exceptionId, withinConnection } from '../core/shared/ids.ts';
import type { JobResult } from '../ports/engine.ts';
import { Fault } from '../ports/fault.ts';
import { commitCase } from './commit.ts';
import { sayInstant } from './notices/facts.ts';
import type { RulesInForce } from './rules.ts';
import { later, type World } from './world.ts';

export async function writeEvidence(world: World, stream: StreamId): Promise<JobResult> {
  if (stream === 'system') return undefined;
  const work = await gather(world, stream);
  if (work === null) return undefined;
  try {
    await fileTasks(world, work);
    await writePieces(world, work);
    const document = story(work.fresh, storyContext(work.force, work.ledger));
    const last = work.events.at(-1)?.seq ?? 0;
    if (document.length > 0) await world.tracker.comment(work.issue, `${stream}@${last}`, document);
    const status = statusFor(work);
    if (status !== null) await world.tracker.moveTo(work.issue, status);
    await world.store.transaction(async (tx) => {
      await tx.lockCase(stream);
      await tx.moveEvidenceCursor(stream, last);
    });
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
  readonly events: readonly RecordedEvent[];
  /** Those after the cursor. */
  readonly fresh: readonly RecordedEvent[];
  readonly settings: CaseSettings | undefined;
}

async function gather(world: World, id: CaseId): Promise<Work | null> {
  const force = await world.rules.current();
  if (force === null) return null;
  const read = world.store.read;
  const [events, cursor] = await Promise.all([read.stream(id), read.evidenceCursor(id)]);
  const fresh = events.filter(({ seq }) => seq > cursor);
  const state = foldCase(id, events);
  if (fresh.length === 0 || state.issue === null || state.kind === null) return null;
  const ledger = state.person === null ? NOBODY : await read.person(state.person);
  const settings = force.rules.caseSettings(state.kind);
  return { id, issue: state.issue.id, force, state, ledger, events, fresh, settings };
}

const NOBODY: PersonLedger = {
  person: null,
  engagements: [],
  accounts: [],
  records: [],
  grants: [],
  exclusions: [],
};

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
    const ledger = work.state.person === null ? NOBODY : await tx.lockPerson(work.state.person);
    const state = foldCase(work.id, await tx.lockCase(work.id));
    const settings = work.force.policy.settings;
    await commitCase(tx, { ledger, state, events, settings, timing: world.timing, edits: false, mayProve: false });
  });
}

/** The head goes last: it never promises what is not there yet. */
async function writePieces(world: World, { id, issue }: Work): Promise<void> {
  const links = await world.store.read.rawStream(id);
  const { pieces, attachment } = signablePieces(id, links, world.sign);
  if (attachment !== null) await world.tracker.attach(issue, attachment.name, attachment.content);
  const [head, ...others] = pieces;
  // Packed first come, first in: only the last piece can have changed since the cursor.
  const changed = others.slice(-1);
  const missing = others.length > 1 ? others.slice(0, -1) : [];
  for (const piece of missing) {
    if ((await world.tracker.getProperty(issue, piece.key)) === null) {
      await world.tracker.putProperty(issue, piece.key, piece.value);
    }
  }
  for (const piece of changed) await world.tracker.putProperty(issue, piece.key, piece.value);
  if (head !== undefined) await world.tracker.putProperty(issue, head.key, head.value);
}

function statusFor({ state, settings }: Work): string | null {
  if (settings === undefined) return null;
  if (state.proved) return settings.statuses.done;
  if (!state.accepted || state.exceptions.some(({ verdict }) => verdict === null)) return settings.statuses.waiting;
  return settings.statuses.working;
}

export function storyContext(force: RulesInForce, ledger: PersonLedger): StoryContext {
  const { settings } = force.policy;
  const engagement = leadingEngagement(
    ledger.engagements,
    new Date(0).toISOString() as Parameters<typeof leadingEngagement>[1],
  );
  const zone = zoneOf(settings, engagement === undefined ? {} : attributesOf(engagement));
  return {
    ledger,
    labels: settings.fields,
    nameOf: (group) => withinConnection(force.groupsById.get(group)?.name ?? group),
    show: (at) => sayInstant(at, zone),
  };
}

/** An issue that takes no evidence is an exception; what may pass later is tried again. */
async function refusedEvidence(world: World, work: Work, trouble: unknown): Promise<JobResult> {
  if (!(trouble instanceof Fault)) throw trouble;
  const now = await world.store.read.now();
  if (trouble.kind === 'transient') return { again: trouble.retryAt ?? later(now, 5_000) };
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
  return { again: later(now, 5 * 60_000) };
}
