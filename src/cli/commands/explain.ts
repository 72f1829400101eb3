/** `tenure explain`: which row or grant gives each group. */
import type { ResultOf } from '../../app/operations/index.ts';
import { renderAttributes } from '../../core/policy/index.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import { Mistake } from '../../mistake.ts';
import { type AddCommand, withJson } from '../command.ts';

import { clean, type Paint, spell, when, who } from '../print.ts';

type Explained = ResultOf<'explainPerson'>;

interface Options {
  readonly json?: boolean;
  readonly attributes?: string;
  readonly request?: string;
  readonly for?: string;
  readonly breakGlass?: boolean;
  readonly reason?: string;
  readonly ticket?: string;
  readonly by?: string;
}

const asked = ({ for: span, breakGlass, reason, ticket, by }: Options) => ({
  ...(span === undefined ? {} : { for: span }),
  ...(breakGlass === undefined ? {} : { breakGlass }),
  ...(reason === undefined ? {} : { reason }),
  ...(ticket === undefined ? {} : { ticket }),
  ...(by === undefined ? {} : { by }),
});

export const addExplain: AddCommand = (program, cli) => {
  withJson(program.command('explain'))
    .summary('why: for every group which row or grant gives it')
    .description('Says for every group which row or grant gives it, and which rows miss by one attribute.')
    .argument('[person]', 'employee number, work address or login')
    .option('--attributes <list>', 'for somebody not yet hired: department=Science,title=Research Scientist')
    .option('--request <access>', 'what policy would answer if they asked for it: "AWS: production"')
    .option('--for <duration>', 'with --request: 6h, 30d, or work; without it what the rule usually gives')
    .option('--break-glass', 'with --request: in an emergency')
    .option('--reason <text>', 'with --request')
    .option('--ticket <key>', 'with --request')
    .option('--by <address>', 'with --request: who would ask, when it is somebody else')
    .action((person: string | undefined, options: Options) =>
      cli.run(options, async ({ ask, show, paint }) => {
        const { attributes, request } = options;
        if (request !== undefined) {
          if (person === undefined || attributes !== undefined) {
            throw new Mistake(
              'usage',
              'Name whom the request is for: tenure explain PERSON --request "AWS: production".',
              {
                exit: 2,
              },
            );
          }
          const found = await ask('explainRequest', { person, access: request, ...asked(options) });
          return show(found, () => requestLines(found, paint));
        }
        if (attributes !== undefined && person === undefined) {
          const found = await ask('explainAttributes', { attributes });
          return show(found, () => renderAttributes(found).map(clean));
        }
        if (person === undefined || attributes !== undefined) {
          throw new Mistake('usage', 'Name a person, or --attributes, and not both.', { exit: 2 });
        }
        const found = await ask('explainPerson', { person });
        show(found, () => personLines(found, paint));
      }),
    );
};

function personLines(
  { person, standing, away, groups, table, exceptions }: Explained,
  paint: Paint,
): readonly string[] {
  const left = standing.is === 'left';
  return [
    `${paint.strong(who(person))}  ${standingLine(standing)}`,
    ...(away === null
      ? []
      : [
          `  ${paint.warn(`on leave ${spell(away.from, away.until)}, by ${away.case}: no sign-in, and what begins waits`)}`,
        ]),
    ...(groups.length === 0 && !left ? ['  no grant in force'] : []),
    ...groups.flatMap((group) => [
      left ? `  ${clean(group.name ?? group.group)}  ${paint.dim('(not held any more)')}` : groupLine(group, paint),
      ...group.grants.map((grant) => `    ${grantLine(grant)}`),
    ]),
    ...(table === null ? [] : ['', ...tableLines(groups, table)]),
    ...(exceptions.length === 0 ? [] : ['', paint.warn('Waits for a person, so what is there may differ:')]),
    ...exceptions.map(({ id, group, says }) => `  ${clean(`${group === null ? '' : `${group}: `}${says}`)} (${id})`),
  ];
}

