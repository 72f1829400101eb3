/**
 * npm run kills -- --count N [--store pglite|postgres] [--database URL] [--seed S] [--at-once N] [--minutes M] [--short] [--json]
 *
 * Kills the service N times, restarts it each time, and says what was lost, doubled, or left lingering. Ends with 1 unless
 * all three are nothing. docs/operate/kills.md says how to read it.
 */
import { parseArgs } from 'node:util';
import { Campaign } from './campaign.ts';
import { dice } from './dice.ts';
import { killPlan } from './killPlan.ts';
import { killAll } from './processes.ts';
import { documentOf, textOf } from './report.ts';
import { makeStand } from './stand.ts';
import { SHORT } from './timing.ts';

const { values: flags } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    store: { type: 'string', default: 'postgres' },
    database: { type: 'string' },
    seed: { type: 'string' },
    'at-once': { type: 'string', default: '8' },
    minutes: { type: 'string' },
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const count = Number(flags.count);
const minutes = flags.minutes === undefined ? Number.POSITIVE_INFINITY : Number(flags.minutes);
const seed = flags.seed === undefined ? Date.now() % 1_000_000 : Number(flags.seed);
const { store } = flags;
if (
  (store !== 'pglite' && store !== 'postgres') ||
  !Number.isInteger(count) ||
  count < 1 ||
  !Number.isInteger(seed) ||
  !(minutes > 0)
) {
  console.error(
    'npm run kills -- --count N [--store pglite|postgres] [--database URL] [--seed S] [--at-once N] [--minutes M] [--short] [--json]',
  );
  process.exit(2);
}

const say = (line: string) => void process.stderr.write(`${line}\n`);
const stand = await makeStand({ store, databaseUrl: flags.database, timing: flags.short ? SHORT : {} });
try {
  const began = performance.now();
  const chance = dice(seed);
  const campaign = new Campaign(stand, chance, Number(flags['at-once']));
  say(`seed ${seed}; an undisturbed round first`);
  const undisturbed = await campaign.undisturbed();
  say(`${undisturbed.steps.length} steps`);
  for (const [index, kill] of killPlan(undisturbed.steps, count, chance).entries()) {
    if (performance.now() - began > minutes * 60_000) break;
    const { at } = await campaign.live(kill);
    if (!flags.json || (index + 1) % 50 === 0)
      say(`${index + 1} ${at ?? `at a moment (${kill.how === 'step' ? kill.step : kill.how})`}`);
  }
  say('left alone until everything is done');
  await campaign.settled(campaign.last());
  const outcome = await campaign.outcome(undisturbed);
  const run = { store, seed, steps: undisturbed.steps, seconds: (performance.now() - began) / 1_000 };
  console.log(flags.json ? JSON.stringify(documentOf(run, outcome)) : textOf(run, outcome));
  process.exitCode = outcome.lost.length + outcome.doubled.length + outcome.lingering.length === 0 ? 0 : 1;
} finally {
  await killAll();
  await stand.stop();
}
