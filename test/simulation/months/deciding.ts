/** Who decides: nobody for themselves, only what was shown, and of many at once nobody unasked. */
import type { RecordedEvent, TenureEvent } from '../../../src/core/evidence/model.ts';
import type { PersonLedger } from '../../../src/core/grant/index.ts';
import type { ChangeSetId } from '../../../src/core/shared/ids.ts';
import type { Instant } from '../../../src/core/shared/instant.ts';
import type { ChangeSetRow } from '../../../src/ports/store.ts';
import { standing } from '../oracle.ts';
import { BEN, FORGED } from './company.ts';
import { type Facts, instant, type OwnWrite } from './facts.ts';
import type { History } from './history.ts';
import { keyOf } from './outside.ts';
import { MOST_PEOPLE } from './policies.ts';
import type { Found, Invariant } from './statement.ts';

export const DECIDING: readonly Invariant[] = [
  {
    number: 9,
    name: 'nobody decides for themselves',
    promises: 'no form counts by whoever may not file it or is concerned, and no approval by who asked or benefits',
    broken: (facts) => [...forged(facts), ...ownApprovals(facts)],
  },
  {
    number: 10,
    name: 'a decision covers what was shown',
    promises: 'what is given for a request is what its approvers were shown, for no longer and with no more groups',
    broken: (facts) => [...eventsByStream(facts).flatMap((events) => otherThanShown(events)), ...notSeen(facts)],
  },
  {
    number: 11,
    name: 'the brake is on every derived change',
    promises: 'no change of many people is carried out that nobody confirmed, however it is cut into pieces',
    broken: unconfirmed,
  },
  {
    number: 0,
    name: 'a stop stops',
    promises: 'while all writes are halted none is sent, but for leavers unless they are halted too',
    broken: (facts) => facts.writes.flatMap((write) => sentWhileStopped(facts, write)),
  },
];

// ---- stopped ---------------------------------------------------------------------------------------------

/** What was on its way to its first step when it was said. */
const UNDER_WAY = 10_000;

function sentWhileStopped({ history }: Facts, { sent, clock, during, person, op, at }: OwnWrite): readonly Found[] {
  const stop = history.stops.find(({ from, until }) => from + UNDER_WAY < sent.at && sent.at < until);
  if (stop === undefined) return [];
  // Who left at once by a clock that stood ahead is a leaver also when it has been put right.
  const clocks = [clock, furthest(history, sent.at)];
  const isLeaver = during.some((ledger) => clocks.some((at) => standing(ledger, at) === 'left'));
  if (isLeaver && !stop.leaversToo) return [];
  return [{ person, says: `${op} was sent at ${instant(sent.at)}, and all writes were halted`, at }];
}

/** The latest that anybody's clock had shown by then, when something was said. */
const furthest = ({ trace, clock }: History, until: number): Instant =>
  instant(Math.max(until, ...trace.commits.filter(({ at }) => at <= until).map(({ at }) => clock.shownAt(at))));

// ---- 9 ---------------------------------------------------------------------------------------------------

/** What only somebody said who may not: it stands in no ledger, and their forms are accepted nowhere. */
function forged({ history }: Facts): readonly Found[] {
  return history.trace.commits.flatMap(({ at, ledgers, events }) => [
    ...ledgers
      .filter(({ engagements }) => engagements.some(({ attributes }) => attributes.title === FORGED))
      .map((ledger): Found => ({ person: personIn(ledger), says: 'the ledger says what was forged', at })),
    ...events.flatMap(({ stream, event }): readonly Found[] => {
      const issue = history.site.issues.get(stream.slice(stream.indexOf(':') + 1));
      const isForged = event.type === 'FormAccepted' && issue?.project === 'PEO' && issue.creator.id !== 'hana';
      return isForged
        ? [{ person: null, says: `${stream} was filed by ${issue?.creator.id ?? BEN.id}, and counts`, at }]
        : [];
    }),
  ]);
}

/** `null` = they filed the form themselves. */
const askerOutside = ({ history }: Facts, ownKey: string | null): string | null =>
  history.life.askedOutside.find(({ name }) => keyOf(name) === ownKey)?.mail ?? null;

function ownApprovals(facts: Facts): readonly Found[] {
  const { site } = facts.history;
  return eventsByStream(facts).flatMap((events) => {
    const stream = events[0]?.stream ?? 'system';
    const issue = site.issues.get(stream.slice(stream.indexOf(':') + 1));
    const asker = askerOutside(facts, issue?.ownKey ?? null) ?? issue?.creator.mail;
    const asked = new Set(
      events.flatMap(({ event }) =>
        event.type === 'QuestionAsked' || event.type === 'QuestionEscalated' || event.type === 'DelegateAsked'
          ? event.personal.approvers.map(({ mail }) => mail)
          : [],
      ),
    );
    return events.flatMap(({ event, at }): readonly Found[] => {
      if (event.type !== 'DecisionMade') return [];
      const { by } = event.personal;
      const says =
        by === asker ? 'decided on their own request' : asked.has(by) ? null : 'decided, and was never asked';
      return says === null ? [] : [{ person: null, says: `${by} ${says} (${stream})`, at: Date.parse(at) }];
    });
  });
}

