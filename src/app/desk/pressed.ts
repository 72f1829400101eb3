/**
 * What is behind a button that somebody pressed: the question it was put on a card for, if the person is who it was put to,
 * in the place where it was put, and everything still is as it was shown. Otherwise a refusal with a name.
 */
import { sha256 } from '../../core/shared/canonical.ts';
import type { Desk, DeskAct } from '../../ports/desk.ts';
import type { DeskCardRow, DeskTokenRow } from '../../ports/deskRows.ts';
import { speakerNamed } from '../requests/speaker.ts';
import type { World } from '../world.ts';
import { type Asked, asksOf, drawQuestion } from './card.ts';
import { cardKey, type Scene, sceneOf } from './scene.ts';

export type PressRefusal =
  /** No confirmed address of somebody who works here. */
  | 'nobody'
  | 'unknown-button'
  /** Put to somebody else. */
  | 'foreign'
  /** A copy of the card, elsewhere. */
  | 'forwarded'
  | 'spent'
  | 'question-over'
  | 'shown-otherwise';

/** What may be behind a button of a card: the press, or the form it has opened. */
export type CardAct = Extract<DeskAct, { readonly kind: 'press' | 'form' }>;

export interface Pressed {
  readonly mail: string;
  readonly token: DeskTokenRow;
  readonly card: DeskCardRow;
  readonly asked: Asked;
  readonly scene: Scene;
  readonly issue: string;
}

export type PressOutcome =
  | { readonly ok: true; readonly value: Pressed }
  | {
      readonly ok: false;
      readonly refusal: PressRefusal;
      /** As far as it is known by then: the issue's key, and the card that is theirs. */
      readonly issue: string | null;
      readonly card: DeskCardRow | null;
    };

export async function pressedBy(world: World, desk: Desk, act: CardAct): Promise<PressOutcome> {
  const no = (refusal: PressRefusal, issue: string | null = null, card: DeskCardRow | null = null): PressOutcome => ({
    ok: false,
    refusal,
    issue,
    card,
  });
  const mail = await desk.mailOf(act.by);
  if (mail === null) return no('nobody');
  const found = await world.store.read.deskToken(sha256(act.token));
  const force = await world.rules.current();
  if (found === null || force === null) return no('unknown-button');
  const { token, card, isSpent } = found;
  const drawnFrom = await sceneOf(world, force, card.case);
  // No card has buttons before there is an issue.
  if (drawnFrom?.scene.issue == null) return no('unknown-button');
  const { scene, state, stream } = drawnFrom;
  const issue = drawnFrom.scene.issue.key;
  const asked = asksOf(state).find(
    ({ question, approver }) => cardKey(desk.connection, card.case, question.id, approver.mail) === card.key,
  );
  if (asked === undefined) return no('unknown-button', issue);
  if (!(await speakerNamed(world, mail)).by.includes(asked.approver.mail)) return no('foreign', issue);
  if (act.kind === 'press' && !isAt(card, act)) return no('forwarded', issue, card);
  if (isSpent) return no('spent', issue, card);
  if (!asked.question.isOpen) return no('question-over', issue, card);
  const drawn = drawQuestion(scene, stream, asked);
  if (token.shown !== asked.question.shown || token.facts !== drawn.facts) return no('shown-otherwise', issue, card);
  return { ok: true, value: { mail, token, card, asked, scene, issue } };
}

/** Where it is not known yet, an answer was lost that the person has seen all the same. */
const isAt = ({ place }: DeskCardRow, act: Extract<DeskAct, { readonly kind: 'press' }>) =>
  place === null || (act.place?.channel === place.channel && act.place.message === place.message);
