/**
 * What follows from a diagnosis, first things first: a sentence each, with what to do. It weighs nothing that is not in the
 * figures, and what could not be read is said as such.
 */
import type { Diagnosis, Found, Known } from '../../core/diagnosis/index.ts';
import { count } from '../print.ts';

export interface Advice {
  /** `bad` = before anything goes live; `warn` = look at it; `good` = as it should be. */
  readonly tone: 'good' | 'warn' | 'bad';
  readonly says: string;
  readonly todo: string | null;
}

export function adviceOf(found: Diagnosis): readonly Advice[] {
  return [
    ...openTooLong(found),
    ...mapping(found),
    ...agreement(found),
    ...accounts(found),
    ...direct(found),
    ...notRead(found),
  ];
}

const NAMED = 3;
const some = (names: readonly string[]) =>
  names.length > NAMED ? `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more` : names.join(', ');
const sizeOf = (one: Known<Found>) => (one.known ? one.value.count : 0);
const advice = (tone: Advice['tone'], says: string, todo: string | null = null): readonly Advice[] => [
  { tone, says, todo },
];

/** Access of people who should have none comes first: it is open now. */
function openTooLong({ accounts: { pastContract, afterLeaving } }: Diagnosis): readonly Advice[] {
  const over = sizeOf(pastContract);
  return [
    ...(afterLeaving.count === 0
      ? []
      : advice('bad', `${count(afterLeaving.count, 'account')} in use after their person left`, 'Close them today.')),
    ...(over === 0
      ? []
      : advice(
          'bad',
          `${count(over, 'account')} in use past the contract`,
          'Extend the contract, or close the account.',
        )),
  ];
}

function mapping({ mapping: found }: Diagnosis): readonly Advice[] {
  if (!found.known) return [];
  const { top10, top20, applications } = found.value;
  const top = top20.of > top10.of ? top20 : top10;
  const unknown = applications.slice(0, top.of).flatMap(({ gap, name }) => (gap === null ? [] : [name]));
  const todo = `Name in catalogue.yaml the groups that open ${some(unknown)}.`;
  if (top10.ready && top20.ready) {
    const says = 'It is known which groups open the most used applications: ready';
    return unknown.length === 0 ? advice('good', says) : advice('good', says, todo);
  }
  return advice(
    'bad',
    `Not known of ${unknown.length} of the ${top.of} most used applications: which groups open them`,
    todo,
  );
}

function agreement({ agreement: { rows, groups, absentGroups } }: Diagnosis): readonly Advice[] {
  const low = [...rows, ...groups].filter(({ keepManual }) => keepManual).length;
  const absent =
    absentGroups.length === 0
      ? []
      : advice(
          'bad',
          `Named by the policy and not at the provider: ${some(absentGroups)}`,
          'Correct the name, or make the group.',
        );
  if (low === 0)
    return [...absent, ...advice('good', 'Table and memberships agree in 95 of 100 cases, or more, everywhere')];
  const todo =
    'Correct the table or the memberships; until then keep them manual: their groups in shadow (modes.groups).';
  return [...absent, ...advice('warn', `${count(low, 'row or group', 'rows and groups')} below 95 of 100 cases`, todo)];
}

function accounts({ accounts: found }: Diagnosis): readonly Advice[] {
  const { withoutPerson, neverUsed, withoutEnd, withoutManager } = found;
  const about = (n: number, says: string, todo: string) =>
    n === 0 ? [] : advice('warn', `${count(n, 'account')} ${says}`, todo);
  return [
    ...about(
      withoutPerson.count,
      'in use without a person',
      'Say whose they are: an employee number, or catalogue.yaml (accounts). Adoption leaves them alone.',
    ),
    ...about(sizeOf(neverUsed), 'never used', 'Close what nobody needs.'),
    ...about(sizeOf(withoutEnd), 'of contractors without an end', 'Ask for the last day of the contract.'),
    ...about(sizeOf(withoutManager), 'without a manager', 'Nobody could be asked about their access.'),
  ];
}

function direct({ direct: found, privileged }: Diagnosis): readonly Advice[] {
  const many = found.known ? found.value.reduce((sum, { accounts: n }) => sum + n, 0) : 0;
  return [
    ...(many === 0
      ? []
      : advice(
          'warn',
          `${count(many, 'assignment')} of an application to a person, past every group`,
          'Give it through a group; as it is, only an offboarding takes it.',
        )),
    ...(privileged.known && privileged.value.length > 0
      ? advice(
          'good',
          `${count(privileged.value.length, 'group makes', 'groups make')} administrators: Tenure never writes them`,
        )
      : []),
  ];
}

/** Each reason once: most figures that are missing are missing for the same right or line. */
function notRead({ mapping: m, accounts: a, direct: d, privileged }: Diagnosis): readonly Advice[] {
  const parts: readonly (readonly [string, Known<unknown>])[] = [
    ['which groups open what', m],
    ['who has an application directly', d],
    ['which groups make administrators', privileged],
    ['which accounts were never used', a.neverUsed],
    ['who is past the contract', a.pastContract],
    ['which contractors have no end', a.withoutEnd],
    ['who has no manager', a.withoutManager],
    ['who holds an admin role', a.administrators],
  ];
  const whatBy = new Map<string, string[]>();
  for (const [what, one] of parts) {
    if (!one.known) whatBy.set(one.because, [...(whatBy.get(one.because) ?? []), what]);
  }
  return [...whatBy].flatMap(([because, what]) =>
    advice('warn', `Not known: ${what.join(', ')}`, `Because ${because}.`),
  );
}
