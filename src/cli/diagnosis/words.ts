/** The words of a diagnosis, for the terminal and for the page: neither says what the other does not. */
import type {
  Agreement,
  Answers,
  Known,
  MappedApplication,
  Mapping,
  Readiness,
  SecondTask,
} from '../../core/diagnosis/index.ts';
import type { GroupOwner } from '../../core/reconcile/model.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import { count } from '../print.ts';

export const UNKNOWN = 'not known';

/** A figure, or that it is not known. */
export const figureOf = <Value>(one: Known<Value>, said: (value: Value) => string): string =>
  one.known ? said(one.value) : UNKNOWN;

/** Of the ten and of the twenty most used; once, where there are no more than ten. */
export const readiness = ({ top10, top20 }: Mapping): readonly { readonly ready: boolean; readonly says: string }[] =>
  (top20.of > top10.of ? [top10, top20] : [top10]).map((one) => ({ ready: one.ready, says: readinessOf(one) }));

function readinessOf({ of, unknown }: Readiness): string {
  if (of === 0) return 'nobody has any application: nothing is known';
  const which = of < 10 || (of > 10 && of < 20) ? `of the ${of} that anybody has` : `of the ${of} most used`;
  return `${which}, ${unknown === 0 ? 'none is' : `${unknown} ${unknown === 1 ? 'is' : 'are'}`} unknown`;
}

/** Which groups open it, or what is not known of that. */
export function gapOf({ gap, catalogue, groups }: MappedApplication): string {
  const names = groups.join(', ');
  switch (gap) {
    case null:
      return `${names}, in the catalogue as ${catalogue.join(', ')}`;
    case 'no-group':
      return 'no group opens it';
    case 'not-in-catalogue':
      return `opened by ${names}, which the catalogue does not name`;
    case 'in-part':
      return `opened by ${names}, of which the catalogue names only some`;
    default:
      return unreachable(gap);
  }
}

/** `97.4 %`; never rounded up over the line. */
export const shareOf = ({ agree, cases }: Pick<Agreement, 'agree' | 'cases'>): string =>
  cases === 0 ? 'no case' : `${(Math.floor((agree * 1000) / cases) / 10).toFixed(1)} %`;

export function differsBy({ missing, extra }: Agreement): string {
  const parts = [
    ...(missing === 0 ? [] : [`${missing} given and not there`]),
    ...(extra === 0 ? [] : [`${extra} there and not given`]),
  ];
  return parts.length === 0 ? 'agrees' : parts.join(', ');
}

const OWNERS: Readonly<Record<GroupOwner, string>> = {
  tenure: 'people put others into them: Tenure may write',
  rule: 'a rule fills them: never written',
  directory: 'a directory or an application fills them: never written',
  mixed: 'a rule fills them, and people add to it: never taken from',
  'built-in': 'the provider’s own: never written',
  'not-covered': 'a project whose team rules it: not covered',
};
export const ownerSays = (owner: GroupOwner): string => OWNERS[owner];

const SECOND: Readonly<Record<SecondTask, string>> = {
  'opened-by-hand': 'yes: its owner closes it',
  'direct-assignments': 'yes: some have it directly',
  'account-stays': 'yes: the account in it stays',
  none: 'no',
};

export interface SaidAnswers {
  readonly application: string;
  readonly people: string;
  readonly asked: string;
  readonly groups: string;
  readonly ending: string;
  readonly lastUse: string;
  readonly secondTask: string;
}

export const QUESTIONS = [
  ['asked', 'who asked, and why'],
  ['groups', 'which group'],
  ['ending', 'temporary or permanent'],
  ['lastUse', 'last use'],
  ['secondTask', 'second task to revoke'],
] as const satisfies readonly (readonly [keyof SaidAnswers, string])[];

export function answersSaid(one: Answers): SaidAnswers {
  const { application, holders, explained, groups, lastUse, secondTask } = one;
  return {
    application,
    people: figureOf(holders, String),
    asked: explained.known && holders.known ? askedOf(explained.value, holders.value) : UNKNOWN,
    groups: figureOf(groups, (names) => (names.length === 0 ? 'none: by hand' : names.join(', '))),
    ending: endingOf(one),
    lastUse: figureOf(lastUse, (at) => at?.slice(0, 10) ?? 'never'),
    secondTask: figureOf(secondTask, (step) => SECOND[step]),
  };
}

function askedOf(explained: number, holders: number): string {
  if (holders === 0) return 'nobody has it';
  return explained === 0 ? 'not on record' : `on record of ${explained} of ${holders}`;
}

/** Of whom the record says nothing, it is not known. */
function endingOf({ holders, temporary, permanent }: Answers): string {
  if (!holders.known || !temporary.known || !permanent.known) return UNKNOWN;
  if (holders.value === 0) return 'nobody has it';
  const silent = holders.value - temporary.value - permanent.value;
  const parts = [
    ...(temporary.value === 0 ? [] : [`${temporary.value} temporary`]),
    ...(permanent.value === 0 ? [] : [`${permanent.value} permanent`]),
    ...(silent === 0 ? [] : [silent === holders.value ? 'not on record' : `${silent} not on record`]),
  ];
  return parts.join(', ');
}

/** Why answers are not known, each reason once, with how many applications it is about. */
export function reasonsUnknown(questions: readonly Answers[]): readonly string[] {
  const many = new Map<string, number>();
  for (const { holders, explained, groups, temporary, permanent, lastUse, secondTask } of questions) {
    const all = [holders, explained, groups, temporary, permanent, lastUse, secondTask];
    for (const because of new Set(all.flatMap((one) => (one.known ? [] : [one.because])))) {
      many.set(because, (many.get(because) ?? 0) + 1);
    }
  }
  const most = [...many].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return most.map(([because, n]) => `${because} (${count(n, 'application')})`);
}

/** Most people first; then by name. Of whom nobody can say how many have it, last. */
export const byPeople = (questions: readonly Answers[]): readonly Answers[] =>
  [...questions].sort((a, b) => peopleIn(b) - peopleIn(a) || (a.application < b.application ? -1 : 1));

const peopleIn = ({ holders }: Answers) => (holders.known ? holders.value : -1);
