/**
 * npm run kills -- --count N [--of service|worker|pause|database] [--store pglite|postgres] [--database URL] [--seed S] [--at-once N] [--round N] [--minutes M] [--short] [--json]
 *
 * Kills the service N times (or one of two, or PostgreSQL under it), and says what was lost, doubled, or left lingering. Ends with 1 unless
 * all three are nothing. docs/operate/kills.md says how to read it.
 */
import { parseArgs } from 'node:util';
import { BLOWS } from './blows.ts';
import { dice } from './dice.ts';
import { killPlan } from './killPlan.ts';
import { killAll } from './processes.ts';
import { documentOf, textOf } from './report.ts';
import { killInRounds } from './rounds.ts';
import { makeGround } from './stand.ts';
import { SHORT } from './timing.ts';

const { values: flags } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    of: { type: 'string', default: 'service' },
    store: { type: 'string', default: 'postgres' },
    database: { type: 'string' },
    seed: { type: 'string' },
    'at-once': { type: 'string', default: '4' },
    round: { type: 'string', default: '40' },
    minutes: { type: 'string' },
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const count = Number(flags.count);
const minutes = flags.minutes === undefined ? Number.POSITIVE_INFINITY : Number(flags.minutes);
const seed = flags.seed === undefined ? Date.now() % 1_000_000 : Number(flags.seed);
// On a database that is there already there is one company.
const round = flags.database === undefined ? Number(flags.round) : count;
/** A step that takes longer is on nobody's way, or is as slow as a kill more. Milliseconds. */
const GIVE_UP_AFTER = 10_000;
const { store } = flags;
const blow = BLOWS.find((one) => one === flags.of);
if (
  blow === undefined ||
  // The embedded store is one process's alone; and a server that is not ours is not ours to kill.
  (blow !== 'service' && store !== 'postgres') ||
  (blow === 'database' && flags.database !== undefined) ||
  (store !== 'pglite' && store !== 'postgres') ||
  !Number.isInteger(count) ||
  count < 1 ||
  !Number.isInteger(seed) ||
  !(round >= 1) ||
  !(minutes > 0)
) {
  console.error(
    'npm run kills -- --count N [--of service|worker|pause|database] [--store pglite|postgres] [--database URL] [--seed S] [--at-once N] [--round N] [--minutes M] [--short] [--json]',
  );
  process.exit(2);
}

const say = (line: string) => void process.stderr.write(`${line}\n`);
const ground = await makeGround({ store, databaseUrl: flags.database });
try {
  const began = performance.now();
  const chance = dice(seed);
  let told = 0;
  say(`seed ${seed}; an undisturbed round first`);
  const outcome = await killInRounds({
    ...{ ground, timing: flags.short ? SHORT : {}, chance, blow, atOnce: Number(flags['at-once']), round },
    giveUpAfter: GIVE_UP_AFTER,
    plan: (steps) => killPlan(steps, count, chance),
    isEnough: () => performance.now() - began > minutes * 60_000,
    say(line) {
      told += 1;
      if (!flags.json || line.startsWith('company')) say(`${told} ${line}`);
    },
  });
  const run = { store, of: blow, seed, seconds: (performance.now() - began) / 1_000 };
  console.log(flags.json ? JSON.stringify(documentOf(run, outcome)) : textOf(run, outcome));
  process.exitCode = outcome.lost.length + outcome.doubled.length + outcome.lingering.length === 0 ? 0 : 1;
} finally {
  await killAll();
  ground.stop();
}
