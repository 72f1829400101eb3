/**
 * Small changes that nobody has to confirm are one change where they go back to one that was counted, or were counted
 * within one hour: together they stay within the limits, too.
 */
import type { TenureEvent } from '../../../src/core/evidence/model.ts';
import type { ChangeSetId, GroupId, PersonId } from '../../../src/core/shared/ids.ts';
import type { ChangeSetRow } from '../../../src/ports/store.ts';
import { justified } from '../oracle.ts';
import { type Facts, instant } from './facts.ts';
import { MOST_MEMBERS, MOST_PEOPLE } from './policies.ts';
import type { Found, Invariant } from './statement.ts';
import { HOUR } from './timeline.ts';

export const TOGETHER: readonly Invariant[] = [
  {
    number: 11,
    name: 'small changes count together',
    promises:
      'what nobody confirmed of one hour, and of one change and what it was counted anew as, is within the limits together',
    broken: overTogether,
  },
];

/** Of one person, by one set. */
interface Change {
  readonly person: PersonId;
  readonly gains: ReadonlySet<GroupId>;
  readonly loses: ReadonlySet<GroupId>;
}

async function overTogether(facts: Facts): Promise<readonly Found[]> {
  const { first, backing } = facts.history;
  if (first.limits !== 'close') return [];
  const rows = (await backing.store.read.changeSets()).filter(({ confirmedBy }) => confirmedBy === undefined);
  const changes = changesBySet(facts);
  return rows.flatMap((row): readonly Found[] => {
    const own = changes.get(row.id) ?? [];
    const all = [row, ...before(row, rows)].flatMap(({ id }) => changes.get(id) ?? []);
    const says = own.length === 0 ? [] : over(own, all);
    return says.map((one) => ({ person: null, says: `${row.id}: ${one}`, at: Date.parse(row.createdAt) }));
  });
}

/** What goes back to the same count, and what was counted in the hour up to this one. */
function before(row: ChangeSetRow, rows: readonly ChangeSetRow[]): readonly ChangeSetRow[] {
  const from = Date.parse(row.createdAt) - HOUR;
  const chain = chainOf(row, rows);
  return rows.filter((one) => {
    const at = Date.parse(one.createdAt);
    return one.id !== row.id && (chain.has(one.id) || (from < at && one.createdAt < row.createdAt));
  });
}

function chainOf({ id, recounts }: ChangeSetRow, rows: readonly ChangeSetRow[]): ReadonlySet<ChangeSetId> {
  const earlier = recounts === id ? undefined : rows.find((one) => one.id === recounts);
  return earlier === undefined ? new Set() : new Set([earlier.id, ...chainOf(earlier, rows)]);
}

function over(own: readonly Change[], all: readonly Change[]): readonly string[] {
  const people = new Set(all.map(({ person }) => person)).size;
  return [
    ...(people > MOST_PEOPLE ? [`${people} people were changed together, and nobody confirmed it`] : []),
    ...(['gains', 'loses'] as const).flatMap((way) =>
      [...new Set(own.flatMap((one) => [...one[way]]))].flatMap((group) => {
        const members = new Set(all.filter((one) => one[way].has(group)).map(({ person }) => person)).size;
        return members > MOST_MEMBERS ? [`${group} ${way} ${members} together, and nobody confirmed it`] : [];
      }),
    ),
  ];
}

/** What each set has changed of what people may have, by the ledgers before and after. */
function changesBySet(facts: Facts): ReadonlyMap<ChangeSetId, readonly Change[]> {
  const found = new Map<ChangeSetId, Map<PersonId, { gains: Set<GroupId>; loses: Set<GroupId> }>>();
  for (const [commit, { at, ledgers, events }] of facts.history.trace.commits.entries()) {
    const [after] = ledgers;
    const person = after?.person?.id;
    if (after === undefined || person === undefined) continue;
    const clock = instant(facts.history.clock.shownAt(at));
    const had = justified(facts.ledgerAfter(person, commit), clock);
    const has = justified(after, clock);
    for (const set of new Set(events.flatMap(({ event }) => setOf(event) ?? []))) {
      const people = found.get(set) ?? new Map();
      const known = people.get(person) ?? { gains: new Set(), loses: new Set() };
      found.set(set, people.set(person, known));
      // Of two engagements one may give what the other has just taken.
      for (const group of has) if (!had.has(group) && !known.loses.delete(group)) known.gains.add(group);
      for (const group of had) if (!has.has(group) && !known.gains.delete(group)) known.loses.add(group);
    }
  }
  return new Map([...found].map(([set, people]) => [set, [...people].map(([person, one]) => ({ person, ...one }))]));
}

function setOf(event: TenureEvent): ChangeSetId | null {
  if (event.type === 'GrantGiven') return event.grant.changeSet;
  const isOf = event.type === 'GrantEnded' || event.type === 'GrantNarrowed' || event.type === 'GrantWidened';
  return isOf ? event.changeSet : null;
}
