/**
 * Works on what somebody pressed or handed in, after it was acknowledged. The decision goes the way of every decision, so
 * whoever may not decide elsewhere may not here; the button is used up in the same transaction. Whatever comes twice, late,
 * copied or from somebody else finds that, changes nothing, and is told so.
 */
import type { EmergencyVerdict } from '../../core/evidence/model.ts';
import type { Milliseconds } from '../../core/shared/instant.ts';
import { milliseconds } from '../../core/shared/instant.ts';
import { accept, refuse } from '../../core/shared/outcome.ts';
import type { Desk } from '../../ports/desk.ts';
import type { DeskCardRow } from '../../ports/deskRows.ts';
import type { JobResult } from '../../ports/engine.ts';
import { Fault } from '../../ports/fault.ts';
import type { Tx } from '../../ports/store.ts';
import { decideRequestQuestion, reviewEmergency } from '../requests/decide.ts';
import type { World } from '../world.ts';
import { APPROVE, REFUSE, SHORTER } from './card.ts';
import { JUSTIFIED, NOT_JUSTIFIED } from './emergency.ts';
import { workOnOwn } from './own.ts';
import { type CardAct, type Pressed, pressedBy } from './pressed.ts';
import { type ActRefusal, refusedWords } from './words.ts';

export async function workOnAct(world: World, id: string): Promise<JobResult> {
  const { desk } = world;
  const act = await world.store.read.deskAct(id);
  if (act === null || desk === null) return undefined;
  if (await workOnOwn(world, desk, id, act)) return done(world, id);
  // Whatever else comes in is answered at once, and kept nowhere.
  if (act.kind !== 'press' && act.kind !== 'form') return done(world, id);
  const pressed = await pressedBy(world, desk, act);
  if (!pressed.ok) {
    if (pressed.refusal === 'shown-otherwise' && pressed.card !== null) await showAfresh(world, pressed.card);
    await tell(world, desk, act, pressed.refusal, pressed.issue);
  } else {
    const refusal = await decide(world, id, act, pressed.value);
    if (refusal === null || (await isWorkedOn(world, id))) return undefined;
    if (refusal === 'shown-otherwise') await showAfresh(world, pressed.value.card);
    await tell(world, desk, act, refusal, pressed.value.issue);
  }
  return done(world, id);
}

/** By another worker, at the same moment: what we were refused is what they have done. */
const isWorkedOn = async ({ store }: World, id: string): Promise<boolean> => (await store.read.deskAct(id)) === null;

async function done({ store }: World, id: string): Promise<undefined> {
  await store.transaction((tx) => tx.takeDeskAct(id));
}

/** `null` = decided, and what was pressed is worked on. */
async function decide(world: World, id: string, act: CardAct, pressed: Pressed): Promise<ActRefusal | null> {
  const { token, about, scene, mail } = pressed;
  const from = { case: scene.case, by: mail, channel: 'slack' } as const;
  const usedUp = async (tx: Tx) => {
    if (!(await tx.spendDeskToken(token.hash))) return refuse('spent' as const);
    await tx.takeDeskAct(id);
    return accept(null);
  };
  if (about.kind === 'emergency') {
    const verdict = verdictOf(act);
    if (verdict === null) return 'unknown-button';
    const said = { ...from, about: about.alarm.line.id, ...verdict };
    const outcome = await reviewEmergency<'spent'>(world, said, usedUp);
    return outcome.ok ? null : outcome.refusal;
  }
  const said = wordOf(act);
  if (said === null) return 'unknown-button';
  const word = { ...from, about: about.asked.question.id, ...said, shown: token.shown };
  const outcome = await decideRequestQuestion<'spent'>(world, word, usedUp);
  return outcome.ok ? null : outcome.refusal;
}

/** What the form behind one of an emergency's buttons says; `null` = it is none of these. */
function verdictOf(act: CardAct): { readonly verdict: EmergencyVerdict; readonly reason: string | null } | null {
  if (act.kind !== 'form') return null;
  const reason = act.answers.reason ?? null;
  if (act.name === JUSTIFIED) return { verdict: 'justified', reason };
  return act.name === NOT_JUSTIFIED ? { verdict: 'not-justified', reason } : null;
}

interface Said {
  readonly verdict: 'approve' | 'refuse';
  readonly duration: Milliseconds | null;
  readonly reason: string | null;
}

/** `null` = no word of an approver's. */
function wordOf(act: CardAct): Said | null {
  const { kind } = act;
  if (kind === 'press') return act.action === APPROVE ? { verdict: 'approve', duration: null, reason: null } : null;
  if (act.name === REFUSE) return { verdict: 'refuse', duration: null, reason: act.answers.reason ?? '' };
  const duration = shorterIn(act.answers);
  return act.name === SHORTER && duration !== null ? { verdict: 'approve', duration, reason: null } : null;
}

/** The choice of the form, in milliseconds; `null` = none. */
export function shorterIn({ duration }: Readonly<Record<string, string>>): Milliseconds | null {
  return duration !== undefined && /^[1-9]\d{0,11}$/.test(duration) ? milliseconds(Number(duration)) : null;
}

/** What stands there is not what is asked: it is drawn anew, with buttons of its own. */
async function showAfresh(world: World, { key, case: id }: DeskCardRow): Promise<void> {
  await world.store.transaction(async (tx) => {
    const row = await tx.lockDeskCard(key);
    if (row === null) return;
    await tx.saveDeskCard({ ...row, stands: null });
    await tx.send({ lane: 'notify', desk: id });
  });
}

/** What cannot be said is no reason to work on it for ever. */
export async function tell(
  world: World,
  desk: Desk,
  act: CardAct,
  refusal: ActRefusal,
  issue: string | null,
): Promise<void> {
  world.log.info({ act: act.kind, refusal }, 'what was pressed at the desk did nothing');
  try {
    await desk.whisper(act.by, act.kind === 'press' ? act.replyTicket : null, refusedWords(refusal, issue));
  } catch (trouble) {
    if (!(trouble instanceof Fault) || trouble.kind === 'transient') throw trouble;
    world.log.warn({ fault: trouble.message }, 'whoever pressed could not be told');
  }
}
