/** `tenure cases`: the issues Tenure acts on. */
import { z } from 'zod';
import { Mistake } from '../../mistake.ts';
import { type AddCommand, withJson } from '../command.ts';
import { count, table, when, who } from '../print.ts';

const states = z.enum(['refused', 'open', 'waiting', 'proved', 'closed']).optional();

export const addCases: AddCommand = (program, cli) => {
  withJson(program.command('cases'))
    .summary('the issues Tenure acts on')
    .description('Lists the issues Tenure acts on, newest first.')
    .option('--state <state>', 'only refused, open, waiting, proved or closed (with accepted risk)')
    .option('--person <person>', 'only about this person')
    .action((options: { json?: boolean; state?: string; person?: string }) =>
      cli.run(options, async ({ ask, show, paint }) => {
        const state = states.safeParse(options.state);
        if (!state.success) {
          throw new Mistake('usage', '--state is one of refused, open, waiting, proved, closed.', { exit: 2 });
        }
        const { person } = options;
        const found = await ask('cases', {
          ...(state.data === undefined ? {} : { state: state.data }),
          ...(person === undefined ? {} : { person }),
        });
        const rows = found.cases.map((one) => [one.key, one.kind, one.state, who(one.person), when(one.updatedAt)]);
        show(found, () => [
          ...(rows.length === 0 ? ['No case.'] : table(['Case', 'Kind', 'State', 'Person', 'Updated'], rows, paint)),
          ...(found.more === 0 ? [] : [`and ${count(found.more, 'older case')}`]),
        ]);
      }),
    );
};
