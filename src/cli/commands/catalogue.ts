/** `tenure catalogue`: a draft of what it lacks, and the choices of the portal's form kept in step with it. */
import type { ResultOf } from '../../app/operations/index.ts';
import { Mistake } from '../../mistake.ts';
import { checkWritable, writeNamedFile } from '../../namedFile.ts';
import { readPolicyFolder } from '../../policyFolder.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, count, indented, type Paint, short } from '../print.ts';

interface PushOptions {
  readonly json?: boolean;
  readonly plan?: boolean;
  readonly hash?: string;
  readonly by?: string;
}

export const addCatalogue: AddCommand = (program, cli) => {
  const catalogue = program
    .command('catalogue')
    .summary('draft: what it lacks of the provider; push: the form’s choices follow it')
    .description(
      'The catalogue against the identity provider, and the form of requests for access against the catalogue.',
    );
  withJson(catalogue.command('draft'))
    .summary('propose a catalogue.yaml from applications and groups')
    .description(
      'Reads every application of the provider and the groups assigned to it, and prints a catalogue.yaml of what the\n' +
        'present one has not: roles and risk guessed from the groups’ names, owners left to be said. Writes nothing.',
    )
    .argument('[folder]', 'the policy files it is drafted beside, instead of what is in force')
    .option('--out <file>', 'write it there instead')
    .action((folder: string | undefined, options: { json?: boolean; out?: string }) =>
      cli.run(options, async ({ ask, show, paint, policyFolder }) => {
        const { out } = options;
        if (out !== undefined) checkWritable(out);
        const files = readPolicyFolder(policyFolder(folder));
        const found = await ask('catalogueDraft', files === null ? {} : { files: [...files] });
        if (out !== undefined) writeNamedFile(out, found.text);
        const written = `${count(found.applications, 'application')}, ${count(found.entitlements, 'role')} in ${clean(out ?? '')}`;
        show(found, () => (out === undefined ? [found.text.trimEnd()] : [paint.good(written)]));
      }),
    );
  withJson(catalogue.command('push'))
    .summary('bring the form’s choices in step with the catalogue')
    .description(
      'With --plan: what would be added, renamed, disabled and ordered on the form, and the hash that names exactly this.\n' +
        'With --hash: does it, when nothing has changed since. Options a person made are never touched, nothing is deleted.\n' +
        'A select shows the same to everybody who opens the form: what nobody may ask for is not on it, and whoever may\n' +
        'not ask for a thing is told so when they do.',
    )
    .option('--plan', 'show what would be done')
    .option('--hash <hash>', 'do what the plan with this hash showed')
    .option('--by <address>', 'who does it (TENURE_ACTOR): one of roles.push, else of roles.confirm')
    .action((options: PushOptions) =>
      cli.run(options, async ({ ask, show, actor, paint }) => {
        const { plan = false, hash } = options;
        if (plan === (hash !== undefined)) {
          throw new Mistake('usage', 'Either --plan, or --hash HASH as the plan has shown it.', { exit: 2 });
        }
        if (hash === undefined) {
          const found = await ask('formPlan', {});
          show(found, () => planLines(found, paint));
          return 0;
        }
        const found = await ask('cataloguePush', { hash, by: actor(options.by) });
        show(found, () => pushedLines(found, paint));
        return found.after.inStep ? 0 : 1;
      }),
    );
};

type Plan = ResultOf<'formPlan'>;

function planLines(plan: Plan, paint: Paint): readonly string[] {
  return [
    ...fieldLines(plan, paint),
    ...(plan.inStep
      ? [paint.good('The form shows what the catalogue offers.')]
      : ['', `To do exactly this: tenure catalogue push --hash ${short(plan.hash)}`]),
  ];
}

const fieldLines = ({ fields, notKept }: Plan, paint: Paint): readonly string[] => [
  ...fields.flatMap(({ field, steps, left, shared }) => [
    paint.strong(`${field}: ${count(steps.length, 'change')}`),
    ...indented(steps.map(({ says }) => clean(says))),
    ...indented(left.map(({ text, says }) => paint.warn(clean(`${text} is left as it is: ${says}`)))),
    ...(shared && steps.length > 0 ? indented(['These choices stand on other forms of the site too.']) : []),
  ]),
  ...notKept.map(({ field, says }) => paint.warn(clean(`${field} is not kept: ${says}`))),
];

function pushedLines({ steps, by, after }: ResultOf<'cataloguePush'>, paint: Paint): readonly string[] {
  if (after.inStep) return [paint.good(`${count(steps, 'change')} made by ${clean(by)}, and read back.`)];
  return [
    paint.warn(`${count(steps, 'change')} made by ${clean(by)}; somebody has changed the form meanwhile:`),
    ...fieldLines(after, paint),
    'Look again: tenure catalogue push --plan',
  ];
}
