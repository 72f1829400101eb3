/**
 * The evidence writer: one per issue, with a cursor. Everything after the cursor goes onto the issue in order
 * (sub-tasks, signed pieces, one comment, the transition last); then the cursor moves. Every effect is repeatable
 * or findable, so being killed anywhere in between repeats nothing people can see.
 */
import {
  type CaseState,
  EVIDENCE_KINDS,
  foldCase,
  HEAD_KEY,
  piecesToWrite,
  type StoryContext,
  signablePieces,
  story,
} from '../../core/evidence/index.ts';
import type { StreamId, TenureEvent } from '../../core/evidence/model.ts';
import { emptyLedger, leadingEngagement, type PersonLedger } from '../../core/grant/index.ts';
import { attributesOf, entitlementById, zoneOf } from '../../core/policy/index.ts';
import { exceptionId, type PersonId, withinConnection } from '../../core/shared/ids.ts';
import { BEGINNING, epochOf, type Instant, type TimeZone } from '../../core/shared/instant.ts';
import { LONGEST_WAIT, noLater } from '../../core/shared/putOff.ts';
import type { JobResult } from '../../ports/engine.ts';
import { Fault } from '../../ports/fault.ts';
import { attachAdoption } from '../adoption/attach.ts';
import { aboutWhom, isForPeople, isItem, keyAt } from '../adoption/onIssue.ts';
import { commitCase } from '../commit.ts';
import { sayShortly } from '../notices/facts.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { settledByItself } from '../reconcile/trouble.ts';
import { later, type World } from '../world.ts';
import { FREE, giveBack, inTime, keepTurn, putInTurn, type Trouble, takeWork, type Work } from './evidenceTurn.ts';
import { closeReviews, moveIssue } from './moveIssue.ts';
import { isOfAnotherStore, RecordThere } from './recordThere.ts';
import { fileTasks } from './subTasks.ts';

/**
 * Tried again after as long as the trouble has lasted, within these: an outage is not made longer by what only tells, and a
 * right that is missing for days costs each issue some calls an hour. Milliseconds.
 */
const PASSING = { least: 5_000, most: 80_000 };
const REFUSED = { least: 5 * 60_000, most: LONGEST_WAIT };
/** Two who write at the same moment are done in seconds: a conflict that lasts longer is the issue's own. */
const CONFLICT_PATIENCE = 5 * 60_000;

export async function writeEvidence(world: World, stream: StreamId): Promise<JobResult> {
  if (stream === 'system') return undefined;
  const force = await world.rules.current();
  // Every other alarm finds that an earlier one has written everything: told without a lock and the whole stream.
  const { isWritten, isChanging } = await world.store.read.evidenceStanding(stream);
  if (force === null || isWritten) return undefined;
  const work = await takeWork(world, force, stream, isChanging);
  if (work === null) return undefined;
  if ('again' in work) return work;
  try {
    const there = await headOn(world, work);
    const filed = await fileTasks(world, work, storyContext(work.force, work.ledger, work.state));
    if (filed.length > 0) await note(world, work, filed);
    await writePieces(world, work, there);
    await attachAdoption(world, work);
    inTime(world, work);
    const told = await writeComment(world, work);
    inTime(world, work);
    await closeReviews(world, work);
    await moveIssue(world, work, (events) => note(world, work, events));
    await takenAtLast(world, work);
    await giveBack(world, work, told.upTo, { toldUpTo: told.upTo }, told.comment);
    return undefined;
  } catch (trouble) {
    return await refusedEvidence(world, work, trouble);
  }
}

const note = (world: World, work: Work, events: readonly TenureEvent[]): Promise<void> =>
  noteBy(world, work, () => events, false);

async function noteBy(
  world: World,
  work: Work,
  eventsOf: (state: CaseState, now: Instant) => readonly TenureEvent[],
  mayProve: boolean,
  person = work.state.person,
): Promise<void> {
  const named = await world.store.transaction(async (tx): Promise<PersonId | null> => {
    const ledger = person === null ? emptyLedger : await tx.lockPerson(person);
    const state = foldCase(work.id, await tx.lockCase(work.id));
    // Somebody has just found out whom it is about: that person is to be locked first.
    if (state.person !== person) return state.person;
    const events = eventsOf(state, tx.now);
    const settings = work.force.policy.settings;
    // What is about nobody, a policy change, is proved by what it does and not by what somebody's accounts show.
    const shell = { settings, timing: world.timing, edits: false, mayProve: mayProve && person !== null };
    await commitCase(tx, { ledger, state, events, ...shell });
    return person;
  });
  if (named !== person) await noteBy(world, work, eventsOf, mayProve, named);
}

/**
 * Everything is on the issue: what kept it off is over, and may have been all that the case waited for. Before the cursor
 * moves: whoever is killed in between is followed by an attempt that finds its own comment and says it.
 */
async function takenAtLast(world: World, work: Work): Promise<void> {
  const refused = ({ exceptions }: CaseState) =>
    exceptions.filter(({ kind, verdict }) => verdict === null && EVIDENCE_KINDS.includes(kind));
  if (refused(work.state).length === 0) return;
  // Whoever has the turn by now may have been refused since.
  await keepTurn(world, work);
  await noteBy(world, work, (state, now) => refused(state).map(({ id }) => settledByItself(id, now)), true);
}

