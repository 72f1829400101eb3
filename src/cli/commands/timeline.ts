/** `tenure timeline`: the audit questions about one person. */
import type { ResultOf } from '../../app/operations/index.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, count, type Paint, spell, table, when, who } from '../print.ts';

type Timeline = ResultOf<'timeline'>;

export const addTimeline: AddCommand = (program, cli) => {
  withJson(program.command('timeline'))
    .summary('what a person was given, why, from when to when, and all that was recorded')
    .description(
      'For one person: what was asked, what gave it, which group it meant, when it began and ended, when the provider\n' +
        'was read as showing it, and everything that was recorded, in order.',
    )
    .argument('<person>', 'employee number, work address or login')
    .option('--on <date>', 'what was held on that day (2026-03-31) or at that instant')
    .action((person: string, options: { json?: boolean; on?: string }) =>
      cli.run(options, async ({ ask, show, paint }) => {
        const found = await ask('timeline', { person, ...(options.on === undefined ? {} : { on: options.on }) });
        show(found, () => timelineLines(found, paint));
      }),
    );
};

function timelineLines(found: Timeline, paint: Paint): readonly string[] {
  const { person, engagements, accounts, access, events, on } = found;
  return [
    `${paint.strong(who(person))}  ${clean(person.workMail)}`,
    ...engagements.flatMap(({ workerType, attributes, start, end, leaves }) => {
      const what = Object.entries(attributes)
        .flatMap(([name, value]) => (name === 'workerType' ? [] : [clean(value)]))
        .join(', ');
      return [
        `  ${workerType}${what === '' ? '' : ` (${what})`} ${spell(start, end)}`,
        ...leaves.map((leave) => `    on leave ${spell(leave.from, leave.until)}, by ${leave.case}`),
      ];
    }),
    ...accounts.map(
      ({ connection, login, state, verifiedAt }) =>
        `  ${clean(login)} at ${connection}: ${state ?? 'not made yet'}${verifiedAt === null ? '' : `, read back ${when(verifiedAt)}`}`,
    ),
    '',
    paint.strong(on === null ? 'Access' : `Access at ${when(on)}`),
    ...(access.length === 0 ? ['  none'] : accessTable(access, paint).map((line) => `  ${line}`)),
    '',
    paint.strong(count(events.length, 'event')),
    ...table(
      ['At', 'Case', '#', 'Where', 'What'],
      events.map((one) => [when(one.at), one.case, String(one.seq), one.where, one.text]),
      paint,
    ).map((line) => `  ${line}`),
  ];
}

const accessTable = (access: Timeline['access'], paint: Paint) =>
  table(
    ['Group', 'Access', 'Because', 'Case', 'From', 'Seen', 'Until', 'Gone', 'Ended by'],
    access.map((one) => [
      one.group,
      one.access,
      one.because,
      one.case,
      when(one.from),
      when(one.seenAt),
      one.until === null ? 'while it applies' : when(one.until),
      when(one.goneAt),
      one.endedBy ?? '',
    ]),
    paint,
  );
