/** The record as it lies on an issue: its properties, and the attachment that holds what is too long for them. */
import { api, type JiraClient } from './client.ts';
import { getProperty } from './evidence.ts';
import { issueCall } from './issueCall.ts';
import { attachmentList, propertyKeys } from './schemas.ts';

export async function readProperties(
  client: JiraClient,
  issue: string,
  prefix: string,
): Promise<ReadonlyMap<string, unknown> | null> {
  const call = { operation: 'list properties', path: api`/issue/${issue}/properties` };
  const listed = await client.orAbsent(client.send(call, propertyKeys));
  if (listed === null) return null;
  const found = new Map<string, unknown>();
  for (const { key } of listed.keys.filter((one) => one.key.startsWith(prefix))) {
    found.set(key, await getProperty(client, issue, key));
  }
  return found;
}

/** Anybody who may attach may use our name: what the content has to be is said by the signed head. */
export async function readAttachment(client: JiraClient, issue: string, fileName: string): Promise<Uint8Array | null> {
  const { fields } = await client.send(
    issueCall('look for attachment', issue, { fields: 'attachment' }),
    attachmentList,
  );
  const self = await client.self();
  const ours = (fields.attachment ?? []).findLast(
    ({ filename, author }) => filename === fileName && author?.accountId === self,
  );
  if (ours === undefined) return null;
  // Without `redirect=false` the answer is the address of a file store, which takes no credential of ours.
  const path = api`/attachment/content/${ours.id}`;
  const text = await client.text({ operation: 'read attachment', path, query: { redirect: false } });
  return new TextEncoder().encode(text);
}
