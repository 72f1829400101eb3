/**
 * What people do at the desk, as it comes in: written down and acknowledged, and worked on afterwards. Acts that arrive
 * together share a transaction. Only forms are checked at once, by themselves; opening one decides nothing, and is no job,
 * because the right to open it is gone in three seconds.
 */

import { ruleOf, shorterThan } from '../../core/request/index.ts';
import { durationWords } from '../../core/shared/durationWords.ts';
import type { Desk, DeskAct, DeskAnswer, DeskForm, DeskHandler } from '../../ports/desk.ts';
import { Fault } from '../../ports/fault.ts';
import { gathered } from '../intake/gathered.ts';
import type { World } from '../world.ts';
import { shorterIn, tell } from './act.ts';
import { REFUSE, SHORTER } from './card.ts';
import { JUSTIFIED, NOT_JUSTIFIED } from './emergency.ts';
import { ownAnswers } from './own.ts';
import { type Pressed, pressedBy } from './pressed.ts';
import { LONGEST_REASON, tooLong } from './reason.ts';

/** The desk waits three seconds, and then tells whoever acted that nothing came of it. */
const PATIENCE = 2_500;
const TAKEN: DeskAnswer = { kind: 'taken' };

/** One for a process. Whoever has just pressed waits for us; what was pressed before can wait a moment. */
export function deskHandler(world: World, desk: Desk): DeskHandler {
  const keep = gathered((acts: readonly DeskAct[]) => write(world, acts));
  world.engine.giveWay('notify', keep.isBusy);
  const answerOwn = ownAnswers(world, desk);
  return async (act) => {
    const own = answerOwn(act);
    if (own !== null) return within(PATIENCE, own);
    if (act.kind === 'press' && OPENS_FORM.has(act.action)) {
      void openForm(world, desk, act);
      return TAKEN;
    }
    const wrong = act.kind === 'form' ? wrongIn(act) : null;
    if (wrong !== null) return { kind: 'wrong', fields: wrong };
    return within(PATIENCE, keep.give(act));
  };
}

async function write(world: World, acts: readonly DeskAct[]): Promise<readonly DeskAnswer[]> {
  const rows = acts.map((act) => ({ id: world.freshId(), act }));
  await world.store.transaction(async (tx) => {
    await tx.saveDeskActs(rows);
    for (const { id } of rows) await tx.send({ lane: 'notify', deskAct: id });
  });
  return acts.map(() => TAKEN);
}

/** What was begun may still be kept: pressed once more, it finds that. */
async function within(milliseconds: number, kept: Promise<DeskAnswer>): Promise<DeskAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<DeskAnswer>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'busy' }), milliseconds);
  });
  try {
    return await Promise.race([kept, late]);
  } finally {
    clearTimeout(timer);
    // It may fail after nobody waits any more.
    kept.catch(() => null);
  }
}

/** By the button that opens one, as the form is headed. */
const VERDICTS: ReadonlyMap<string, string> = new Map([
  [JUSTIFIED, 'It was justified'],
  [NOT_JUSTIFIED, 'It was not justified'],
]);
const OPENS_FORM: ReadonlySet<string> = new Set([SHORTER, REFUSE, ...VERDICTS.keys()]);

type Form = Extract<DeskAct, { readonly kind: 'form' }>;
type Press = Extract<DeskAct, { readonly kind: 'press' }>;

/** By field; `null` = nothing that can be seen from the form alone. */
function wrongIn({ name, answers }: Form): Readonly<Record<string, string>> | null {
  if (name === REFUSE || VERDICTS.has(name)) {
    const reason = (answers.reason ?? '').trim();
    if (reason === '') return { reason: 'Say why: whoever asked reads it on the issue.' };
    return tooLong(reason, 'reason');
  }
  if (name === SHORTER && shorterIn(answers) === null) return { duration: 'Choose for how long.' };
  return null;
}

/** Whoever may not answer is told so now, and not after they have filled it in. */
async function openForm(world: World, desk: Desk, act: Press): Promise<void> {
  try {
    const pressed = await pressedBy(world, desk, act);
    // Shown afresh by the job, which finds the same.
    if (!pressed.ok) return void (await write(world, [act]));
    try {
      const form = formFor(act, pressed.value);
      if (form === null) return void (await tell(world, desk, act, 'unknown-button', pressed.value.issue));
      await desk.openForm(act.formTicket, form);
    } catch (trouble) {
      if (!(trouble instanceof Fault)) throw trouble;
      world.log.warn({ fault: trouble.message }, 'a form could not be opened');
      await tell(world, desk, act, 'form-too-late', pressed.value.issue);
    }
  } catch (trouble) {
    world.log.error({ trouble: String(trouble) }, 'what was pressed at the desk could not be worked on');
    // Acknowledged, and kept nowhere: whoever pressed would wait for a form that never comes.
    await tell(world, desk, act, 'form-too-late', null).catch(() => null);
  }
}

/** `null` = that button is on no card of this kind. */
function formFor({ action, token }: Press, { about: subject, scene, issue }: Pressed): DeskForm | null {
  const { line } = subject.kind === 'question' ? subject.asked : subject.alarm;
  const about = `${issue === null ? '' : `${issue}: `}${line.entitlement}, ${durationWords(line.duration)}`;
  const why = { kind: 'text', id: 'reason', label: 'Why', longest: LONGEST_REASON } as const;
  const asks = { name: action, token, says: [about], fields: [why] };
  const verdict = VERDICTS.get(action);
  if (verdict !== undefined) {
    return subject.kind === 'emergency' ? { ...asks, title: verdict, submit: 'Say so' } : null;
  }
  if (subject.kind === 'emergency') return null;
  if (action === REFUSE) return { ...asks, title: 'Refuse', submit: 'Refuse' };
  const rule = ruleOf(line, scene.force.policy);
  const durations = rule === undefined ? [] : shorterThan(line.duration, rule.hold);
  const options = durations.map((one) => ({ value: String(one), says: durationWords(one) }));
  const field = { kind: 'choice', id: 'duration', label: 'For how long', options } as const;
  return { name: SHORTER, title: 'Approve for shorter', submit: 'Approve', token, says: [about], fields: [field] };
}
