/** The whole list as a table for a spreadsheet: one line for each membership, and for each account without one. */
import { withinConnection } from '../shared/ids.ts';
import type { AdoptionItem, AdoptionList } from './model.ts';

const HEAD = ['login', 'person', 'key', 'account', 'reasons', 'group', 'owner', 'risk', 'membership', 'why'];

export function csvOf({ items }: Pick<AdoptionList, 'items'>): string {
  const lines = [HEAD, ...items.flatMap(linesOf)].map((cells) => cells.map(cell).join(','));
  return `${lines.join('\r\n')}\r\n`;
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

/**
 * A cell a spreadsheet would take for a formula begins with an apostrophe: names and groups are other people's text
 * ("CSV injection"). Quoted whenever anything in it could end the cell.
 */
function cell(value: string): string {
  const safe = /^[\s]*[=+\-@|%]/.test(value) || /^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n;\t']/.test(safe) || safe !== safe.trim() ? `"${safe.replace(/"/g, '""')}"` : safe;
}
