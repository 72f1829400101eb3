/**
 * What people do on their own page and in their own form. Nothing here needs a button of a card: who acts is whom the desk
 * names, and what they may do about what they named is looked up each time.
 */
import { z } from 'zod';
import type { DeskUserId } from '../../core/shared/ids.ts';
import { jsonIn } from '../../core/shared/keepableText.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import type { Desk, DeskAct, DeskAnswer } from '../../ports/desk.ts';
import { type GivingBack, type GivingBackRefusal, giveBack } from '../requests/giveBack.ts';
import type { World } from '../world.ts';
import { changeAsk, openAsk, searchAsk } from './ask.ts';
import { ASK_FORM } from './askForm.ts';
import { DECIDE_FORM, decideInForm, openDecision, wrongInDecision } from './decision.ts';
import {
  decideException,
  exceptionWords,
  isAboutException,
  openExceptionForm,
  wrongInException,
} from './exceptionForms.ts';
import { handInAsk } from './handIn.ts';
import { asHint } from './hint.ts';
import { showOwnPage } from './home.ts';
import { PRESS } from './page.ts';
import { strangerWords } from './who.ts';
import { refusedWords } from './words.ts';

type Press = Extract<DeskAct, { readonly kind: 'press' }>;
type Form = Extract<DeskAct, { readonly kind: 'form' }>;

const TAKEN: DeskAnswer = { kind: 'taken' };

/** `null` = to be kept, and worked on afterwards. */
export type AnswerOwn = (act: DeskAct) => Promise<DeskAnswer> | null;

/** What is answered at once, or begun beside the answer: the right to open a form is gone in seconds. One for a process. */
export function ownAnswers(world: World, desk: Desk): AnswerOwn {
  const quick = { ...desk, mailOf: remembered(desk) };
  const beside = (act: DeskAct, begun: Promise<void>) => {
    begun.catch((trouble: unknown) => tooLate(world, desk, act, trouble));
    return Promise.resolve(TAKEN);
  };
  return (act) => {
    switch (act.kind) {
      case 'search':
        return act.name === ASK_FORM ? searchAsk(world, quick, act) : Promise.resolve(TAKEN);
      case 'command':
        return beside(act, openAsk(world, desk, act, { words: act.words }));
      case 'change':
        return act.name === ASK_FORM ? beside(act, changeAsk(world, desk, act)) : Promise.resolve(TAKEN);
      case 'press':
        if (act.action === PRESS.ask) return beside(act, openAsk(world, desk, act, { entitlement: act.token }));
        if (isAboutException(act.action)) return beside(act, openExceptionForm(world, desk, act));
        return act.action === PRESS.decide ? beside(act, openDecision(world, desk, act)) : null;
      case 'form': {
        if (act.name === ASK_FORM) return handInAsk(world, desk, act);
        const wrong = wrongIn(act);
        return wrong === null ? null : Promise.resolve({ kind: 'wrong', fields: wrong });
      }
      case 'page':
        return null;
      default:
        return unreachable(act);
    }
  };
}

/** By field; `null` = nothing, or it is no form of a page. */
function wrongIn(act: Form): Readonly<Record<string, string>> | null {
  if (isAboutException(act.name)) return wrongInException(act);
  return act.name === DECIDE_FORM ? wrongInDecision(act.answers) : null;
}

const REMEMBERED_FOR = 60_000;
const MOST_REMEMBERED = 5_000;

/** Whoever types asks many times a minute, and what they are shown decides nothing. */
function remembered(desk: Desk): Desk['mailOf'] {
  const known = new Map<DeskUserId, { readonly mail: Promise<string | null>; readonly at: number }>();
  return (user) => {
    const now = performance.now();
    const before = known.get(user);
    if (before !== undefined && now - before.at < REMEMBERED_FOR) return before.mail;
    if (known.size >= MOST_REMEMBERED) known.clear();
    const mail = desk.mailOf(user);
    mail.catch(() => known.delete(user));
    known.set(user, { mail, at: now });
    return mail;
  };
}

