/**
 * What is behind a button that somebody pressed: the question or the emergency it was put on a card for, if the person is
 * who it was put to, in the place where it was put, and everything still is as it was shown. Otherwise a refusal with a name.
 */
import type { CaseState } from '../../core/evidence/index.ts';
import type { RecordedEvent } from '../../core/evidence/model.ts';
import { sha256 } from '../../core/shared/canonical.ts';
import type { ConnectionId } from '../../core/shared/ids.ts';
import type { Desk, DeskAct } from '../../ports/desk.ts';
import type { DeskCardRow, DeskTokenRow } from '../../ports/deskRows.ts';
import { speakerNamed } from '../requests/speaker.ts';
import type { World } from '../world.ts';
import { type Asked, asksOf, drawQuestion } from './card.ts';
import { type Alarm, alarmsOf, drawAlarm, shownOfAlarm } from './emergency.ts';
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
  /** Somebody has said what the emergency was. */
  | 'reviewed-already'
  | 'shown-otherwise';

/** What may be behind a button of a card: the press, or the form it has opened. */
export type CardAct = Extract<DeskAct, { readonly kind: 'press' | 'form' }>;

export interface Pressed {
  readonly mail: string;
  readonly token: DeskTokenRow;
  readonly card: DeskCardRow;
  readonly about: CardSubject;
  readonly scene: Scene;
  /** `null` = an emergency whose issue is not there yet. */
  readonly issue: string | null;
}

/** What a card is about. */
export type CardSubject =
  | { readonly kind: 'question'; readonly asked: Asked }
  | { readonly kind: 'emergency'; readonly alarm: Alarm };

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
  if (drawnFrom === null) return no('unknown-button');
  const { scene, state, stream } = drawnFrom;
  const issue = scene.issue?.key ?? null;
  const behind = subjectOf(desk.connection, scene, state, stream, card);
  if (behind === null) return no('unknown-button', issue);
  if (!(await speakerNamed(world, mail)).by.includes(behind.mail)) return no('foreign', issue);
  if (act.kind === 'press' && !isAt(card, act)) return no('forwarded', issue, card);
  if (isSpent) return no('spent', issue, card);
  if (!behind.isOpen) return no(behind.subject.kind === 'question' ? 'question-over' : 'reviewed-already', issue, card);
  if (token.shown !== behind.shown || token.facts !== behind.facts) return no('shown-otherwise', issue, card);
  return { ok: true, value: { mail, token, card, about: behind.subject, scene, issue } };
}

interface Found {
  readonly subject: CardSubject;
  /** Whom it was put to. */
  readonly mail: string;
  readonly isOpen: boolean;
  readonly shown: string;
  readonly facts: string;
}

/** `null` = the case has nothing any more that this card was put for. */
function subjectOf(
  desk: ConnectionId,
  scene: Scene,
  state: CaseState,
  stream: readonly RecordedEvent[],
  card: DeskCardRow,
): Found | null {
  const isOfCard = (about: string, mail: string) => cardKey(desk, card.case, about, mail) === card.key;
  const asked = asksOf(state).find(({ question, approver }) => isOfCard(question.id, approver.mail));
  // Nobody is asked a question before there is an issue.
  if (asked !== undefined && scene.issue !== null) {
    const { question, approver } = asked;
    const { facts } = drawQuestion(scene, stream, asked);
    const { isOpen, shown } = question;
    return { subject: { kind: 'question', asked }, mail: approver.mail, isOpen, shown, facts };
  }
  const alarm = alarmsOf(state).find(({ notice, mail }) => isOfCard(notice, mail));
  if (alarm === undefined) return null;
  const { isOpen, facts } = drawAlarm(scene, stream, alarm);
  const { line, mail } = alarm;
  return { subject: { kind: 'emergency', alarm }, mail: mail.toLowerCase(), isOpen, shown: shownOfAlarm(line), facts };
}

/** Where it is not known yet, an answer was lost that the person has seen all the same. */
const isAt = ({ place }: DeskCardRow, act: Extract<DeskAct, { readonly kind: 'press' }>) =>
  place === null || (act.place?.channel === place.channel && act.place.message === place.message);
