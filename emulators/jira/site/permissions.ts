/** Who may do what. Every permission a project does not mention is held by everybody logged in. */
import { hasLost } from '../../kit/faults/met.ts';
import type { Holder, Issue, Project, User } from '../model.ts';
import { adminsOnly, issueHidden, notSignedIn, projectHidden, refuse } from '../refusal.ts';
import type { JiraSite } from './site.ts';

export const PROJECT_PERMISSIONS = [
  'BROWSE_PROJECTS',
  'CREATE_ISSUES',
  'EDIT_ISSUES',
  'TRANSITION_ISSUES',
  'DELETE_ISSUES',
  'ADD_COMMENTS',
  'EDIT_ALL_COMMENTS',
  'DELETE_ALL_COMMENTS',
  'CREATE_ATTACHMENTS',
  'DELETE_ALL_ATTACHMENTS',
  'LINK_ISSUES',
  'MANAGE_WATCHERS',
  'MODIFY_REPORTER',
  'SET_ISSUE_SECURITY',
  'ASSIGN_ISSUES',
  'ASSIGNABLE_USER',
  'ADMINISTER_PROJECTS',
] as const;
export type ProjectPermission = (typeof PROJECT_PERMISSIONS)[number];

export type Actor = User | undefined;

export function may(
  site: JiraSite,
  actor: Actor,
  permission: ProjectPermission,
  project: Project,
  issue?: Issue,
): boolean {
  if (actor === undefined || hasLost('permission', permission)) return false;
  if (permission === 'ADMINISTER_PROJECTS' && actor.admin) return true;
  const fallback: readonly Holder[] =
    permission === 'ADMINISTER_PROJECTS' ? [{ role: adminRole(project) }] : ['logged-in'];
  return (project.permissions[permission] ?? fallback).some((holder) => holds(site, actor, holder, project, issue));
}

/** The global permission "Browse users and groups". */
export const mayBrowseUsers = (actor: Actor): boolean => actor !== undefined && !hasLost('permission', 'USER_PICKER');

/** The caller, where Jira refuses whoever lacks it; the searches answer an empty list instead. */
export function browsingUsers(actor: Actor): User {
  const user = signedIn(actor);
  if (!mayBrowseUsers(user)) throw refuse(403, 'You are not authorized to perform this action.');
  return user;
}

/** Browse permission and the issue's security level together. */
export function maySee(site: JiraSite, actor: Actor, issue: Issue): boolean {
  if (!may(site, actor, 'BROWSE_PROJECTS', issue.project, issue)) return false;
  const level = issue.state.values.get('security');
  if (level === undefined) return true;
  const members = issue.project.securityLevels.find(({ id }) => id === level)?.members ?? [];
  return members.some((holder) => actor !== undefined && holds(site, actor, holder, issue.project, issue));
}

export function holds(site: JiraSite, actor: User, holder: Holder, project: Project, issue?: Issue): boolean {
  switch (holder) {
    case 'logged-in':
      return actor.licensed;
    case 'nobody':
      return false;
    case 'reporter':
    case 'assignee':
      return issue?.state.values.get(holder) === actor.accountId;
    default:
      if ('user' in holder) return holder.user === actor.accountId;
      if ('group' in holder) return site.directory.groupNamed(holder.group)?.members.has(actor.accountId) === true;
      return hasRole(site, actor, holder.role, project);
  }
}

const adminRole = ({ style }: Project) => (style === 'next-gen' ? 'Administrator' : 'Administrators');

function hasRole(site: JiraSite, actor: User, roleName: string, project: Project): boolean {
  const role = site.projects.roleNamedIn(project, roleName);
  const actors = role === undefined ? undefined : project.actors.get(role.id);
  if (actors === undefined) return false;
  if (actors.users.has(actor.accountId)) return true;
  return [...actors.groups.keys()].some((id) => site.directory.group(id)?.members.has(actor.accountId) === true);
}

export function signedIn(actor: Actor): User {
  if (actor === undefined) throw notSignedIn();
  return actor;
}

export function admin(actor: Actor): User {
  const user = signedIn(actor);
  if (!user.admin) throw adminsOnly();
  return user;
}

export function visibleIssue(site: JiraSite, actor: Actor, idOrKey: string): Issue {
  const issue = site.issues.get(idOrKey);
  if (issue === undefined || !maySee(site, actor, issue)) throw issueHidden();
  return issue;
}

export function visibleProject(site: JiraSite, actor: Actor, idOrKey: string): Project {
  const project = site.projects.get(idOrKey);
  if (project === undefined || !may(site, actor, 'BROWSE_PROJECTS', project)) throw projectHidden(idOrKey);
  return project;
}

/** The caller, allowed to do this to an issue it sees. */
export function allowed(site: JiraSite, actor: Actor, permission: ProjectPermission, issue: Issue): User {
  const user = signedIn(actor);
  if (!may(site, user, permission, issue.project, issue)) throw refuse(403, SENTENCES[permission] ?? 'Forbidden');
  return user;
}

const SENTENCES: Partial<Record<ProjectPermission, string>> = {
  EDIT_ISSUES: 'You do not have permission to edit issues in this project.',
  TRANSITION_ISSUES: 'You do not have permission to transition issues in this project.',
  DELETE_ISSUES: 'You do not have permission to delete issues in this project.',
  ADD_COMMENTS: 'You do not have the permission to comment on this issue.',
  CREATE_ATTACHMENTS: 'You do not have permission to create attachments for this issue.',
  LINK_ISSUES: 'No Link Issue Permission for issue.',
};
