/** `tenure give-back`: access given back before its end, by whoever has it or asked for it. */
import { Mistake } from '../../mistake.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean } from '../print.ts';

interface Options {
  readonly json?: boolean;
  readonly line?: string;
  readonly grant?: string;
  readonly onlyOpen?: boolean;
  readonly by?: string;
}

export const addGiveBack: AddCommand = (program, cli) => {
  withJson(program.command('give-back'))
    .summary('give back access before its end')
    .description('Ends access that was asked for, or takes a request back that nobody has decided yet.')
    .argument('[issue]', 'the issue of the request')
    .option('--line <line>', 'which line, when several are not over')
    .option('--grant <id>', 'a grant of your own, instead of an issue')
    .option('--only-open', 'only while nobody has decided: what has been given by then stays')
    .option('--by <address>', 'who gives it back (TENURE_ACTOR)')
    .action((issue: string | undefined, options: Options) =>
      cli.run(options, async ({ ask, show, actor }) => {
        const { line, grant, onlyOpen = false } = options;
        const by = actor(options.by);
        if (grant === undefined && issue === undefined) {
          throw new Mistake('usage', 'Name the issue, or --grant.', { exit: 2 });
        }
        const what = grant === undefined ? { case: issue ?? '', ...(line === undefined ? {} : { line }) } : { grant };
        const found = await ask('giveBack', { ...what, by, onlyOpen });
        show(found, () => [
          found.wasOpen
            ? `${found.case}: ${clean(found.entitlement)} is not asked for any more.`
            : `${found.case}: ${clean(found.entitlement)} ends now; the issue says when it was read back as gone.`,
        ]);
      }),
    );
};
