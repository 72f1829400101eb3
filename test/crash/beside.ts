/**
 * npm run beside -- --older FOLDER [--rounds N] [--at-once N] [--seed S] [--short]
 *
 * An older version, a checkout with its packages, and this one work on one PostgreSQL while people join, move, ask and leave;
 * then the older one ends. Ends with 1 unless nothing is lost, doubled or lingering. docs/operate/kills.md says how to read it.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { flagsOf, giveUp, wholeNumber } from '../../bench/flags.ts';
import { Campaign } from './campaign.ts';
import { dice } from './dice.ts';
import { killAll } from './processes.ts';
import { makeGround, makeStand } from './stand.ts';
import { SHORT } from './timing.ts';
import { upgrade } from './upgrade.ts';

const USAGE =
  'Usage: npm run beside -- --older FOLDER [--rounds N] [--at-once N] [--seed S] [--short]; docs/operate/kills.md';
const flags = flagsOf(
  {
    options: {
      older: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      'at-once': { type: 'string', default: '4' },
      seed: { type: 'string', default: '1' },
      short: { type: 'boolean', default: false },
    },
  },
  USAGE,
);
const { older } = flags;
if (older === undefined) giveUp('--older FOLDER is missing: a checkout of an older version, with its packages', USAGE);
if (!['src/cli/main.ts', 'node_modules'].every((one) => existsSync(join(older, one))))
  giveUp(`--older ${older}: no checkout with its packages lies there`, USAGE);
const rounds = wholeNumber('rounds', flags.rounds, 0, USAGE);
const atOnce = wholeNumber('at-once', flags['at-once'], 1, USAGE);
const seed = wholeNumber('seed', flags.seed, 0, USAGE);

const ground = await makeGround({ store: 'postgres', older });
try {
  const stand = await makeStand(ground, flags.short ? SHORT : {});
  try {
    const campaign = new Campaign(stand, dice(seed), { atOnce });
    // By the older one alone: whoever is worked for by two versions is to have what one would have given.
    const undisturbed = await campaign.undisturbed();
    const { older, newer, complaints } = await upgrade(stand, campaign, rounds);
    const { lost, doubled, lingering, people } = await campaign.outcome(undisturbed);
    console.log(JSON.stringify({ people, lost, doubled, lingering, older, newer, complaints }, null, 2));
    process.exitCode = lost.length + doubled.length + lingering.length === 0 ? 0 : 1;
  } finally {
    await stand.stop();
  }
} finally {
  await killAll();
  ground.stop();
}
