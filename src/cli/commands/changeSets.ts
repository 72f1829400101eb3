/** `tenure change-sets`: changes that touch many people, and who would gain and lose what. */
import { z } from 'zod';
import type { ResultOf } from '../../app/operations/index.ts';
import { Mistake } from '../../mistake.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, type Paint, short, table, when, who } from '../print.ts';

const states = z.enum(['counted', 'held', 'applying', 'done', 'rejected']).optional();

export const addChangeSets: AddCommand = (program, cli) => {
  withJson(program.command('change-sets'))
    .summary('changes that touch many people at once')
    .description('Lists change sets; with an id: why it is held, its hash, and who would gain and lose what.')
    .argument('[id]', 'one change set')
    .option('--state <state>', 'only counted, held, confirmed, applying, done or rejected')
    .action((id: string | undefined, options: { json?: boolean; state?: string }) =>
      cli.run(options, async ({ ask, show, paint }) => {
        if (id !== undefined) {
          const found = await ask('changeSet', { changeSet: id });
          return show(found, () => changeSetLines(found, paint));
        }
        const state = states.safeParse(options.state);
        if (!state.success) {
          throw new Mistake('usage', '--state is one of counted, held, confirmed, applying, done, rejected.', {
            exit: 2,
          });
        }
        const found = await ask('changeSets', state.data === undefined ? {} : { state: state.data });
        const rows = found.changeSets.map((one) => [
          one.id,
          one.state,
          one.origin.kind,
          one.origin.actor,
          when(one.createdAt),
        ]);
        show(found, () =>
          rows.length === 0 ? ['No change set.'] : table(['Id', 'State', 'Origin', 'By', 'Counted'], rows, paint),
        );
      }),
    );
};

function changeSetLines(found: ResultOf<'changeSet'>, paint: Paint): readonly string[] {
  return [
    `${paint.strong(found.id)}  ${found.state}  by ${clean(found.origin.actor)}, ${when(found.createdAt)}`,
    ...found.because.map((why) => `  ${paint.warn(clean(why))}`),
    ...(found.widens === null
      ? []
      : [
          `  groups added to ${found.widens.entitlements.map(clean).join(', ')}: for whoever answers for ${clean(found.widens.application)}`,
        ]),
    ...(found.confirmedBy === null ? [] : [`  confirmed by ${clean(found.confirmedBy)}`]),
    ...itemLines(found.items),
    ...(found.state === 'held'
      ? ['', `To confirm exactly this: tenure confirm ${found.id} --hash ${short(found.hash)}`]
      : []),
  ];
}

interface Item {
  readonly person: { readonly name: string; readonly key: string };
  readonly gains: readonly string[];
  readonly loses: readonly string[];
  /** A service of before says nothing of them. */
  readonly reasons?: readonly string[];
  readonly frees: readonly string[];
}

export const itemLines = (items: readonly Item[]): readonly string[] =>
  items.flatMap(({ person, gains, loses, reasons = [], frees }) => [
    `  ${who(person)}`,
    ...gains.map((group) => `    + ${clean(group)}`),
    ...loses.map((group) => `    - ${clean(group)}`),
    ...reasons.map((group) => `    = ${clean(group)} (held before and after, for other reasons)`),
    ...frees.map((change) => `    > ${clean(change)}`),
  ]);
