/** `tenure plan`: what reconcile would do now. */
import type { ResultOf } from '../../app/operations/index.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, type Paint, when, who } from '../print.ts';

type Account = ResultOf<'plan'>['accounts'][number];

export const addPlan: AddCommand = (program, cli) => {
  withJson(program.command('plan'))
    .summary('what would be written at the provider now, without writing it')
    .description(
      'Reads each account at the provider and says what reconcile would write there now. Writes nothing.\n' +
        'For one person, or for every account that is not settled.',
    )
    .argument('[person]', 'employee number, work address or login')
    .action((person: string | undefined, options: { json?: boolean }) =>
      cli.run(options, async ({ ask, show, paint }) => {
        const found = await ask('plan', person === undefined ? {} : { person });
        show(found, () => planLines(found, paint));
      }),
    );
};

function planLines({ stopped, accounts, more }: ResultOf<'plan'>, paint: Paint): readonly string[] {
  const head = stopped === null ? [] : [paint.bad(`Writes are stopped by ${stopped.by}: nothing of this happens.`)];
  if (accounts.length === 0) return [...head, 'Nothing to do: every account is settled.'];
  const rest = more ? [`These are the first ${accounts.length}; more are not settled.`] : [];
  return [...head, ...accounts.flatMap((account) => accountLines(account, paint)), ...rest];
}

function accountLines(one: Account, paint: Paint): readonly string[] {
  const title = `${paint.strong(who(one.person))}  ${clean(one.login)}  wanted ${one.wanted}${one.away === null ? '' : ` (on leave by ${one.away})`}, is ${one.seen ?? 'unknown'}`;
  if (one.unknown !== null) return [title, `  ${paint.bad(`cannot be read: ${one.unknown}`)}`];
  const nothing = one.changes.length + one.shadowed.length + one.obstacles.length + one.awaited.length === 0;
  const about = (text: string | null) => (text === null ? '' : ` ${clean(text)}`);
  return [
    title,
    ...(nothing ? ['  nothing to do'] : []),
    ...one.changes.map((change) => `  ${change.change}${about(change.about)}  (${change.case})`),
    ...one.shadowed.map((change) => `  shadow: would ${change.change}${about(change.about)}  (${change.case})`),
    ...one.awaited.map(({ group, owner }) => `  waits for the ${owner} that fills ${clean(group)}`),
    ...one.obstacles.map(
      ({ obstacle, about: group }) => `  ${paint.warn('needs a person')}: ${obstacle}${about(group)}`,
    ),
    ...(one.nextChange === null ? [] : [`  ${paint.dim(`next change ${when(one.nextChange)}`)}`]),
  ];
}
