/** `tenure worker`: more hands beside a service on the same PostgreSQL. */
import { jsonLog } from '../../log.ts';
import { type AddCommand, withJson } from '../command.ts';

export const addWorker: AddCommand = (program, cli) => {
  withJson(program.command('worker'))
    .summary('work beside a service on the same PostgreSQL, without HTTP')
    .description('Carries out jobs and rings the clocks like `tenure serve`, without HTTP. Needs DATABASE_URL.')
    .action((options: { json?: boolean }) =>
      cli.run(options, async ({ config, io, show }) => {
        const { startWorking } = await import('../../start.ts');
        const working = await startWorking(config, jsonLog(config));
        const { policy, notes, watched } = working;
        show({ pid: process.pid, policy: policy.version, metrics: watched?.url ?? null, notes }, () => [
          `Working for ${policy.settings.company} (process ${process.pid})`,
          ...(watched === null ? [] : [`  metrics  ${watched.url}/metrics`]),
          ...notes.map((note) => `  note  ${note}`),
        ]);
        await io.ended();
        await working.stop();
      }),
    );
};
