/** `tenure rebuild`: a lost store, made again from the signed records in Jira. */
import { type AddCommand, withJson } from '../command.ts';
import { clean, count } from '../print.ts';

interface Options {
  readonly json?: boolean;
  readonly key: readonly string[];
  readonly bundle?: string;
}

const another = (value: string, before: readonly string[]) => [...before, value];

export const addRebuild: AddCommand = (program, cli) => {
  withJson(program.command('rebuild'))
    .summary('make a lost store again from the signed records in Jira; only into an empty one')
    .description(
      'Reads every issue of the projects and its record; what is not signed, not whole or of another issue gives nothing and\n' +
        'becomes an exception. Puts the policy of TENURE_POLICY in force, compares with the provider, writes nothing there, and\n' +
        'leaves everything in shadow until `tenure policy apply`. Needs the signing key, or its public half: --key.',
    )
    .option('--key <file>', 'public key the records are checked with; once for each', another, [])
    .option(
      '--bundle <folder>',
      'a bundle (tenure export --personal): its names are taken where their digest fits; its seals say how long each record was',
    )
    .action((options: Options) =>
      cli.run(options, async ({ config, show, paint }) => {
        const { rebuildStore } = await import('../../rebuildStore.ts');
        const restored = await rebuildStore(config, { keys: options.key, bundle: options.bundle ?? null });
        const { notRestored, differences, texts } = restored;
        show(restored, () => [
          `${count(restored.issues, 'issue')} with a record, ${count(restored.streams, 'stream')} and ${count(restored.events, 'event')} put back: ${count(restored.people, 'person', 'people')}`,
          `Words: ${texts.proved} fit their digest, ${texts.read} were read from forms and accounts, ${texts.missing} are gone`,
          ...notRestored.map(({ issue, fault }) => `  ${paint.bad(fault)}  ${clean(issue)}`),
          `${count(restored.accounts, 'account')} read at the provider, ${count(differences.length, 'difference')}`,
          ...differences.map((one) => `  ${paint.warn(one.what)}  ${clean(one.account)}: ${clean(one.should)}`),
          paint.warn(
            'Everything is in shadow. Look at `tenure exceptions` and `tenure shadow`, then: tenure policy apply',
          ),
        ]);
      }),
    );
};
