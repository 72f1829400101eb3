/**
 * The policy against what is really there: the provider's groups and the form's options. For `tenure doctor` and
 * `tenure policy apply`. Nothing is looked up here; whoever calls has complete listings or does not call.
 */
import type { GroupName } from '../shared/ids.ts';
import { connectionOf, isProjectRole, withinConnection } from '../shared/ids.ts';
import { unreachable } from '../shared/outcome.ts';
import { entitlementById, isUnknownOwner, riskOfGroup } from './catalogue.ts';
import { type GroupUse, groupUses } from './check/groupUses.ts';
import { valueProblems } from './check/values.ts';
import type { Given, KnownGroup, Policy, Problem } from './model.ts';
import { FILES } from './read/files.ts';
import { caution, fault, sorted } from './read/problem.ts';
import { didYouMean } from './read/suggest.ts';

export function checkAgainstProvider(
  policy: Policy,
  groups: readonly KnownGroup[],
  knownValues: Readonly<Record<string, readonly string[]>> = {},
): readonly Problem[] {
  const byName = new Map<GroupName, KnownGroup[]>();
  for (const group of groups) byName.set(group.name, [...(byName.get(group.name) ?? []), group]);
  return sorted([
    ...groupUses(policy).flatMap((use) => problemsOfUse(use, byName)),
    ...applicationsOutOfReach(policy, byName),
    ...withoutOwner(policy),
    ...riskyBirthrights(policy),
    ...valueProblems(policy, knownValues),
  ]);
}

type ByName = ReadonlyMap<GroupName, readonly KnownGroup[]>;

function problemsOfUse({ group, file, line, gives, others }: GroupUse, byName: ByName): readonly Problem[] {
  const place = { file, line };
  const name = isProjectRole(group) ? withinConnection(group) : `group "${withinConnection(group)}"`;
  const shown = `${name}${others === 0 ? '' : ` (and ${others} further places)`}`;
  const [found, twin] = byName.get(group) ?? [];
  if (found === undefined && isProjectRole(group)) {
    const message = `${connectionOf(group)} has no ${shown}, or our credential may not see it`;
    const remedy = 'Correct the key, role or group, or give the service account Administer projects there.';
    return [fault(place, 'unknown-role', message, remedy)];
  }
  if (found === undefined) {
    const here = [...byName.keys()].filter((name) => connectionOf(name) === connectionOf(group)).map(withinConnection);
    const remedy = didYouMean(withinConnection(group), here, 'Make the group at the provider, or correct the name.');
    const message = `${connectionOf(group)} has no ${shown}`;
    return [(gives ? fault : caution)(place, 'unknown-group', message, remedy)];
  }
  if (twin !== undefined) {
    const message = `${connectionOf(group)} has two groups of the name "${withinConnection(group)}"`;
    return [fault(place, 'ambiguous-group', message, 'Rename one of them: a name must say which group is meant.')];
  }
  return gives ? ownerProblems(found, shown, place) : [];
}

/** Groups somebody else fills are allowed, and somebody should know what then happens. */
function ownerProblems(known: KnownGroup, shown: string, place: { file: string; line: number | null }) {
  const { name, owner, admin } = known;
  if (admin === true) {
    return [
      fault(
        place,
        'group-of-administrators',
        `${shown} makes administrators of its members at the provider: Tenure never writes it`,
        'Take it out and give this role by hand, or take the admin role from the group.',
      ),
    ];
  }
  switch (owner) {
    case 'tenure':
      return [];
    case 'rule':
      // Held through a group of the site: that is how it was asked for.
      if (isProjectRole(name)) return [];
      return [
        caution(
          place,
          'group-of-a-rule',
          `${shown} is filled by a rule of the provider: Tenure never writes it, waits for the rule and reads it back`,
          'Make sure the rule looks at a profile field Tenure sets, or end the rule.',
        ),
      ];
    case 'directory':
      return [
        caution(
          place,
          'group-of-a-directory',
          `${shown} is kept by another directory: Tenure never writes it, waits and reads it back`,
          'Give the access there, or use a group of the provider itself.',
        ),
      ];
    case 'mixed':
      return [
        caution(
          place,
          'group-of-both',
          `${shown} is filled by a rule and by hand: Tenure adds people, but taking one out becomes an exception`,
          'End the rule, or use a group without one.',
        ),
      ];
    case 'built-in':
      return [
        caution(place, 'group-built-in', `${shown} is the provider's own: everybody is in it anyway`, 'Take it out.'),
      ];
    case 'not-covered':
      return [
        fault(
          place,
          'team-managed-project',
          `${shown} is of a team-managed project, which Tenure does not cover: its team gives and takes access there`,
          'Take the target out, or use a company-managed project.',
        ),
      ];
    default:
      return unreachable(owner);
  }
}

function* applicationsOutOfReach({ catalogue }: Policy, byName: ByName): Iterable<Problem> {
  for (const { id, name, provisioning, entitlements, line } of catalogue.applications) {
    if (provisioning === 'manual') continue;
    if (entitlements.some(({ groups }) => groups.some((group) => byName.has(group)))) continue;
    const message = `none of the groups of ${name} exists, so nothing opens it`;
    const remedy = 'Make its groups at the provider, or set `provisioning: manual`.';
    yield caution(
      { file: FILES.catalogue, line: line ?? null },
      'application-without-group',
      message,
      `${remedy} (${id})`,
    );
  }
}

/** A draft that nobody has finished: it can be looked at, and not be put in force. */
function* withoutOwner({ catalogue }: Policy): Iterable<Problem> {
  for (const { id, owner, deputy, line } of catalogue.applications) {
    const place = { file: FILES.catalogue, line: line ?? null };
    if (isUnknownOwner(owner)) {
      const remedy = 'Write the work address of whoever answers for it under `owner`.';
      yield fault(place, 'owner-unknown', `nobody is said to answer for ${id}`, remedy);
    }
    if (deputy !== null && isUnknownOwner(deputy)) {
      yield fault(place, 'owner-unknown', `the deputy of ${id} is nobody`, 'Name somebody, or leave `deputy` out.');
    }
  }
}

/** High risk with the job means that nobody ever decides about it. */
function* riskyBirthrights({ table, catalogue }: Policy): Iterable<Problem> {
  const risky = (given: Given) =>
    given.kind === 'group'
      ? riskOfGroup(catalogue, given.group) === 'high'
      : entitlementById(catalogue, given.entitlement)?.entitlement.risk === 'high';
  for (const row of table) {
    for (const given of row.gives.filter(risky)) {
      const what = given.kind === 'group' ? `the group "${withinConnection(given.group)}"` : given.entitlement;
      const message = `row "${row.id}" gives ${what}, which is of high risk, without anybody deciding`;
      const remedy = 'Take it out of the table and let it be asked for, or lower its risk in catalogue.yaml.';
      yield caution({ file: FILES.table, line: row.line }, 'high-risk-birthright', message, remedy);
    }
  }
}
