/** The fields every site has. The writable ones go through the same kinds as custom fields. */
import { idOf, isObject, textOf } from '../json.ts';
import type { Field } from '../model.ts';
import { type FieldKind, problem, text } from './kind.ts';
import { user } from './people.ts';
import { date, document, labels, summary } from './text.ts';

export const PRIORITIES = [
  { id: '1', name: 'Highest' },
  { id: '2', name: 'High' },
  { id: '3', name: 'Medium' },
  { id: '4', name: 'Low' },
  { id: '5', name: 'Lowest' },
] as const;

const priority: FieldKind = {
  schema: { type: 'priority' },
  parse(input) {
    const found = isObject(input)
      ? PRIORITIES.find(({ id, name }) => id === idOf(input.id) || name === input.name)
      : undefined;
    if (found === undefined) throw problem('The priority selected is invalid.');
    return found.id;
  },
  show: (value, { base, version }) => {
    const found = PRIORITIES.find(({ id }) => id === value);
    return {
      self: `${base}/rest/api/${version}/priority/${text(value)}`,
      iconUrl: `${base}/images/icons/priorities/${found?.name.toLowerCase()}.svg`,
      name: found?.name ?? '',
      id: text(value),
    };
  },
  history: (value) => ({ id: text(value), text: PRIORITIES.find(({ id }) => id === value)?.name ?? null }),
};

/** Issue security: who else may see the issue at all. */
const security: FieldKind = {
  schema: { type: 'securitylevel' },
  parse(input, { project }) {
    if (input === null) return null;
    const found = isObject(input)
      ? project.securityLevels.find(({ id, name }) => id === idOf(input.id) || name === textOf(input.name))
      : undefined;
    if (found === undefined) throw problem('Issue level security is invalid.');
    return found.id;
  },
  show(value, { project, base, version }) {
    const found = project.securityLevels.find(({ id }) => id === value);
    return found === undefined
      ? null
      : {
          self: `${base}/rest/api/${version}/securitylevel/${found.id}`,
          id: found.id,
          name: found.name,
          description: '',
        };
  },
  history: (value, { project }) => ({
    id: text(value),
    text: project.securityLevels.find(({ id }) => id === value)?.name ?? null,
  }),
  allowedValues: ({ project }) => project.securityLevels.map(({ id, name }) => ({ id, name })),
};

/** Set by Jira itself; a request that names one of these is refused like an unknown field. */
export const readOnly = (schema: FieldKind['schema']): FieldKind => ({
  schema,
  parse: () => {
    throw problem('Field cannot be set.');
  },
  show: () => null,
  history: () => ({ id: null, text: null }),
});

const list = (items: string) => readOnly({ type: 'array', items });
const DEFINITIONS: readonly (readonly [id: string, name: string, kind: FieldKind])[] = [
  ['summary', 'Summary', summary],
  ['description', 'Description', document],
  ['environment', 'Environment', document],
  ['priority', 'Priority', priority],
  ['labels', 'Labels', labels],
  ['assignee', 'Assignee', user],
  ['reporter', 'Reporter', user],
  ['duedate', 'Due date', date],
  ['security', 'Security Level', security],
  ['issuetype', 'Issue Type', readOnly({ type: 'issuetype' })],
  ['project', 'Project', readOnly({ type: 'project' })],
  ['parent', 'Parent', readOnly({ type: 'issuelink' })],
  ['status', 'Status', readOnly({ type: 'status' })],
  ['statuscategorychangedate', 'Status Category Changed', readOnly({ type: 'datetime' })],
  ['resolution', 'Resolution', readOnly({ type: 'resolution' })],
  ['resolutiondate', 'Resolved', readOnly({ type: 'datetime' })],
  ['creator', 'Creator', readOnly({ type: 'user' })],
  ['created', 'Created', readOnly({ type: 'datetime' })],
  ['updated', 'Updated', readOnly({ type: 'datetime' })],
  ['subtasks', 'Sub-tasks', list('issuelinks')],
  ['issuelinks', 'Linked Issues', list('issuelinks')],
  ['attachment', 'Attachment', list('attachment')],
  ['comment', 'Comment', readOnly({ type: 'comments-page' })],
  ['watches', 'Watchers', readOnly({ type: 'watches' })],
];

export const WRITABLE_SYSTEM_FIELDS = DEFINITIONS.slice(0, 9).map(([id]) => id);

export const systemFields = (): Field[] =>
  DEFINITIONS.map(([id, name, kind]) => ({
    id,
    name,
    kind,
    custom: false,
    contextId: '',
    options: [],
    ownContexts: [],
  }));
