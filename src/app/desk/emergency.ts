/**
 * An emergency before those who are told of it loudly, beside the mail: what was given, to whom and why; and for whoever
 * may say what it was, a button for either verdict. A verdict ends the matter for good, so each opens a form that asks why.
 * Changed in place when it is said, wherever it was.
 */
import type { CaseLine, CaseState } from '../../core/evidence/index.ts';
import type { RecordedEvent } from '../../core/evidence/model.ts';
import { canonical, sha256 } from '../../core/shared/canonical.ts';
import type { DeskButton, DeskCard } from '../../ports/desk.ts';
import { sayShortly } from '../notices/facts.ts';
import { accessOf, type Drawn, factsOf, linkOf, nameOf } from './card.ts';
import type { Scene } from './scene.ts';

export interface Alarm {
  /** As the notice is called: each of them is told once of each. */
  readonly notice: string;
  readonly line: CaseLine;
  readonly mail: string;
}

/** Whoever the mail goes to: the owner, the deputy, and whom the rule tells. */
export const alarmsOf = ({ notices, request }: CaseState): readonly Alarm[] =>
  notices.flatMap(({ notice, kind, to }) => {
    const line = request.lines.find(({ id }) => notice === `emergency-${id}`);
    return kind !== 'emergency' || line === undefined ? [] : to.map((mail) => ({ notice, line, mail }));
  });

export function drawAlarm(scene: Scene, stream: readonly RecordedEvent[], alarm: Alarm): Drawn {
  const { line } = alarm;
  const isOpen = line.reviewed === null;
  const facts = factsOf(scene, line);
  const asks = isOpen && mayReview(scene, alarm);
  const card = (token: string): DeskCard => ({
    title: `${title(line)}, ${nameOf(scene.ledger)}: ${accessOf(scene, line)}`,
    facts,
    notes: [given(scene, line), isOpen ? lookAtIt(scene, asks) : found(stream, line)],
    link: linkOf(scene),
    buttons: asks ? verdictButtons(token) : [],
  });
  return { card, isOpen, facts: sha256(canonical(facts)), digest: sha256(canonical(card(''))) };
}

/** Whoever is only told, and whoever it is about, has no buttons; who presses one is looked up again. */
export const mayReview = ({ reviewers }: Scene, { line, mail }: Alarm): boolean =>
  reviewers.get(line.id)?.has(mail.toLowerCase()) === true;

/** What the buttons are bound to: this access, as it was given. */
export const shownOfAlarm = ({ id, entitlement, groups, grant }: CaseLine): string =>
  sha256(canonical({ id, entitlement, groups, grant }));

const verdictButtons = (token: string): readonly DeskButton[] => [
  { action: JUSTIFIED, says: 'Justified', token, style: 'good' },
  { action: NOT_JUSTIFIED, says: 'Not justified', token, style: 'bad' },
];

/** What a button asks for, and the name of the form behind it. */
export const JUSTIFIED = 'emergency.justified';
export const NOT_JUSTIFIED = 'emergency.not-justified';

const title = ({ reviewed }: CaseLine) =>
  reviewed === null ? 'Emergency access' : reviewed === 'justified' ? 'Justified emergency access' : 'No emergency';

const given = ({ zone }: Scene, { grantedAt, askedAt }: CaseLine) =>
  `Given at once, ${sayShortly(grantedAt ?? askedAt, zone)} (${zone}), and nobody was asked: it was said to be an emergency.`;

/** What has no issue yet has no sub-task, and is known by its own name alone. */
function lookAtIt({ issue, case: id }: Scene, asks: boolean): string {
  const where = issue === null ? `by “tenure decide ${id}”` : 'in the sub-task of the issue, or by “tenure decide”';
  return asks
    ? `Say what it was: here, ${issue === null ? `or ${where}` : where}. Not justified, what is still held of it ends now.`
    : `Whoever is to look at it says afterwards whether it was one: ${where} with --justified or --not-justified.`;
}

function found(stream: readonly RecordedEvent[], { id }: CaseLine): string {
  const said = stream.findLast(({ event }) => event.type === 'EmergencyReviewed' && event.line === id)?.event;
  if (said?.type !== 'EmergencyReviewed') return 'It has been looked at.';
  const { verdict, personal } = said;
  return `${personal.by} looked at it: ${verdict === 'justified' ? 'justified' : 'not justified'}, because “${personal.reason}”.`;
}
