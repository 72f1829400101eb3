/**
 * What a sweep of one connection has found so far: all of it counted, and kept as far as people are told one by one.
 * In front of an organisation that was not adopted everything is a finding, and memory does not hold that.
 */
import type { Finding, FindingKind, ManyKind } from '../../core/finding/model.ts';
import type { ConnectionId } from '../../core/shared/ids.ts';
import { keyOf } from './rows.ts';

/** What one finding was concluded from, so that it can be concluded again just before it is told. */
export interface Concluded {
  readonly finding: Finding;
  stillSo(): Promise<boolean>;
}

export interface Found {
  add(one: Concluded): void;
  readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
  /** One by one, and one for each kind of which there are too many. */
  toTell(): readonly Concluded[];
  /** Keys of what was found, as far as it was kept; whatever was on the list before is. */
  still(): ReadonlySet<string>;
  kept(): readonly Finding[];
}

const MANY: readonly ManyKind[] = [
  'unexplained-membership',
  'account-without-person',
  'unexplained-actor',
  'unexplained-group-member',
];

export function gather(connection: ConnectionId, listed: ReadonlySet<string>, most: number): Found {
  const counts: Partial<Record<FindingKind, number>> = {};
  const kept = new Map<string, Concluded>();
  const isMany = (kind: FindingKind) => MANY.some((one) => one === kind) && (counts[kind] ?? 0) > most;
  return {
    counts,
    add(one) {
      const { kind } = one.finding;
      counts[kind] = (counts[kind] ?? 0) + 1;
      const key = keyOf(one.finding);
      if (!isMany(kind) || listed.has(key)) kept.set(key, one);
    },
    toTell() {
      const many = MANY.filter(isMany).map((of): Concluded => {
        const finding: Finding = { kind: 'many-findings', connection, of, findings: counts[of] ?? 0 };
        return { finding, stillSo: () => Promise.resolve(true) };
      });
      return [...[...kept.values()].filter(({ finding }) => !isMany(finding.kind)), ...many];
    },
    still: () => new Set(kept.keys()),
    kept: () => [...kept.values()].map(({ finding }) => finding),
  };
}
