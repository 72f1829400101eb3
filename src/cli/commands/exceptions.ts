/** `tenure exceptions`: what waits for a person. */

import type { ResultOf } from '../../app/operations/index.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, type Paint, when, who } from '../print.ts';

export const addExceptions: AddCommand = (program, cli) => {
  withJson(program.command('exceptions'))
    .summary('what waits for a person, and what may be decided')
    .description('Lists what waits for a person, with the verdicts that make sense. `tenure confirm` settles one.')
    .option('--all', 'settled ones too')
    .action((options: { json?: boolean; all?: boolean }) =>
      cli.run(options, async ({ ask, show, paint }) => {
        const found = await ask('exceptions', { all: options.all ?? false });
        show(found, () =>
          found.exceptions.length === 0
            ? ['Nothing waits for a person.']
            : found.exceptions.flatMap((one) => exceptionLines(one, paint)),
        );
      }),
    );
};

type Exception = ResultOf<'exceptions'>['exceptions'][number];

function exceptionLines(one: Exception, paint: Paint): readonly string[] {
  const detail = Object.entries(one.detail).map(([name, value]) => `${name}: ${value}`);
  const about = [one.case ?? 'no case', who(one.person), one.group ?? '', ...detail].filter((text) => text !== '');
  return [
    `${paint.strong(one.id)}  ${paint.dim(when(one.openedAt))}`,
    `  ${clean(about.join('; '))}`,
    `  ${one.says} ${one.remedy}`,
    one.settled === null
      ? `  verdicts: ${one.verdicts.join(', ')}`
      : `  ${paint.good(`settled ${when(one.settled.at)} by ${clean(one.settled.by)}: ${one.settled.verdict}`)}`,
  ];
}
