/** `tenure export`: the record as a bundle that can be checked without Tenure. */
import { checkFree, signedWith, writeBundle } from '../../bundleFolder.ts';
import { keyFileFor } from '../../signingKey.ts';
import { bundleFrames } from '../askExport.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, quoted } from '../print.ts';

interface Options {
  readonly json?: boolean;
  readonly out?: string;
  readonly from?: string;
  readonly until?: string;
  readonly personal?: boolean;
}

export const addExport: AddCommand = (program, cli) => {
  withJson(program.command('export'))
    .summary('the whole record as a signed bundle that can be checked without Tenure')
    .description(
      'Seals the record and writes a folder: every event, every seal, a signed manifest, and the same for people as HTML and\n' +
        'CSV. `tenure verify FOLDER` checks it with no store and no network. It holds everything, confidential cases too.',
    )
    .option('--out <folder>', 'where to; a new folder (default: tenure-export-<day>)')
    .option('--from <date>', 'what the HTML and CSV tell of begins here; the events are always all')
    .option('--until <date>', 'and ends with this day, or at this instant')
    .option('--personal', 'with names, addresses and reasons, and the salts that prove them')
    .action((options: Options) =>
      cli.run(options, async ({ config, show, paint }) => {
        const { from, until, personal = false } = options;
        const folder = options.out ?? `tenure-export-${new Date().toISOString().slice(0, 10)}`;
        checkFree(folder);
        const input = { personal, ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
        await writeBundle(folder, bundleFrames(config, input));
        show({ folder, personal }, () => [
          paint.good(`The bundle is in ${clean(folder)}.`),
          ...checkedBy(folder, keyFileFor(config, signedWith(folder))),
        ]);
      }),
    );
};

/** A command that works where it is read; elsewhere only whoever runs the service can say where its key is. */
function checkedBy(folder: string, key: string | null): readonly string[] {
  const command = `tenure verify ${quoted(folder)} --key`;
  return key === null
    ? [
        `Check it with: ${command} FILE`,
        'FILE is the public key of the service: its data folder has it as signing-key.pub.pem.',
      ]
    : [`Check it with: ${command} ${quoted(key)}`];
}
