/**
 * The version of a policy: sha256 of what it says. Line numbers, the order of keys, rows and list entries, and the
 * case and blanks of table values make no difference, because they make none to anybody's access.
 */
import { canonical, sha256 } from '../shared/canonical.ts';
import { type PolicyVersion, policyVersion } from '../shared/ids.ts';
import { fold } from './fold.ts';
import type { Policy, ReferenceRow } from './model.ts';

export function versionOf({ settings, table, catalogue }: Omit<Policy, 'version'>): PolicyVersion {
  const rows = table.map(rowText).sort();
  return policyVersion(
    sha256(`${canonical(unordered(settings))}\n${canonical(unordered(catalogue))}\n${rows.join('\n')}`),
  );
}

/** A row as compared: two rows with the same text do the same under the same name. */
export const rowText = ({ id, when, gives }: Pick<ReferenceRow, 'id' | 'when' | 'gives'>): string =>
  canonical({ id, ...rowContent({ when, gives }) });

/** What a row does, without its name and place. */
export function rowContent({ when, gives }: Pick<ReferenceRow, 'when' | 'gives'>) {
  return {
    when: Object.fromEntries(
      Object.entries(when).map(([name, values]) => [name, [...new Set(values.map(fold))].sort()]),
    ),
    gives: gives.map((given) => canonical(given)).sort(),
  };
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
