/** `tenure verify`: is the record whole? */
import { type AddCommand, withJson } from '../command.ts';
import { clean, count } from '../print.ts';

export const addVerify: AddCommand = (program, cli) => {
  withJson(program.command('verify'))
    .summary('check every chain, and the ledger against the replay of all events')
    .description(
      'Checks every stream’s hash chain, and that every row of the ledger is what its events make of it. With\n' +
        '--issues also the signed pieces on the issues in Jira. Exit code 1 when something does not hold.',
    )
    .option('--issues', 'also read back the signed pieces from every issue')
    .action((options: { json?: boolean; issues?: boolean }) =>
      cli.run(options, async ({ ask, show, paint }) => {
        const record = await ask('verify', {});
        const issues = options.issues === true ? await ask('verifyIssues', {}) : null;
        const faults = [...record.faults, ...(issues?.faults ?? [])];
        const whole = faults.length === 0;
        const readBack = issues === null ? null : { issues: issues.issues, behind: issues.behind };
        show({ ...record, whole, faults, readBack }, () => [
          `${count(record.streams, 'chain')}, ${count(record.events, 'event')}, the ledger of ${count(record.people, 'person', 'people')} replayed`,
          ...(record.erased === 0 ? [] : [`${record.erased} of them erased: no longer to be replayed`]),
          ...(issues === null
            ? []
            : [
                `${count(issues.issues, 'issue')} read back${issues.behind === 0 ? '' : `, ${issues.behind} not written yet`}`,
              ]),
          ...faults.map(({ where, fault, says }) => `  ${paint.bad(fault)}  ${clean(where)}: ${clean(says)}`),
          whole ? paint.good('Whole.') : paint.bad(`Not whole: ${count(faults.length, 'fault')}.`),
        ]);
        return whole ? 0 : 1;
      }),
    );
};
