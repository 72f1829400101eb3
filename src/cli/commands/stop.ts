/** `tenure stop` and `tenure resume`: the switch for all writes. */
import { type AddCommand, withJson } from '../command.ts';
import { clean } from '../print.ts';

export const addStop: AddCommand = (program, cli) => {
  withJson(program.command('stop'))
    .summary('halt all writes at once')
    .description('Halts all outside writes at once, recorded. Leavers still lose their access unless --leavers-too.')
    .option('--leavers-too', 'also stop taking access from people who leave')
    .option('--by <address>', 'who stops it (TENURE_ACTOR)')
    .action((options: { json?: boolean; leaversToo?: boolean; by?: string }) =>
      cli.run(options, async ({ ask, show, actor, paint }) => {
        const found = await ask('stop', { by: actor(options.by), leaversToo: options.leaversToo ?? false });
        const still = found.leaversToo ? 'Leavers keep their access too.' : 'Leavers still lose their access.';
        show(found, () => [
          paint.bad(`Writes are stopped by ${clean(found.by)}.`),
          `${still} \`tenure resume\` ends it.`,
        ]);
      }),
    );
  withJson(program.command('resume'))
    .summary('let writes go on')
    .description('Lets writes go on after `tenure stop`; what waited is done now.')
    .option('--by <address>', 'who lets them (TENURE_ACTOR)')
    .action((options: { json?: boolean; by?: string }) =>
      cli.run(options, async ({ ask, show, actor, paint }) => {
        const found = await ask('resume', { by: actor(options.by) });
        show(found, () => [paint.good(`Writes go on, by ${clean(found.by)}.`)]);
      }),
    );
};
