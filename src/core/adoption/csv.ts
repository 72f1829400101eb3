/** The whole list as a table for a spreadsheet: one line for each membership, and for each account without one. */
import { csvLine } from '../shared/csv.ts';
import { withinConnection } from '../shared/ids.ts';
import type { AdoptionItem, AdoptionList } from './model.ts';

const HEAD = ['login', 'person', 'key', 'account', 'reasons', 'group', 'owner', 'risk', 'membership', 'why'];

export function csvOf({ items }: Pick<AdoptionList, 'items'>): string {
  return [HEAD, ...items.flatMap(linesOf)].map(csvLine).join('');
}

function linesOf(item: AdoptionItem): readonly (readonly string[])[] {
  const { person, login, standing, because, about, memberships, missing } = item;
  const own = [
    login,
    person === null ? '' : `${person.profile.givenName} ${person.profile.familyName}`,
    person?.profile.employeeNumber ?? person?.profile.naturalKey ?? '',
    standing,
    [...because, ...(about.length === 0 ? [] : [`about: ${about.join(' ')}`])].join(' '),
  ];
  const held = memberships.map(({ name, owner, risk, as, rows, because: why }) => [
    ...own,
    withinConnection(name),
    owner,
    risk,
    as,
    why ?? rows.join(' '),
  ]);
  const lacking = missing.map(({ name, rows }) => [...own, withinConnection(name), '', '', 'missing', rows.join(' ')]);
  const lines = [...held, ...lacking];
  return lines.length > 0 ? lines : [[...own, '', '', '', '', '']];
}
