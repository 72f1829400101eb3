/**
 * The files that say who gets what: put in force as a whole, or edited row by row, several times within the hour, each time
 * from what is in force then.
 */
import type { Around } from './around.ts';
import { decideAdded, lookAtAdded } from './owners.ts';
import { putInForce } from './people.ts';
import { CHANGING_ROLES, type Edition, knownPolicy, policyOf, TABLES, TURNS, type Turn, turned } from './policies.ts';
import type { Random } from './random.ts';
import { HOUR, MINUTE } from './timeline.ts';

export class Editing {
  private readonly random: Random;
  private readonly around: Around;
  /** In force on the first day. */
  private readonly first: Edition;

  constructor(random: Random, around: Around, first: Edition) {
    this.random = random;
    this.around = around;
    this.first = first;
  }

  wholeTable(): void {
    const { random, around, first } = this;
    const isByRow = typeof first.table !== 'number';
    const table = isByRow ? TURNS.filter(() => random.chance(0.5)) : random.int(0, TABLES - 1);
    const roles = first.roles === 'as-begun' ? first.roles : (random.pick(CHANGING_ROLES) ?? 'plain');
    const policy = policyOf({ ...first, table, modes: around.modes(), roles });
    const what = `table ${table}${roles === 'as-begun' ? '' : `, roles ${roles},`}`;
    around.does(`puts ${what} in force`, (world) => putInForce(world, policy));
  }

  /** That row forth and back, then others: each edit is small; and now and then nobody is there for hours to carry out what one takes. */
  rows(first: Turn): void {
    const { random, around } = this;
    const turns = [first, first, ...[random.pick(TURNS), random.pick(TURNS)].slice(random.int(0, 2))];
    const isLeft = random.chance(0.7);
    let after = 0;
    for (const turn of turns) {
      const [moments, hours] = [random.int(1, 2), random.int(2, 4)];
      const left = () => around.later(moments, () => around.standsDown(hours * HOUR));
      around.later(after, () => this.turn(turn, isLeft ? left : () => {}));
      after += random.int(1, 15) * MINUTE;
    }
  }

  /** What one of them gains waits for an owner, who looks within days and says it then or hours later. */
  roles(): void {
    const { random, around } = this;
    const roles = random.pick(['wider', 'wider', 'narrower', 'plain'] as const);
    this.edit(`makes roles ${roles}`, (known) => ({ ...known, roles }));
    for (const hours of random.pick([[2], [1, 20], [1, 3, 48]])) around.later(hours * HOUR, () => this.ownerDecides());
  }

  private ownerDecides(): void {
    const { around } = this;
    const hours = this.random.pick([0, 0, 6]);
    around.does('looks at what was added', async (world) => {
      const seen = await lookAtAdded(world, around.people);
      if (seen === null) return;
      around.later(hours * HOUR, () =>
        around.does(`${seen.by}: ${seen.verdict} what was added`, (other) => decideAdded(other, seen)),
      );
    });
  }

  private turn(turn: Turn, taken: () => void): void {
    this.edit(`turns the row of ${turn} round`, (known) => {
      const table = turned(known.table, turn);
      if (!table.includes(turn)) taken();
      return { ...known, table };
    });
  }

  private edit(what: string, change: (known: Edition) => Edition): void {
    this.around.does(what, async (world) => {
      const inForce = await world.store.read.policyInForce();
      const known = inForce === null ? null : knownPolicy(inForce.version);
      if (known !== null) await putInForce(world, policyOf(change(known)));
    });
  }
}
