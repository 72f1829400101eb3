/** `tenure policy plan` and `apply`: nothing takes effect by saving a file. */
import type { ResultOf } from '../../app/operations/index.ts';
import { renderProblem } from '../../core/policy/index.ts';
import type { Problem } from '../../core/policy/model.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import { Mistake } from '../../mistake.ts';
import { needPolicyFolder } from '../../policyFolder.ts';
import { originOf } from '../../workTree.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, count, indented, type Paint, short } from '../print.ts';
import { itemLines } from './changeSets.ts';

interface ApplyOptions {
  readonly json?: boolean;
  readonly by?: string;
  readonly commit?: string;
  readonly approver?: string;
  readonly requireClean?: boolean;
}

export const addPolicy: AddCommand = (program, cli) => {
  const policy = program
    .command('policy')
    .summary('plan: who would gain and lose what; apply: put it in force')
    .description('The policy’s files against what is in force. Nothing takes effect by saving a file.');
  withJson(policy.command('plan'))
    .summary('who would gain and lose what')
    .description('Shows what the files change, and who would gain and lose what. Changes nothing.')
    .argument('[folder]', 'the policy files, instead of TENURE_POLICY')
    .action((folder: string | undefined, options: { json?: boolean }) =>
      cli.run(options, async ({ ask, show, paint, policyFolder }) => {
        const at = policyFolder(folder);
        const found = await ask('policyPlan', { files: [...needPolicyFolder(at)] });
        const { source, says } = sourceOf(at, {});
        const from =
          source.commit === undefined ? [] : [`from commit ${short(source.commit)} by ${clean(source.commitBy ?? '')}`];
        show({ ...found, source }, () => [...from, ...says, ...planLines(found, paint)]);
      }),
    );
  withJson(policy.command('apply'))
    .summary('count the change, and put it in force within the limits')
    .description(
      'Counts the change as a change set and puts it in force; over the brake’s limits it is held until a person\n' +
        'confirms exactly these items. Exit code 1 when it is held.',
    )
    .argument('[folder]', 'the policy files, instead of TENURE_POLICY')
    .option('--by <address>', 'who changes it (TENURE_ACTOR)')
    .option(
      '--commit <id>',
      'where the files come from; recorded as given. Else read from git, where the folder is in a work tree',
    )
    .option('--require-clean', 'refuse files that are not exactly as committed')
    .option('--approver <address>', 'who else has agreed, if anybody: one of roles.confirm, not who changes it')
    .action((folder: string | undefined, options: ApplyOptions) =>
      cli.run(options, async ({ ask, show, paint, policyFolder, actor }) => {
        const by = actor(options.by);
        const { approver } = options;
        const at = policyFolder(folder);
        const files = [...needPolicyFolder(at)];
        const { source, says } = sourceOf(at, options);
        const said = { ...source, ...(approver === undefined ? {} : { approver }) };
        const found = await ask('policyApply', { files, by, ...said });
        show({ ...found, source }, () => [
          ...applyLines(found, paint),
          ...says.map((line) => paint.warn(line)),
          ...problemLines(found.problems, paint),
        ]);
        return found.kind === 'held' ? 1 : 0;
      }),
    );
};

interface Source {
  readonly commit?: string;
  readonly commitBy?: string;
}

/** What is given counts; else what git says. Of changed files no commit is recorded: they are not what it says. */
function sourceOf(folder: string, { commit, requireClean = false }: ApplyOptions) {
  const origin = originOf(folder);
  const changed = origin?.changed.map(clean) ?? [];
  if (requireClean && (origin === null || changed.length > 0)) {
    const says =
      origin === null
        ? 'The files lie in no git work tree, or were never committed.'
        : 'The files are not as committed.';
    throw new Mistake('not-clean', `${says} Nothing was changed.`, { details: changed });
  }
  const given: Source = commit === undefined ? {} : { commit };
  if (origin === null) return { source: given, says: [] };
  const read: Source = { commit: origin.commit, commitBy: origin.author };
  if (changed.length === 0) return { source: commit === undefined ? read : given, says: [] };
  const differ = `${changed.join(', ')}: not as committed, so no commit is recorded as where this comes from.`;
  return { source: given, says: commit === undefined ? [differ] : [] };
}

