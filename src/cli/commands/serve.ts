/** `tenure serve`: the whole service in one process. */
import { jsonLog } from '../../log.ts';
import { type AddCommand, withJson } from '../command.ts';
import { short } from '../print.ts';

export const addServe: AddCommand = (program, cli) => {
  withJson(program.command('serve'))
    .summary('run the service: webhooks, API, workers, clocks')
    .description(
      'Runs the service until it is asked to end (Ctrl-C, SIGTERM): webhooks and API over HTTP, workers, clocks.\n' +
        'Brings the schema up first. The first start puts the policy in TENURE_POLICY in force; later starts go on\n' +
        'with what is in force and say so when the files differ.',
    )
    .option('--anew', 'begin although issues carry records of a store that is not this one; none is written over')
    .action((options: { json?: boolean; anew?: boolean }) =>
      cli.run(options, async ({ config, io, show, paint }) => {
        const { startServing } = await import('../../start.ts');
        const serving = await startServing(config, jsonLog(config), options.anew ? { begins: 'anew' } : {});
        const { served, watched, policy, notes, opened } = serving;
        const version = (await opened.store.read.policyInForce())?.version ?? policy.version;
        const said = { url: served.url, metrics: watched?.url ?? null, pid: process.pid, store: opened.kind };
        show({ ...said, policy: version, notes }, () => [
          `${paint.strong('Tenure')} for ${policy.settings.company} listens at ${served.url}`,
          `  webhook  ${served.url}/webhooks/jira`,
          ...(watched === null ? [] : [`  metrics  ${watched.url}/metrics`]),
          `  store    ${opened.kind}`,
          `  policy   ${short(version)} in force`,
          ...notes.map((note) => `  ${paint.warn('note')}     ${note}`),
        ]);
        await io.ended();
        if (!io.isTerminal) return serving.stop();
        io.err('Ending: running jobs are finished ...\n');
        return serving.stop();
      }),
    );
};
