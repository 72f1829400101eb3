/** `tenure roster`: HR's list against what is here. What differs goes on the list of exceptions; nothing is removed. */
import type { ResultOf } from '../../app/operations/index.ts';
import { Mistake } from '../../mistake.ts';
import { readNamedFile } from '../../namedFile.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, count, indented, type Paint } from '../print.ts';

interface Options {
  readonly json?: boolean;
  readonly total?: string;
  readonly asOf?: string;
  readonly missing?: string;
  readonly by?: string;
}

export const addRoster: AddCommand = (program, cli) => {
  withJson(program.command('roster'))
    .summary('compare a list of everybody who works here; removes nothing')
    .description(
      'Reads a CSV with a line for each person who works here. It must be whole and of today, which the lines\n' +
        '`#total,487` and `#as-of,2026-03-02` or the options say; else nothing of it is used. What differs is a finding.',
    )
    .argument('<file>', 'a CSV file; columns as the policy or the form calls them')
    .option('--total <count>', 'how many people it has')
    .option('--as-of <date>', 'the day it was made, or the instant')
    .option('--missing <count>', 'exactly so many of the last list are gone; takes the right to confirm')
    .option('--by <address>', 'who sends it (TENURE_ACTOR)')
    .action((file: string, options: Options) =>
      cli.run(options, async ({ ask, show, actor, paint }) => {
        const { total, asOf, missing } = options;
        const found = await ask('roster', {
          text: readNamedFile(file),
          ...(total === undefined ? {} : { total: wholeNumber('--total', total) }),
          ...(asOf === undefined ? {} : { asOf }),
          ...(missing === undefined ? {} : { missing: wholeNumber('--missing', missing) }),
          by: actor(options.by),
        });
        show(found, () => lines(found, paint));
      }),
    );
};

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new Mistake('usage', `${name} takes a whole number.`, { exit: 2 });
}

function lines({ people, ignored, findings, raised, withdrawn }: ResultOf<'roster'>, paint: Paint): readonly string[] {
  return [
    paint.strong(`${count(people, 'person', 'people')} on the list. Nothing is removed by it.`),
    ...(ignored.length === 0 ? [] : [paint.dim(`Columns not read: ${ignored.map(clean).join(', ')}`)]),
    ...(findings.length === 0 ? [paint.good('It agrees with what is here.')] : []),
    ...indented(findings.map((one) => `${one.count} × ${one.says} ${one.remedy}`)),
    `${raised} new on the list of exceptions, ${withdrawn} withdrawn: \`tenure exceptions\` lists them.`,
  ];
}