// ---- 10 --------------------------------------------------------------------------------------------------

/** An answer that was taken, to something its approver had not seen. */
function notSeen({ history }: Facts): readonly Found[] {
  return history.answers.flatMap(({ case: on, line, shown, by, at }): readonly Found[] => {
    const before = history.trace.commits.filter((one) => one.at <= at).flatMap(({ events }) => events);
    const last = before.findLast(({ stream, event }) => stream === on && event.type === 'DecisionMade')?.event;
    if (last?.type === 'DecisionMade' && last.shown === shown) return [];
    return [{ person: null, says: `${on}: ${by} answered ${line}, which they had not been shown as it is`, at }];
  });
}

function otherThanShown(events: readonly RecordedEvent[]): readonly Found[] {
  const found: Found[] = [];
  const asked = new Map<string, Extract<TenureEvent, { readonly type: 'LineAsked' }>>();
  const questions = new Map<string, Extract<TenureEvent, { readonly type: 'QuestionAsked' }>>();
  const approved = new Map<string, number | null>();
  const agreed = new Map<string, Set<string>>();
  for (const { event, at, stream } of events) {
    const say = (says: string) => void found.push({ person: null, says: `${stream}: ${says}`, at: Date.parse(at) });
    if (event.type === 'LineAsked') {
      asked.set(event.line, event);
      approved.delete(event.line);
    }
    if (event.type === 'QuestionAsked') questions.set(event.question, event);
    if (event.type === 'DecisionMade') {
      const question = questions.get(event.question);
      const line = question === undefined ? undefined : asked.get(question.line);
      if (line === undefined || question === undefined) say('a decision about nothing that was asked');
      // What a stage before has made shorter is shown as that.
      else if (event.shown !== question.shown) say('a decision about something else');
      else if (event.verdict === 'approve') {
        const said = event.duration ?? line.duration;
        const before = approved.get(line.line) ?? null;
        approved.set(line.line, before === null ? said : Math.min(before, said ?? before));
        agreed.set(question.question, new Set(agreed.get(question.question)).add(event.personal.by));
      }
    }
    if (event.type !== 'LineGranted') continue;
    const line = asked.get(event.line);
    const last = [...questions.values()].findLast((one) => one.line === event.line);
    const given = events.find((one) => one.event.type === 'GrantGiven' && one.event.grant.id === event.grant)?.event;
    if (line === undefined || given?.type !== 'GrantGiven') say('given, and never asked for');
    else if (line.answer === 'stages' && !approved.has(event.line)) say('given, and nobody agreed');
    else if ((agreed.get(last?.question ?? '')?.size ?? 0) < (last?.needs ?? 0)) say('given, and too few have agreed');
    else {
      const longest = approved.get(event.line) ?? line.duration;
      if (given.grant.groups.some((group) => !line.groups.includes(group)))
        say('given with more groups than were shown');
      if (longest !== null && given.grant.hold !== undefined && given.grant.hold.for > longest)
        say('given for longer than was shown');
    }
  }
  return found;
}

// ---- 11 --------------------------------------------------------------------------------------------------

/** By the set each goes back to: what is counted anew of another is the same change. */
async function unconfirmed({ history }: Facts): Promise<readonly Found[]> {
  const rows = new Map<ChangeSetId, ChangeSetRow>();
  for (const row of await history.backing.store.read.changeSets()) rows.set(row.id, row);
  const people = new Map<ChangeSetId, Set<string>>();
  for (const { ledgers, events } of history.trace.commits) {
    for (const { event } of events) {
      const set =
        event.type === 'GrantEnded' ? event.changeSet : event.type === 'GrantGiven' ? event.grant.changeSet : null;
      const person = ledgers[0]?.person?.id;
      if (set === null || person === undefined || rows.get(set)?.confirmedBy !== undefined) continue;
      const first = firstOf(set, rows);
      const known = people.get(first) ?? new Set();
      people.set(first, known.add(person));
    }
  }
  return [...people].flatMap(([set, touched]): readonly Found[] => {
    const says = `${set} changed what ${touched.size} people hold, and nobody confirmed it`;
    return touched.size > MOST_PEOPLE ? [{ person: null, says }] : [];
  });
}

function firstOf(set: ChangeSetId, rows: ReadonlyMap<ChangeSetId, ChangeSetRow>): ChangeSetId {
  const before = rows.get(set)?.recounts;
  // Whom a policy missed are counted in a set that names itself.
  return before === undefined || before === set || rows.get(before)?.confirmedBy !== undefined
    ? set
    : firstOf(before, rows);
}

// ---- events ----------------------------------------------------------------------------------------------

/** In the order in which they were committed. */
function eventsByStream({ history }: Facts): readonly (readonly RecordedEvent[])[] {
  const streams = new Map<string, RecordedEvent[]>();
  let position = 0;
  for (const { at, events } of history.trace.commits) {
    for (const { stream, event } of events) {
      position += 1;
      const known = streams.get(stream) ?? [];
      streams.set(stream, known);
      known.push({ stream, seq: known.length + 1, position, at: new Date(at).toISOString(), event } as RecordedEvent);
    }
  }
  return [...streams.values()];
}

const personIn = ({ person }: PersonLedger) => person?.id ?? null;
