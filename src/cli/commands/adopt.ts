/** `tenure adopt`: takes over the accounts and access that are there already. Nothing is written at the provider. */
import type { ResultOf } from '../../app/operations/index.ts';
import { Mistake } from '../../mistake.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, count, indented, type Paint, short, table } from '../print.ts';

interface Options {
  readonly json?: boolean;
  readonly plan?: boolean;
  readonly confirm?: string;
  readonly missing?: string;
  readonly confirmMissing?: string;
  readonly connection?: string;
  readonly application?: string;
  readonly department?: string;
  readonly by?: string;
}

export const addAdopt: AddCommand = (program, cli) => {
  withJson(program.command('adopt'))
    .summary('take over accounts and access that are there already')
    .description(
      'With --plan: lists every account and membership that is there, says whose and why, and files the list on an\n' +
        'issue of its own. With --confirm: a person with the right to confirm, who has not made the list, takes over\n' +
        'exactly what it shows; when anything has changed since, it is refused. Neither writes at the provider.\n' +
        'With --missing: lists what an adoption that is done named as given by a row and not there. With --confirm-missing:\n' +
        'somebody who has not made that list has exactly it added, person by person.',
    )
    .option('--plan', 'list what is there, and what confirming would do')
    .option('--confirm <hash>', 'take over the list with this hash')
    .option('--missing <case>', 'list what the adoption on this issue found missing')
    .option('--confirm-missing <hash>', 'add what the list with this hash shows')
    .option('--connection <name>', 'of this connection, instead of the primary one')
    .option('--application <name>', 'only the groups of one application')
    .option('--department <name>', 'only who works in one department')
    .option('--by <address>', 'who does it (TENURE_ACTOR)')
    .action((options: Options) =>
      cli.run(options, async ({ ask, show, actor, paint }) => {
        const { plan = false, confirm, missing, confirmMissing, connection, application, department } = options;
        if ([plan || undefined, confirm, missing, confirmMissing].filter((one) => one !== undefined).length !== 1) {
          const one =
            'Either --plan, or --confirm HASH as the plan has shown it; or --missing CASE, or --confirm-missing HASH.';
          throw new Mistake('usage', one, { exit: 2 });
        }
        const scoped = [connection, application, department].some((one) => one !== undefined);
        if (scoped && !plan) {
          throw new Mistake('usage', 'The hash or the issue says what is meant: leave the scope out.', { exit: 2 });
        }
        if (missing !== undefined) {
          const found = await ask('adoptMissing', { case: missing, by: actor(options.by) });
          return show(found, () => missingLines(found, paint));
        }
        if (confirmMissing !== undefined) {
          const found = await ask('adoptConfirmMissing', { hash: confirmMissing, by: actor(options.by) });
          return show(found, () => [
            paint.good(`Confirmed by ${clean(found.by)}: ${count(found.people, 'person', 'people')} one by one.`),
          ]);
        }
        if (confirm === undefined) {
          const found = await ask('adoptPlan', {
            ...(connection === undefined ? {} : { connection }),
            ...(application === undefined ? {} : { application }),
            ...(department === undefined ? {} : { department }),
            by: actor(options.by),
          });
          return show(found, () => planLines(found, paint));
        }
        const by = actor(options.by);
        const found = await ask('adoptConfirm', { hash: confirm, by });
        show(found, () => [
          paint.good(
            `Confirmed by ${clean(by)}: ${count(found.people, 'person', 'people')} are taken over one by one.`,
          ),
          `Nothing is written at the provider. ${found.case} says when it is done.`,
        ]);
      }),
    );
};

function missingLines(found: ResultOf<'adoptMissing'>, paint: Paint): readonly string[] {
  const { people, memberships, because, hash } = found;
  return [
    paint.strong(
      `${clean(found.case)}: ${count(people.length, 'person lacks', 'people lack')} ${count(memberships, 'membership')}`,
    ),
    '',
    ...indented(people.map(({ person, gains }) => clean(`${person.name}: + ${gains.join(', ')}`))),
    '',
    paint.warn('Nothing is added yet:'),
    ...indented(because.map(clean)),
    'Somebody else, with the right to confirm:',
    `  tenure adopt --confirm-missing ${short(hash)} --by ADDRESS`,
  ];
}

function planLines(found: ResultOf<'adoptPlan'>, paint: Paint): readonly string[] {
  const { counts, reasons, findings, more, unknownGroups, hash } = found;
  return [
    paint.strong(`${clean(found.scope)}: ${count(counts.accounts, 'account')}`),
    '',
    ...table(
      ['accounts', '', ''],
      [
        ['matched to a person', String(counts.matched), 'enter the ledger'],
        ['known', String(counts.known), 'ours already'],
        ['out of reach', String(counts.outOfReach), 'never touched'],
        ['findings', String(counts.findings), 'left as they are'],
      ],
      paint,
    ),
    '',
    ...table(
      ['memberships', '', ''],
      [
        ['explained', String(counts.explained), 'birthright by a row'],
        ['adopted', String(counts.adopted), 'held, with a review date'],
        ['owned elsewhere', String(counts.ownedElsewhere), 'a rule or directory decides'],
        ['findings', String(counts.membershipFindings), 'left as they are'],
        ['missing', String(counts.missing), 'given by a row, not there, not added'],
      ],
      paint,
    ),
    ...(reasons.length === 0 ? [] : ['', paint.warn('To look at:')]),
    ...indented(reasons.map(({ count: times, says, remedy }) => `${times} × ${says} ${remedy}`)),
    ...(findings.length === 0 ? [] : ['']),
    ...indented(findings.map(findingLine)),
    ...(more > 0 ? indented([`and ${more} more, in the attached table`]) : []),
    ...(unknownGroups.length === 0
      ? []
      : ['', paint.warn(`The policy names groups that are not there: ${unknownGroups.map(clean).join(', ')}`)]),
    '',
    `The list is on ${found.case}: ${found.address}`,
    'Nothing was changed at the provider. Somebody else, with the right to confirm:',
    `  tenure adopt --confirm ${short(hash)} --by ADDRESS`,
  ];
}

function findingLine({ account, group, reasons, about }: ResultOf<'adoptPlan'>['findings'][number]): string {
  const facts = about.length === 0 ? '' : ` (${about.join(', ')})`;
  return clean(`${account}${group === null ? '' : ` in ${group}`}: ${reasons.join(', ')}${facts}`);
}
