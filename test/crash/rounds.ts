/**
 * Many kills in one go, a company after the other: whoever starts anew looks at everything that changed within the last
 * minutes, so a company that has grown by hundreds in them would be looked at by every life from its first moment to its
 * last. Each company is left alone in the end, and judged by the same undisturbed round.
 */
import type { Blow } from './blows.ts';
import { Campaign, type Kill, type Outcome, type Undisturbed } from './campaign.ts';
import type { Dice } from './dice.ts';
import { type Ground, makeStand, type Stand } from './stand.ts';

export interface RoundsOptions {
  readonly ground: Ground;
  readonly timing: Parameters<typeof makeStand>[1];
  readonly chance: Dice;
  readonly blow: Blow;
  readonly atOnce: number;
  /** Milliseconds. */
  readonly giveUpAfter: number;
  /** Kills of one company. */
  readonly round: number;
  /** From all steps of the undisturbed round. */
  plan(steps: Undisturbed['steps']): readonly Kill[];
  isEnough(): boolean;
  say(line: string): void;
}

export interface Rounds extends Outcome {
  readonly steps: readonly string[];
  readonly rounds: number;
  /** Of the last kill of each company, after which none came. Milliseconds. */
  readonly leftAlone: readonly number[];
}

export async function killInRounds(options: RoundsOptions): Promise<Rounds> {
  const { ground, timing, isEnough, say } = options;
  const outcomes: Outcome[] = [];
  let undisturbed: Undisturbed | null = null;
  let plan: readonly Kill[] | null = null;
  do {
    const stand = await makeStand(ground, timing);
    try {
      const campaign = campaignOn(stand, options);
      undisturbed ??= await campaign.undisturbed();
      plan ??= options.plan(undisturbed.steps);
      await campaign.besides();
      for (const kill of plan.slice(0, options.round)) {
        if (isEnough()) break;
        const { at } = await campaign.live(kill);
        say(at ?? `at a moment (${kill.how === 'step' ? kill.step : kill.how})`);
      }
      plan = plan.slice(options.round);
      await campaign.settled(campaign.last());
      const outcome = await campaign.outcome(undisturbed);
      outcomes.push(outcome);
      say(`company ${outcomes.length}: ${outcome.kills} kills, ${outcome.people} people`);
    } finally {
      await stand.stop();
    }
  } while (plan.length > 0 && !isEnough());
  return { ...together(outcomes), steps: [...undisturbed.steps.keys()] };
}

const campaignOn = (stand: Stand, { chance, ...options }: RoundsOptions) => new Campaign(stand, chance, options);

function together(all: readonly Outcome[]): Omit<Rounds, 'steps'> {
  const hits = new Map<string, number>();
  for (const one of all) for (const [step, count] of one.hits) hits.set(step, (hits.get(step) ?? 0) + count);
  const sum = (of: (one: Outcome) => number) => all.reduce((so, one) => so + of(one), 0);
  return {
    lost: all.flatMap(({ lost }) => lost),
    doubled: all.flatMap(({ doubled }) => doubled),
    lingering: all.flatMap(({ lingering }) => lingering),
    mailRepeats: sum(({ mailRepeats }) => mailRepeats),
    kills: sum(({ kills }) => kills),
    people: sum(({ people }) => people),
    recoveries: all.flatMap(({ recoveries }) => recoveries),
    restarts: all.flatMap(({ restarts }) => restarts),
    hits,
    rounds: all.length,
    leftAlone: all.flatMap(({ recoveries }) => recoveries.slice(-1)),
  };
}
