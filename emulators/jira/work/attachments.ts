/** Files on an issue. Anybody with the permission may delete them: whoever relies on one keeps its digest elsewhere. */
import type { Attachment, ChangeItem, Issue } from '../model.ts';
import { refuse } from '../refusal.ts';
import { type Actor, allowed, may } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { record } from './record.ts';

/** The usual limit of a site. */
export const MAX_BYTES = 20 * 1024 * 1024;

export async function attach(
  site: JiraSite,
  caller: Actor,
  issue: Issue,
  files: readonly File[],
): Promise<Attachment[]> {
  const actor = allowed(site, caller, 'CREATE_ATTACHMENTS', issue);
  if (files.some(({ size }) => size > MAX_BYTES))
    throw refuse(413, `The attachment is too large. It exceeds the maximum of ${MAX_BYTES} bytes.`);
  const kept: Attachment[] = [];
  for (const file of files) {
    kept.push({
      id: site.issues.nextId('attachment'),
      issueId: issue.id,
      filename: file.name,
      mimeType: file.type || 'application/octet-stream',
      author: actor.accountId,
      created: site.clock.now(),
      content: new Uint8Array(await file.arrayBuffer()),
    });
  }
  for (const attachment of kept) {
    issue.attachments.set(attachment.id, attachment);
    site.issues.attachments.set(attachment.id, attachment);
  }
  const change = record(site, actor, issue, kept.map(added), {});
  site.announce({ type: 'jira:issue_updated', kind: 'issue_updated', at: change.at, actor, issue, change });
  return kept;
}

export function removeAttachment(site: JiraSite, caller: Actor, issue: Issue, attachment: Attachment): void {
  const actor = allowed(site, caller, 'CREATE_ATTACHMENTS', issue);
  if (attachment.author !== actor.accountId && !may(site, actor, 'DELETE_ALL_ATTACHMENTS', issue.project, issue))
    throw refuse(403, 'You do not have permission to delete this attachment.');
  issue.attachments.delete(attachment.id);
  site.issues.attachments.delete(attachment.id);
  const { to, toString: name, ...item } = added(attachment);
  const change = record(site, actor, issue, [{ ...item, from: to, fromString: name, to: null, toString: null }], {});
  site.announce({ type: 'jira:issue_updated', kind: 'issue_updated', at: change.at, actor, issue, change });
}

const added = ({ id, filename }: Attachment): ChangeItem => ({
  field: 'Attachment',
  fieldtype: 'jira',
  fieldId: 'attachment',
  from: null,
  fromString: null,
  to: id,
  toString: filename,
});
