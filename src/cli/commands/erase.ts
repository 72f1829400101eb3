/** `tenure erase`: takes one person's personal text out of the store. The record stays whole. */
import type { ResultOf } from '../../app/operations/index.ts';
import { Mistake } from '../../mistake.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, count, indented, type Paint, short, table } from '../print.ts';

interface Options {
  readonly json?: boolean;
  readonly plan?: boolean;
  readonly confirm?: string;
  readonly by?: string;
}

export const addErase: AddCommand = (program, cli) => {
  withJson(program.command('erase'))
    .summary('take one person’s names, addresses and reasons out of the store')
    .description(
      'With --plan: counts what would go and what would stay, and names what lies outside of Tenure. With --confirm:\n' +
        'somebody else, with the right to confirm, has exactly that erased; when anything has changed since, it is refused.\n' +
        'Chains, seals and answers by id stay whole. It cannot be undone. Nothing is changed in Jira or at the provider.',
    )
    .argument('[person]', 'employee number, work address or login')
    .option('--plan', 'count it, and change nothing')
    .option('--confirm <hash>', 'erase what the plan with this hash has counted')
    .option('--by <address>', 'who does it (TENURE_ACTOR)')
    .action((person: string | undefined, options: Options) =>
      cli.run(options, async ({ ask, show, actor, paint }) => {
        const { plan = false, confirm } = options;
        if (plan && person !== undefined && confirm === undefined) {
          const found = await ask('erasePlan', { person, by: actor(options.by) });
          return show(found, () => planLines(found, paint));
        }
        if (confirm !== undefined && !plan && person === undefined) {
          const found = await ask('eraseConfirm', { hash: confirm, by: actor(options.by) });
          return show(found, () => doneLines(found, paint));
        }
        throw new Mistake('usage', 'Either PERSON --plan, or --confirm HASH as the plan has shown it.', { exit: 2 });
      }),
    );
};

const GOES: Readonly<Record<string, string>> = {
  texts: 'names, addresses and reasons beside events',
  names: 'fields of the person in the ledger, with what was there before',
  logins: 'logins of accounts',
  exceptions: 'exceptions with words of theirs',
  listLines: 'lines of adoption lists',
  requests: 'reasons and tickets of requests from outside Jira',
  answers: 'places where an answer is asked of their address',
  cards: 'which Slack conversation held which question',
  uses: 'records of when an application was last used',
};

function planLines(found: ResultOf<'erasePlan'>, paint: Paint): readonly string[] {
  const { person, goes, stays, hash } = found;
  const gone = Object.entries(goes).filter(([, times]) => times > 0);
  return [
    paint.strong(`${clean(person.name)} (${clean(person.key)}), known by ${person.id} afterwards`),
    '',
    ...table(
      ['goes', ''],
      gone.map(([what, times]) => [String(times), GOES[what] ?? what]),
      paint,
    ),
    '',
    ...table(
      ['stays', '', ''],
      [
        [String(stays.events), 'events', 'by id, with digests: the record, its chains and seals'],
        [String(stays.engagements), 'engagements', 'dates, worker type and attributes such as department'],
        [String(stays.grants), 'grants', 'what was held, since when, until when, by which case'],
        [String(stays.exclusions), 'exclusions', 'what they must not hold, and the reason that was recorded'],
        [String(stays.memberships), 'memberships', 'when each was read back'],
        ['', 'who filed and decided', 'by work address or Jira account: an audit asks for exactly that'],
      ],
      paint,
    ),
    '',
    ...outsideLines(found, paint),
    '',
    'Nothing is erased yet, and what is cannot be brought back. Somebody else, with the right to confirm:',
    `  tenure erase --confirm ${short(hash)} --by ADDRESS`,
  ];
}

function doneLines(found: ResultOf<'eraseConfirm'>, paint: Paint): readonly string[] {
  return [
    paint.good(
      `Erased: ${count(found.goes.texts, 'text')}, confirmed by ${clean(found.by)}. Known by ${found.person} from now on; ${clean(found.case)} says so.`,
    ),
    '',
    ...outsideLines(found, paint),
  ];
}

/** What Tenure has not touched, and somebody may have to. */
function outsideLines({ outside }: Pick<ResultOf<'eraseConfirm'>, 'outside'>, paint: Paint): readonly string[] {
  const { issues, subTasks, mails, accounts, policy } = outside;
  return [
    paint.warn('Outside of this store, and untouched:'),
    ...indented([
      `Jira: forms, comments, history and attachments of ${issues.map(clean).join(', ') || 'no issue'}`,
      ...(subTasks.length === 0 ? [] : [`Jira: sub-tasks ${subTasks.map(clean).join(', ')}`]),
      'Jira: the signed record on these issues holds ids and digests, no words',
      ...accounts.map((one) => `the account itself: ${clean(one)}`),
      ...(mails === 0 ? [] : [`${count(mails, 'mail')} that your mail server has taken`]),
      ...policy.map((place) => `the policy files still name them: ${clean(place)}`),
      'bundles exported with --personal, and backups of the database, from before now',
      'messages in Slack, as long as Slack keeps them',
    ]),
  ];
}
