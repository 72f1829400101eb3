/** Which applications and roles are missing in the catalogue, in one order, whatever the order they were listed in. */
import { groupsInCatalogue } from '../policy/index.ts';
import type { Application, KnownGroup, Policy, Risk } from '../policy/model.ts';
import { fold } from '../shared/fold.ts';
import { type GroupId, withinConnection } from '../shared/ids.ts';
import { unreachable } from '../shared/outcome.ts';
import { riskIn, roleIn, slugOf, speaksOf } from './guess.ts';
import type { DraftInput } from './model.ts';

export interface ProposedRole {
  readonly role: string;
  readonly group: KnownGroup | null;
  readonly risk: Risk;
  readonly because: string;
}

export interface Proposed {
  readonly id: string;
  readonly name: string;
  /** In the catalogue already, which lacks these roles of it. */
  readonly known: Application | null;
  readonly roles: readonly ProposedRole[];
  readonly askedFor: number;
}

export interface Proposal {
  readonly applications: readonly Proposed[];
  readonly leftOut: readonly string[];
}

export function propose({ policy, groups, applications, asked }: DraftInput): Proposal {
  const byId = new Map(groups.map((group) => [group.id, group]));
  const covered = new Set(groupsInCatalogue(policy.catalogue));
  const taken = new Set<string>(policy.catalogue.applications.map(({ id }) => id));
  const names = new Set(policy.catalogue.applications.flatMap(({ id, name }) => [fold(id), fold(name)]));
  const proposed: Proposed[] = [];
  const leftOut: string[] = [];
  const timesAsked = (name: string) => asked.find((one) => fold(one.name) === fold(name))?.times ?? 0;
  const opens = new Map<GroupId, string>();

  for (const { app, name: label, groups: assigned } of sorted(
    applications,
    ({ name, app: id }) => `${fold(name)} ${id}`,
  )) {
    const shown = label.trim() === '' ? app : label.trim();
    const found = sorted(
      assigned.flatMap((id) => byId.get(id) ?? []),
      ({ name }) => name,
    );
    const known = catalogued(policy, shown, found);
    const open = found.filter(({ name }) => !covered.has(name));
    const kept = open.filter((group) => {
      const why = unfit(policy, group) ?? sharedWith(opens.get(group.id));
      if (why !== null) leftOut.push(`${withinConnection(group.name)} of ${shown}: ${why}`);
      return why === null;
    });
    if (found.length === 0 && known === null) leftOut.push(`${shown}: no group is assigned to it`);
    if (kept.length === 0) continue;
    for (const { id } of kept) opens.set(id, shown);
    const name = known === null ? free(shown, app, names) : known.name;
    const id = known === null ? freeId(slugOf(shown) || slugOf(app) || 'app', taken) : known.id;
    const used = new Set<string>(known?.entitlements.map(({ role }) => role));
    const roles = kept.map((group) => {
      const within = withinConnection(group.name);
      return { role: freeId(roleIn(within, shown), used), group, ...riskIn(within) };
    });
    proposed.push({ id, name, known, roles, askedFor: timesAsked(shown) });
  }
  leftOut.push(...unassigned(policy, groups, applications));
  for (const { name, times } of asked) {
    if (names.has(fold(name)) || slugOf(name) === '') continue;
    names.add(fold(name));
    const because = 'nobody has said what it opens';
    const roles = [{ role: 'user', group: null, risk: 'medium', because } as const];
    proposed.push({ id: freeId(slugOf(name), taken), name, known: null, roles, askedFor: times });
  }
  return { applications: proposed, leftOut };
}

/** No application is opened by them at the provider; what they open, inside one or elsewhere, only people know. */
function unassigned({ catalogue }: Policy, groups: readonly KnownGroup[], applications: DraftInput['applications']) {
  const known = new Set([...applications.flatMap((one) => one.groups), ...[...groupsInCatalogue(catalogue)]]);
  const open = groups.filter(({ id, name, owner }) => owner === 'tenure' && !known.has(id) && !known.has(name));
  return sorted(open, ({ name }) => name).flatMap(({ name }) => {
    const within = withinConnection(name);
    const near = sorted(applications, (one) => fold(one.name)).find((one) => speaksOf(within, one.name));
    if (near === undefined) return [];
    return [`${within}: assigned to no application; by its name it may belong to ${near.name.trim()}`];
  });
}

/** By its name, else by the groups it has there already. */
function catalogued({ catalogue }: Policy, name: string, groups: readonly KnownGroup[]): Application | null {
  const called = catalogue.applications.find((one) => fold(one.name) === fold(name));
  if (called !== undefined) return called;
  const own = new Set(groups.map((group) => group.name));
  return (
    catalogue.applications.find(({ entitlements }) =>
      entitlements.some(
        (entitlement) => entitlement.groups.length === 1 && entitlement.groups.some((one) => own.has(one)),
      ),
    ) ?? null
  );
}

/** Why nobody is put into this group by asking; `null` = they may be. */
function unfit({ settings }: Policy, { name, owner, admin }: KnownGroup): string | null {
  if (admin === true) return 'makes administrators at the provider, so Tenure never writes it';
  if (settings.protected.groups.includes(name)) return 'is protected in tenure.yaml';
  switch (owner) {
    case 'tenure':
    case 'mixed':
      return null;
    case 'rule':
      return 'is filled by a rule of the provider';
    case 'directory':
      return 'is kept by another directory';
    case 'built-in':
      return "is the provider's own: everybody has it";
    case 'not-covered':
      return 'is not covered';
    default:
      return unreachable(owner);
  }
}

const sharedWith = (other: string | undefined) =>
  other === undefined ? null : `opens ${other} too, and is proposed there`;

const sorted = <Item>(items: readonly Item[], by: (item: Item) => string): readonly Item[] =>
  [...items].sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0));

/** Names of two applications that read the same would mean neither. */
function free(name: string, app: string, taken: Set<string>): string {
  const own = taken.has(fold(name)) ? `${name} (${app})` : name;
  taken.add(fold(own));
  return own;
}

function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let n = 2; taken.has(id); n += 1) id = `${wanted}-${n}`;
  taken.add(id);
  return id;
}
