/** `tenure request` and `tenure grants`: asking for access from a terminal, and who holds what. */
import type { ResultOf } from '../../app/operations/index.ts';
import { Mistake } from '../../mistake.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, type Paint, table, when, who } from '../print.ts';

interface Asking {
  readonly json?: boolean;
  readonly person?: string;
  readonly for?: string;
  readonly reason?: string;
  readonly ticket?: string;
  readonly breakGlass?: boolean;
  readonly key?: string;
  readonly by?: string;
}

export const addRequest: AddCommand = (program, cli) => {
  withJson(program.command('request'))
    .summary('ask for access')
    .description(
      'Asks for access, as the form in Jira does. What policy would not let be asked is refused at once. With Jira down it\n' +
        'is kept, and its issue appears when Jira is back. `tenure explain PERSON --request ...` asks nobody.',
    )
    .argument('<access...>', 'each as "Application: role" or application:role')
    .option('--person <person>', 'whom it is for, when it is not whoever asks')
    .option('--for <duration>', 'for how long, such as 6h; without it as policy says')
    .option('--reason <text>', 'what it is needed for')
    .option('--ticket <link>', 'the ticket it is for')
    .option('--break-glass', 'an emergency: given at once where policy allows it, and looked at afterwards')
    .option('--key <key>', 'sent again with the same key it is the same request')
    .option('--by <address>', 'who asks (TENURE_ACTOR)')
    .action((access: string[], options: Asking) =>
      cli.run(options, async ({ ask, show, actor }) => {
        const { person, for: span, reason, ticket, breakGlass, key } = options;
        const found = await ask('ask', {
          access,
          by: actor(options.by),
          ...(person === undefined ? {} : { person }),
          ...(span === undefined ? {} : { for: span }),
          ...(reason === undefined ? {} : { reason }),
          ...(ticket === undefined ? {} : { ticket }),
          ...(breakGlass === undefined ? {} : { breakGlass }),
          ...(key === undefined ? {} : { key }),
        });
        show(found, () => [
          found.case === null
            ? 'Accepted, and kept. Jira has not taken it yet: its issue appears when it does.'
            : found.address === null
              ? `Decided as ${found.case}. Jira has not taken it yet: its issue appears when it does.`
              : `Asked on ${found.case}  ${found.address}`,
        ]);
      }),
    );
};

interface Listing {
  readonly json?: boolean;
  readonly person?: string;
  readonly entitlement?: string;
  readonly live?: boolean;
  readonly limit: string;
  readonly cursor?: string;
}

export const addGrants: AddCommand = (program, cli) => {
  withJson(program.command('grants'))
    .summary('who holds what, for what cause, from when to when')
    .description('Lists grants page by page. When each really began and ended `tenure audit PERSON` says.')
    .option('--person <person>', 'of one person')
    .option('--entitlement <entitlement>', 'of one role, such as aws:production')
    .option('--live', 'only what holds now')
    .option('--limit <count>', 'how many at most', '100')
    .option('--cursor <cursor>', 'go on after a page')
    .action((options: Listing) =>
      cli.run(options, async ({ ask, show, paint }) => {
        const { person, entitlement, live, cursor } = options;
        const limit = Number(options.limit);
        if (!Number.isInteger(limit)) throw new Mistake('usage', '--limit takes a whole number.', { exit: 2 });
        const found = await ask('grants', {
          limit,
          ...(person === undefined ? {} : { person }),
          ...(entitlement === undefined ? {} : { entitlement }),
          ...(live === undefined ? {} : { live }),
          ...(cursor === undefined ? {} : { cursor }),
        });
        show(found, () => grantLines(found, paint));
      }),
    );
};

function grantLines({ items, next }: ResultOf<'grants'>, paint: Paint): readonly string[] {
  if (items.length === 0) return ['No grant.'];
  const rows = table(
    ['Person', 'Access', 'Because', 'Case', 'From', 'Until'],
    items.map((one) => [
      who(one.person),
      one.access,
      one.because,
      one.case,
      when(one.from),
      one.until === null ? 'while it applies' : when(one.until),
    ]),
    paint,
  );
  return [...rows, ...(next === null ? [] : [paint.dim(`More: --cursor ${clean(next)}`)])];
}
