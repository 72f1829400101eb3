/**
 * npm run kills -- --count N [--of service|worker|pause|database] [--at STEPS] [--store pglite|postgres] [--database URL] [--seed S] [--at-once N] [--round N] [--minutes M] [--short] [--json]
 * npm run kills -- --break NAME [--count N] [--at STEPS] [...]
 *
 * Kills the service N times (or one of two, or PostgreSQL under it), and says what was lost, doubled, or left lingering. Ends with 1 unless
 * all three are nothing. With `--break` the service is broken on purpose (breaks.ts). docs/operate/kills.md says how to read it.
 */

import { flagsOf, giveUp, wholeNumber } from '../../bench/flags.ts';
import { BLOWS } from './blows.ts';
import { BREAKS } from './breaks.ts';
import { dice } from './dice.ts';
import { killPlan, killPlanAt } from './killPlan.ts';
import { killAll } from './processes.ts';
import { documentOf, textOf } from './report.ts';
import { killInRounds } from './rounds.ts';
import { makeGround } from './stand.ts';
import { SHORT } from './timing.ts';

const USAGE =
  'Usage: npm run kills -- [--count N] [--of service|worker|pause|database] [--at STEPS] [--break NAME] [--store pglite|postgres] [--database URL] [--seed S] [--at-once N] [--round N] [--minutes M] [--short] [--json]; docs/operate/kills.md';
const flags = flagsOf(
  {
    options: {
      count: { type: 'string' },
      of: { type: 'string' },
      at: { type: 'string' },
      break: { type: 'string' },
      store: { type: 'string', default: 'postgres' },
      database: { type: 'string' },
      seed: { type: 'string' },
      'at-once': { type: 'string', default: '4' },
      round: { type: 'string', default: '40' },
      minutes: { type: 'string' },
      short: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  },
  USAGE,
);
const refuse: (why: string) => never = (why) => giveUp(why, USAGE);
const numberOf = (name: 'count' | 'seed' | 'at-once' | 'round' | 'minutes', least: number) => {
  const text = flags[name];
  return text === undefined ? undefined : wholeNumber(name, text, least, USAGE);
};
const broken = BREAKS.find(({ name }) => name === flags.break);
if (flags.break !== undefined && broken === undefined)
  refuse(`--break ${flags.break}: one of ${BREAKS.map(({ name }) => name).join(', ')} is wanted`);
const count = numberOf('count', 1) ?? broken?.count ?? 100;
const at = patternOf(flags.at ?? broken?.at);
const minutes = numberOf('minutes', 1) ?? Number.POSITIVE_INFINITY;
const seed = numberOf('seed', 0) ?? Date.now() % 1_000_000;
const atOnce = numberOf('at-once', 1) ?? 4;
// On a database that is there already there is one company.
const round = flags.database === undefined ? (numberOf('round', 1) ?? 40) : count;
/** A step that takes longer is on nobody's way, or is as slow as a kill more. Milliseconds. */
const GIVE_UP_AFTER = 10_000;
const store = flags.store === 'pglite' || flags.store === 'postgres' ? flags.store : null;
if (store === null) refuse(`--store ${flags.store}: postgres or pglite is wanted`);
const blow = BLOWS.find((one) => one === (flags.of ?? broken?.of ?? 'service'));
if (blow === undefined) refuse(`--of ${flags.of}: one of ${BLOWS.join(', ')} is wanted`);
// The embedded store is one process's alone; and a server that is not ours is not ours to kill.
if (blow !== 'service' && store !== 'postgres') refuse(`--of ${blow} goes with --store postgres alone`);
if (blow === 'database' && flags.database !== undefined)
  refuse('--of database kills a PostgreSQL of its own: leave --database out');

const say = (line: string) => void process.stderr.write(`${line}\n`);
const ground = await makeGround({ store, databaseUrl: flags.database, broken: broken?.edits });
try {
  const began = performance.now();
  const chance = dice(seed);
  let told = 0;
  if (broken !== undefined) say(`broken on purpose: ${broken.what}`);
  say(`seed ${seed}; an undisturbed round first`);
  const outcome = await killInRounds({
    ...{ ground, timing: flags.short ? SHORT : {}, chance, blow, atOnce, round },
    giveUpAfter: GIVE_UP_AFTER,
    plan: (steps) => (at === undefined ? killPlan(steps, count, chance) : killPlanAt(steps, count, chance, at)),
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

function patternOf(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined;
  try {
    return new RegExp(text);
  } catch {
    return refuse(`--at ${text}: this is no regular expression`);
  }
}
