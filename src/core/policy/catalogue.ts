/** Looking things up in the catalogue. */

import { fold } from '../shared/fold.ts';
import type { EntitlementId, GroupName } from '../shared/ids.ts';
import { unreachable } from '../shared/outcome.ts';
import type { Application, Catalogue, Entitlement, Given, Risk, RoleTarget } from './model.ts';

export interface CatalogueEntry {
  readonly application: Application;
  readonly entitlement: Entitlement;
}

/** One text for one given thing, for maps and comparisons. */
export function givenKey(given: Given): string {
  switch (given.kind) {
    case 'entitlement':
      return `entitlement ${given.entitlement}`;
    case 'group':
      return `group ${given.group}`;
    default:
      return unreachable(given);
  }
}

interface Index {
  readonly byId: ReadonlyMap<EntitlementId, CatalogueEntry>;
  /** Project roles included, under what the ledger calls them. */
  readonly byGroup: ReadonlyMap<GroupName, readonly CatalogueEntry[]>;
  /** What a group opens beyond itself. */
  readonly rolesOf: ReadonlyMap<GroupName, readonly GroupName[]>;
  /** By folded name and id; the first in the file wins. */
  readonly byName: ReadonlyMap<string, Application>;
}

/** Made once for a catalogue; catalogues are never changed, only replaced. */
const indexes = new WeakMap<Catalogue, Index>();

function indexOf(catalogue: Catalogue): Index {
  const known = indexes.get(catalogue);
  if (known !== undefined) return known;
  const byId = new Map<EntitlementId, CatalogueEntry>();
  const byGroup = new Map<GroupName, CatalogueEntry[]>();
  const byName = new Map<string, Application>();
  const rolesOf = new Map<GroupName, GroupName[]>();
  for (const { group, name } of roleTargets(catalogue)) rolesOf.set(group, [...(rolesOf.get(group) ?? []), name]);
  for (const application of catalogue.applications) {
    for (const name of [fold(application.name), fold(application.id)]) {
      if (!byName.has(name)) byName.set(name, application);
    }
    for (const entitlement of application.entitlements) {
      const entry = { application, entitlement };
      byId.set(entitlement.id, entry);
      for (const group of withRoles(rolesOf, entitlement.groups)) {
        byGroup.set(group, [...(byGroup.get(group) ?? []), entry]);
      }
    }
  }
  const made = { byId, byGroup, byName, rolesOf };
  indexes.set(catalogue, made);
  return made;
}

const withRoles = (rolesOf: Index['rolesOf'], groups: readonly GroupName[]) => [
  ...new Set(groups.flatMap((group) => [group, ...(rolesOf.get(group) ?? [])])),
];

/** The project roles groups open, as the catalogue ties them. */
export const roleTargets = ({ applications }: Catalogue): readonly RoleTarget[] =>
  applications.flatMap(({ targets }) => targets.flatMap((one) => (one.kind === 'jira-project-role' ? [one] : [])));

export const entitlementById = (catalogue: Catalogue, id: EntitlementId): CatalogueEntry | undefined =>
  indexOf(catalogue).byId.get(id);

/** The application people mean by this name or id, however it is capitalised. */
export const applicationCalled = (catalogue: Catalogue, name: string): Application | undefined =>
  indexOf(catalogue).byName.get(fold(name));

/** The entitlements a group belongs to. */
export const entitlementsOfGroup = (catalogue: Catalogue, group: GroupName): readonly CatalogueEntry[] =>
  indexOf(catalogue).byGroup.get(group) ?? [];

/** Every group the catalogue names. */
export const groupsInCatalogue = (catalogue: Catalogue): Iterable<GroupName> => indexOf(catalogue).byGroup.keys();

/** Stands in a draft where nobody has said yet who answers for an application. */
export const UNKNOWN_OWNER = 'nobody@owner.invalid';
/** No mail goes to such an address, so nobody answers for what it owns (RFC 2606). */
export const isUnknownOwner = (owner: string) => fold(owner).endsWith('.invalid');

/** A group no entitlement names has no stated risk, and what is not stated is not low. */
export const UNSTATED_RISK: Risk = 'medium';

const RISKS: readonly Risk[] = ['low', 'medium', 'high'];
export const riskRank = (risk: Risk) => RISKS.indexOf(risk);

export function riskOfGroup(catalogue: Catalogue, group: GroupName): Risk {
  const risks = entitlementsOfGroup(catalogue, group).map(({ entitlement }) => entitlement.risk);
  return RISKS.findLast((risk) => risks.includes(risk)) ?? UNSTATED_RISK;
}

/** The groups a given thing means, by name, and the project roles they open. An unknown entitlement means none. */
export function groupNamesOf(catalogue: Catalogue, given: Given): readonly GroupName[] {
  const { rolesOf } = indexOf(catalogue);
  switch (given.kind) {
    case 'entitlement':
      return withRoles(rolesOf, entitlementById(catalogue, given.entitlement)?.entitlement.groups ?? []);
    case 'group':
      return withRoles(rolesOf, [given.group]);
    default:
      return unreachable(given);
  }
}
