/** Editing an issue: one changelog entry for one request, only for what really changed. */
import { type JsonObject, listOf, objectOf } from '../json.ts';
import type { FieldValue, Issue } from '../model.ts';
import { refuse, refuseFields } from '../refusal.ts';
import { type Actor, allowed, may, visibleIssue } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { checkAssignee } from './assignee.ts';
import { commentsIn, keepComment } from './comment.ts';
import { changesOf, merged, missingRequired, readFields } from './fields.ts';
import { keepProperties, propertiesIn } from './property.ts';
import { record } from './record.ts';
import { projectType } from './workflow.ts';

export function editIssue(site: JiraSite, caller: Actor, idOrKey: string, body: JsonObject): Issue {
  const issue = visibleIssue(site, caller, idOrKey);
  const actor = allowed(site, caller, 'EDIT_ISSUES', issue);
  const { edit, required } = projectType(issue);
  const fields = objectOf(body.fields);
  const update = objectOf(body.update);
  if (Object.keys(fields).length + Object.keys(update).length === 0 && listOf(body.properties).length === 0)
    throw refuse(400, 'No changes were given.');
  for (const fixed of ['project', 'issuetype', 'parent'] as const) {
    if (fields[fixed] !== undefined)
      throw refuseFields({
        [fixed]: `Field '${fixed}' cannot be set. It is not on the appropriate screen, or unknown.`,
      });
  }
  const values = readFields(site, issue.project, edit, issue.state.values, { fields, update });
  if (values.has('security') && !may(site, actor, 'SET_ISSUE_SECURITY', issue.project, issue))
    throw refuse(403, 'You do not have permission to set the security level of this issue.');
  checkAssignee(site, actor, issue.project, values, issue);
  const next = merged(issue.state.values, values);
  const emptied = [...required].filter((id) => values.get(id) === null);
  const missing = missingRequired(site, new Set(emptied), next);
  if (Object.keys(missing).length > 0) throw refuseFields(missing);
  const items = changesOf(site, issue.project, issue.state.values, values);
  const comments = commentsIn(site, actor, issue, update);
  const properties = propertiesIn(body.properties);
  const change = items.length === 0 ? undefined : record(site, actor, issue, items, { values: next }, body);
  if (change !== undefined) {
    const onlyAssignee = items.every(({ fieldId }) => fieldId === 'assignee');
    const silent = onlyAssignee && site.options.quirks.assignmentWithoutChangelog;
    site.announce({
      type: 'jira:issue_updated',
      kind: onlyAssignee ? 'issue_assigned' : 'issue_updated',
      at: change.at,
      actor,
      issue,
      ...(silent ? {} : { change }),
    });
  }
  if (values.has('security')) for (const id of issue.subtasks) inheritLevel(site, id, next.get('security'));
  keepProperties(site, actor, issue, properties);
  for (const comment of comments) keepComment(site, actor, issue, comment);
  return issue;
}

/** Sub-tasks have their parent's security level. */
function inheritLevel(site: JiraSite, id: string, level: FieldValue | null | undefined): void {
  const subtask = site.issues.get(id);
  if (subtask === undefined) return;
  const values = new Map(subtask.state.values);
  if (level === undefined || level === null) values.delete('security');
  else values.set('security', level);
  subtask.state = { ...subtask.state, values };
  site.search.changed(subtask);
}

export function deleteIssue(site: JiraSite, caller: Actor, idOrKey: string, withSubtasks: boolean): void {
  const issue = visibleIssue(site, caller, idOrKey);
  const actor = allowed(site, caller, 'DELETE_ISSUES', issue);
  if (issue.subtasks.size > 0 && !withSubtasks)
    throw refuse(
      400,
      `The issue '${issue.key}' has subtasks. You must specify the 'deleteSubtasks' parameter to delete this issue and all its subtasks.`,
    );
  for (const id of [...issue.subtasks]) deleteIssue(site, caller, id, true);
  site.issues.remove(issue);
  site.search.deleted(issue);
  site.announce({ type: 'jira:issue_deleted', kind: 'issue_deleted', at: site.clock.now(), actor, issue });
}
