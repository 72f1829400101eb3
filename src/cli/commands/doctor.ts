/** `tenure doctor`: what the credentials really may, and which names do not exist on the other side. */
import type { ResultOf } from '../../app/operations/index.ts';
import { readPolicyFolder } from '../../policyFolder.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, count, type Paint } from '../print.ts';

type Check = ResultOf<'doctor'>['checks'][number];

export const addDoctor: AddCommand = (program, cli) => {
  withJson(program.command('doctor'))
    .summary('check credentials, fields, groups, mapping, mail and store')
    .description(
      'Tries every credential’s real powers, and looks for names that do not exist on the other side: fields, issue\n' +
        'types, groups, applications without a group, rows with unknown values, groups filled by rules. Changes\n' +
        'nothing. Exit code 1 when something needed is missing.',
    )
    .argument('[folder]', 'the policy files to look at, instead of TENURE_POLICY')
    .action((folder: string | undefined, options: { json?: boolean }) =>
      cli.run(options, async ({ ask, show, paint, policyFolder }) => {
        const files = readPolicyFolder(policyFolder(folder));
        const found = await ask('doctor', files === null ? {} : { files: [...files] });
        show(found, () => doctorLines(found, paint));
        return found.well ? 0 : 1;
      }),
    );
};

const AREAS: readonly (readonly [Check['area'], string])[] = [
  ['store', 'Store'],
  ['policy', 'Policy'],
  ['tracker', 'Jira'],
  ['provider', 'Identity provider'],
  ['desk', 'Slack'],
  ['mail', 'Mail'],
  ['work', 'Work'],
];

function doctorLines({ well, checks }: ResultOf<'doctor'>, paint: Paint): readonly string[] {
  const of = (state: Check['state']) => checks.filter((one) => one.state === state).length;
  const areas = AREAS.flatMap(([area, title]) => {
    const here = checks.filter((one) => one.area === area);
    return here.length === 0 ? [] : [paint.strong(title), ...here.flatMap((one) => checkLines(one, paint)), ''];
  });
  const notes = count(of('note'), 'note');
  return [
    ...areas,
    well ? paint.good(`Well: nothing needed is missing, ${notes}.`) : paint.bad(`${of('missing')} missing, ${notes}.`),
  ];
}

function checkLines({ state, what, remedy }: Check, paint: Paint): readonly string[] {
  const mark = { well: paint.good('ok     '), note: paint.warn('note   '), missing: paint.bad('MISSING') }[state];
  return [`  ${mark}  ${clean(what)}`, ...(remedy === null ? [] : [`           ${paint.dim(clean(remedy))}`])];
}
