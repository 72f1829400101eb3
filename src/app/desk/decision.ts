/**
 * Deciding from one's own page: the question is shown whole in a form, as it stands when it is opened. What comes back says
 * which question that was and what was shown; who answers, and whether they may, is looked up as for every decision.
 */
import { z } from 'zod';
import { ruleOf, shorterThan } from '../../core/request/index.ts';
import { durationWords } from '../../core/shared/durationWords.ts';
import { milliseconds } from '../../core/shared/instant.ts';
import { jsonIn } from '../../core/shared/keepableText.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { Desk, DeskAct, DeskAnswers, DeskForm } from '../../ports/desk.ts';
import { decideRequestQuestion } from '../requests/decide.ts';
import { speakerNamed } from '../requests/speaker.ts';
import type { World } from '../world.ts';
import { type Asked, asksOf, drawQuestion } from './card.ts';
import { LONGEST_REASON, tooLong } from './reason.ts';
import { type Scene, sceneOf } from './scene.ts';
import { type ActRefusal, refusedWords } from './words.ts';

export const DECIDE_FORM = 'question.decide';
const FIELDS = { verdict: 'verdict', reason: 'reason' } as const;

/** Of a button: which question. */
const button = z.tuple([z.string().max(100), z.string().max(100)]);
/** Of the form: the same, what it asks about, and the facts as they are written there. */
const shownIn = z.tuple([z.string().max(100), z.string().max(100), z.string().max(100), z.string().max(100)]);

type Press = Extract<DeskAct, { readonly kind: 'press' }>;
type Form = Extract<DeskAct, { readonly kind: 'form' }>;

export async function openDecision(world: World, desk: Desk, act: Press): Promise<void> {
  const found = await questionFor(world, desk, act);
  if (found.ok) return desk.openForm(act.formTicket, found.value);
  await desk.whisper(act.by, act.replyTicket, refusedWords(found.refusal, null));
}

async function questionFor(world: World, desk: Desk, { by, token }: Press): Promise<Outcome<DeskForm, ActRefusal>> {
  const read = button.safeParse(jsonIn(token));
  const [mail, force] = await Promise.all([desk.mailOf(by), world.rules.current()]);
  if (mail === null) return refuse('nobody');
  if (!read.success || force === null) return refuse('unknown-button');
  const [issueKey, question] = read.data;
  const row = await world.store.read.caseByKey(issueKey);
  const found = row === null ? null : await sceneOf(world, force, row.id);
  if (found === null) return refuse('unknown-case');
  const { scene, state, stream } = found;
  const { by: names } = await speakerNamed(world, mail);
  const asked = asksOf(state).find((one) => one.question.id === question && names.includes(one.approver.mail));
  // Whose question it is stands in no button: nobody else sees what it is about.
  if (asked === undefined) return refuse('foreign');
  if (!asked.question.isOpen) return refuse('question-over');
  const drawn = drawQuestion(scene, stream, asked);
  const { facts } = drawn.card('');
  return accept({
    name: DECIDE_FORM,
    title: 'Decide',
    submit: 'Decide',
    token: JSON.stringify([issueKey, question, asked.question.shown, drawn.facts]),
    says: [
      `${issueKey}: ${world.tracker.addressOf(issueKey)}`,
      ...facts.map(({ label, value }) => `${label}: ${value}`),
    ],
    fields: [
      { kind: 'choice', id: FIELDS.verdict, label: 'Your answer', options: answersTo(scene, asked) },
      { kind: 'text', id: FIELDS.reason, label: 'Why', longest: LONGEST_REASON, optional: true, hint: WHY },
    ],
  });
}

const WHY = 'Needed for a refusal: whoever asked reads it on the issue.';
const APPROVE = 'approve';
const REFUSE = 'refuse';

function answersTo({ force }: Scene, { line }: Asked) {
  const rule = ruleOf(line, force.policy);
  const shorter = rule === undefined ? [] : shorterThan(line.duration, rule.hold);
  return [
    { value: APPROVE, says: 'Approve' },
    ...shorter.map((span) => ({ value: `${APPROVE}:${span}`, says: `Approve for ${durationWords(span)}` })),
    { value: REFUSE, says: 'Refuse' },
  ];
}

/** By field; `null` = nothing that can be seen from the form alone. */
export function wrongInDecision(answers: DeskAnswers): Readonly<Record<string, string>> | null {
  const word = wordIn(answers);
  if (word === null) return { [FIELDS.verdict]: 'Say whether it may be given.' };
  if (word.verdict === 'refuse' && word.reason === null) return { [FIELDS.reason]: WHY };
  return tooLong(word.reason ?? '', FIELDS.reason);
}

/** `null` = none of those that were offered. */
function wordIn({ [FIELDS.verdict]: verdict = '', [FIELDS.reason]: said = '' }: DeskAnswers) {
  const reason = said.trim() === '' ? null : said;
  if (verdict === REFUSE) return { verdict: 'refuse', duration: null, reason } as const;
  const [, span] = /^approve(?::([1-9]\d{0,11}))?$/.exec(verdict) ?? [];
  if (span === undefined && verdict !== APPROVE) return null;
  return { verdict: 'approve', duration: span === undefined ? null : milliseconds(Number(span)), reason } as const;
}

/** `null` = it counts, and the act is worked on. */
export async function decideInForm(world: World, desk: Desk, id: string, act: Form): Promise<ActRefusal | null> {
  const read = shownIn.safeParse(jsonIn(act.token));
  const [mail, force] = await Promise.all([desk.mailOf(act.by), world.rules.current()]);
  if (mail === null) return 'nobody';
  if (!read.success || force === null) return 'unknown-button';
  const [issueKey, question, shown, facts] = read.data;
  const row = await world.store.read.caseByKey(issueKey);
  const found = row === null ? null : await sceneOf(world, force, row.id);
  if (row === null || found === null) return 'unknown-case';
  const word = wordIn(act.answers);
  if (word === null) return 'unknown-button';
  const asked = asksOf(found.state).find((one) => one.question.id === question);
  // What the groups are called, or open beyond themselves, may have changed without the question: as on a card.
  if (asked?.question.isOpen === true && drawQuestion(found.scene, found.stream, asked).facts !== facts) {
    return 'form-outdated';
  }
  const about = { case: row.id, about: question, by: mail, channel: 'slack', shown } as const;
  const outcome = await decideRequestQuestion(world, { ...about, ...word }, async (tx) => {
    await tx.takeDeskAct(id);
    return accept(null);
  });
  if (outcome.ok) return null;
  return outcome.refusal === 'shown-otherwise' ? 'form-outdated' : outcome.refusal;
}
