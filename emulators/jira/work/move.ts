/**
 * Jira's "Move" dialog: another type of issue, another project, or both. There is no public REST call for one issue, so
 * only a test in the process does this. The id stays, the key changes with the project, and the old key leads on.
 */
import type { ChangeItem, Issue } from '../model.ts';
import { type Actor, allowed, visibleIssue } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { record } from './record.ts';

export interface Destination {
  /** A project key; absent: it stays in its own. */
  readonly project?: string;
  readonly issueType: string;
}

export function moveIssue(site: JiraSite, caller: Actor, idOrKey: string, to: Destination): Issue {
  const issue = visibleIssue(site, caller, idOrKey);
  const actor = allowed(site, caller, 'EDIT_ISSUES', issue);
  const before = { project: issue.project, type: issue.type, key: issue.key };
  const project = to.project === undefined ? issue.project : site.projects.get(to.project);
  const wanted = [...(project?.types.values() ?? [])].find(({ type }) => type.name === to.issueType);
  if (project === undefined || wanted === undefined) throw new Error(`no ${to.issueType} in ${to.project}`);
  issue.project = project;
  issue.type = wanted.type;
  if (project !== before.project) {
    project.issueCount += 1;
    issue.key = `${project.key}-${project.issueCount}`;
    site.issues.add(issue);
  }
  const known = wanted.workflow.statuses.some(({ id }) => id === issue.state.status.id);
  const status = known ? issue.state.status : wanted.workflow.initial;
  const items = [
    item('issuetype', before.type, issue.type),
    item('project', before.project, project),
    item('Key', { id: '', name: before.key }, { id: '', name: issue.key }),
    item('status', issue.state.status, status),
  ].filter(({ fromString, toString: now }) => fromString !== now);
  const change = record(site, actor, issue, items, { status });
  site.announce({ type: 'jira:issue_updated', kind: 'issue_moved', at: change.at, actor, issue, change });
  return issue;
}

type Named = { readonly id: string; readonly name: string };

const item = (field: string, from: Named, to: Named): ChangeItem => ({
  field,
  fieldtype: 'jira',
  fieldId: field,
  from: from.id || null,
  fromString: from.name,
  to: to.id || null,
  toString: to.name,
});
