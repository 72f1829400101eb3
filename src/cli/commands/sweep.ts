/** `tenure sweep`: compares complete listings with the ledger, and chooses accounts to look at. */
import type { ResultOf } from '../../app/operations/index.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, count, indented, type Paint, when } from '../print.ts';

interface Options {
  readonly json?: boolean;
  readonly last?: boolean;
  readonly by?: string;
}

export const addSweep: AddCommand = (program, cli) => {
  withJson(program.command('sweep'))
    .summary('compare everything with complete listings of the provider')
    .description(
      'Reads all accounts and the members of every managed group, and compares them with the ledger. It changes nothing\n' +
        'by itself: accounts that differ are read one by one and reconciled like after any edit, and what nothing explains\n' +
        'goes on the list of exceptions. Tenure does it by itself at the hour `sweep` in tenure.yaml says.',
    )
    .option('--last', 'what the last one has seen, without a new one')
    .option('--by <address>', 'who asks for it (TENURE_ACTOR)')
    .action((options: Options) =>
      cli.run(options, async ({ ask, show, actor, paint }) => {
        const found =
          options.last === true ? await ask('sweepState', {}) : await ask('sweep', { by: actor(options.by) });
        show(found, () => (found.sweep === null ? ['There was no full sweep yet.'] : sweepLines(found.sweep, paint)));
        return found.sweep?.state === 'broken-off' ? 1 : 0;
      }),
    );
};

type Sweep = ResultOf<'sweep'>['sweep'];

const STATE: Readonly<Record<Sweep['state'], string>> = {
  running: 'under way; `tenure sweep --last` shows how it ends',
  done: 'done',
  'broken-off': 'broke off: nothing is concluded of what was not read',
};

function sweepLines({ state, by, startedAt, endedAt, connections }: Sweep, paint: Paint): readonly string[] {
  const said = state === 'broken-off' ? paint.bad(STATE[state]) : STATE[state];
  const until = endedAt === null ? '' : ` to ${when(endedAt)}`;
  return [`Full sweep by ${clean(by)}, ${when(startedAt)}${until}: ${said}`, ...connections.flatMap(connectionLines)];
}

function connectionLines(one: Sweep['connections'][number]): readonly string[] {
  const findings = Object.entries(one.findings).map(([kind, n]) => `${kind} ${n}`);
  return [
    `  ${one.connection}: ${count(one.accounts, 'account')}, ${count(one.memberships, 'membership')} of ${count(one.groups, 'group')} read`,
    `    ${count(one.looks, 'account')} to look at`,
    `    findings: ${findings.length === 0 ? 'none' : findings.join(', ')}; ${one.raised} new, ${one.withdrawn} no longer there`,
    ...indented(one.unread.map(({ group, because }) => `not read, so nothing is known of ${clean(group)}: ${because}`)),
    ...(one.brokenOff === null ? [] : [`    broke off: ${clean(one.brokenOff)}`]),
  ];
}
