/** `tenure exceptions`: what waits for a person; one of them with its history; and handing one over. */

import type { ResultOf } from '../../app/operations/index.ts';
import { sayAge } from '../../core/exception/index.ts';
import { Mistake } from '../../mistake.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, indented, type Paint, short, when, who } from '../print.ts';
import type { Session } from '../session.ts';

interface Options {
  readonly json?: boolean;
  readonly all?: boolean;
  readonly to?: string;
  readonly reason?: string;
  readonly by?: string;
}

export const addExceptions: AddCommand = (program, cli) => {
  withJson(program.command('exceptions'))
    .summary('what waits for a person, and what may be decided')
    .description(
      'Lists what waits for a person: for how long, whose it is, and the verdicts that make sense. `show ID`: what has\n' +
        'happened to one. `hand-over ID`: to somebody else who may settle it. `tenure confirm` settles one.',
    )
    .argument('[what]', 'show, hand-over; nothing: the list')
    .argument('[id]', 'an exception’s id, or an issue with one open exception')
    .option('--all', 'settled ones too')
    .option('--to <whom>', 'hand-over: a work address, roles.confirm or roles.accept')
    .option('--reason <text>', 'hand-over: why; recorded')
    .option('--by <address>', 'hand-over: who does it (TENURE_ACTOR)')
    .action((what: string | undefined, id: string | undefined, options: Options) =>
      cli.run(options, (session) => {
        if (what === undefined) return list(session, options.all ?? false);
        if (what !== 'show' && what !== 'hand-over') {
          throw new Mistake('usage', 'Write `tenure exceptions`, or with `show ID` or `hand-over ID`.', { exit: 2 });
        }
        if (id === undefined) throw new Mistake('usage', `Name the exception: ${what} ID.`, { exit: 2 });
        return what === 'show' ? showOne(session, id) : handOver(session, id, options);
      }),
    );
};

async function list({ ask, show, paint }: Session, all: boolean): Promise<void> {
  const found = await ask('exceptions', { all });
  show(found, () =>
    found.exceptions.length === 0
      ? ['Nothing waits for a person.']
      : found.exceptions.flatMap((one) => [...exceptionLines(one, paint), ...unreadLine(one)]),
  );
}

async function showOne({ ask, show, paint }: Session, exception: string): Promise<void> {
  const found = await ask('exceptionShown', { exception });
  show(found, () => [
    ...exceptionLines(found, paint),
    ...(found.tries === null ? [] : [`  ${triesLine(found.tries)}`]),
    '  history:',
    ...indented(
      found.history.map((moment) => momentLine(moment, found.id)),
      '    ',
    ),
    ...(found.settled === null ? indented(choices(found)) : []),
  ]);
}

async function handOver({ ask, show, actor }: Session, exception: string, options: Options): Promise<void> {
  const { to, reason } = options;
  const by = actor(options.by);
  if (to === undefined || reason === undefined || reason.trim() === '') {
    throw new Mistake('usage', 'Say to whom and why: --to ADDRESS --reason "...".', { exit: 2 });
  }
  const found = await ask('handOver', { exception, to, reason, by });
  show(found, () => [`Handed over to ${clean(found.owner)}: ${found.exception}, by ${clean(by)}.`]);
}

type Exception = Omit<ResultOf<'exceptions'>['exceptions'][number], 'unread'>;
type Shown = ResultOf<'exceptionShown'>;

function exceptionLines(one: Exception, paint: Paint): readonly string[] {
  const detail = Object.entries(one.detail).map(([name, value]) => `${name}: ${value}`);
  const about = [one.case ?? 'no case', who(one.person), one.group ?? '', ...detail].filter((text) => text !== '');
  const owner = one.owner === null ? '' : `; ${clean(one.owner)} answers for it`;
  return [
    `${paint.strong(one.id)}  ${paint.dim(`${when(one.openedAt)}, ${sayAge(one.openForSeconds)}`)}${owner}`,
    `  ${clean(about.join('; '))}`,
    `  ${one.says} ${one.remedy}`,
    one.settled === null
      ? `  verdicts: ${one.verdicts.join(', ')}`
      : `  ${paint.good(`settled ${when(one.settled.at)} by ${clean(one.settled.by)}: ${one.settled.verdict}`)}`,
  ];
}

/** Of an older service there is none. */
const unreadLine = ({ unread }: { readonly unread?: string | null }): readonly string[] =>
  unread == null ? [] : [`  what has been said of it could not be read here: ${clean(unread)}; ask the newer Tenure`];

const triesLine = ({ failed, again, last }: NonNullable<Shown['tries']>) =>
  failed === 0
    ? `tried last ${when(last)}`
    : `tried in vain ${failed} times, last ${when(last)}${again === null ? '' : `, again ${when(again)}`}`;

function momentLine({ at, exception, what, by, to, said, reason }: Shown['history'][number], own: string): string {
  const before = exception === own ? '' : ` (${exception})`;
  const people = to.length === 0 ? '' : ` to ${to.join(', ')}`;
  const whose = by === null ? '' : ` by ${by}`;
  const words = `${said === null ? '' : `: ${said}`}${reason === null ? '' : ` (“${reason}”)`}`;
  return clean(`${when(at)}  ${WORDS[what]}${people}${whose}${words}${before}`);
}

const WORDS: Readonly<Record<Shown['history'][number]['what'], string>> = {
  raised: 'raised',
  told: 'mail sent',
  escalated: 'still open, told',
  'handed-over': 'handed over',
  settled: 'settled',
  over: 'over',
};

/** Where one decision is about many, with the hash of those that are shown here. */
const choices = ({ id, detail: { hash } }: Shown): readonly string[] => [
  `settle it: tenure confirm '${id}' --verdict VERDICT --reason "..."${typeof hash === 'string' ? ` --hash ${short(hash)}` : ''}`,
  `hand it over: tenure exceptions hand-over '${id}' --to WHOM --reason "..."`,
];
