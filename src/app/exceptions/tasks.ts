/**
 * Open exceptions as issues, where the policy says so: one each, with the cause in plain words, assigned to whom it was
 * handed over, closed when it is settled wherever that was. By the clock, so that a tracker that is down holds up nothing.
 */
import { exceptionSentence, foldCase, isBeforeItsTime } from '../../core/evidence/index.ts';
import type { Document } from '../../core/evidence/model.ts';
import type { ExceptionTasks } from '../../core/policy/model.ts';
import { type ExceptionId, exceptionId } from '../../core/shared/ids.ts';
import { epochOf, type Instant } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { isToldTogether, LEAVERS_HELD } from '../leavers/heldLeavers.ts';
import { unlessNewer } from '../newer.ts';
import { sayInstant } from '../notices/index.ts';
import { beginsAttempt } from '../ownIssues.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { verdictsOf } from '../settling/verdicts.ts';
import type { World } from '../world.ts';
import { ownersOf } from './owners.ts';
import { type TaskPlace, type Turn, takeTaskTurn } from './taskPlaces.ts';
import { verdictWords } from './words.ts';

const DAY = 24 * 60 * 60_000;

const NEW: TaskPlace = { issue: null, filingSince: null, owner: null };

/** Answers how many were looked at; 0 also when the policy files none, or another process is at it. */
export async function writeExceptionTasks(world: World, isStopping: () => boolean = () => false): Promise<number> {
  const force = await world.rules.current();
  const to = force?.policy.settings.exceptions?.tasks;
  if (force === null || to === undefined) return 0;
  const turn = await takeTaskTurn(world);
  if (turn === null) return 0;
  let looked = 0;
  try {
    const open = await world.store.read.exceptions({ open: true });
    const isOpen = new Set<ExceptionId>(open.map(({ id }) => id));
    const over = Object.keys(turn.tasks).flatMap((id) => (isOpen.has(exceptionId(id)) ? [] : [exceptionId(id)]));
    const alone = open.filter((row) => !isToldTogether(row));
    const ownerOf = ownersOf(world, alone);
    const work = [
      ...over.map((id) => () => close(world, force, to, turn, id)),
      ...alone.map((row) => async () => stand(world, force, to, turn, row, await ownerOf(row))),
    ];
    for (const one of work) {
      if (isStopping() || !(await asFarAsItGoes(world, one))) return looked;
      looked += 1;
    }
    return looked;
  } finally {
    await turn.end();
  }
}

/** What one of them meets keeps no other from its turn; it comes again with the next. `false` = the turn is another's. */
async function asFarAsItGoes(world: World, one: () => Promise<boolean>): Promise<boolean> {
  try {
    return (await unlessNewer(world, one)) ?? true;
  } catch (trouble) {
    if (!(trouble instanceof Fault)) throw trouble;
    world.log.warn({ fault: trouble.message }, 'an exception could not be written to its issue');
    return true;
  }
}

async function stand(
  world: World,
  force: RulesInForce,
  to: ExceptionTasks,
  turn: Turn,
  row: ExceptionRow,
  owner: string | null,
): Promise<boolean> {
  const known = await placeOf(world, turn, row);
  if (known.issue !== null && owner === known.owner) return true;
  if (await isSealed(world, row)) return true;
  const filed = known.issue === null ? await file(world, force, to, turn, row, known) : known;
  if (filed === null || filed.issue === null) return false;
  if (owner === filed.owner) return true;
  const { unseenSince, ...seen } = filed;
  try {
    await assign(world, filed.issue.id, owner);
  } catch (trouble) {
    if (!(trouble instanceof Fault) || trouble.kind !== 'missing') throw trouble;
    if (unseenSince !== undefined) return true;
    world.log.warn({ issue: filed.issue.key }, 'the issue of an exception was deleted, or is hidden from us');
    return turn.keep(row.id, { ...filed, unseenSince: await world.store.read.now() });
  }
  return turn.keep(row.id, { ...seen, owner });
}

/**
 * As long as the exception is open there is to be an issue. One that was deleted without our hearing of it is followed by a
 * second one after a day, if it is not to be seen again by then, and that one by none: hidden from us, a third would be so too.
 */
async function placeOf({ store, tracker }: World, { tasks, keep }: Turn, { id }: ExceptionRow): Promise<TaskPlace> {
  const known = tasks[id] ?? NEW;
  if (known.unseenSince === undefined || known.isSecond === true) return known;
  if (epochOf(await store.read.now()) - epochOf(known.unseenSince) < DAY) return known;
  const { unseenSince: _, ...seen } = known;
  const isThere = known.issue !== null && (await tracker.readForm(known.issue.id)) !== null;
  if (isThere) await keep(id, seen);
  return isThere ? seen : { ...NEW, isSecond: true };
}

/** Of a confidential termination nothing is shown before its time. */
const isSealed = async ({ store: { read } }: World, { case: on }: ExceptionRow) =>
  on !== null && isBeforeItsTime(foldCase(on, await read.stream(on)), await read.now());

