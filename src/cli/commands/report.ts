/** `tenure report`: the populations of a period, counted and hashed. */
import type { ResultOf } from '../../app/operations/index.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, short, table, when } from '../print.ts';

interface Options {
  readonly json?: boolean;
  readonly from?: string;
  readonly until?: string;
  readonly csv?: boolean;
}

export const addReport: AddCommand = (program, cli) => {
  withJson(program.command('report'))
    .summary('joiners, movers, leavers, privileged access, exceptions of a period, each with count and hash')
    .description(
      'For a period, everybody and everything of one kind: who came, whose work changed, who left, access of high risk, changes\n' +
        'in which too few people had a hand, what a person had to settle, remaining risks somebody took.',
    )
    .option('--from <date>', 'from this day or instant on (default: the beginning)')
    .option('--until <date>', 'to the end of this day, or to this instant (default: now)')
    .option('--csv', 'print one table of all of them')
    .action((options: Options) =>
      cli.run(options, async ({ ask, show, io, paint }) => {
        const { from, until, csv = false, json = false } = options;
        const found = await ask('report', {
          csv: csv && !json,
          ...(from === undefined ? {} : { from }),
          ...(until === undefined ? {} : { until }),
        });
        if (found.csv !== null) return io.out(found.csv);
        show(found, () =>
          [
            table(
              ['population', 'count', 'hash'],
              found.populations.map(({ population, count, sha256 }) => [population, String(count), short(sha256)]),
              paint,
            ),
            ...found.populations.filter(({ count }) => count > 0).map((one) => ['', ...rowsOf(one, paint)]),
          ].flat(),
        );
      }),
    );
};

type Population = ResultOf<'report'>['populations'][number];

const rowsOf = ({ population, rows }: Population, paint: Parameters<typeof table>[2]) => [
  paint.strong(population),
  ...table(
    ['at', 'case', 'person', 'what', 'by', 'note'],
    rows.map(({ at, case: of, person, name, what, by, note }) => [
      when(at),
      of,
      clean(name === '' ? person : name),
      what,
      clean(by),
      note,
    ]),
    paint,
  ),
];
