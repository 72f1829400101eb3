/**
 * npm run replay:dated -- --events FILE [--until SEQ] [--memory | --database URL] [--json]
 *
 * Ends with 0 only without any difference.
 */
import { flagsOf, giveUp, readableFile } from '../../flags.ts';
import { describeMachine, machineLine } from '../../machine.ts';
import { placeOf } from '../place.ts';
import { readDatedHistory } from './history.ts';
import { replayDated } from './run.ts';

const USAGE = 'Usage: npm run replay:dated -- --events FILE [--until SEQ] [--memory | --database URL] [--json]';
const values = flagsOf(
  {
    options: {
      events: { type: 'string' },
      until: { type: 'string' },
      database: { type: 'string' },
      memory: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  },
  USAGE,
);

if (values.events === undefined) {
  giveUp('which history? --events FILE is wanted', USAGE);
}

const events = readableFile('events', values.events, USAGE);
const history = readDatedHistory(events, values.until === undefined ? undefined : Number(values.until));
const warn = (text: string) => console.error(text);
const place = await placeOf({ memory: values.memory, database: values.database }, warn);
console.error(machineLine(describeMachine()));
console.error(place.describe);
const begun = performance.now();
let said = 0;
const replayed = await replayDated({
  history,
  open: place.open,
  progress: ({ seq, at, done, differences }) => {
    const of = history.changeSets.length;
    if (done < of && performance.now() - said < 5_000) return;
    said = performance.now();
    console.error(
      `seq ${seq}, ${at.slice(0, 10)}: ${done} of ${of} after ${Math.round((said - begun) / 1_000)} s, differences ${differences}`,
    );
  },
  warn,
}).finally(place.stop);

const { filings, differences } = replayed;
const seconds = (milliseconds: number) => (milliseconds / 1_000).toFixed(1);
console.log(
  [
    `${history.lines} events in ${history.changeSets.length} change sets; ${history.people.length} people, ${history.groups.length} groups`,
    `filed: ${filings.joiner} onboardings, ${filings.granted} dated requests, ${filings.moved} moved, ${filings.revoked} revoked; ${replayed.overWhenWritten} over when written`,
    `${replayed.ended} ended by themselves on ${replayed.endDays} days; Okta compared at ${replayed.looks} instants; ${replayed.held} held at the end`,
    `${replayed.evidenceEvents} evidence events, ${seconds(replayed.milliseconds)} s, ${seconds(replayed.processorMilliseconds)} s of processor time`,
    `differences: ${differences.length}`,
    ...differences.slice(0, 20).map((one) => `  ${one}`),
  ].join('\n'),
);
if (values.json) {
  const { differences: found, ...rest } = replayed;
  console.log(JSON.stringify({ events: history.lines, differences: found.length, ...rest }));
}
process.exit(differences.length === 0 ? 0 : 1);
