/**
 * `npm run simulate -- --histories N [--seed S] [--json]`: that many histories from that seed on, in memory. Prints what
 * broke with its seed; exit code 1 if anything did (`--until-broken`: ends there). One seed alone is that very history again: `--seed S --trace` shows it.
 */
import { parseArgs } from 'node:util';
import { inMemory } from './memory.ts';
import { type Broken, type Judged, simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    histories: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    'until-broken': { type: 'boolean', default: false },
  },
});

const count = wholeNumber('--histories', values.histories ?? (values.seed === undefined ? '1000' : '1'));
const first = wholeNumber('--seed', values.seed ?? '1');
const began = performance.now();
const broken: Broken[] = [];
const kinds: Record<string, number> = {};
let lived = 0;
let faults = 0;
let days = 0;
let jobs = 0;
for (let seed = first; seed < first + count; seed += 1) {
  const judged = await simulate(inMemory, seed);
  if (values.trace) for (const line of judged.lines) console.log(line);
  broken.push(...judged.broken);
  faults += judged.faults;
  days += judged.days;
  jobs += judged.jobs;
  for (const [kind, times] of Object.entries(judged.kinds)) kinds[kind] = (kinds[kind] ?? 0) + times;
  if (!values.json) tellOf(judged);
  lived += 1;
  if (values['until-broken'] && broken.length > 0) break;
}
const seconds = Math.round(performance.now() - began) / 1_000;
if (values.json) console.log(JSON.stringify({ histories: lived, faults, days, jobs, seconds, kinds, broken }, null, 2));
else
  console.log(
    `histories ${lived}, days ${days}, jobs ${jobs}, faults ${faults}, broken ${broken.length}, ${seconds} s`,
  );
process.exitCode = broken.length === 0 ? 0 : 1;

function tellOf({ seed, broken: found }: Judged): void {
  for (const { number, invariant, person, says, steps } of found) {
    const which = number === 0 ? invariant : `invariant ${number}, ${invariant}`;
    console.log(`broken: seed ${seed}, ${which}, person ${person ?? 'none'}`, `\n  ${says}`);
    for (const step of steps) console.log(`    ${step}`);
    console.log(`  again: npm run simulate -- --seed ${seed}`);
  }
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  console.error(`${name} takes a whole number from 1 on, not “${text}”`);
  process.exit(2);
}