/** `null` = the turn is another's. */
async function file(
  world: World,
  force: RulesInForce,
  to: ExceptionTasks,
  turn: Turn,
  row: ExceptionRow,
  { filingSince, isSecond = false }: TaskPlace,
): Promise<TaskPlace | null> {
  const asked = {
    ...NEW,
    ...(isSecond ? { isSecond } : {}),
    filingSince: filingSince ?? (await world.store.read.now()),
  };
  const keeps = () => turn.keep(row.id, asked);
  const inTime = beginsAttempt(world, keeps);
  if (!(await keeps())) return null;
  const issue = await issueOf(world, force, to, row, { since: filingSince, inTime });
  const place = { ...asked, issue };
  if (!(await turn.keep(row.id, place))) return null;
  // Moved before we knew that it is there: whoever did it said something.
  if (filingSince !== null) await world.engine.send({ lane: 'look', issue: issue.id });
  return place;
}

/** Findable: the exception's own name is in it. */
async function issueOf(
  { store, tracker }: World,
  { policy: { settings } }: RulesInForce,
  to: ExceptionTasks,
  row: ExceptionRow,
  { since, inTime }: { readonly since: Instant | null; inTime(): Promise<void> },
) {
  const on = row.case === null ? null : ((await store.read.case(row.case))?.issueKey ?? null);
  const title = `${on === null ? '' : `${on}: `}${exceptionSentence(row.kind).says}`;
  const body = wordsOf(row, on, to, sayInstant(row.openedAt, settings.timeZone));
  const issue = { project: to.project, issueType: to.issueType, title, body };
  return tracker.fileIssue(`exception/${row.id}`, issue, since, inTime);
}

/** No name of anybody it is about: whoever may know looks it up. */
function wordsOf(row: ExceptionRow, on: string | null, { decisions, open }: ExceptionTasks, since: string): Document {
  const { says, remedy } = exceptionSentence(row.kind);
  // Those it is about are shown elsewhere, and to be seen first.
  const fit = verdictsOf(row).filter((one) => row.kind !== LEAVERS_HELD || one !== 'confirm');
  const moves = Object.entries(decisions).flatMap(([status, verdict]) =>
    fit.includes(verdict) ? [`“${status}” (${verdictWords(verdict).toLowerCase()})`] : [],
  );
  const lines = [
    `${says} ${remedy}`,
    `Since ${since}${on === null ? '' : `, on ${on}`}.`,
    moves.length === 0
      ? 'It is settled elsewhere, and this issue is closed then; whoever closes it before finds it open again.'
      : `Moved to ${moves.join(', ')} it is decided so by whoever moves it; their newest comment here is the reason. Whose word does not count finds it back in “${open}”.`,
    `“tenure exceptions show ${row.id}” says what was tried.`,
  ];
  return lines.map((text) => ({ block: 'paragraph', text: [{ text }] }));
}

/** A role is nobody to assign it to, and whom the tracker does not show, or lets nobody assign, is left out. */
async function assign({ tracker, log }: World, issue: string, owner: string | null): Promise<void> {
  const account = owner === null ? null : owner.includes('@') ? await tracker.findShownUser(owner) : accountOf(owner);
  try {
    await tracker.assign(issue, account);
  } catch (trouble) {
    if (!(trouble instanceof Fault) || (trouble.kind !== 'denied' && trouble.kind !== 'invalid')) throw trouble;
    log.warn({ issue, fault: trouble.message }, 'an exception could not be assigned to whom it was handed over');
  }
}

const accountOf = (owner: string) => (owner.startsWith('roles.') ? null : owner);

/** Says who settled it and how, and closes it. What somebody has deleted needs no closing. */
async function close(
  world: World,
  force: RulesInForce,
  to: ExceptionTasks,
  turn: Turn,
  id: ExceptionId,
): Promise<boolean> {
  const known = turn.tasks[id] ?? NEW;
  const inTime = beginsAttempt(world, () => turn.keep(id, known));
  const row = await world.store.read.exception(id);
  if (row?.settled == null || (known.issue === null && known.filingSince === null)) return turn.keep(id, null);
  // The answer to its filing was lost: it is looked for, so that none is left open that nobody closes.
  const issue = known.issue ?? (await issueOf(world, force, to, row, { since: known.filingSince, inTime }));
  const { by, verdict } = row.settled;
  const text = `Settled by ${by}: ${verdict}.`;
  try {
    await world.tracker.comment(issue.id, `settled/${id}`, [{ block: 'paragraph', text: [{ text }] }]);
    if (!(await world.tracker.moveTo(issue.id, to.done))) {
      world.log.warn({ issue: issue.key, status: to.done }, 'no transition closes the issue of a settled exception');
    }
  } catch (trouble) {
    if (!(trouble instanceof Fault) || trouble.kind !== 'missing') throw trouble;
  }
  return turn.keep(id, null);
}
