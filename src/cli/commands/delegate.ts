/** `tenure delegate`: who answers requests in an approver's place while they are away. */
import { Mistake } from '../../mistake.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, when, who } from '../print.ts';

interface Options {
  readonly json?: boolean;
  readonly to?: string;
  readonly from?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly end?: boolean;
  readonly by?: string;
}

export const addDelegate: AddCommand = (program, cli) => {
  withJson(program.command('delegate'))
    .summary('who answers in an approver’s place while they are away')
    .description('Names a delegate from one day to another, ends that, or lists who stands in for whom.')
    .argument('[person]', 'who is stood in for: work address or employee number')
    .option('--to <person>', 'who answers in their place')
    .option('--from <day>', 'from the beginning of this day, or an instant; from now on when left out')
    .option('--until <day>', 'until the end of this day, or an instant')
    .option('--reason <text>', 'why; recorded with it')
    .option('--end', 'take it back, from now on')
    .option('--by <address>', 'who says so (TENURE_ACTOR)')
    .action((person: string | undefined, options: Options) =>
      cli.run(options, async ({ ask, show, actor }) => {
        const { to, from, until, reason, end = false } = options;
        if (to === undefined && !end) {
          const found = await ask('delegations', person === undefined ? {} : { person });
          show(found, () =>
            found.delegations.length === 0
              ? ['Nobody answers in anybody’s place.']
              : found.delegations.map(
                  (one) =>
                    `${who(one.to)} for ${who(one.of)}, from ${when(one.from)} to ${when(one.until)}${one.isRunning ? '' : ' (not yet)'}`,
                ),
          );
          return;
        }
        if (person === undefined) throw new Mistake('usage', 'Say whose place it is.', { exit: 2 });
        const by = actor(options.by);
        if (end) {
          const found = await ask('endDelegation', { person, by });
          show(found, () => [`Nobody answers in the place of ${who(found.of)} from now on.`]);
          return;
        }
        if (to === undefined || until === undefined || reason === undefined) {
          throw new Mistake('usage', 'A delegation needs --to, --until and --reason.', { exit: 2 });
        }
        const found = await ask('delegate', {
          person,
          to,
          until,
          reason,
          by,
          ...(from === undefined ? {} : { from }),
        });
        show(found, () => [
          `${who(found.to)} answers in the place of ${who(found.of)} from ${when(found.from)} to ${when(found.until)}, by ${clean(by)}.`,
        ]);
      }),
    );
};
