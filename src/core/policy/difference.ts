/** What a new version of the policy changes: in the files, for the owner to read, and for one person. */
import { canonical } from '../shared/canonical.ts';
import type { EntitlementId, GroupName } from '../shared/ids.ts';
import type { Application, Entitlement, Policy, ReferenceRow } from './model.ts';
import { rowText, unordered } from './version.ts';

export interface SettingChange {
  /** `brake.peoplePerOrigin`, `connections.okta.baseUrl`. */
  readonly path: string;
  /** As JSON; `null` = not there. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface EntitlementChange {
  readonly entitlement: EntitlementId;
  readonly groupsAdded: readonly GroupName[];
  readonly groupsRemoved: readonly GroupName[];
  /** Risk, onForm: whatever else is different. */
  readonly other: readonly SettingChange[];
}

export interface PolicyDifference {
  readonly same: boolean;
  readonly rows: {
    readonly added: readonly ReferenceRow[];
    readonly removed: readonly ReferenceRow[];
    readonly changed: readonly { readonly before: ReferenceRow; readonly after: ReferenceRow }[];
  };
  readonly entitlements: {
    readonly added: readonly Entitlement[];
    readonly removed: readonly Entitlement[];
    readonly changed: readonly EntitlementChange[];
  };
  /** Applications by path, entitlements left out: `figma.owner`. */
  readonly applications: readonly SettingChange[];
  readonly settings: readonly SettingChange[];
}

export function difference(before: Policy, after: Policy): PolicyDifference {
  return {
    same: before.version === after.version,
    rows: paired(before.table, after.table, ({ id }) => id, rowText),
    entitlements: entitlementDifference(before, after),
    applications: valueDifference(byId(before.catalogue.applications), byId(after.catalogue.applications)),
    settings: [
      ...valueDifference(named(before.settings), named(after.settings)),
      ...valueDifference(accountsById(before), accountsById(after), ['accounts']),
      ...valueDifference(requestsById(before), requestsById(after), ['requests']),
    ],
  };
}

interface Paired<Item> {
  readonly added: readonly Item[];
  readonly removed: readonly Item[];
  readonly changed: readonly { readonly before: Item; readonly after: Item }[];
}

function paired<Item>(
  before: readonly Item[],
  after: readonly Item[],
  name: (item: Item) => string,
  text: (item: Item) => string,
): Paired<Item> {
  const old = new Map(before.map((item) => [name(item), item]));
  const now = new Map(after.map((item) => [name(item), item]));
  return {
    added: after.filter((item) => !old.has(name(item))),
    removed: before.filter((item) => !now.has(name(item))),
    changed: after.flatMap((item) => {
      const was = old.get(name(item));
      return was === undefined || text(was) === text(item) ? [] : [{ before: was, after: item }];
    }),
  };
}

function entitlementDifference(before: Policy, after: Policy): PolicyDifference['entitlements'] {
  const all = ({ catalogue }: Policy) => catalogue.applications.flatMap(({ entitlements }) => entitlements);
  const text = (entitlement: Entitlement) => canonical(unordered(entitlement));
  const { added, removed, changed } = paired(all(before), all(after), ({ id }) => id, text);
  return {
    added,
    removed,
    changed: changed.map(({ before: was, after: is }) => ({
      entitlement: is.id,
      groupsAdded: is.groups.filter((group) => !was.groups.includes(group)),
      groupsRemoved: was.groups.filter((group) => !is.groups.includes(group)),
      other: valueDifference({ risk: was.risk, onForm: was.onForm }, { risk: is.risk, onForm: is.onForm }),
    })),
  };
}

const byId = (applications: readonly Application[]) =>
  Object.fromEntries(applications.map(({ id, entitlements: _, line: __, ...rest }) => [id, rest]));

const accountsById = ({ catalogue }: Policy) =>
  Object.fromEntries((catalogue.accounts ?? []).map(({ id, line: _, ...rest }) => [id, rest]));

/** Of rules also the place: an earlier one answers first. */
const requestsById = ({ requests }: Policy) =>
  requests === undefined
    ? {}
    : {
        ...requests,
        rules: Object.fromEntries(
          requests.rules.map(({ id, line: _, ...rule }, nth) => [id, { place: nth + 1, ...rule }]),
        ),
        conflicts: Object.fromEntries(requests.conflicts.map(({ id, line: _, ...rest }) => [id, rest])),
      };

/** Lists of named things as records, so that a path says which connection or case is meant. */
const named = ({ connections, cases, ...rest }: Policy['settings']) => ({
  ...rest,
  connections: Object.fromEntries(connections.map(({ id, ...connection }) => [id, connection])),
  cases: Object.fromEntries(cases.map(({ kind, ...one }) => [kind, one])),
});

/** Paths at which two plain values differ. Lists are sets and are compared whole. */
function valueDifference(before: unknown, after: unknown, path: readonly string[] = []): readonly SettingChange[] {
  if (isRecord(before) && isRecord(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) => valueDifference(before[name], after[name], [...path, name]));
  }
  const [was, is] = [textOf(before), textOf(after)];
  return was === is ? [] : [{ path: path.join('.'), before: was, after: is }];
}

const textOf = (value: unknown) => (value === undefined || value === null ? null : canonical(unordered(value)));
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
