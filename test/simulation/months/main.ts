/**
 * npm run simulate -- [--histories N] [--seed S] [--workers N] [--databases every|some|none] [--generation G] [--until-broken] [--trace] [--json]
 *
 * That many histories from that seed on, in memory; one in a hundred (whose seed is a multiple of it) on PGlite and
 * PostgreSQL too, unless another word is said.
 * Prints what broke with its seed; ends with 1 if anything did. One seed alone is that very history again. docs/extend/simulation.md
 */
import { availableParallelism } from 'node:os';
import { flagsOf, giveUp, wholeNumber } from '../../../bench/flags.ts';
import { GENERATIONS, NOW_LIVED } from './generations.ts';
import { lives } from './lives.ts';
import type { Broken, Judged } from './simulate.ts';

const USAGE =
  'Usage: npm run simulate -- [--histories N] [--seed S] [--workers N] [--databases every|some|none] [--generation G] [--until-broken] [--trace] [--json]; docs/extend/simulation.md';
const values = flagsOf(
  {
    options: {
      histories: { type: 'string' },
      seed: { type: 'string' },
      workers: { type: 'string', default: String(availableParallelism()) },
      databases: { type: 'string', default: 'some' },
      json: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
      'until-broken': { type: 'boolean', default: false },
      generation: { type: 'string', default: String(NOW_LIVED) },
    },
  },
  USAGE,
);

const count = wholeNumber('histories', values.histories ?? (values.seed === undefined ? '1000' : '1'), 1, USAGE);
const first = wholeNumber('seed', values.seed ?? '1', 1, USAGE);
const workers = wholeNumber('workers', values.workers, 1, USAGE);
const generation = GENERATIONS.find((one) => String(one) === values.generation);
if (generation === undefined)
  giveUp(`--generation ${values.generation}: one of ${GENERATIONS.join(', ')} is wanted`, USAGE);
const { databases } = values;
if (databases !== 'every' && databases !== 'some' && databases !== 'none')
  giveUp(`--databases ${databases}: every, some or none is wanted`, USAGE);

const began = performance.now();
const broken: Broken[] = [];
const kinds: Record<string, number> = {};
let [lived, onDatabases, faults, days, jobs] = [0, 0, 0, 0, 0];
await lives({
  ...{ seeds: Array.from({ length: count }, (_, n) => first + n), workers, trace: values.trace, databases },
  generation,
  heard(judged, isOnDatabases) {
    if (values.trace) for (const line of judged.lines) console.log(line);
    broken.push(...judged.broken);
    faults += judged.faults;
    days += judged.days;
    jobs += judged.jobs;
    for (const [kind, times] of Object.entries(judged.kinds)) kinds[kind] = (kinds[kind] ?? 0) + times;
    if (!values.json) tellOf(judged);
    lived += 1;
    if (isOnDatabases) onDatabases += 1;
    return !(values['until-broken'] && broken.length > 0);
  },
});
const seconds = Math.round(performance.now() - began) / 1_000;
if (values.json) {
  const said = { histories: lived, onDatabases, faults, days, jobs, seconds, workers, kinds, broken };
  console.log(JSON.stringify(said, null, 2));
} else {
  const also = onDatabases === 0 ? '' : ` (${onDatabases} on the databases too)`;
  console.log(
    `histories ${lived}${also}, days ${days}, jobs ${jobs}, faults ${faults}, broken ${broken.length}, ${seconds} s`,
  );
}
process.exitCode = broken.length === 0 ? 0 : 1;

function tellOf({ seed, broken: found }: Judged): void {
  for (const { number, invariant, person, says, steps } of found) {
    const which = number === 0 ? invariant : `invariant ${number}, ${invariant}`;
    console.log(`broken: seed ${seed}, ${which}, person ${person ?? 'none'}`, `\n  ${says}`);
    for (const step of steps) console.log(`    ${step}`);
    console.log(
      `  again: npm run simulate -- --seed ${seed}${generation === NOW_LIVED ? '' : ` --generation ${generation}`}`,
    );
  }
}
