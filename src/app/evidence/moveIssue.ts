/** Where the issue of a case is moved to, once everything is on it. */
import { type CaseState, EVIDENCE_KINDS, foldCase, openQuestions } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { fold } from '../../core/shared/fold.ts';
import { isItem } from '../adoption/onIssue.ts';
import { lookAtIssue } from '../look/look.ts';
import { answerInTracker, askInTracker, type Move } from '../requests/approval.ts';
import type { World } from '../world.ts';
import { keepTurn, type Work } from './evidenceTurn.ts';

/** Said elsewhere, the verdict closes the sub-task too, where its workflow knows the way; it counts without that. */
export async function closeReviews({ tracker }: World, { fresh, state, settings }: Work): Promise<void> {
  const done = settings?.statuses.done ?? null;
  if (done === null) return;
  for (const { event } of fresh) {
    if (event.type !== 'EmergencyReviewed' || event.channel === 'jira') continue;
    for (const { key } of state.tasks.filter((one) => one.about === 'emergency' && one.state === 'done')) {
      if (key !== null) await tracker.moveTo(key, done);
    }
  }
}

/**
 * Moves the issue to where its case stands. A workflow may know no way there from where it is, a new one perhaps, but by the
 * status in between. Where it stands in a status that takes the case back, somebody has moved it there since it was read,
 * and is to be heard first: moved on, nobody would ever know.
 */
export async function moveIssue(
  world: World,
  work: Work,
  note: (events: readonly TenureEvent[]) => Promise<void>,
): Promise<void> {
  // The issue's status tells of the whole case.
  if (isItem(work.id)) return;
  const answered = await answerInTracker(world, work);
  if (answered.length > 0) await note(answered);
  const status = statusFor(work);
  if (status === null) return;
  const through = work.settings?.statuses.working ?? undefined;
  const move: Move = (to) => world.tracker.moveTo(work.issue, to, through, (from) => isHeard(world, work, from));
  if (isAsking(work.state)) {
    const noted = await askInTracker(world, work, status, move);
    if (noted.length > 0) await note(noted);
  } else await move(status);
}

/** What the move says is decided by now, and it takes nothing back; and nobody else has moved it on meanwhile. */
async function isHeard(world: World, work: Work, from: string): Promise<boolean> {
  const takesBack = work.settings?.withdrawn ?? [];
  if (takesBack.some((one) => fold(one) === fold(from))) {
    await lookAtIssue(world, work.issue);
    const state = foldCase(work.id, await world.store.read.stream(work.id));
    if (statusFor({ ...work, state }) === null) return false;
  }
  await keepTurn(world, work);
  return true;
}

/** A form of somebody's work goes on whatever is still to be decided about what is ticked on it. */
const isAsking = ({ kind, request, proved }: CaseState) =>
  kind === 'access-request' && !proved && openQuestions(request).length > 0;

function statusFor({ state, settings }: Pick<Work, 'state' | 'settings'>): string | null {
  // A case that was taken back stays where people have put it: elsewhere it would look as if it stood again.
  if (settings === undefined || state.withdrawn !== null) return null;
  if (isTakenBack(state)) return null;
  const { statuses } = settings;
  if (state.proved) return isRefused(state) ? (statuses.declined ?? statuses.done) : statuses.done;
  if (isAsking(state)) return statuses.approval ?? statuses.waiting;
  // That the issue takes no evidence moves it nowhere: moved for that, it would be taken for over, and raised again.
  const waits = state.exceptions.some(({ kind, verdict }) => verdict === null && !EVIDENCE_KINDS.includes(kind));
  if (!state.accepted || state.undecided.length > 0 || waits) return statuses.waiting;
  return statuses.working;
}

/** Nothing of it was given: policy or an approver said no to every line. */
const isRefused = ({ request: { lines, notAsked } }: CaseState) =>
  lines.length + notAsked.length > 0 && lines.every(({ ended }) => ended === 'refused');

/** Whoever asked has moved the issue themselves, to where taking it back leaves it. */
const isTakenBack = ({ request: { lines } }: CaseState) =>
  lines.length > 0 && lines.every(({ ended }) => ended === 'withdrawn' || ended === 'given-back');
