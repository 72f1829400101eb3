/** `tenure migrate`: the schema, ahead of a start. */
import { type AddCommand, withJson } from '../command.ts';

export const addMigrate: AddCommand = (program, cli) => {
  withJson(program.command('migrate'))
    .summary('bring the store’s schema up to date')
    .description('Brings the store’s schema up to date. Migrations only add: an older process keeps working beside it.')
    .action((options: { json?: boolean }) =>
      cli.run(options, async ({ config, show }) => {
        const { openInstallation } = await import('../../installation.ts');
        const opened = await openInstallation(config);
        try {
          const taken = await opened.migrate();
          show({ store: opened.kind, taken, ...(await opened.status()) }, () =>
            taken.length === 0 ? ['The schema is up to date.'] : taken.map((step) => `taken: ${step}`),
          );
        } finally {
          await opened.close();
        }
      }),
    );
};
