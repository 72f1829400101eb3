/** `tenure shadow`: what Tenure would have done, against what IT did. */
import type { ResultOf } from '../../app/operations/index.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, count, indented, type Paint, table, when, who } from '../print.ts';

export const addShadow: AddCommand = (program, cli) => {
  withJson(program.command('shadow'))
    .summary('what shadow held back, against what was done at the provider meanwhile')
    .description(
      'Every step that was held back and not set free, from the record; each of those accounts is read anew. Agreed: it\n' +
        'was done by hand. What was held back a moment ago is not known yet. Reads only.',
    )
    .option('--patience <time>', 'how long people take to do it by hand', '24h')
    .action((options: { json?: boolean; patience: string }) =>
      cli.run(options, async ({ ask, show, paint }) => {
        const found = await ask('shadow', { patience: options.patience });
        show(found, () => lines(found, paint));
      }),
    );
};

type Found = ResultOf<'shadow'>;

function lines({ steps, byKind, byGroup, differing, givenBesides, more, at }: Found, paint: Paint): readonly string[] {
  if (steps === 0) return ['Shadow has held nothing back that is still wanted.'];
  return [
    paint.strong(`${count(steps, 'step')} held back, against what was read ${when(at)}`),
    '',
    ...figures('kind of case', byKind, paint),
    ...(byGroup.length === 0 ? [] : ['', ...figures('group', byGroup, paint)]),
    ...(differing.length + givenBesides.length === 0 ? [] : ['', paint.warn('Not as Tenure would have done it:')]),
    ...indented(
      differing.map((one) =>
        clean(`${who(one.person)}, ${one.case}: ${one.change} ${one.group ?? ''} ${SAID[one.verdict] ?? one.verdict}`),
      ),
    ),
    ...indented(givenBesides.map(({ person, group }) => clean(`${who(person)}: was put into ${group} as well`))),
    ...(more > 0 ? indented([`and ${more} more`]) : []),
  ];
}

const SAID: Readonly<Record<string, string>> = { 'not-done': 'was not done', otherwise: 'was done otherwise' };

const figures = (of: string, rows: Found['byKind'], paint: Paint) =>
  table(
    [of, 'agreed', 'IT did not', 'IT did otherwise', 'not known yet'],
    rows.map((one) => [one.of, ...[one.agreed, one.notDone, one.otherwise, one.notKnownYet].map(String)]),
    paint,
  );
