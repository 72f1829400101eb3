/** Creating an issue: project, type and parent first, then every field against the create screen. */
import { PARTICIPANTS } from '../fields/service.ts';
import { idOf, isObject, type Json, type JsonObject, objectOf, textOf } from '../json.ts';
import type { Issue, IssueState, Project, ProjectType, User } from '../model.ts';
import { JiraRefusal, refuse, refuseFields } from '../refusal.ts';
import { type Actor, may, maySee, signedIn } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { checkAssignee } from './assignee.ts';
import { merged, missingRequired, readFields } from './fields.ts';
import { openApproval } from './openApproval.ts';
import { keepProperties, propertiesIn } from './property.ts';

export function createIssue(site: JiraSite, caller: Actor, body: JsonObject): Issue {
  const actor = signedIn(caller);
  const fields = objectOf(body.fields);
  const project = projectOf(site, actor, fields.project);
  const type = typeOf(project, fields.issuetype);
  const parent = parentOf(site, actor, project, type, fields.parent);
  return fileIssue(site, actor, { project, type, parent }, body);
}

/** What a portal request brings beside its fields. */
export interface RequestSide {
  readonly requestTypeId: string;
  readonly reporter: string;
  readonly participants: readonly string[];
}

/** The rest of creating, when it is settled where; also the way of a customer's request. */
export function fileIssue(
  site: JiraSite,
  actor: User,
  where: { readonly project: Project; readonly type: ProjectType; readonly parent: Issue | undefined },
  body: JsonObject,
  request?: RequestSide,
): Issue {
  const { project, type, parent } = where;
  const fields = objectOf(body.fields);
  const empty = new Map();
  const given = readFields(site, project, type.create, empty, { fields, update: objectOf(body.update) });
  if (given.has('security') && !may(site, actor, 'SET_ISSUE_SECURITY', project))
    throw refuseFields({
      security: "Field 'security' cannot be set. It is not on the appropriate screen, or unknown.",
    });
  if (given.has('reporter') && !may(site, actor, 'MODIFY_REPORTER', project))
    throw refuseFields({
      reporter: "Field 'reporter' cannot be set. It is not on the appropriate screen, or unknown.",
    });
  checkAssignee(site, actor, project, given);
  const values = new Map(merged(defaults(request?.reporter ?? actor.accountId), given));
  if (request !== undefined && request.participants.length > 0) values.set(PARTICIPANTS, request.participants);
  // A sub-task has its parent's security level, and none of its own.
  values.delete('security');
  const level = (parent === undefined ? given : parent.state.values).get('security');
  if (level !== undefined && level !== null) values.set('security', level);
  const missing = missingRequired(site, type.required, values);
  if (Object.keys(missing).length > 0) throw refuseFields(missing);
  const properties = propertiesIn(body.properties);

  const now = site.clock.now();
  project.issueCount += 1;
  const issue: Issue = {
    ...emptyIssue(),
    id: site.issues.nextId('issue'),
    key: `${project.key}-${project.issueCount}`,
    project,
    type: type.type,
    creator: actor.accountId,
    created: now,
    parentId: parent?.id,
    state: initialState(type, values, now),
    properties,
    requestTypeId: request?.requestTypeId,
  };
  site.issues.add(issue);
  parent?.subtasks.add(issue.id);
  issue.watchers.add(actor.accountId);
  site.search.changed(issue);
  openApproval(site, issue);
  site.announce({ type: 'jira:issue_created', kind: 'issue_created', at: now, actor, issue });
  keepProperties(site, actor, issue, properties);
  return issue;
}

const defaults = (reporter: string) =>
  new Map([
    ['priority', '3'],
    ['reporter', reporter],
  ]);

const initialState = (type: ProjectType, values: IssueState['values'], now: number): IssueState => ({
  status: type.workflow.initial,
  resolution: undefined,
  resolvedAt: undefined,
  values,
  statusChangedAt: now,
  updated: now,
});

const emptyIssue = () => ({
  subtasks: new Set<string>(),
  history: [],
  comments: new Map(),
  attachments: new Map(),
  watchers: new Set<string>(),
  remoteLinks: new Map(),
  links: new Set<string>(),
  approvals: [],
  requestTypeId: undefined,
});

function projectOf(site: JiraSite, actor: User, input: Json | undefined): Project {
  if (!isObject(input)) throw refuseFields({ project: 'Specify a valid project ID or key' });
  const idOrKey = textOf(input.key) ?? idOf(input.id);
  const project = idOrKey === undefined ? undefined : site.projects.get(idOrKey);
  if (project === undefined || !may(site, actor, 'BROWSE_PROJECTS', project))
    throw refuseFields({ project: 'valid project is required' });
  if (!may(site, actor, 'CREATE_ISSUES', project))
    throw refuse(403, 'You do not have permission to create issues in this project.');
  return project;
}

function typeOf(project: Project, input: Json | undefined): ProjectType {
  if (!isObject(input)) throw refuseFields({ issuetype: 'Specify an issue type' });
  const id = idOf(input.id);
  const found =
    id === undefined ? [...project.types.values()].find(({ type }) => type.name === input.name) : project.types.get(id);
  if (found === undefined) throw refuseFields({ issuetype: 'Specify a valid issue type' });
  return found;
}

function parentOf(
  site: JiraSite,
  actor: User,
  project: Project,
  { type }: ProjectType,
  input: Json | undefined,
): Issue | undefined {
  const idOrKey = isObject(input) ? (textOf(input.key) ?? idOf(input.id)) : undefined;
  if (idOrKey === undefined) {
    if (type.subtask)
      throw new JiraRefusal(400, [], {
        parentId: 'Issue type is a sub-task but parent issue key or id not specified.',
      });
    return undefined;
  }
  const parent = site.issues.get(idOrKey);
  if (!type.subtask)
    throw refuseFields({ parentId: 'Given parent work item does not belong to appropriate hierarchy.' });
  if (parent === undefined || !maySee(site, actor, parent))
    throw refuseFields({ parentId: 'Could not find valid issue for the given parent.' });
  if (parent.type.subtask) throw refuseFields({ parentId: 'Given parent issue is a sub-task.' });
  if (parent.project !== project)
    throw refuseFields({ parentId: `Sub-tasks must be created in the same project as the parent.` });
  return parent;
}
