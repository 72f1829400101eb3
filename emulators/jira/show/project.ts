import type { JsonObject } from '../json.ts';
import type { IssueType, Project, Status } from '../model.ts';
import type { JiraSite } from '../site/site.ts';
import { showUser, type View } from './user.ts';

const avatars = (base: string, of: string) => {
  const url = `${base}/avatar/${of}`;
  return { '48x48': url, '24x24': url, '16x16': url, '32x32': url };
};

export const showProjectShort = ({ id, key, name, kind, style }: Project, { base, version }: View): JsonObject => ({
  self: `${base}/rest/api/${version}/project/${id}`,
  id,
  key,
  name,
  projectTypeKey: kind,
  simplified: style === 'next-gen',
  avatarUrls: avatars(base, key),
});

export function showProject(site: JiraSite, project: Project): JsonObject {
  const view = site.view();
  const lead = project.lead === undefined ? undefined : site.directory.user(project.lead);
  return {
    ...showProjectShort(project, view),
    description: '',
    ...(lead === undefined ? {} : { lead: showUser(lead, view) }),
    components: [],
    versions: [],
    issueTypes: [...project.types.values()].map(({ type }) => showIssueType(type, view)),
    assigneeType: 'UNASSIGNED',
    roles: Object.fromEntries(
      [...site.projects.rolesIn(project)].map(({ id, name }) => [
        name,
        `${view.base}/rest/api/3/project/${project.id}/role/${id}`,
      ]),
    ),
    style: project.style,
    isPrivate: false,
    properties: {},
  };
}

export const showIssueType = ({ id, name, subtask }: IssueType, { base, version }: View): JsonObject => ({
  self: `${base}/rest/api/${version}/issuetype/${id}`,
  id,
  description: '',
  iconUrl: `${base}/images/issuetype/${id}.svg`,
  name,
  subtask,
  hierarchyLevel: subtask ? -1 : 0,
});

const CATEGORIES = {
  new: { id: 2, key: 'new', colorName: 'blue-gray', name: 'To Do' },
  indeterminate: { id: 4, key: 'indeterminate', colorName: 'yellow', name: 'In Progress' },
  done: { id: 3, key: 'done', colorName: 'green', name: 'Done' },
} as const;

export const showStatus = ({ id, name, category }: Status, { base, version }: View): JsonObject => ({
  self: `${base}/rest/api/${version}/status/${id}`,
  description: '',
  iconUrl: `${base}/images/icons/statuses/generic.png`,
  name,
  id,
  statusCategory: {
    self: `${base}/rest/api/${version}/statuscategory/${CATEGORIES[category].id}`,
    ...CATEGORIES[category],
  },
});
