/**
 * Whether our comments stand as we wrote them. A list that lacks one proves nothing: it may be cut, or empty for want of a
 * right; so each that is not in it is asked for by its own name.
 */
import type { CommentStanding } from '../../ports/tracker.ts';
import { api, type JiraClient } from './client.ts';
import { type StandingComment, standingComment, standingComments } from './schemas.ts';

/** "Get comments by IDs" takes no more. */
const AT_ONCE = 1_000;

export async function checkComments(
  client: JiraClient,
  issue: string,
  ids: readonly string[],
): Promise<readonly CommentStanding[]> {
  const there = new Map<string, StandingComment>();
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const page = ids.slice(from, from + AT_ONCE).map(Number);
    const call = { operation: 'read comments', method: 'POST' as const, path: api`/comment/list`, json: { ids: page } };
    for (const one of (await client.send(call, standingComments)).values) there.set(one.id, one);
  }
  const found: CommentStanding[] = [];
  for (const id of ids) found.push(standingOf(id, there.get(id) ?? (await readComment(client, issue, id))));
  return found;
}

function readComment(client: JiraClient, issue: string, id: string): Promise<StandingComment | null> {
  const call = { operation: 'read comment', path: api`/issue/${issue}/comment/${id}` };
  return client.orAbsent(client.send(call, standingComment));
}

/** We change none of ours. */
function standingOf(id: string, there: StandingComment | null): CommentStanding {
  if (there === null) return { id, is: 'missing', by: null, at: null };
  if (there.created === there.updated) return { id, is: 'as-written', by: null, at: null };
  return { id, is: 'changed', by: there.updateAuthor?.accountId ?? null, at: there.updated };
}
