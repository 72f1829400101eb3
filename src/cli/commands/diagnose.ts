/** `tenure diagnose`: what an outsider would ask first, in the terminal or as a page. Reads everything, writes nothing. */
import { checkWritable, writeNamedFile } from '../../namedFile.ts';
import { type AddCommand, withJson } from '../command.ts';
import { diagnosisLines } from '../diagnosis/lines.ts';
import { diagnosisPage } from '../diagnosis/page.ts';
import { clean } from '../print.ts';

interface Options {
  readonly json?: boolean;
  readonly connection?: string;
  readonly html?: string;
}

export const addDiagnose: AddCommand = (program, cli) => {
  withJson(program.command('diagnose'))
    .summary('what an outsider would ask first about the provider as it is')
    .description(
      'Reads every account, group, membership of the policy’s groups and application, and says what is known: which\n' +
        'groups open what, where memberships agree with the table, which accounts somebody should look at. Writes nothing.',
    )
    .option('--connection <name>', 'of this connection, instead of the primary one')
    .option('--html <file>', 'write it as a page, too')
    .action((options: Options) =>
      cli.run(options, async ({ ask, show, paint }) => {
        const { connection, html } = options;
        // A place that cannot be written is told before minutes of reading.
        if (html !== undefined) checkWritable(html);
        const found = await ask('diagnose', connection === undefined ? {} : { connection });
        if (html !== undefined) writeNamedFile(html, diagnosisPage(found));
        const written = html === undefined ? [] : ['', paint.good(`The page is in ${clean(html)}.`)];
        show(found, () => [...diagnosisLines(found, paint), ...written]);
      }),
    );
};
