/** `tenure requests` and `tenure decide`: what waits for a decision, and the decision. */
import type { ResultOf } from '../../app/operations/index.ts';
import { Mistake } from '../../mistake.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, type Paint, when, who } from '../print.ts';

export const addRequests: AddCommand = (program, cli) => {
  withJson(program.command('requests'))
    .summary('requests for access that wait for a decision')
    .description(
      'Lists the open questions about requests for access: what, for whom, for how long, by which rule, asked of whom.',
    )
    .option('--approver <address>', 'only those this person may answer')
    .action((options: { json?: boolean; approver?: string }) =>
      cli.run(options, async ({ ask, show, paint }) => {
        const found = await ask('requests', options.approver === undefined ? {} : { approver: options.approver });
        show(found, () =>
          found.questions.length === 0
            ? ['No request waits for a decision.']
            : found.questions.flatMap((one) => questionLines(one, paint)),
        );
      }),
    );
};

type Question = ResultOf<'requests'>['questions'][number];

const questionLines = (one: Question, paint: Paint): readonly string[] => [
  `${paint.strong(`${one.case} line ${one.line}`)}  ${one.entitlement} for ${who(one.person)}, ${one.duration}`,
  `  groups: ${one.groups.join(', ') || 'opened by a person'}; risk ${one.risk}; rule ${one.rule}`,
  ...(one.reason === null ? [] : [`  reason: ${clean(one.reason)}`]),
  ...(one.ticket === null ? [] : [`  ticket: ${clean(one.ticket)}`]),
  `  asked of ${one.approvers.map(({ mail, as }) => `${clean(mail)} (${as})`).join(', ')}, until ${when(one.until)}`,
];

interface Options {
  readonly json?: boolean;
  readonly approve?: boolean;
  readonly refuse?: boolean;
  readonly justified?: boolean;
  readonly notJustified?: boolean;
  readonly line?: string;
  readonly for?: string;
  readonly reason?: string;
  readonly by?: string;
}

export const addDecide: AddCommand = (program, cli) => {
  withJson(program.command('decide'))
    .summary('approve or refuse a request for access; say what an emergency was')
    .description(
      'Answers an open question as one of those it was asked of; or says, with a reason, whether access taken in an emergency was justified. A refusal says why.',
    )
    .argument('<issue>', 'the issue of the request')
    .option('--approve', 'it may be given')
    .option('--refuse', 'it may not')
    .option('--justified', 'access taken in an emergency: it was one')
    .option('--not-justified', 'it was none')
    .option('--line <line>', 'which line, when several are open')
    .option('--for <duration>', 'approve for shorter than was asked, such as 6h')
    .option('--reason <text>', 'why; recorded with the decision')
    .option('--by <address>', 'who decides (TENURE_ACTOR)')
    .action((issue: string, options: Options) =>
      cli.run(options, async ({ ask, show, actor }) => {
        const { line, reason } = options;
        const verdict = verdictIn(options);
        const found = await ask('decide', {
          case: issue,
          verdict,
          by: actor(options.by),
          ...(line === undefined ? {} : { about: line }),
          ...(options.for === undefined ? {} : { for: options.for }),
          ...(reason === undefined ? {} : { reason }),
        });
        show(found, () => [`${found.case}: ${DONE[found.verdict]} by ${clean(found.by)}.`]);
      }),
    );
};

const DONE = {
  approve: 'approved',
  refuse: 'refused',
  justified: 'found to have been an emergency',
  'not-justified': 'found to have been no emergency',
} as const satisfies Record<ResultOf<'decide'>['verdict'], string>;

function verdictIn({ approve, refuse, justified, notJustified }: Options): ResultOf<'decide'>['verdict'] {
  const said = { approve, refuse, justified, 'not-justified': notJustified };
  const [only, ...more] = (['approve', 'refuse', 'justified', 'not-justified'] as const).filter((one) => said[one]);
  if (only === undefined || more.length > 0) {
    throw new Mistake('usage', 'One of --approve, --refuse, --justified and --not-justified.', { exit: 2 });
  }
  return only;
}
