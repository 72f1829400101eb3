/**
 * The record on the issue. Properties and transitions may be repeated freely; a comment or attachment is looked for
 * before it is written, because the answer to an earlier attempt may have been lost on the way.
 */
import type { Document } from '../../core/evidence/model.ts';
import { Fault } from '../../ports/fault.ts';
import type { WrittenComment } from '../../ports/tracker.ts';
import { adfOf } from './adf.ts';
import { api, type JiraClient } from './client.ts';
import { COMMENT_PROPERTY, LONGEST_PROPERTY } from './config.ts';
import { cutShort } from './errors.ts';
import { issueCall } from './issueCall.ts';
import { attachments, commentList, commentPage, createdComment, type JiraComment, property } from './schemas.ts';
import { isRecord } from './text.ts';

export async function putProperty(client: JiraClient, issue: string, key: string, value: unknown): Promise<void> {
  const operation = 'write property';
  const serialised = JSON.stringify(value) ?? '';
  if (serialised === '' || serialised === 'null' || serialised.length > LONGEST_PROPERTY || key.length > 255) {
    throw new Fault('invalid', operation, { note: `${serialised.length} characters under ${key.slice(0, 80)}` });
  }
  await client.tell({ operation, method: 'PUT', path: api`/issue/${issue}/properties/${key}`, json: value });
}

export async function getProperty(client: JiraClient, issue: string, key: string): Promise<unknown | null> {
  const call = { operation: 'read property', path: api`/issue/${issue}/properties/${key}` };
  return (await client.orAbsent(client.send(call, property)))?.value ?? null;
}

export async function comment(
  client: JiraClient,
  issue: string,
  key: string,
  document: Document,
  upTo = 0,
  isFirst = false,
  before = async () => {},
): Promise<WrittenComment> {
  const told = isFirst ? null : await toldBy(client, issue, key);
  if (told !== null) return told;
  await before();
  const call = {
    operation: 'write comment',
    method: 'POST' as const,
    path: api`/issue/${issue}/comment`,
    json: { body: adfOf(document), properties: [{ key: COMMENT_PROPERTY, value: { key, upTo } }] },
  };
  const { id } = await client.send(call, createdComment);
  return { id, upTo };
}

/** Only our own comments count: anybody could write a comment that carries our key, to silence ours. */
async function toldBy(client: JiraClient, issue: string, key: string): Promise<WrittenComment | null> {
  const self = await client.self();
  for (let startAt = 0; ; ) {
    const page = await client.send(
      {
        operation: 'look for comment',
        path: api`/issue/${issue}/comment`,
        query: { startAt, maxResults: 50, orderBy: '-created', expand: 'properties' },
      },
      commentPage,
    );
    const ours = page.comments.filter(({ author }) => author?.accountId === self);
    for (const written of await withProperties(client, ours)) {
      const upTo = upToOf(written, key);
      if (upTo !== null) return { id: written.id, upTo };
    }
    startAt += page.comments.length;
    if (startAt >= page.total) return null;
    // It may be among those that were not shown, and would be written twice.
    if (page.comments.length === 0) throw cutShort('look for comment');
  }
}

/**
 * "Get comments" documents no `expand=properties`, although it answers to it; "Get comments by IDs" does. So when
 * the first leaves them out, the second is asked.
 */
async function withProperties(client: JiraClient, comments: readonly JiraComment[]): Promise<readonly JiraComment[]> {
  const bare = comments.filter(({ properties }) => properties === undefined);
  if (bare.length === 0) return comments;
  const { values } = await client.send(
    {
      operation: 'look for comment',
      method: 'POST',
      path: api`/comment/list`,
      query: { expand: 'properties' },
      json: { ids: bare.map(({ id }) => Number(id)) },
    },
    commentList,
  );
  return [...comments.filter(({ properties }) => properties !== undefined), ...values];
}

function upToOf({ properties = [] }: JiraComment, wanted: string): number | null {
  const ours = properties.find(({ key, value }) => key === COMMENT_PROPERTY && isRecord(value) && value.key === wanted);
  if (ours === undefined || !isRecord(ours.value)) return null;
  return typeof ours.value.upTo === 'number' ? ours.value.upTo : 0;
}

/** Same name, same size and from us: already there. The digest in the head property says whether it is the same. */
export async function attach(client: JiraClient, issue: string, fileName: string, content: Uint8Array): Promise<void> {
  const { fields } = await client.send(issueCall('look for attachment', issue, { fields: 'attachment' }), attachments);
  const self = await client.self();
  const there = (fields.attachment ?? []).some(
    ({ filename, size, author }) => filename === fileName && size === content.length && author?.accountId === self,
  );
  if (there) return;
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(content)]), fileName);
  await client.tell({ operation: 'attach', method: 'POST', path: api`/issue/${issue}/attachments`, form });
}