function planLines(found: ResultOf<'policyPlan'>, paint: Paint): readonly string[] {
  const { people, wouldHold, changes, version, inForce } = found;
  return [
    `${paint.strong(short(version))} against ${inForce === null ? 'nothing' : short(inForce)} in force`,
    ...indented(changes.map(clean)),
    '',
    ...(people.length === 0 ? ['Nobody gains or loses anything.'] : []),
    ...accessLines(people, paint),
    ...reasonLines(people, paint),
    ...freedLines(people, paint),
    ...widenedLines(found.widened, paint),
    ...(wouldHold.length === 0 ? [] : ['', paint.warn('It would be held until a person confirms it:')]),
    ...indented(wouldHold.map(clean)),
    ...problemLines(found.problems, paint),
  ];
}

type Item = ResultOf<'policyPlan'>['people'][number];

function accessLines(people: readonly Item[], paint: Paint): readonly string[] {
  const touched = people.filter(({ gains, loses }) => gains.length + loses.length > 0);
  if (touched.length === 0) return [];
  const title = `${count(touched.length, 'person', 'people')} would gain or lose access:`;
  return [paint.strong(title), ...itemLines(touched.map((one) => ({ ...one, reasons: [], frees: [] })))];
}

/** Nothing changes by it today, and the day on which it ends does. */
function reasonLines(people: readonly Item[], paint: Paint): readonly string[] {
  // A service of before says nothing of reasons.
  const others = people.filter(({ reasons = [] }) => reasons.length > 0);
  if (others.length === 0) return [];
  const title = `${count(others.length, 'person', 'people')} would hold for other reasons, and until another day, what they hold:`;
  return [paint.strong(title), ...itemLines(others.map((one) => ({ ...one, gains: [], loses: [], frees: [] })))];
}

/** Decided before; nothing of it is new to the ledger, and all of it to the provider. */
function freedLines(people: readonly Item[], paint: Paint): readonly string[] {
  const waiting = people.filter(({ frees }) => frees.length > 0);
  if (waiting.length === 0) return [];
  const many = waiting.reduce((sum, { frees }) => sum + frees.length, 0);
  const title = `${count(many, 'held-back change')} would be set free, of ${count(waiting.length, 'person', 'people')}:`;
  return [paint.strong(title), ...itemLines(waiting.map((one) => ({ ...one, gains: [], loses: [], reasons: [] })))];
}

/** What is added reaches those who were given the entitlement before only by the owner's decision. */
function widenedLines(widened: ResultOf<'policyPlan'>['widened'], paint: Paint): readonly string[] {
  return widened.flatMap(({ application, owner, deputy, entitlements, people }) => [
    '',
    paint.strong(
      `${clean(application)}: ${count(people.length, 'person', 'people')} who were given this before keep what they have until ` +
        `${clean(owner)}${deputy === null ? '' : ` or ${clean(deputy)}`} decides:`,
    ),
    ...entitlements.flatMap(({ entitlement, groups }) =>
      groups.map((group) => `  ${clean(entitlement)} + ${clean(group)}`),
    ),
    ...itemLines(people),
  ]);
}

function applyLines(found: ResultOf<'policyApply'>, paint: Paint): readonly string[] {
  switch (found.kind) {
    case 'already-in-force':
      return [`${short(found.version)} is in force already.`];
    case 'in-force':
      return [
        paint.good(`${short(found.version)} is in force; ${count(found.people, 'person changes', 'people change')}.`),
        ...(found.changeSet === null ? [] : [`Change set ${found.changeSet}`]),
      ];
    case 'held':
      return [
        paint.warn(`Held: ${short(found.version)} is not in force.`),
        ...indented(found.because.map(clean)),
        `See who:       tenure change-sets ${found.changeSet}`,
        `Confirm it:    tenure confirm ${found.changeSet} --hash ${short(found.hash)}`,
        `Or reject it:  tenure confirm ${found.changeSet} --verdict reject`,
      ];
    default:
      return unreachable(found);
  }
}

function problemLines(problems: readonly Problem[], paint: Paint): readonly string[] {
  if (problems.length === 0) return [];
  return [
    '',
    paint.warn(`${count(problems.length, 'thing')} to know:`),
    ...indented(problems.map((one) => clean(renderProblem(one)))),
  ];
}
