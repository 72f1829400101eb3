/** Why: for every group which row or grant gives it, and which rows only just do not. */
import type { Exclusion, Grant } from '../grant/model.ts';
import { isLive, startOf } from '../grant/model.ts';
import type { Attributes } from '../person/model.ts';
import { fold } from '../shared/fold.ts';
import type { CaseId, EntitlementId, GrantId, GroupId, GroupName, RowId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { compileTable, matchRows } from './birthright.ts';
import { entitlementById, givenKey, groupNamesOf } from './catalogue.ts';
import type { Given, KnownGroup, Policy, ReferenceRow } from './model.ts';

export interface RowReason {
  readonly row: RowId;
  /** `null` = the row is no longer in the table. */
  readonly line: number | null;
  /** `null` = the row names the group itself. */
  readonly entitlement: EntitlementId | null;
}

export interface GroupByRows {
  readonly group: GroupName;
  /** `null` = the provider has no such group. */
  readonly known: KnownGroup | null;
  readonly reasons: readonly RowReason[];
}

/** A row that would match if one attribute were another: the usual answer to "why did she not get it?". */
export interface NearMiss {
  readonly row: RowId;
  readonly line: number;
  readonly attribute: string;
  readonly accepted: readonly string[];
  /** `null` = the person has no such attribute. */
  readonly actual: string | null;
  /** What else it would give. */
  readonly gives: readonly Given[];
}

export interface AttributesExplained {
  readonly attributes: Attributes;
  readonly groups: readonly GroupByRows[];
  /** Given, and opened by a person. */
  readonly manual: readonly RowReason[];
  readonly nearMisses: readonly NearMiss[];
}

export function explainAttributes(
  policy: Policy,
  attributes: Attributes,
  groupsByName: ReadonlyMap<GroupName, KnownGroup>,
): AttributesExplained {
  const groups = new Map<GroupName, RowReason[]>();
  const manual: RowReason[] = [];
  const matching = matchRows(compileTable(policy.table), attributes);
  for (const row of matching) {
    for (const given of row.gives) {
      const entitlement = given.kind === 'entitlement' ? given.entitlement : null;
      const reason = { row: row.id, line: row.line, entitlement };
      for (const group of groupNamesOf(policy.catalogue, given)) {
        groups.set(group, [...(groups.get(group) ?? []), reason]);
      }
      const entry = entitlement === null ? undefined : entitlementById(policy.catalogue, entitlement);
      if (entry?.application.provisioning === 'manual') manual.push(reason);
    }
  }
  const given = new Set(matching.flatMap(({ gives }) => gives.map(givenKey)));
  return {
    attributes,
    groups: [...groups].map(([group, reasons]) => ({ group, known: groupsByName.get(group) ?? null, reasons })),
    manual,
    nearMisses: policy.table.flatMap((row) => nearMiss(row, attributes, given) ?? []),
  };
}

function nearMiss(row: ReferenceRow, attributes: Attributes, given: ReadonlySet<string>): NearMiss | undefined {
  let failed: readonly [string, readonly string[]] | undefined;
  for (const [attribute, values] of Object.entries(row.when)) {
    const actual = attributes[attribute];
    if (actual !== undefined && values.some((value) => fold(value) === fold(actual))) continue;
    if (failed !== undefined) return undefined;
    failed = [attribute, values];
  }
  if (failed === undefined) return undefined;
  const gives = row.gives.filter((one) => !given.has(givenKey(one)));
  if (gives.length === 0) return undefined;
  const [attribute, accepted] = failed;
  return { row: row.id, line: row.line, attribute, accepted, actual: attributes[attribute] ?? null, gives };
}

export interface GrantReason {
  readonly grant: GrantId;
  readonly cause: Grant['cause'];
  readonly case: CaseId;
  readonly entitlement: EntitlementId | null;
  readonly rows: readonly RowReason[];
  readonly since: Grant['start'];
  readonly until: Instant | null;
  /** When somebody has to look whether it is still needed. */
  readonly review: Instant | null;
}

export interface GroupByGrants {
  readonly group: GroupId;
  readonly name: GroupName | null;
  /** `ahead`: only grants that have not begun yet. `excluded`: granted, and a decision says no. */
  readonly state: 'held' | 'ahead' | 'excluded';
  readonly grants: readonly GrantReason[];
  readonly exclusions: readonly Exclusion[];
}

export interface PersonExplained {
  readonly groups: readonly GroupByGrants[];
  /** What the table in force says for the attributes of now, when they are known. */
  readonly table: AttributesExplained | null;
}

/** From the ledger, not from the table: a grant tells which row gave it then, whatever the table says now. */
export function explainPerson(
  policy: Policy,
  groupsByName: ReadonlyMap<GroupName, KnownGroup>,
  person: {
    readonly grants: readonly Grant[];
    readonly exclusions: readonly Exclusion[];
    readonly attributes: Attributes | null;
  },
  now: Instant,
): PersonExplained {
  const names = new Map([...groupsByName.values()].map(({ id, name }) => [id, name]));
  const lines = new Map(policy.table.map(({ id, line }) => [id, line]));
  const present = person.grants.filter((grant) => isLive(grant, now) || now < startOf(grant));
  const byGroup = new Map<GroupId, Grant[]>();
  for (const grant of present) {
    for (const group of grant.groups) byGroup.set(group, [...(byGroup.get(group) ?? []), grant]);
  }
  return {
    groups: [...byGroup].map(([group, grants]) => {
      const exclusions = person.exclusions.filter((one) => one.groups.includes(group) && isInForce(one, now));
      const live = grants.some((grant) => isLive(grant, now));
      const state = exclusions.length > 0 ? 'excluded' : live ? 'held' : 'ahead';
      return {
        group,
        name: names.get(group) ?? null,
        state,
        grants: grants.map((one) => reasonOf(one, lines)),
        exclusions,
      };
    }),
    table: person.attributes === null ? null : explainAttributes(policy, person.attributes, groupsByName),
  };
}

const isInForce = ({ from, until }: Exclusion, now: Instant) => from <= now && (until === null || now < until);

function reasonOf(grant: Grant, lines: ReadonlyMap<RowId, number>): GrantReason {
  const entitlement = grant.holds.kind === 'entitlement' ? grant.holds.entitlement : null;
  return {
    grant: grant.id,
    cause: grant.cause,
    case: grant.givenBy,
    entitlement,
    rows: grant.rows.map((row) => ({ row, line: lines.get(row) ?? null, entitlement })),
    since: grant.start,
    until: grant.end,
    review: grant.review ?? null,
  };
}
