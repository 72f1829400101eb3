/** How so many lives end: every named step in turn, and in between wherever chance has it; or at some steps alone. */
import type { Kill, Undisturbed } from './campaign.ts';
import type { Dice } from './dice.ts';
import type { Itinerary } from './wire.ts';

/** Passages of steps in a second or two of work. */
const PASSAGES = 250;
/** Milliseconds. */
const MOMENTS = 600;

/** `at`: part of the steps' names, as a pattern. */
export function killPlanAt(steps: Undisturbed['steps'], count: number, chance: Dice, at: RegExp): readonly Kill[] {
  const [first, ...others] = [...steps].filter(([step]) => at.test(step));
  if (first === undefined) throw new Error(`no step is called so: ${at}. There are ${[...steps.keys()].join(', ')}`);
  return Array.from({ length: count }, () => {
    const [step, by] = chance.one([first, ...others]);
    return { how: 'step', step, by };
  });
}

export function killPlan(steps: Undisturbed['steps'], count: number, chance: Dice): readonly Kill[] {
  const kills: Kill[] = [];
  type Step = readonly [string, Itinerary];
  let turn: readonly Step[] = [];
  for (let index = 0; index < count; index += 1) {
    if (index % 3 === 2) kills.push(byChance(chance));
    else {
      if (turn.length === 0) turn = shuffled([...steps], chance);
      const [step, ...rest] = turn;
      turn = rest;
      kills.push(step === undefined ? byChance(chance) : { how: 'step', step: step[0], by: step[1] });
    }
  }
  return kills;
}

const byChance = (chance: Dice): Kill =>
  chance.below(2) === 0
    ? { how: 'passage', nth: 1 + chance.below(PASSAGES) }
    : { how: 'moment', after: chance.below(MOMENTS) };

function shuffled<Of>(all: readonly Of[], chance: Dice): readonly Of[] {
  const left = [...all];
  return all.flatMap(() => left.splice(chance.below(left.length), 1));
}
