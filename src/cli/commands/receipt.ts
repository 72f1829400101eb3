/** `tenure receipt`: the read-back proof of one case. */
import type { ResultOf } from '../../app/operations/index.ts';
import { formSentence } from '../../core/evidence/index.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, count, type Paint, short, table, when, who } from '../print.ts';

type Receipt = ResultOf<'receipt'>;

export const addReceipt: AddCommand = (program, cli) => {
  withJson(program.command('receipt'))
    .summary('the proof of one case: each item, and when it was read back')
    .description(
      'Lists every item of a case with its state: verified (read back), accepted (a named person took the risk),\n' +
        'pending (Tenure is at it), later (its time has not come), waiting (a person has to do something).',
    )
    .argument('<case>', 'the issue key')
    .action((key: string, options: { json?: boolean }) =>
      cli.run(options, async ({ ask, show, paint }) => {
        const found = await ask('receipt', { case: key });
        show(found, () => receiptLines(found, paint));
      }),
    );
};

function receiptLines(found: Receipt, paint: Paint): readonly string[] {
  const { items, evidence, problems, lines, waitsUntil } = found;
  const colour = {
    verified: paint.good,
    accepted: paint.warn,
    waiting: paint.warn,
    pending: paint.bad,
    later: paint.dim,
  };
  const rows = items.map((item) => [
    { text: item.state, paint: colour[item.state] },
    WHAT[item.what],
    item.name,
    when(item.at),
  ]);
  return [
    `${paint.strong(`${found.key}  ${found.kind}`)}  ${who(found.person)}`,
    verdictLine(found, paint),
    ...problems.map(({ code, field }) => {
      const { says, remedy } = formSentence(code, field);
      return `  ${paint.bad('form')}  ${clean(says)} ${remedy}`;
    }),
    ...(waitsUntil === null ? [] : [`  takes effect on ${when(waitsUntil)}`]),
    '',
    ...table(['State', 'What', 'Which', 'Read back or done'], rows, paint),
    ...lines.map(({ line, because }) => `not part of the proof: ${clean(line)} (${because})`),
    '',
    `${count(evidence.events, 'event')}, chain head ${evidence.head === null ? 'none' : short(evidence.head)}, ${evidence.onIssue} on the issue`,
    evidence.address,
  ];
}

function verdictLine({ verdict, provedAt, accepted, items, state }: Receipt, paint: Paint): string {
  if (verdict === 'proved')
    return paint.good(`Proved: all ${count(items.length, 'item')} read back, ${when(provedAt)}`);
  if (verdict === 'closed') return paint.warn(`Closed, ${accepted} accepted, ${when(provedAt)}`);
  return paint.warn(`Not proved yet (${state})`);
}

const WHAT: Readonly<Record<Receipt['items'][number]['what'], string>> = {
  account: 'account',
  pause: 'sign-in stopped',
  membership: 'in group',
  removal: 'out of group',
  closing: 'account closed',
  application: 'app',
  decision: 'waits for a decision',
  task: 'task',
  notice: 'mail',
  exception: 'exception',
};
