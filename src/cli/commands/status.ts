/** `tenure status`: one look at the whole. */
import { type AddCommand, withJson } from '../command.ts';
import { clean, count, short, when } from '../print.ts';

export const addStatus: AddCommand = (program, cli) => {
  withJson(program.command('status'))
    .summary('what is in force, what waits, what is stopped')
    .description('Shows what is in force, what waits and for whom, and whether writes are stopped.')
    .action((options: { json?: boolean }) =>
      cli.run(options, async ({ ask, show, paint }) => {
        const found = await ask('status', {});
        const jobs = Object.values(found.backlog).reduce((sum, one) => sum + one, 0);
        // A service of before beside a command of now says less.
        const { stopped, allInShadow = null } = found;
        show(found, () => [
          `${paint.strong(found.company ?? 'Tenure')}  store ${found.store.kind}${found.store.ready ? '' : paint.bad(', schema not up to date')}`,
          `  policy         ${found.policy === null ? paint.warn('none in force') : short(found.policy)}`,
          `  writes         ${stopped === null ? 'on' : paint.bad(`stopped by ${stopped.by} since ${when(stopped.at)}${stopped.leaversToo ? ', leavers too' : ''}`)}`,
          ...(allInShadow === null
            ? []
            : [
                `  shadow         ${paint.bad(`everything, since ${allInShadow.awaitsStart ? 'newer seals were found in Jira' : 'the store was restored'} ${when(allInShadow.since)}; ${allInShadow.awaitsStart ? 'start the service again, and they are compared; then ' : ''}tenure policy apply ends it`)}`,
              ]),
          `  jobs           ${jobs}`,
          `  unsettled      ${count(found.unsettledAccounts, 'account')}, ${count(found.unwrittenStreams, 'issue')}`,
          `  exceptions     ${found.openExceptions}`,
          `  held changes   ${found.heldChangeSets}`,
          `  next change    ${found.nextChange === null ? 'none ahead' : when(found.nextChange)}`,
          ...found.announced.map(
            ({ filer, people, used, until }) =>
              `  announced      ${paint.warn(`${used} of ${count(people, 'termination')} by ${clean(filer)} until ${when(until)}`)}`,
          ),
          ...found.logsRead.map(
            ({ connection, at }) =>
              `  log of ${clean(connection)}    ${at === null ? paint.warn('never read') : `read to its end ${when(at)}`}`,
          ),
        ]);
      }),
    );
};
