/** Running a query: narrow by an index first, then test, then order. */
import type { Issue } from '../model.ts';
import { refuse } from '../refusal.ts';
import { type Actor, may, maySee } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { instantOf } from './instants.ts';
import { compile, noSuchValue, projectNamed } from './match.ts';
import { type Clause, parseJql, type Query } from './parse.ts';
import type { Indexed } from './searchIndex.ts';

/** `fresh`: issues whose state is read from the store instead of the index (`reconcileIssues`). */
export function search(site: JiraSite, actor: Actor, jql: string, fresh: readonly Issue[] = []): Indexed[] {
  const query = parseJql(jql);
  if (query.where === undefined)
    throw refuse(400, 'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.');
  const matches = compile(site, actor, query.where);
  if (site.options.quirks.hiddenProjectFailsSearch) refuseHidden(site, actor, query.where);
  const overridden = new Set(fresh.map(({ id }) => id));
  const candidates = [
    ...candidatesOf(site, actor, query.where).filter(({ issue }) => !overridden.has(issue.id)),
    ...fresh.map((issue) => ({ issue, state: issue.state })),
  ];
  const found = candidates.filter((entry) => matches(entry) && maySee(site, actor, entry.issue));
  return found.sort(comparison(query));
}

/**
 * A project that is named, and that the caller may not browse, is to them as one that is not there: the whole query is refused, whatever
 * else it asks for. Documented nowhere; met by others so ("The value 'XY' does not exist for the field 'project'", n0s1, issue 20).
 */
function refuseHidden(site: JiraSite, actor: Actor, clause: Clause): void {
  if (clause.kind !== 'test') {
    for (const part of clause.kind === 'not' ? [clause.part] : clause.parts) refuseHidden(site, actor, part);
    return;
  }
  if (clause.field !== 'project') return;
  for (const value of clause.values) {
    const project = projectNamed(site, value);
    if (project !== undefined && !may(site, actor, 'BROWSE_PROJECTS', project)) throw noSuchValue(value, clause.field);
  }
}

/** Whether one issue, as it is now, fits: the filter of a webhook. */
export function fits(site: JiraSite, jql: string, issue: Issue): boolean {
  const { where } = parseJql(jql);
  return where === undefined || compile(site, undefined, where)({ issue, state: issue.state });
}

/** The smallest set an index gives for the tests that must all hold. */
function candidatesOf(site: JiraSite, actor: Actor, where: Clause): Indexed[] {
  const tests = (where.kind === 'and' ? where.parts : [where]).filter((part) => part.kind === 'test');
  const equal = (...fields: string[]) =>
    tests.find(({ field, operator }) => fields.includes(field) && (operator === '=' || operator === 'in'))?.values;
  const keys = equal('key', 'issue', 'issuekey', 'id');
  if (keys !== undefined) return keys.flatMap((key) => site.search.get(site.issues.get(key)?.id ?? '') ?? []);
  const parents = equal('parent');
  if (parents !== undefined) return parents.flatMap((key) => site.search.withParent(site.issues.get(key)?.id ?? ''));
  const labels = equal('labels');
  if (labels !== undefined) return [...new Set(labels.flatMap((label) => site.search.withLabel(label)))];
  const projects = equal('project')?.flatMap((value) => projectNamed(site, value) ?? []) ?? [...site.projects.all()];
  const since = tests.find(({ field, operator }) => field === 'updated' && (operator === '>=' || operator === '>'))
    ?.values[0];
  const bound = since === undefined ? undefined : instantOf(since, site.clock.now());
  return [...new Set(projects)]
    .filter((project) => may(site, actor, 'BROWSE_PROJECTS', project))
    .flatMap(({ id }) => site.search.updatedSince(id, bound ?? Number.NEGATIVE_INFINITY));
}

const SORT_KEYS: Readonly<Record<string, (entry: Indexed) => number | string>> = {
  updated: ({ state }) => state.updated,
  updateddate: ({ state }) => state.updated,
  created: ({ issue }) => issue.created,
  createddate: ({ issue }) => issue.created,
  key: ({ issue }) => Number(issue.id),
  issuekey: ({ issue }) => Number(issue.id),
  id: ({ issue }) => Number(issue.id),
  priority: ({ state }) => String(state.values.get('priority') ?? '9'),
  duedate: ({ state }) => String(state.values.get('duedate') ?? '9999'),
  summary: ({ state }) => String(state.values.get('summary') ?? ''),
  status: ({ state }) => state.status.name,
};

function comparison({ orderBy }: Query): (a: Indexed, b: Indexed) => number {
  const keys = (orderBy.length === 0 ? [{ field: 'created', descending: true }] : orderBy).map(
    ({ field, descending }) => {
      const key = SORT_KEYS[field];
      if (key === undefined) throw refuse(400, `Not able to sort using field '${field}'.`);
      return { key, sign: descending ? -1 : 1 };
    },
  );
  return (a, b) => {
    for (const { key, sign } of keys) {
      const [left, right] = [key(a), key(b)];
      if (left !== right) return left < right ? -sign : sign;
    }
    return Number(a.issue.id) - Number(b.issue.id);
  };
}
