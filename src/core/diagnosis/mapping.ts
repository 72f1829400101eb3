/** Which groups open which application: known, or not, of those most people have. */
import { entitlementsOfGroup } from '../policy/index.ts';
import { type GroupId, withinConnection } from '../shared/ids.ts';
import type { DiagnosisInput } from './input.ts';
import {
  type DiagnosedGroup,
  type Known,
  known,
  type ListedApplication,
  type MappedApplication,
  type Mapping,
  type MappingGap,
  type Readiness,
} from './model.ts';

/** So many of the most used may be unknown before one begins. */
const MOST_UNKNOWN = 2;

export function mappingOf({ applications, groups, catalogue }: DiagnosisInput): Known<Mapping> {
  if (!applications.known) return applications;
  const byId = new Map(groups.map((group) => [group.group, group]));
  const mapped = applications.value
    .map((one) => mappedOf(one, byId, catalogue))
    .sort((a, b) => b.people - a.people || byText(a.name, b.name) || byText(a.app, b.app));
  return known({ top10: readiness(mapped, 10), top20: readiness(mapped, 20), applications: mapped });
}

function mappedOf(
  { app, name, groups, assignments }: ListedApplication,
  byId: ReadonlyMap<GroupId, DiagnosedGroup>,
  catalogue: DiagnosisInput['catalogue'],
): MappedApplication {
  const entries = groups.map((id) => {
    const group = byId.get(id);
    return group === undefined ? [] : entitlementsOfGroup(catalogue, group.name).map((one) => one.application.id);
  });
  return {
    app,
    name,
    people: new Set(assignments.map(({ account }) => account)).size,
    direct: assignments.filter(({ direct }) => direct).length,
    groups: groups.map((id) => withinConnection(byId.get(id)?.name ?? id)).sort(byText),
    catalogue: [...new Set(entries.flat())].sort(byText),
    gap: gapOf(entries),
  };
}

function gapOf(entries: readonly (readonly unknown[])[]): MappingGap | null {
  if (entries.length === 0) return 'no-group';
  const named = entries.filter((one) => one.length > 0).length;
  if (named === entries.length) return null;
  return named === 0 ? 'not-in-catalogue' : 'in-part';
}

function readiness(mapped: readonly MappedApplication[], most: number): Readiness {
  // An application nobody has is used by nobody.
  const top = mapped.filter(({ people }) => people > 0).slice(0, most);
  const unknown = top.filter(({ gap }) => gap !== null).length;
  // Nothing to look at is no reason to begin.
  return { of: top.length, unknown, ready: top.length > 0 && unknown <= MOST_UNKNOWN };
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
