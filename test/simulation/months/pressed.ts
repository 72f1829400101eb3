/** Of what was decided at the desk: somebody pressed it who was asked, on a card that showed what it is about, once. */
import { APPROVE, REFUSE, SHORTER } from '../../../src/app/desk/card.ts';
import type { TenureEvent } from '../../../src/core/evidence/model.ts';
import { type Done, mailOf } from './desk.ts';
import type { Facts } from './facts.ts';
import type { Found, Invariant } from './statement.ts';

export const PRESSED: readonly Invariant[] = [
  {
    number: 10,
    name: 'a button says what was pressed',
    promises:
      'what is decided at the desk was pressed by whom the card was put to, as they pressed it, and their card showed what was asked then',
    broken: (facts) => said(facts).flatMap((one) => notPressed(facts, one)),
  },
  {
    number: 9,
    name: 'a button counts once',
    promises: 'however often something is pressed or delivered, one question has one answer of one person',
    broken: (facts) => {
      const all = said(facts).map(
        ({ stream, event }) => `${event.personal.by} answered ${event.question} of ${stream}`,
      );
      const twice = new Set(all.filter((one, index) => all.indexOf(one) !== index));
      return [...twice].map((one): Found => ({ person: null, says: `${one} more than once` }));
    },
  },
];

type Decision = Extract<TenureEvent, { readonly type: 'DecisionMade' }>;
type LineAsked = Extract<TenureEvent, { readonly type: 'LineAsked' }>;
interface Said {
  readonly stream: string;
  readonly event: Decision;
  readonly at: number;
}

const said = ({ history }: Facts): readonly Said[] =>
  history.trace.commits.flatMap(({ at, events }) =>
    events.flatMap(({ stream, event }) =>
      event.type === 'DecisionMade' && event.channel === 'slack' ? [{ stream, event, at }] : [],
    ),
  );

function notPressed(facts: Facts, { stream, event, at }: Said): readonly Found[] {
  const { by } = event.personal;
  const { done } = facts.history.desk;
  const fitting = done.filter((one) => one.at <= at && mailOf(one.act.by) === by && meant(one.act) === answerOf(event));
  const theirs = fitting.filter(({ seen }) => mailOf(seen.to) === by);
  const what = `${by}: ${answerOf(event)} on ${stream}`;
  if (theirs.length === 0)
    return [{ person: null, says: `${what}, which they have not pressed on a card of theirs`, at }];
  const now = askedBy(facts, stream, at);
  const isShown = theirs.some(({ seen }) => asThen(facts, stream, seen.drawnAt, now));
  return isShown ? [] : [{ person: null, says: `${what}, and no card of theirs showed what was asked by then`, at }];
}

/** Of a line nothing was asked otherwise between the card and the answer. */
export const asThen = (facts: Facts, stream: string, drawnAt: number, now: ReadonlyMap<string, string>) => {
  const then = askedBy(facts, stream, drawnAt);
  return then.size > 0 && [...then].every(([line, asked]) => now.get(line) === asked);
};

export function askedBy({ history }: Facts, stream: string, until: number): ReadonlyMap<string, string> {
  const lines = history.trace.commits.flatMap(({ at, events }) =>
    events.flatMap((one) =>
      at <= until && one.stream === stream && one.event.type === 'LineAsked' ? [one.event] : [],
    ),
  );
  return new Map(lines.map((one: LineAsked) => [one.line, `${one.groups.join()} for ${one.duration}`]));
}

const answerOf = ({ verdict, duration }: Decision) => (duration === undefined ? verdict : `${verdict} for ${duration}`);

function meant(act: Done['act']): string {
  if (act.kind === 'press') return act.action === APPROVE ? 'approve' : 'nothing yet';
  if (act.name === REFUSE) return 'refuse';
  return act.name === SHORTER ? `approve for ${act.answers.duration}` : act.name;
}
