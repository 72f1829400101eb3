/** What a run of kills says. */
import { percentile } from '../../bench/figure.ts';
import type { Blow } from './blows.ts';
import type { Rounds } from './rounds.ts';

const NAMES: Readonly<Record<Blow, string>> = {
  service: 'of the service',
  worker: 'of one of two services',
  pause: 'one of two services stood still',
  database: 'of PostgreSQL',
};

export interface Run {
  readonly store: string;
  readonly of: Blow;
  readonly seed: number;
  readonly seconds: number;
}

export function documentOf({ store, of, seed, seconds }: Run, outcome: Rounds) {
  const { kills, rounds, people, lost, doubled, lingering, mailRepeats } = outcome;
  const { steps, recoveries, leftAlone, restarts, hits } = outcome;
  return {
    ...{
      store,
      of,
      seed,
      kills,
      rounds,
      people,
      lost: lost.length,
      doubled: doubled.length,
      lingering: lingering.length,
      mailRepeats,
    },
    recoveryMilliseconds: spread(recoveries),
    leftAloneMilliseconds: spread(leftAlone),
    restartMilliseconds: spread(restarts),
    secondsPerKill: Number((seconds / Math.max(1, kills)).toFixed(2)),
    steps: Object.fromEntries([...hits].sort(([, a], [, b]) => b - a)),
    neverHit: steps.filter((step) => !hits.has(step)),
    troubles: { lost, doubled, lingering },
  };
}

const spread = (all: readonly number[]) => ({
  p50: Math.round(percentile(all, 0.5)),
  p99: Math.round(percentile(all, 0.99)),
  max: Math.round(percentile(all, 1)),
});

export function textOf(run: Run, outcome: Rounds): string {
  const said = documentOf(run, outcome);
  const line = (name: string, value: unknown) => `${name.padEnd(12)}${String(value)}`;
  const seconds = ({ p50, p99, max }: ReturnType<typeof spread>) =>
    [p50, p99, max].map((one) => (one / 1_000).toFixed(2)).join(' / ');
  return [
    ...Object.entries(said.steps).map(([step, count]) => `${String(count).padStart(4)} ${step}`),
    ...said.neverHit.map((step) => `   0 ${step}`),
    '',
    line('kills', `${said.kills} (${NAMES[said.of]}, ${said.store}, seed ${said.seed}, ${said.secondsPerKill} s each)`),
    line('companies', `${said.rounds} one after the other, ${said.people} people`),
    line('lost', said.lost),
    line('doubled', said.doubled),
    line('lingering', said.lingering),
    line('mails again', said.mailRepeats),
    ...(outcome.restarts.length === 0
      ? []
      : [line('restart', `${seconds(said.restartMilliseconds)} s (p50 / p99 / max), until the next one works`)]),
    line(
      'recovery',
      `${seconds(said.recoveryMilliseconds)} s (p50 / p99 / max), from a kill until all that was under way is done`,
    ),
    line('left alone', `${seconds(said.leftAloneMilliseconds)} s, the same of the last kill of each company`),
    ...Object.entries(said.troubles).flatMap(([kind, all]) => all.map((one) => `${kind}: ${one}`)),
  ].join('\n');
}
