/** A diagnosis for a terminal: the figures, and the first of what is behind each. The page has all. */
import type { Agreement, Diagnosis, Found, Known } from '../../core/diagnosis/index.ts';
import { clean, count, indented, type Paint, short, table, when } from '../print.ts';
import { adviceOf } from './advice.ts';
import {
  answersSaid,
  byPeople,
  differsBy,
  figureOf,
  gapOf,
  ownerSays,
  QUESTIONS,
  readiness,
  reasonsUnknown,
  shareOf,
  UNKNOWN,
} from './words.ts';

/** Of a list on the terminal. */
const FIRST = 10;
const FIRST_ASKED = 20;

export function diagnosisLines(found: Diagnosis, paint: Paint): readonly string[] {
  return [
    paint.strong(clean(`${found.company}: ${found.connection} as it is, ${when(found.at)}`)),
    paint.dim(`by the policy ${short(found.policy)}; everything was read, nothing was written`),
    ...adviceLines(found, paint),
    ...mappingLines(found, paint),
    ...agreementLines(found, paint),
    ...accountLines(found, paint),
    ...directLines(found, paint),
    ...groupLines(found, paint),
    ...questionLines(found, paint),
  ];
}

const title = (text: string, paint: Paint) => ['', paint.strong(text)];
const rest = (all: number, shown: number) => (all > shown ? indented([`and ${all - shown} more`]) : []);
const unknownLine = (one: { readonly because: string }, paint: Paint) =>
  indented([`${paint.warn(UNKNOWN)}: ${clean(one.because)}`]);

function adviceLines(found: Diagnosis, paint: Paint): readonly string[] {
  const said = adviceOf(found).flatMap(({ tone, says, todo }) => [
    paint[tone](`${tone === 'good' ? 'well ' : tone === 'warn' ? 'look ' : 'first'}  ${clean(says)}`),
    ...(todo === null ? [] : [`       ${clean(todo)}`]),
  ]);
  return [...title('What follows from it', paint), ...indented(said)];
}

function mappingLines({ mapping }: Diagnosis, paint: Paint): readonly string[] {
  const head = title('Which groups open the most used applications', paint);
  if (!mapping.known) return [...head, ...unknownLine(mapping, paint)];
  const used = mapping.value.applications.filter(({ people }) => people > 0);
  const shown = used.slice(0, 20);
  const idle = mapping.value.applications.length - used.length;
  const rows = shown.map((one) => [one.name, String(one.people), one.gap === null ? 'known' : 'unknown', gapOf(one)]);
  return [
    ...head,
    ...indented(
      readiness(mapping.value).map(({ ready, says }) =>
        (ready ? paint.good : paint.warn)(`${ready ? 'ready' : 'not ready'}: ${says}`),
      ),
    ),
    ...(rows.length === 0 ? [] : indented(table(['application', 'people', '', 'how'], rows, paint))),
    ...rest(used.length, shown.length),
    ...(idle === 0 ? [] : indented([`and ${idle} that nobody has`])),
  ];
}

function agreementLines({ agreement }: Diagnosis, paint: Paint): readonly string[] {
  const { people, leftOut, rows, groups, absentGroups } = agreement;
  const manual = (all: readonly Agreement[]) => all.filter(({ keepManual }) => keepManual);
  const part = (what: string, all: readonly Agreement[]) => {
    const low = manual(all);
    const cells = low.map((one) => [one.name, shareOf(one), String(one.cases), differsBy(one)]);
    return low.length === 0
      ? indented([paint.good(`every ${what} with a case agrees in 95 of 100 or more`)])
      : indented(table([`${what}: keep manual`, 'agrees', 'cases', 'differs by'], cells, paint));
  };
  const idle = rows.filter(({ cases }) => cases === 0);
  return [
    ...title('Where today’s memberships agree with the table', paint),
    ...indented([`over ${count(people, 'person', 'people')} whose facts are certain; ${leftOut} in use are left out`]),
    ...part('row', rows),
    ...part('group', groups),
    ...(idle.length === 0 ? [] : indented([`no case at all: ${idle.map(({ name }) => clean(name)).join(', ')}`])),
    ...(absentGroups.length === 0
      ? []
      : indented([paint.warn(`not at the provider: ${absentGroups.map(clean).join(', ')}`)])),
  ];
}

function accountLines({ accounts }: Diagnosis, paint: Paint): readonly string[] {
  const figures: readonly (readonly [string, Known<Found>])[] = [
    ['in use, without a person', { known: true, value: accounts.withoutPerson }],
    ['never used', accounts.neverUsed],
    ['in use past their contract', accounts.pastContract],
    ['contractors without an end', accounts.withoutEnd],
    ['in use after their person left', { known: true, value: accounts.afterLeaving }],
    ['without a manager', accounts.withoutManager],
    ['holding an admin role', accounts.administrators],
  ];
  return [
    ...title(`${count(accounts.total, 'account')}, ${accounts.inUse} in use`, paint),
    ...figures.flatMap(([what, one]) => {
      if (!one.known) return indented([`${what}: ${paint.warn(UNKNOWN)} (${clean(one.because)})`]);
      const { count: many, shown } = one.value;
      const first = shown.slice(0, FIRST).map(({ login, about }) => clean(`${login}: ${about}`));
      return [...indented([`${what}: ${many}`]), ...indented(first, '    '), ...indented(rest(many, first.length))];
    }),
  ];
}

function directLines({ direct }: Diagnosis, paint: Paint): readonly string[] {
  const head = title('Applications somebody has directly, not through a group', paint);
  if (!direct.known) return [...head, ...unknownLine(direct, paint)];
  if (direct.value.length === 0) return [...head, ...indented(['none'])];
  const rows = direct.value.map((one) => [one.application, String(one.accounts), firstOf(one.logins, one.accounts)]);
  return [...head, ...indented(table(['application', 'accounts', ''], rows, paint))];
}

const firstOf = (logins: readonly string[], all: number) =>
  [...logins.slice(0, 3), ...(all > 3 ? [`and ${all - 3} more`] : [])].join(', ');

function groupLines({ groups, privileged }: Diagnosis, paint: Paint): readonly string[] {
  const rows = groups.map((one) => [one.owner, String(one.groups), String(one.managed), ownerSays(one.owner)]);
  const said = figureOf(privileged, (names) => (names.length === 0 ? 'none' : names.map(clean).join(', ')));
  return [
    ...title('Groups by owner', paint),
    ...indented(table(['owner', 'groups', 'in the policy', ''], rows, paint)),
    ...indented([`that make administrators: ${said}${privileged.known ? '' : ` (${clean(privileged.because)})`}`]),
  ];
}

function questionLines({ questions }: Diagnosis, paint: Paint): readonly string[] {
  const head = ['application', 'people', ...QUESTIONS.map(([, asks]) => asks)];
  const shown = byPeople(questions).slice(0, FIRST_ASKED);
  const rows = shown.map((one) => {
    const said = answersSaid(one);
    return [said.application, said.people, ...QUESTIONS.map(([key]) => said[key])];
  });
  const why = reasonsUnknown(questions);
  return [
    ...title('Five questions to each application', paint),
    ...indented(table(head, rows, paint)),
    ...rest(questions.length, shown.length),
    ...(why.length === 0
      ? []
      : indented([paint.dim(`${UNKNOWN}:`), ...why.map((one) => paint.dim(`  ${clean(one)}`))])),
  ];
}
