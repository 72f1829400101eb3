/**
 * The version of a policy: sha256 of what it says. Line numbers, the order of keys, rows and list entries, and the
 * case and blanks of table values make no difference, because they make none to anybody's access.
 */
import { canonical, sha256 } from '../shared/canonical.ts';
import { fold } from '../shared/fold.ts';
import { type PolicyVersion, policyVersion } from '../shared/ids.ts';
import { givenKey } from './catalogue.ts';
import type { Policy, ReferenceRow, RequestPolicy } from './model.ts';

export function versionOf({ settings, table, catalogue, requests }: Omit<Policy, 'version'>): PolicyVersion {
  const rows = table.map(rowText).sort();
  const asked = requests === undefined ? '' : `\n${requestsText(requests)}`;
  return policyVersion(
    sha256(`${canonical(unordered(settings))}\n${canonical(unordered(catalogue))}\n${rows.join('\n')}${asked}`),
  );
}

/** Rules are asked in the order of the file, so there order says something; stages are numbered already. */
const requestsText = (requests: RequestPolicy) =>
  canonical(unordered({ ...requests, rules: requests.rules.map((rule, nth) => ({ nth, rule })) }));

/** A row as compared: two rows with the same text do the same under the same name. */
export const rowText = (row: ReferenceRow): string => `[${JSON.stringify(row.id)},${rowContent(row)}]`;

/** Rows are never changed, only replaced; a long table is asked for these texts several times. */
const contents = new WeakMap<ReferenceRow, string>();

/** What a row does, without its name and place, as one text. */
export function rowContent(row: ReferenceRow): string {
  const known = contents.get(row);
  if (known !== undefined) return known;
  const conditions = Object.keys(row.when)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${valuesText(row.when[name] ?? [])}`);
  const gives = [...new Set(row.gives.map(givenKey))].sort();
  const text = `{${conditions.join(',')}},${JSON.stringify(gives)}`;
  contents.set(row, text);
  return text;
}

function valuesText(values: readonly string[]): string {
  const [only] = values;
  if (only !== undefined && values.length === 1) return `[${JSON.stringify(fold(only))}]`;
  return JSON.stringify([...new Set(values.map(fold))].sort());
}

/** Every list in settings and catalogue is a set to us; `line` says where a thing stands, not what it is. */
export function unordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    const texts = new Map(value.map(unordered).map((item) => [canonical(item), item]));
    return [...texts].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, member]) => !(key === 'line' && typeof member === 'number'))
      .map(([key, member]) => [key, unordered(member)]),
  );
}
