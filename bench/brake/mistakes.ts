/**
 * Mistakes as people make them, planted into what was really held on some day. Each is the list of edits it would be if
 * it were believed.
 */
import type { Dice } from '../../emulators/kit/dice.ts';
import type { Edit, Holdings } from './memberships.ts';

export interface Mistake {
  readonly name: string;
  edits(holdings: Holdings, dice: Dice): readonly Edit[];
}

const NOTHING: ReadonlySet<string> = new Set();

export const MISTAKES: readonly Mistake[] = [
  {
    // Sorted by one column and not by the other: everybody has what the next one had.
    name: 'swapped-column',
    edits(holdings) {
      const people = [...holdings];
      return people.map(([person, before], place) => ({
        person,
        before,
        after: people[(place + 1) % people.length]?.[1] ?? NOTHING,
      }));
    },
  },
  {
    // A renamed group, a row deleted by mistake: nobody is in it any more.
    name: 'emptied-department',
    edits(holdings, dice) {
      const group = anyOf([...new Set([...holdings.values()].flatMap((groups) => [...groups]))], dice);
      return [...holdings].flatMap(([person, before]) => {
        if (group === undefined || !before.has(group)) return [];
        return [{ person, before, after: new Set([...before].filter((one) => one !== group)) }];
      });
    },
  },
  {
    name: 'half-a-feed',
    edits(holdings) {
      const people = [...holdings];
      return people.slice(Math.ceil(people.length / 2)).map(([person, before]) => ({ person, before, after: NOTHING }));
    },
  },
  {
    name: 'empty-list',
    edits: (holdings) => [...holdings].map(([person, before]) => ({ person, before, after: NOTHING })),
  },
];

const anyOf = <Item>(items: readonly Item[], dice: Dice): Item | undefined => items[dice.between(0, items.length - 1)];