/** The head that lies on the issue, unless it is another store's: people's parts of an adoption come with theirs. */
async function headOn(world: World, work: Work): Promise<unknown> {
  const { id, issue, cursor, isFirst } = work;
  if (cursor === 0 && isFirst && isItem(id)) return null;
  const head: unknown = await world.tracker.getProperty(issue, keyAt(id, HEAD_KEY));
  if (await isOfAnotherStore(world, work, head)) throw new RecordThere();
  return head;
}

/** Only what differs from what the head on the issue promises; the head goes last. */
async function writePieces(world: World, work: Work, there: unknown): Promise<void> {
  const { id, issue, cursor, isFirst } = work;
  const signed = signablePieces(id, await world.store.read.rawStream(id), world.sign);
  const { attachment } = signed;
  if (attachment !== null) await world.tracker.attach(issue, attachment.name, attachment.content);
  const held = cursor === 0 && isFirst ? null : there;
  for (const { key, value } of piecesToWrite(signed, held)) {
    await keepTurn(world, work);
    await putInTurn(world, work, keyAt(id, key), value);
  }
}

/**
 * One comment for everything after the cursor, found again by where it begins: an attempt that was cut off after
 * writing it is recognised, and says itself how far it had told the story.
 */
async function writeComment(
  world: World,
  work: Work,
): Promise<{ readonly upTo: number; readonly comment: string | null }> {
  const told = story(work.fresh, storyContext(work.force, work.ledger, work.state));
  if (told.length === 0 || (isItem(work.id) && !work.fresh.some(isForPeople))) {
    return { upTo: work.last, comment: null };
  }
  const document = [...aboutWhom(work.id, work.ledger), ...told];
  const key = `${work.id}@${work.cursor}`;
  const before = () => keepTurn(world, work);
  const { id, upTo } = await world.tracker.comment(work.issue, key, document, work.last, work.isFirst, before);
  return { upTo, comment: id };
}

export function storyContext(
  force: RulesInForce,
  ledger: PersonLedger,
  { tasks, request }: Pick<CaseState, 'tasks' | 'request'>,
): StoryContext & { readonly zone: TimeZone } {
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
    isTakenOnTrust: (task) => tasks.some((one) => one.task === task && one.about === 'application'),
    entitlementOf: (line) => request.lines.find(({ id }) => id === line)?.entitlement,
    isByHand: (line) => request.lines.find(({ id }) => id === line)?.asked.manual ?? false,
    tailOf: (line) => {
      const entitlement = request.lines.find(({ id }) => id === line)?.entitlement;
      const entry = entitlement === undefined ? undefined : entitlementById(force.policy.catalogue, entitlement);
      return entry?.application.tail ?? null;
    },
    nameOf: (group) => withinConnection(force.groupsById.get(group)?.name ?? group),
    show: (at) => sayShortly(at, zone),
    zone,
  };
}

/** Let be by a person, it stays so until the issue has taken everything. */
function isTold({ state, fresh }: Work, { kind }: Refused): boolean {
  const since = new Set(fresh.flatMap(({ event }) => (event.type === 'ExceptionRaised' ? [event.exception] : [])));
  const stands = ({ id, verdict }: CaseState['exceptions'][number]) =>
    verdict === null || (verdict !== 'retry' && since.has(id));
  return state.exceptions.some((one) => one.kind === kind && stands(one));
}

type Refused = { readonly kind: 'record-there-already' | 'evidence-refused' };

/** An issue that takes no evidence is an exception; what may pass later is tried again. */
async function refusedEvidence(world: World, work: Work, trouble: unknown): Promise<JobResult> {
  if (!(trouble instanceof Fault)) {
    await giveBack(world, work, work.cursor, FREE);
    throw trouble;
  }
  const now = await world.store.read.now();
  // A conflict: somebody else wrote the same issue at the same moment.
  const { troubleSince = now, conflictSince = now } = work.trouble;
  const isConflict = trouble.kind === 'conflict';
  const since: Trouble = { ...work.trouble, troubleSince, ...(isConflict ? { conflictSince } : {}) };
  const passing = trouble.kind === 'transient' || (isConflict && now < later(conflictSince, CONFLICT_PATIENCE));
  const { least, most } = passing ? PASSING : REFUSED;
  const lasted = epochOf(now) - epochOf(troubleSince);
  const again = noLater(trouble.retryAt ?? later(now, Math.min(Math.max(lasted, least), most)), now);
  const putOff = { holder: world.holder, until: again, putOff: true, ...since };
  const isOurs = await giveBack(world, work, work.cursor, putOff);
  if (!isOurs) return { again };
  if (passing) return undefined;
  world.log.error({ case: work.id, fault: trouble.message }, 'the issue did not take the evidence');
  const refused: Refused =
    trouble instanceof RecordThere ? { kind: 'record-there-already' } : { kind: 'evidence-refused' };
  if (!isTold(work, refused)) {
    const number = work.state.exceptions.length + 1;
    const exception = exceptionId(`${work.id}!${refused.kind}-${number}`);
    const detail = { operation: trouble.operation, fault: trouble.kind };
    await note(world, work, [{ type: 'ExceptionRaised', exception, ...refused, detail }]);
  }
  return undefined;
}