function standingLine(standing: Explained['standing']): string {
  switch (standing.is) {
    case 'here':
      return `works here since ${standing.before ? 'before ' : ''}${when(standing.since)}${standing.until === null ? '' : `, until ${when(standing.until)}`}`;
    case 'ahead':
      return `begins on ${when(standing.from)}; the account is made from ${when(standing.accountFrom)} on`;
    case 'left':
      return `left on ${when(standing.at)} by ${standing.case}: nothing is given`;
    case 'unknown':
      return 'has no engagement: nothing is given';
    default:
      return unreachable(standing);
  }
}

/** Only what the ledger does not say already: what the table would give beside it, and the rows that just miss. */
function tableLines(groups: Explained['groups'], table: NonNullable<Explained['table']>): readonly string[] {
  const held = new Set(groups.filter(({ state }) => state !== 'excluded').map(({ name }) => name));
  const beside = table.groups.filter(({ group }) => !held.has(group));
  const title =
    beside.length === 0
      ? 'The table in force gives nothing beside these.'
      : 'The table in force would also give, or is waited for:';
  const lines = renderAttributes({ ...table, groups: beside });
  return [title, ...lines.filter((line) => line !== '  no group').map(clean)];
}

function groupLine({ name, group, state, exclusions }: Explained['groups'][number], paint: Paint): string {
  const shown = `  ${clean(name ?? group)}`;
  if (state === 'held') return shown;
  if (state === 'ahead') return `${shown}  ${paint.dim('(not yet)')}`;
  return `${shown}  ${paint.warn(`(held back: ${exclusions.map(({ reason }) => clean(reason)).join('; ')})`)}`;
}

type ShownGrant = Explained['groups'][number]['grants'][number];

function grantLine({ cause, entitlement, rows, caseKey, since, until, review }: ShownGrant) {
  const by = rows.map(({ row, line }) => `row ${row} (${line === null ? 'no longer in the table' : `line ${line}`})`);
  const through = entitlement === null ? '' : ` through ${entitlement}`;
  const from = since.kind === 'before' ? `since before ${when(since.at)}` : `since ${when(since.at)}`;
  const to = until === null ? 'no end' : `until ${when(until)}`;
  const again = review === null ? '' : `, to be looked at again on ${when(review)}`;
  return `${by.length === 0 ? cause : by.join(', ')}${through}, given by ${caseKey}, ${from}, ${to}${again}`;
}

type Answered = ResultOf<'explainRequest'>;

function requestLines(found: Answered, paint: Paint): readonly string[] {
  if (found.refused !== null) {
    const { rule, says, words } = found.refused;
    return [
      `${paint.warn('Refused')}: ${clean(found.access)} ${words}${rule === null ? '' : ` (rule ${rule})`}`,
      ...(says === null ? [] : [`  ${clean(says)}`]),
    ];
  }
  const extension = found.isExtension ? ', an extension of what is held' : '';
  return [
    `${paint.strong(found.access)} for ${who(found.person)}, ${found.duration}${extension}`,
    `  rule ${found.rule}: ${ANSWERS[found.answer]}; risk ${found.risk}; groups ${found.groups.map(clean).join(', ') || 'none: a person opens it'}`,
    ...found.stages.map(({ stage, isLeftOut, asks }) =>
      isLeftOut
        ? `  ${stage}: left out, because the manager asks`
        : asks === null
          ? `  ${paint.warn(`${stage}: nobody is left to ask`)}`
          : `  ${stage}: ${asks.approvers.map(({ mail, as }) => `${clean(mail)} (${as})`).join(', ')}; ${asks.needs} must agree`,
    ),
  ];
}

const ANSWERS = {
  automatic: 'given without asking anybody',
  stages: 'asked, one stage after the other',
  'break-glass': 'an emergency: given at once, looked at afterwards',
  refuse: 'refused',
} as const;
