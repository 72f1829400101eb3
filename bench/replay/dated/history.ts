/**
 * A history of dated grants as change sets: who holds which level on which repository, and until which day.
 *
 *   hold    one person on one repository at one level, with the day it ends on, if any
 *   edit    what became of one hold in one change set; rewritten lines that say the same again are no edit
 *
 * A hold stands on its day to the last second of it (UTC, as the replay's policy has it), and not a second longer.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { epochOf, type Instant, instantOf } from '../../../src/core/shared/instant.ts';
import { unreachable } from '../../../src/core/shared/outcome.ts';

/** Taken as it was written, 31 April too: who files it can only pick the last day that month has. */
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .transform(lastThereIs)
  .nullable();
const line = z.object({ seq: z.int(), t: z.iso.datetime({ offset: true }), repo: z.string(), person: z.string() });
const granted = line.extend({ op: z.literal('grant'), perm: z.string(), review_after: day });
const changed = line.extend({
  op: z.literal('change'),
  set: z.object({ perm: z.string().optional(), review_after: day.optional() }),
});
const revoked = line.extend({ op: z.literal('revoke') });
const eventLine = z.discriminatedUnion('op', [granted, changed, revoked]);
type EventLine = z.output<typeof eventLine>;

export interface Hold {
  readonly person: string;
  readonly repository: string;
  readonly level: string;
  /** The last day of it; `null` = nobody said. */
  readonly until: string | null;
}

export interface Edit {
  readonly person: string;
  readonly repository: string;
  readonly before: Hold | null;
  readonly after: Hold | null;
}

export interface DatedChangeSet {
  readonly seq: number;
  readonly at: Instant;
  readonly edits: readonly Edit[];
}

export interface DatedHistory {
  readonly lines: number;
  readonly changeSets: readonly DatedChangeSet[];
  readonly people: readonly string[];
  readonly groups: readonly string[];
}

const DAY = 86_400_000;

/** One group of the identity provider. */
export const groupOf = ({ repository, level }: Pick<Hold, 'repository' | 'level'>) => `${repository} ${level}`;

/** The first instant at which it is over. */
export const endOf = ({ until }: Pick<Hold, 'until'>): number =>
  until === null ? Number.POSITIVE_INFINITY : Date.parse(`${until}T00:00:00.000Z`) + DAY;

/** What should be there at this instant, as `group person`. */
export const factsAt = (holds: Iterable<Hold>, now: number): ReadonlySet<string> =>
  new Set([...holds].filter((hold) => now < endOf(hold)).map((hold) => `${groupOf(hold)} ${hold.person}`));

export const holdKey = ({ person, repository }: Pick<Hold, 'person' | 'repository'>) => `${repository} ${person}`;

/** Folds the file, up to and with `until`. */
export function readDatedHistory(path: string, until = Number.POSITIVE_INFINITY): DatedHistory {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((text) => text.trim() !== '');
  const events = lines.map((text) => eventLine.parse(JSON.parse(text))).filter(({ seq }) => seq <= until);
  const held = new Map<string, Hold>();
  const groups = new Set<string>();
  const changeSets: DatedChangeSet[] = [];
  for (const [seq, members] of bySeq(events)) {
    const before = new Map<string, Hold | null>();
    for (const event of members) {
      const key = holdKey({ person: event.person, repository: event.repo });
      const present = held.get(key) ?? null;
      if (!before.has(key)) before.set(key, present);
      const next = after(event, present);
      if (next === null) held.delete(key);
      else held.set(key, next);
    }
    const edits = [...before].flatMap(([key, was]): Edit[] => {
      const is = held.get(key) ?? null;
      const of = is ?? was;
      if (of === null || same(was, is)) return [];
      if (is !== null) groups.add(groupOf(is));
      return [{ person: of.person, repository: of.repository, before: was, after: is }];
    });
    const at = members[0]?.t;
    if (at !== undefined && edits.length > 0) changeSets.push({ seq, at: instantOf(new Date(at)), edits });
  }
  const people = new Set(changeSets.flatMap(({ edits }) => edits.map(({ person }) => person)));
  return { lines: events.length, changeSets, people: [...people], groups: [...groups] };
}

function after(event: EventLine, present: Hold | null): Hold | null {
  const { person, repo: repository } = event;
  switch (event.op) {
    case 'grant':
      return { person, repository, level: event.perm, until: event.review_after };
    case 'change':
      // A change of what nobody holds says nothing.
      return present === null
        ? null
        : {
            ...present,
            level: event.set.perm ?? present.level,
            until: event.set.review_after === undefined ? present.until : event.set.review_after,
          };
    case 'revoke':
      return null;
    default:
      return unreachable(event);
  }
}

function lastThereIs(written: string): string {
  const month = written.slice(0, 7);
  const last = new Date(Date.UTC(Number(written.slice(0, 4)), Number(written.slice(5, 7)), 0)).getUTCDate();
  return `${month}-${String(Math.min(Number(written.slice(8)), last)).padStart(2, '0')}`;
}

const same = (a: Hold | null, b: Hold | null) =>
  a === b || (a !== null && b !== null && a.level === b.level && a.until === b.until);

function bySeq(events: readonly EventLine[]): ReadonlyMap<number, readonly EventLine[]> {
  const sets = new Map<number, EventLine[]>();
  for (const event of events) sets.set(event.seq, [...(sets.get(event.seq) ?? []), event]);
  return sets;
}

/** Instants at which something that stands now ends, up to `to`, in order; each once. */
export function endsUntil(holds: Iterable<Hold>, from: Instant, to: Instant | null): readonly Instant[] {
  const last = to === null ? Number.POSITIVE_INFINITY : epochOf(to);
  const ends = [...holds]
    .map(endOf)
    .filter((end) => end > epochOf(from) && end <= last && end < Number.POSITIVE_INFINITY);
  return [...new Set(ends)].sort((a, b) => a - b).map((end) => instantOf(new Date(end)));
}