/** Nothing came of it, and whoever pressed sees nothing: they are told, as far as that can be done. */
async function tooLate(world: World, desk: Desk, act: DeskAct, trouble: unknown): Promise<void> {
  world.log.warn({ act: act.kind, trouble: String(trouble) }, 'a form at the desk could not be shown');
  if (act.kind !== 'press' && act.kind !== 'command') return;
  const told = desk.whisper(act.by, act.replyTicket, 'The form could not be opened in time. Please try once more.');
  await told.catch(() => null);
}

/** Works on what was kept; `false` = it is nothing of one's own page. */
export async function workOnOwn(world: World, desk: Desk, id: string, act: DeskAct): Promise<boolean> {
  if (act.kind === 'page') {
    await asHint(world, 'a page could not be drawn', showOwnPage(world, desk, act.by, act.seen));
    return true;
  }
  const refused = await sayingOf(world, desk, id, act);
  if (refused === undefined) return false;
  // Where another worker has done it meanwhile, what we were refused is what they have done.
  if (refused !== null && (await world.store.read.deskAct(id)) !== null) await hear(world, desk, act, refused);
  return true;
}

/** Why it did nothing; `null` = it is done, `undefined` = it is not ours. */
async function sayingOf(world: World, desk: Desk, id: string, act: DeskAct): Promise<string | null | undefined> {
  if (act.kind === 'form' && act.name === DECIDE_FORM) {
    const refusal = await decideInForm(world, desk, id, act);
    return refusal === null ? null : refusedWords(refusal, null);
  }
  if (act.kind === 'form' && isAboutException(act.name)) return decideFromPage(world, desk, id, act);
  if (act.kind !== 'press' || (act.action !== PRESS.giveBack && act.action !== PRESS.takeBack)) return undefined;
  return giveBackFrom(world, desk, id, act);
}

/** What they see afterwards is their list as it is then. */
async function decideFromPage(world: World, desk: Desk, id: string, act: Form): Promise<string | null> {
  const refusal = await decideException(world, desk, id, act);
  await asHint(world, 'a page could not be drawn', showOwnPage(world, desk, act.by, null));
  return refusal === null ? null : exceptionWords(refusal);
}

const lineToken = z.tuple([z.string().max(100), z.string().max(50)]);

/** What is done and that the press is worked on are committed together: come back after a crash, nobody is told that nothing was done. */
async function giveBackFrom(
  world: World,
  desk: Desk,
  id: string,
  { by, action, token }: Press,
): Promise<string | null> {
  const mail = await desk.mailOf(by);
  if (mail === null) return strangerWords('no-address');
  const isHeld = action === PRESS.giveBack;
  const what = isHeld ? { grant: token } : await lineIn(world, token);
  if (what === null) return GIVING['not-held'];
  // The page may be old: who takes back what is asked for does not mean what has been given meanwhile.
  const giving = { by: mail, channel: 'slack', what, onlyOpen: !isHeld } as const;
  const outcome = await giveBack(world, giving, (tx) => tx.takeDeskAct(id));
  return outcome.ok ? null : GIVING[outcome.refusal];
}

async function lineIn({ store }: World, token: string): Promise<GivingBack['what'] | null> {
  const read = lineToken.safeParse(jsonIn(token));
  const row = read.success ? await store.read.caseByKey(read.data[0]) : null;
  return !read.success || row === null ? null : { case: row.id, line: read.data[1] };
}

const GIVING = {
  'unknown-case': 'Nothing was done: there is no such request any more.',
  'several-lines': 'Nothing was done: that request has several lines. Give them back on the issue.',
  'not-held': 'Nothing was done: you do not hold this any more, and it is not asked for.',
  'not-yours': 'Nothing was done: you have neither asked for this nor hold it.',
  'given-meanwhile':
    'Nothing was done: it has been given meanwhile. Give it back on your page if you do not need it any more.',
} as const satisfies Record<GivingBackRefusal, string>;

const hear = (world: World, desk: Desk, act: DeskAct, says: string) =>
  asHint(world, 'whoever pressed could not be told', desk.whisper(act.by, replyIn(act), says));

const replyIn = (act: DeskAct) => (act.kind === 'press' ? act.replyTicket : null);
