/** Comments: ADF only, optionally seen by one role or group, with properties that may be set in the same call. */
import { isAdf } from '../adf/validate.ts';
import { wikiOf } from '../adf/wiki.ts';
import { isObject, type Json, type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import type { Comment, Issue, User } from '../model.ts';
import { refuse, refuseFields } from '../refusal.ts';
import { type Actor, allowed, holds, may } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { propertiesIn } from './property.ts';

export function addComment(site: JiraSite, caller: Actor, issue: Issue, body: JsonObject): Comment {
  const actor = allowed(site, caller, 'ADD_COMMENTS', issue);
  return keepComment(site, actor, issue, readComment(site, actor, issue, body));
}

/** The comments an edit or transition brings under `update`, checked before anything is changed. */
export function commentsIn(site: JiraSite, actor: User, issue: Issue, update: JsonObject): Comment[] {
  const operations = listOf(update.comment).map((operation) => objectOf(operation).add);
  if (operations.length > 0) allowed(site, actor, 'ADD_COMMENTS', issue);
  return operations.map((add) => {
    if (add === undefined) throw refuseFields({ comment: 'Comments can only be added here.' });
    return readComment(site, actor, issue, objectOf(add));
  });
}

function readComment(site: JiraSite, { accountId }: User, issue: Issue, body: JsonObject): Comment {
  const now = site.clock.now();
  return {
    id: site.issues.nextId('comment'),
    author: accountId,
    updateAuthor: accountId,
    body: documentOf(site, body.body),
    created: now,
    updated: now,
    visibility: visibilityOf(site, issue, body.visibility),
    properties: propertiesIn(body.properties),
  };
}

/** Also the way of a JSM comment, whose author may be a customer. */
export function keepComment(site: JiraSite, actor: User, issue: Issue, comment: Comment): Comment {
  issue.comments.set(comment.id, comment);
  site.issues.commentKept(comment.id, issue.id);
  site.replaceState(issue, {});
  const happened = { at: comment.created, actor, issue, comment };
  site.announce({ type: 'comment_created', ...happened });
  if (site.options.quirks.commentRaisesIssueUpdated)
    site.announce({ type: 'jira:issue_updated', kind: 'issue_commented', ...happened });
  return comment;
}

export function editComment(site: JiraSite, caller: Actor, issue: Issue, id: string, body: JsonObject): Comment {
  const comment = visibleComment(site, caller, issue, id);
  const actor = allowed(site, caller, 'ADD_COMMENTS', issue);
  if (comment.author !== actor.accountId && !may(site, actor, 'EDIT_ALL_COMMENTS', issue.project, issue))
    throw refuse(403, 'You do not have permission to edit this comment.');
  comment.body = documentOf(site, body.body);
  if (body.visibility !== undefined) comment.visibility = visibilityOf(site, issue, body.visibility);
  for (const [key, value] of propertiesIn(body.properties)) comment.properties.set(key, value);
  comment.updated = site.clock.now();
  comment.updateAuthor = actor.accountId;
  site.replaceState(issue, {});
  site.announce({ type: 'comment_updated', at: comment.updated, actor, issue, comment });
  if (site.options.quirks.commentRaisesIssueUpdated)
    site.announce({
      type: 'jira:issue_updated',
      kind: 'issue_comment_edited',
      at: comment.updated,
      actor,
      issue,
      comment,
    });
  return comment;
}

export function deleteComment(site: JiraSite, caller: Actor, issue: Issue, id: string): void {
  const comment = visibleComment(site, caller, issue, id);
  const actor = allowed(site, caller, 'ADD_COMMENTS', issue);
  if (comment.author !== actor.accountId && !may(site, actor, 'DELETE_ALL_COMMENTS', issue.project, issue))
    throw refuse(403, 'You do not have permission to delete this comment.');
  issue.comments.delete(id);
  site.replaceState(issue, {});
  site.announce({ type: 'comment_deleted', at: site.clock.now(), actor, issue, comment });
}

export function visibleComment(site: JiraSite, actor: Actor, issue: Issue, id: string): Comment {
  const comment = issue.comments.get(id);
  if (comment === undefined || !maySeeComment(site, actor, issue, comment))
    throw refuse(404, `Can not find a comment for the id: ${id}.`);
  return comment;
}

export function maySeeComment(site: JiraSite, actor: Actor, issue: Issue, { visibility }: Comment): boolean {
  if (visibility === undefined) return true;
  if (actor === undefined) return false;
  const holder = visibility.type === 'group' ? { group: visibility.value } : { role: visibility.value };
  return holds(site, actor, holder, issue.project, issue);
}

function documentOf(site: JiraSite, input: Json | undefined): Comment['body'] {
  if (input === undefined || input === null) throw refuseFields({ comment: 'Comment body can not be empty!' });
  if (!isAdf(input)) throw refuse(400, 'INVALID_INPUT');
  const limit = site.options.textLimits.longText;
  if (wikiOf(input).length > limit)
    throw refuseFields({
      comment: `The entered text is too long. It exceeds the allowed limit of ${limit.toLocaleString('en-US')} characters.`,
    });
  return input;
}

function visibilityOf(site: JiraSite, issue: Issue, input: Json | undefined): Comment['visibility'] {
  if (!isObject(input)) return undefined;
  const wanted = textOf(input.identifier) ?? textOf(input.value) ?? '';
  if (input.type === 'group') {
    const group = site.directory.group(wanted) ?? site.directory.groupNamed(wanted);
    if (group === undefined) throw refuseFields({ commentLevel: `Group with name '${wanted}' does not exist.` });
    return { type: 'group', value: group.name, identifier: group.groupId };
  }
  const role = site.projects.roleNamed(wanted) ?? site.projects.role(Number(wanted));
  if (role === undefined || input.type !== 'role')
    throw refuseFields({ commentLevel: `Role with name '${wanted}' does not exist in ${issue.project.key}.` });
  return { type: 'role', value: role.name, identifier: role.name };
}
