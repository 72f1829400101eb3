/**
 * The history of an organisation as change sets: one `seq` = one instant at which some people's memberships differ.
 *
 *   event      one line of the file: `k` names the fact, `op` says what became of it
 *   fact       one person in one group at one level, written `member compiler lead p0042`
 *   person's   the set of facts about one person; its first is a joiner, its last a leaver
 *
 * Only facts that say a person belongs to a group are memberships: `member TEAM P` and `org ORG P`. Who else was in
 * the files (alumni lists, team settings, permissions of repositories) is no membership and is left out.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Instant, instantOf } from '../../src/core/shared/instant.ts';

const MEMBERSHIPS: ReadonlySet<string> = new Set(['member', 'org']);

const fact = z.array(z.string()).min(1);
const level = z.union([z.string(), z.number(), z.null()]).optional();
const eventLine = z.object({
  seq: z.int(),
  t: z.iso.datetime({ offset: true }),
  op: z.enum(['add', 'del', 'set']),
  k: fact,
  v: level,
});
const stateLine = z.object({ k: fact, v: level });

export interface Membership {
  readonly person: string;
  /** Kind, team and level: one group of the identity provider. */
  readonly group: string;
}

/** What a person holds after a change set; empty = has left every team. */
export interface PersonChange {
  readonly person: string;
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

export interface ChangeSet {
  readonly seq: number;
  readonly at: Instant;
  /** Lines of the file in this change set, memberships or not. */
  readonly lines: number;
  readonly people: readonly PersonChange[];
}

export interface History {
  readonly changeSets: readonly ChangeSet[];
  /** Everybody who ever held something, in order of first appearance. */
  readonly people: readonly string[];
  readonly groups: readonly string[];
  /** Lines of the file, memberships or not, and those about memberships. */
  readonly lines: number;
  readonly membershipLines: number;
  /** What the events add up to, by person. */
  readonly end: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Folds the file, up to and with `until`. A fact said twice is one fact; what is undone within a change set never was. */
export function readHistory(path: string, until = Number.POSITIVE_INFINITY): History {
  const events = linesOf(path).map((line) => eventLine.parse(line));
  const taken = events.filter(({ seq }) => seq <= until);
  const held = new Map<string, Map<string, string>>();
  const groups = new Set<string>();
  const changeSets: ChangeSet[] = [];
  for (const [seq, members] of bySeq(taken)) {
    const before = new Map<string, ReadonlySet<string>>();
    for (const { op, k, v } of members) {
      const named = membershipOf(k);
      if (named === null) continue;
      const present = held.get(named.person) ?? new Map<string, string>();
      if (!before.has(named.person)) before.set(named.person, new Set(present.values()));
      // A level is part of the group, so a change of level is leaving one and entering another.
      if (op === 'del') present.delete(named.team);
      else present.set(named.team, groupOf(named.team, v));
      held.set(named.person, present);
    }
    const people = [...before].map(([person, was]) => ({
      person,
      before: was,
      after: new Set(held.get(person)?.values()),
    }));
    for (const { after } of people) for (const group of after) groups.add(group);
    const differing = people.filter((change) => !sameSet(change.before, change.after));
    const at = members[0]?.t;
    if (at !== undefined)
      changeSets.push({ seq, at: instantOf(new Date(at)), lines: members.length, people: differing });
  }
  return {
    changeSets,
    people: [...new Set(changeSets.flatMap(({ people }) => people.map(({ person }) => person)))],
    groups: [...groups],
    lines: taken.length,
    membershipLines: taken.filter(({ k }) => membershipOf(k) !== null).length,
    end: new Map([...held].map(([person, facts]) => [person, new Set(facts.values())])),
  };
}

/** The `seq` by which half of the change sets have happened. */
export const halfOf = ({ changeSets }: Pick<History, 'changeSets'>): number =>
  changeSets[Math.ceil(changeSets.length / 2) - 1]?.seq ?? 0;

/** The memberships of a state file, as facts. */
export function readState(path: string): ReadonlySet<string> {
  const facts = linesOf(path).map((line) => stateLine.parse(line));
  return new Set(
    facts.flatMap(({ k, v }) => {
      const named = membershipOf(k);
      return named === null ? [] : [factOf({ group: groupOf(named.team, v), person: named.person })];
    }),
  );
}

export const factOf = ({ group, person }: Membership) => `${group} ${person}`;

/** What a fold adds up to, as facts. */
export const factsOf = ({ end }: Pick<History, 'end'>): ReadonlySet<string> =>
  new Set([...end].flatMap(([person, held]) => [...held].map((group) => factOf({ group, person }))));

function membershipOf([kind, team, person, ...rest]: readonly string[]) {
  if (kind === undefined || team === undefined || person === undefined || rest.length > 0) return null;
  return MEMBERSHIPS.has(kind) ? { team: `${kind} ${team}`, person } : null;
}

const groupOf = (team: string, held: string | number | null | undefined) => `${team} ${held ?? 'member'}`;

function bySeq<Line extends { readonly seq: number }>(events: readonly Line[]): ReadonlyMap<number, readonly Line[]> {
  const sets = new Map<number, Line[]>();
  for (const event of events) {
    const lines = sets.get(event.seq) ?? [];
    lines.push(event);
    sets.set(event.seq, lines);
  }
  return sets;
}

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  a.size === b.size && [...a].every((one) => b.has(one));

function linesOf(path: string): readonly unknown[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line));
}
