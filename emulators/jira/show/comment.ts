import { wikiOf } from '../adf/wiki.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Comment, Issue } from '../model.ts';
import type { JiraSite } from '../site/site.ts';
import { jiraTime } from '../time.ts';
import { showUser } from './user.ts';

export function showComment(
  site: JiraSite,
  issue: Issue,
  comment: Comment,
  version: 2 | 3 = 3,
  withProperties = false,
): JsonObject {
  const view = site.view(version);
  const author = site.directory.user(comment.author);
  const updateAuthor = site.directory.user(comment.updateAuthor);
  return {
    self: `${view.base}/rest/api/${version}/issue/${issue.id}/comment/${comment.id}`,
    id: comment.id,
    ...(author === undefined ? {} : { author: showUser(author, view) }),
    body: version === 3 ? comment.body : wikiOf(comment.body),
    ...(updateAuthor === undefined ? {} : { updateAuthor: showUser(updateAuthor, view) }),
    created: jiraTime(comment.created),
    updated: jiraTime(comment.updated),
    ...(comment.visibility === undefined ? {} : { visibility: comment.visibility }),
    jsdPublic: isPublic(comment),
    ...(withProperties ? { properties: [...comment.properties].map(([key, value]) => ({ key, value })) } : {}),
  };
}

/** An internal JSM comment is an ordinary one with this property. */
export function isPublic({ properties }: Comment): boolean {
  const internal = properties.get('sd.public.comment');
  return !(isObject(internal) && internal.internal === true);
}
