/**
 * npm run bench -- [NAME ...] [--json] [--markdown] [--database URL] [--store pglite|postgres] [--samples N]
 *                  [--deliveries N] [--joiners N] [--backlog N] [--people N] [--groups N] [--limit N]
 *                  [--accounts N] [--ends N] [--in-trouble N] [--ahead N] [--clicks N] [--events N]
 *                  [--latency MS] [--history FILE[@SEQ,SEQ...] ...]
 *                  [--cpu-prof FOLDER]
 *
 * Measures the figures of the design against the stand-in systems on this machine; without a name, all of them. Ends
 * with 0 whatever the figures are, and with 1 when one could not be measured. With --json the last line is one
 * document.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BenchWorld, StoreKind } from './figure.ts';
import { benchmarks } from './figures/index.ts';
import { argumentsOf, giveUp, readableFile, wholeNumber } from './flags.ts';
import { describeMachine, machineLine } from './machine.ts';
import { documentOf, markdownOf, type Outcome, textOf } from './report.ts';
import { type BenchPostgres, startPostgres } from './stand/postgres.ts';

const USAGE = 'Usage: npm run bench -- [NAME ...] [--json] [--markdown] [--store pglite|postgres] ...; bench/README.md';
const { values: flags, positionals } = argumentsOf(
  {
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      database: { type: 'string' },
      store: { type: 'string' },
      samples: { type: 'string', default: '50' },
      deliveries: { type: 'string', default: '10000' },
      joiners: { type: 'string', default: '600' },
      backlog: { type: 'string', default: '5000' },
      people: { type: 'string', default: '100000' },
      groups: { type: 'string', default: '50' },
      limit: { type: 'string', default: '500' },
      accounts: { type: 'string', default: '5000' },
      ends: { type: 'string', default: '10000' },
      asked: { type: 'string', default: '10000' },
      'in-trouble': { type: 'string', default: '200' },
      ahead: { type: 'string', default: '1000000' },
      clicks: { type: 'string', default: '200' },
      events: { type: 'string', default: '100000' },
      latency: { type: 'string', default: '20' },
      history: { type: 'string', multiple: true, default: [] },
      'cpu-prof': { type: 'string' },
    },
  },
  USAGE,
);
type Counted = Exclude<keyof typeof flags, 'json' | 'markdown' | 'database' | 'store' | 'history' | 'cpu-prof'>;
const count = (name: Counted) => wholeNumber(name, flags[name], 0, USAGE);

const STORES: readonly StoreKind[] = ['pglite', 'postgres'];
const chosen = positionals.length === 0 ? benchmarks : benchmarks.filter(({ name }) => positionals.includes(name));
if (flags.store !== undefined && !STORES.some((kind) => kind === flags.store))
  giveUp(`--store ${flags.store}: postgres or pglite is wanted`, USAGE);
const unknown = positionals.filter((name) => !benchmarks.some((one) => one.name === name));
if (unknown.length > 0) {
  console.error(`no such figure: ${unknown.join(', ')}. There are:`);
  for (const { name, about } of benchmarks) console.error(`  ${name.padEnd(26)}${about}`);
  process.exit(2);
}

for (const given of flags.history) readableFile('history', given.split('@')[0] ?? '', USAGE);

const profileTo = flags['cpu-prof'] === undefined ? null : resolve(flags['cpu-prof']);
if (profileTo !== null) mkdirSync(profileTo, { recursive: true });
let postgres: Promise<BenchPostgres> | undefined;
const world: BenchWorld = {
  options: {
    samples: count('samples'),
    deliveries: count('deliveries'),
    joiners: count('joiners'),
    backlog: count('backlog'),
    people: count('people'),
    groups: count('groups'),
    limit: count('limit'),
    accounts: count('accounts'),
    ends: count('ends'),
    asked: count('asked'),
    endsInTrouble: count('in-trouble'),
    ahead: count('ahead'),
    clicks: count('clicks'),
    events: count('events'),
    latencyMilliseconds: count('latency'),
    histories: flags.history,
    stores: STORES.filter((kind) => flags.store === undefined || flags.store === kind),
    profileTo,
  },
  postgres() {
    postgres ??= startPostgres(flags.database ?? process.env.TEST_DATABASE_URL);
    return postgres;
  },
  say: (line) => void process.stderr.write(`${line}\n`),
};

const machine = describeMachine();
console.log(machineLine(machine));
const outcomes: Outcome[] = [];
for (const benchmark of chosen) {
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1_000;
  try {
    const measured = await benchmark.run(world);
    outcomes.push({ benchmark: benchmark.name, measured, fault: null, seconds: seconds() });
  } catch (trouble) {
    world.say(trouble instanceof Error ? (trouble.stack ?? trouble.message) : String(trouble));
    outcomes.push({ benchmark: benchmark.name, measured: null, fault: String(trouble), seconds: seconds() });
  }
  for (const outcome of outcomes.slice(-1)) console.log(`\n${textOf(outcome)}`);
}
if (postgres !== undefined) await (await postgres).stop();
if (flags.markdown) console.log(`\n${markdownOf(machine, outcomes)}`);
if (flags.json) console.log(JSON.stringify(documentOf(machine, outcomes)));
process.exit(outcomes.every(({ fault }) => fault === null) ? 0 : 1);
