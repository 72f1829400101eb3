/** The words of a diagnosis, for the terminal and for the page: neither says what the other does not. */
import type {
  Agreement,
  Answers,
  Known,
  MappedApplication,
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

export function readinessOf({ of, unknown, ready }: Readiness, most: number): string {
  if (of === 0) return 'nobody has any application: nothing is known';
  const which = of < most ? 'of all that are used' : `of the ${most} most used`;
  return `${which}, ${unknown} of ${of} unknown: ${ready ? 'ready' : 'not ready'}`;
}

export function gapOf({ gap, catalogue, groups }: MappedApplication): string {
  switch (gap) {
    case null:
      return `known: ${catalogue.join(', ')}`;
    case 'no-group':
      return 'unknown: no group opens it';
    case 'not-in-catalogue':
      return `unknown: the catalogue does not name ${groups.join(', ')}`;
    case 'in-part':
      return `unknown in part: the catalogue does not name all of ${groups.join(', ')}`;
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
  readonly asked: string;
  readonly groups: string;
  readonly ending: string;
  readonly lastUse: string;
  readonly secondTask: string;
}

export function answersSaid(one: Answers): SaidAnswers {
  const { application, holders, explained, groups, temporary, permanent, lastUse, secondTask } = one;
  return {
    application,
    asked: explained.known && holders.known ? `${explained.value} of ${holders.value}` : UNKNOWN,
    groups: figureOf(groups, (names) => (names.length === 0 ? 'none: by hand' : names.join(', '))),
    ending: endingOf(holders, temporary, permanent),
    lastUse: figureOf(lastUse, (at) => at?.slice(0, 10) ?? 'never'),
    secondTask: figureOf(secondTask, (step) => SECOND[step]),
  };
}

/** Of whom the record says nothing, it is not known. */
function endingOf(holders: Known<number>, temporary: Known<number>, permanent: Known<number>): string {
  if (!holders.known || !temporary.known || !permanent.known) return UNKNOWN;
  const silent = holders.value - temporary.value - permanent.value;
  const parts = [
    ...(temporary.value === 0 ? [] : [`${temporary.value} end`]),
    ...(permanent.value === 0 ? [] : [`${permanent.value} without an end`]),
    ...(silent === 0 ? [] : [`${silent} not known`]),
  ];
  return parts.join(', ') || 'nobody has it';
}

export const peopleOf = (n: number): string => count(n, 'person', 'people');
