/**
 * A real history as the brake would have met it: each change set of the file as one change of many, with what everybody
 * in it held before and after. Histories of people in teams and of access with an end are read alike.
 */
import { readFileSync } from 'node:fs';
import { epochOf } from '../../src/core/shared/instant.ts';
import { endOf, groupOf, type Hold, holdKey, readDatedHistory } from '../replay/dated/history.ts';
import { readHistory } from '../replay/history.ts';

export type Holdings = ReadonlyMap<string, ReadonlySet<string>>;

export interface Edit {
  readonly person: string;
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

export interface RealChange {
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly edits: readonly Edit[];
}

export function readChanges(path: string): readonly RealChange[] {
  return /"op":"(grant|revoke|change)"/.test(firstLine(path)) ? datedChanges(path) : teamChanges(path);
}

/** Applies a change to what everybody holds. */
export function applied(holdings: Map<string, ReadonlySet<string>>, { edits }: Pick<RealChange, 'edits'>): void {
  for (const { person, after } of edits) {
    if (after.size === 0) holdings.delete(person);
    else holdings.set(person, after);
  }
}

export function membersOf(holdings: Holdings): ReadonlyMap<string, number> {
  const members = new Map<string, number>();
  for (const groups of holdings.values()) {
    for (const group of groups) members.set(group, (members.get(group) ?? 0) + 1);
  }
  return members;
}

const teamChanges = (path: string): readonly RealChange[] =>
  readHistory(path).changeSets.map(({ seq, at, people }) => ({ seq, at: epochOf(at), edits: people }));

/** What is over by its date is not there any more, and no change takes it. */
function datedChanges(path: string): readonly RealChange[] {
  const held = new Map<string, Map<string, Hold>>();
  const groupsAt = (person: string, at: number) =>
    new Set([...(held.get(person)?.values() ?? [])].filter((hold) => at < endOf(hold)).map(groupOf));
  return readDatedHistory(path).changeSets.map(({ seq, at: instant, edits }) => {
    const at = epochOf(instant);
    const people = [...new Set(edits.map(({ person }) => person))];
    const before = new Map(people.map((person) => [person, groupsAt(person, at)]));
    for (const { person, repository, after } of edits) {
      const own = held.get(person) ?? new Map<string, Hold>();
      if (after === null) own.delete(holdKey({ person, repository }));
      else own.set(holdKey({ person, repository }), after);
      held.set(person, own);
    }
    return {
      seq,
      at,
      edits: people.map((person) => ({
        person,
        before: before.get(person) ?? new Set<string>(),
        after: groupsAt(person, at),
      })),
    };
  });
}

const firstLine = (path: string) => readFileSync(path, 'utf8').split('\n', 1)[0] ?? '';
