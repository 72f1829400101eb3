/** `tenure announce`: a layoff, before it is filed. */
import { Mistake } from '../../mistake.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, when } from '../print.ts';

interface Options {
  readonly json?: boolean;
  readonly people?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly by?: string;
}

export const addAnnounce: AddCommand = (program, cli) => {
  withJson(program.command('announce'))
    .summary('so many terminations are to come: they pass the rate')
    .description(
      'Says beforehand how many terminations somebody will file. So many pass, over `brake.leaversPerHour`; what waits\n' +
        'already goes first. By one of roles.confirm who does not file them.',
    )
    .argument('<filer>', 'work address of whoever files them')
    .requiredOption('--people <number>', 'how many')
    .requiredOption('--until <day>', 'until the end of this day, or an instant; at most a month ahead')
    .requiredOption('--reason <text>', 'why; recorded with it')
    .option('--by <address>', 'who announces it (TENURE_ACTOR)')
    .action((filer: string, { people, until = '', reason = '', ...options }: Options) =>
      cli.run(options, async ({ ask, show, actor }) => {
        const many = Number(people);
        if (!Number.isSafeInteger(many) || many < 1) {
          throw new Mistake('usage', '--people is a number from 1.', { exit: 2 });
        }
        const found = await ask('announce', { filer, people: many, until, reason, by: actor(options.by) });
        show(found, () => [
          `${found.released} that waited go now; ${found.left} more may be filed by ${clean(filer)} until ${when(found.until)}.`,
        ]);
      }),
    );
};
