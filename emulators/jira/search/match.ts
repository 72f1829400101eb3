/** Turning parsed JQL into a test of one issue. Unknown fields and values are 400, as in Jira, never "no match". */
import { isAdf } from '../adf/validate.ts';
import { wikiOf } from '../adf/wiki.ts';
import { optionWithId } from '../fields/options.ts';
import { PRIORITIES } from '../fields/system.ts';
import type { FieldValue } from '../model.ts';
import { refuse } from '../refusal.ts';
import type { Actor } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { instantOf } from './instants.ts';
import type { Clause, Operator } from './parse.ts';
import type { Indexed } from './searchIndex.ts';

export type Matches = (entry: Indexed) => boolean;

export function compile(site: JiraSite, actor: Actor, clause: Clause): Matches {
  if (clause.kind === 'not') {
    const inside = compile(site, actor, clause.part);
    return (entry) => !inside(entry);
  }
  if (clause.kind === 'test') return compileTest(site, actor, clause.field, clause.operator, clause.values);
  const parts = clause.parts.map((part) => compile(site, actor, part));
  return clause.kind === 'and'
    ? (entry) => parts.every((part) => part(entry))
    : (entry) => parts.some((part) => part(entry));
}

/** The words an issue is found by under one field; several for lists, none when it is empty. */
type Words = (entry: Indexed) => readonly string[];

function compileTest(site: JiraSite, actor: Actor, field: string, operator: Operator, raw: readonly string[]): Matches {
  const values = raw.map((value) => (value.toLowerCase() === 'currentuser()' ? (actor?.accountId ?? '') : value));
  const instant = INSTANTS[field];
  if (instant !== undefined) return compileInstant(site, field, operator, values, instant);
  if (field === 'project' && (operator === '=' || operator === 'in')) {
    // In nearly every query, and tested for every candidate.
    const projects = new Set(values.map((value) => projectNamed(site, value) ?? noSuch(value, field)));
    return ({ issue }) => projects.has(issue.project);
  }
  const words = wordsOf(site, field, values);
  const wanted = values.map((value) => value.toLowerCase());
  const holds = (entry: Indexed) => words(entry).some((word) => wanted.includes(word.toLowerCase()));
  const contains = (entry: Indexed) =>
    words(entry).some((word) => wanted.every((part) => word.toLowerCase().includes(part.replace(/[*"]/g, ''))));
  switch (operator) {
    case '=':
    case 'in':
      return holds;
    case '!=':
    case 'not in':
      // As in Jira, an empty field is not "different from": it does not match.
      return (entry) => words(entry).length > 0 && !holds(entry);
    case 'is':
      return (entry) => words(entry).length === 0;
    case 'is not':
      return (entry) => words(entry).length > 0;
    case '~':
      return contains;
    case '!~':
      return (entry) => !contains(entry);
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const [bound = ''] = values;
      return (entry) => words(entry).some((word) => compared(word < bound ? -1 : word > bound ? 1 : 0, operator));
    }
  }
}

const INSTANTS: Readonly<Record<string, (entry: Indexed) => number | undefined>> = {
  updated: ({ state }) => state.updated,
  updateddate: ({ state }) => state.updated,
  created: ({ issue }) => issue.created,
  createddate: ({ issue }) => issue.created,
  resolved: ({ state }) => state.resolvedAt,
  resolutiondate: ({ state }) => state.resolvedAt,
};

function compileInstant(
  site: JiraSite,
  field: string,
  operator: Operator,
  values: readonly string[],
  read: (entry: Indexed) => number | undefined,
): Matches {
  if (operator === 'is') return (entry) => read(entry) === undefined;
  if (operator === 'is not') return (entry) => read(entry) !== undefined;
  const [text = ''] = values;
  const bound = instantOf(text, site.clock.now());
  if (bound === undefined)
    throw refuse(
      400,
      `Date value '${text}' for field '${field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.`,
    );
  return (entry) => {
    const found = read(entry);
    return found !== undefined && compared(found - bound, operator);
  };
}

function compared(difference: number, operator: Operator): boolean {
  switch (operator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    case '=':
      return difference === 0;
    default:
      return difference !== 0;
  }
}

function wordsOf(site: JiraSite, field: string, values: readonly string[]): Words {
  switch (field) {
    case 'project':
      for (const value of values) if (projectNamed(site, value) === undefined) throw noSuchValue(value, field);
      return ({ issue }) => [issue.project.key, issue.project.id, issue.project.name];
    case 'issuetype':
    case 'type':
      return ({ issue }) => [issue.type.name, issue.type.id];
    case 'status':
      for (const value of values)
        if (site.workflows.statusNamed(value) === undefined && !/^\d+$/.test(value)) throw noSuchValue(value, field);
      return ({ state }) => [state.status.name, state.status.id];
    case 'statuscategory':
      return ({ state }) => [CATEGORY_NAMES[state.status.category], state.status.category];
    case 'key':
    case 'issue':
    case 'issuekey':
    case 'id':
      for (const value of values)
        if (!/^\d+$/.test(value) && !/^[A-Za-z][A-Za-z0-9_]+-\d+$/.test(value))
          throw refuse(400, `The issue key '${value}' for field '${field}' is invalid.`);
      return ({ issue }) => [issue.key, issue.id];
    case 'parent':
      return ({ issue }) => {
        const parent = issue.parentId === undefined ? undefined : site.issues.get(issue.parentId);
        return parent === undefined ? [] : [parent.key, parent.id];
      };
    case 'creator':
      return ({ issue }) => [issue.creator];
    case 'resolution':
      return ({ state }) => (state.resolution === undefined ? [] : [state.resolution]);
    default:
      return wordsOfValue(site, field);
  }
}

/** `cf[10050]`, `"Start date"`, `customfield_10050`, or a system field that holds a value. */
function wordsOfValue(site: JiraSite, name: string): Words {
  const byNumber = /^cf\[(\d+)\]$/.exec(name);
  const field =
    site.fields.get(byNumber === null ? name : `customfield_${byNumber[1]}`) ??
    [...site.fields.all()].find((candidate) => candidate.name.toLowerCase() === name);
  if (field === undefined)
    throw refuse(400, `Field '${name}' does not exist or you do not have permission to view it.`);
  return ({ state }) => {
    const value = state.values.get(field.id);
    return value === undefined ? [] : wordsIn(value, field.id, (id) => optionWithId(field, id)?.value);
  };
}

function wordsIn(value: FieldValue, fieldId: string, optionValue: (id: string) => string | undefined): string[] {
  if (isAdf(value)) return [wikiOf(value)];
  if (typeof value === 'number') return [String(value)];
  const ids = typeof value === 'string' ? [value] : Array.isArray(value) ? value : Object.values(value);
  const named = fieldId === 'priority' ? (id: string) => PRIORITIES.find((p) => p.id === id)?.name : optionValue;
  return ids.filter((id) => typeof id === 'string').flatMap((id) => [id, named(id) ?? []].flat());
}

export const projectNamed = (site: JiraSite, value: string) =>
  site.projects.get(value) ?? [...site.projects.all()].find(({ name }) => name.toLowerCase() === value.toLowerCase());

const CATEGORY_NAMES = { new: 'To Do', indeterminate: 'In Progress', done: 'Done' } as const;
const noSuch = (value: string, field: string): never => {
  throw noSuchValue(value, field);
};
export const noSuchValue = (value: string, field: string) =>
  refuse(400, `The value '${value}' does not exist for the field '${field}'.`);
