/**
 * npm run replay -- --events FILE --state FILE [--until SEQ] [--adopt SEQ|half] [--memory | --database URL] [--json]
 *
 * Ends with 0 only without any difference. With `--until` the state file does not apply: the end is compared with
 * what the events up to there add up to.
 */
import { flagsOf, giveUp, readableFile } from '../flags.ts';
import { describeMachine, machineLine } from '../machine.ts';
import { factsOf, halfOf, readHistory, readState } from './history.ts';
import { placeOf } from './place.ts';
import { differencesOf, documentOf, textOf } from './report.ts';
import { replay } from './run.ts';

const USAGE =
  'Usage: npm run replay -- --events FILE --state FILE [--until SEQ] [--adopt SEQ|half] [--memory | --database URL] [--json]';
const values = flagsOf(
  {
    options: {
      events: { type: 'string' },
      state: { type: 'string' },
      until: { type: 'string' },
      adopt: { type: 'string' },
      database: { type: 'string' },
      memory: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  },
  USAGE,
);

if (values.events === undefined || (values.state === undefined && values.until === undefined)) {
  giveUp('which history? --events FILE is wanted, and with it --state FILE or --until SEQ', USAGE);
}

for (const name of ['events', 'state'] as const) {
  const path = values[name];
  if (path !== undefined) readableFile(name, path, USAGE);
}
const history = readHistory(values.events, values.until === undefined ? undefined : Number(values.until));
const expected = values.until === undefined && values.state !== undefined ? readState(values.state) : factsOf(history);
const warn = (text: string) => console.error(text);
const place = await placeOf({ memory: values.memory, database: values.database }, warn);
console.error(machineLine(describeMachine()));
console.error(place.describe);
const begun = performance.now();
let said = 0;
const replayed = await replay({
  history,
  expected,
  open: place.open,
  ...(values.adopt === undefined
    ? {}
    : { adoptUntil: values.adopt === 'half' ? halfOf(history) : Number(values.adopt) }),
  progress: ({ seq, at, done, of }) => {
    if (done < of && performance.now() - said < 5_000) return;
    said = performance.now();
    console.error(`seq ${seq}, ${at.slice(0, 10)}: ${done} of ${of} after ${Math.round((said - begun) / 1_000)} s`);
  },
  warn,
}).finally(place.stop);
console.log(textOf(history, replayed));
if (values.json) console.log(JSON.stringify(documentOf(history, replayed)));
process.exit(differencesOf(replayed) === 0 ? 0 : 1);
