/** `tenure announce`: a layoff, before it is filed. */
import { Mistake } from '../../mistake.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, when } from '../print.ts';

interface Options {
  readonly json?: boolean;
  readonly people?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly list?: boolean;
  readonly by?: string;
}

export const addAnnounce: AddCommand = (program, cli) => {
  withJson(program.command('announce'))
    .summary('so many terminations are to come: they pass the rate')
    .description(
      'Says beforehand how many terminations somebody will file from now on. So many pass, over `brake.leaversPerHour`;\n' +
        'what waits already does not. Said again, the new number counts instead. By one of roles.confirm who does not\n' +
        'file them.',
    )
    .argument('[filer]', 'work address of whoever files them')
    .option('--people <number>', 'how many; 0 = what was announced for them is over')
    .option('--until <day>', 'until the end of this day, or an instant; at most a month ahead')
    .option('--reason <text>', 'why; recorded with it')
    .option('--list', 'what is announced, by whom, and how much of it has passed')
    .option('--by <address>', 'who announces it (TENURE_ACTOR)')
    .action((filer: string | undefined, { people, until, reason, list = false, ...options }: Options) =>
      cli.run(options, async ({ ask, show, actor }) => {
        if (list) {
          const found = await ask('announcements', {});
          show(found, () =>
            found.announcements.length === 0
              ? ['Nothing is announced.']
              : found.announcements.map(
                  (one) =>
                    `${clean(one.filer)}: ${one.used} of ${one.people} have passed, until ${when(one.until)}, by ${clean(one.by)}`,
                ),
          );
          return;
        }
        const many = Number(people);
        if (filer === undefined || people === undefined || reason === undefined) {
          throw new Mistake('usage', 'An announcement needs who files, --people and --reason.', { exit: 2 });
        }
        if (!Number.isSafeInteger(many) || many < 0) {
          throw new Mistake('usage', '--people is a number from 0.', { exit: 2 });
        }
        if (many > 0 && until === undefined) {
          throw new Mistake('usage', 'An announcement needs --until.', { exit: 2 });
        }
        const day = until === undefined ? {} : { until };
        const found = await ask('announce', { filer, people: many, ...day, reason, by: actor(options.by) });
        show(found, () => [
          many === 0
            ? `Nothing is announced for ${clean(filer)} any more; ${found.used} had passed.`
            : `${found.people} that ${clean(filer)} files from now on pass, until ${when(found.until)}.`,
        ]);
      }),
    );
};
