/** Explanations and differences as lines of text, for the terminal and for comments. Escaping is the caller's. */
import { withinConnection } from '../shared/ids.ts';
import { unreachable } from '../shared/outcome.ts';
import type { PolicyDifference, SettingChange } from './difference.ts';
import type {
  AttributesExplained,
  GrantReason,
  GroupByGrants,
  NearMiss,
  PersonExplained,
  RowReason,
} from './explain.ts';
import type { Given, ReferenceRow } from './model.ts';
import { FILES } from './read/files.ts';

const MOST_NEAR_MISSES = 20;

export function renderAttributes({ attributes, groups, manual, nearMisses }: AttributesExplained): readonly string[] {
  const who = Object.entries(attributes).map(([name, value]) => `${name}=${value}`);
  const more = nearMisses.length - MOST_NEAR_MISSES;
  return [
    `For ${who.length === 0 ? 'somebody of whom nothing is known' : who.join(', ')}:`,
    ...(groups.length === 0 ? ['  no group'] : []),
    ...groups.flatMap(({ group, known, reasons }) => [
      `  ${group}${known === null ? '  (the provider has no such group)' : ''}`,
      ...reasons.map((reason) => `    by ${rowPhrase(reason)}`),
    ]),
    ...manual.map((reason) => `  ${reason.entitlement}, opened by a person\n    by ${rowPhrase(reason)}`),
    ...(nearMisses.length === 0 ? [] : ['Rows that miss by one attribute:']),
    ...nearMisses.slice(0, MOST_NEAR_MISSES).map(nearMissLine),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].flatMap((text) => text.split('\n'));
}

const rowPhrase = ({ row, line, entitlement }: RowReason) =>
  `row ${row} (${line === null ? 'no longer in the table' : `${FILES.table}:${line}`})${entitlement === null ? '' : ` through ${entitlement}`}`;

const nearMissLine = ({ row, line, attribute, accepted, actual, gives }: NearMiss) =>
  `  row ${row} (${FILES.table}:${line}) would give ${gives.map(givenPhrase).join(', ')}: ` +
  `${attribute} is ${actual === null ? 'unknown' : `"${actual}"`}, not ${accepted.map((value) => `"${value}"`).join(' or ')}`;

export function givenPhrase(given: Given): string {
  switch (given.kind) {
    case 'entitlement':
      return given.entitlement;
    case 'group':
      return `group ${withinConnection(given.group)}`;
    default:
      return unreachable(given);
  }
}

export function renderPerson({ groups, table }: PersonExplained): readonly string[] {
  return [
    ...(groups.length === 0 ? ['No grant in force.'] : []),
    ...groups.flatMap((group) => [groupLine(group), ...group.grants.map((grant) => `    ${grantPhrase(grant)}`)]),
    ...(table === null ? [] : ['', 'By the table in force:', ...renderAttributes(table)]),
  ];
}

function groupLine({ group, name, state, exclusions }: GroupByGrants): string {
  const shown = `  ${name ?? group}`;
  switch (state) {
    case 'held':
      return shown;
    case 'ahead':
      return `${shown}  (not yet)`;
    case 'excluded':
      return `${shown}  (held back: ${exclusions.map(({ setBy, until }) => `${setBy}, ${untilPhrase(until)}`).join('; ')})`;
    default:
      return unreachable(state);
  }
}

const untilPhrase = (until: string | null) => (until === null ? 'until lifted' : `until ${until}`);

function grantPhrase({ cause, case: givenBy, entitlement, rows, since, until }: GrantReason): string {
  const from = since.kind === 'before' ? `since before ${since.at}` : `since ${since.at}`;
  const to = until === null ? 'no end' : `until ${until}`;
  const through = entitlement === null ? '' : ` through ${entitlement}`;
  const by = rows.length === 0 ? '' : `, ${rows.map((row) => rowPhrase({ ...row, entitlement: null })).join(', ')}`;
  return `${cause}${through} by ${givenBy}${by}, ${from}, ${to}`;
}

export function renderDifference({
  same,
  rows,
  entitlements,
  applications,
  settings,
}: PolicyDifference): readonly string[] {
  if (same) return ['No change.'];
  const place = ({ id, line }: ReferenceRow) => `row ${id} (${FILES.table}:${line})`;
  return [
    ...rows.added.map((row) => `+ ${place(row)}: ${rowPhraseOf(row)}`),
    ...rows.removed.map((row) => `- row ${row.id}: ${rowPhraseOf(row)}`),
    ...rows.changed.flatMap(({ before, after }) => [
      `~ ${place(after)}`,
      `    was ${rowPhraseOf(before)}`,
      `    is  ${rowPhraseOf(after)}`,
    ]),
    ...entitlements.added.map(({ id, groups }) => `+ entitlement ${id}: ${groups.join(', ') || 'opened by a person'}`),
    ...entitlements.removed.map(({ id }) => `- entitlement ${id}`),
    ...entitlements.changed.flatMap(({ entitlement, groupsAdded, groupsRemoved, other }) => [
      `~ entitlement ${entitlement}`,
      ...groupsAdded.map((group) => `    + ${group}`),
      ...groupsRemoved.map((group) => `    - ${group}`),
      ...other.map((change) => `    ${changePhrase(change)}`),
    ]),
    ...applications.map((change) => `~ application ${changePhrase(change)}`),
    ...settings.map((change) => `~ setting ${changePhrase(change)}`),
  ];
}

const changePhrase = ({ path, before, after }: SettingChange) =>
  `${path}: ${before ?? 'nothing'} -> ${after ?? 'nothing'}`;

function rowPhraseOf({ when, gives }: ReferenceRow): string {
  const who = Object.entries(when).map(([name, values]) => `${name}=${values.join('|')}`);
  return `${who.length === 0 ? 'everyone' : who.join(', ')} -> ${gives.map(givenPhrase).join(', ')}`;
}
