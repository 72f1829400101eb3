/**
 * Issues of Tenure's own. A new issue has no parent it could be looked for under, and the search index lags by
 * seconds ("Search and reconcile issues"): so an issue that was asked for and is not found is believed to be absent
 * only after a minute, and each candidate is read by its id, which never lags.
 */
import { type Instant, instantOf } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { OwnIssue } from '../../ports/tracker.ts';
import { adfOf } from './adf.ts';
import { api, type JiraClient } from './client.ts';
import { ISSUE_PROPERTY } from './config.ts';
import { createdIssue, ownIssue, searchPage } from './schemas.ts';
import { summaryOf } from './tasks.ts';
import { isRecord } from './text.ts';

type Filed = { readonly id: string; readonly key: string };

/** Longer than the index was ever seen to need for a single issue. */
const INDEX_LAG = 60_000;

export async function fileIssue(
  client: JiraClient,
  key: string,
  issue: OwnIssue,
  since: Instant | null,
): Promise<Filed> {
  if (since !== null) {
    const found = await findIssue(client, key, issue, since);
    if (found !== null) return found;
    const settled = Date.parse(since) + INDEX_LAG;
    if (client.now() < settled) {
      const retryAt = instantOf(new Date(settled));
      throw new Fault('transient', 'file issue', { retryAt, note: 'asked for a moment ago, and not in the index yet' });
    }
  }
  return client.send(
    {
      operation: 'file issue',
      method: 'POST',
      path: api`/issue`,
      json: {
        fields: {
          project: { key: issue.project },
          issuetype: { name: issue.issueType },
          summary: summaryOf(issue.title),
          description: adfOf(issue.body),
        },
        properties: [{ key: ISSUE_PROPERTY, value: { key } }],
      },
    },
    createdIssue,
  );
}

/** Ours by who made it: anybody who may edit issues can write a property. */
async function findIssue(client: JiraClient, key: string, issue: OwnIssue, since: Instant): Promise<Filed | null> {
  const self = await client.self();
  const minutes = Math.max(2, Math.ceil((client.now() - Date.parse(since)) / 60_000) + 2);
  const jql = `project = ${quoted(issue.project)} AND issuetype = ${quoted(issue.issueType)} AND creator = ${quoted(self)} AND created >= "-${minutes}m" ORDER BY created ASC`;
  let nextPageToken: string | undefined;
  do {
    const page = await client.send(
      {
        operation: 'look for issue',
        method: 'POST',
        path: api`/search/jql`,
        json: { jql, fields: ['updated', 'issuetype'], maxResults: 100, ...(nextPageToken ? { nextPageToken } : {}) },
      },
      searchPage,
    );
    for (const { id } of page.issues) {
      const query = { fields: 'creator', properties: ISSUE_PROPERTY };
      const call = { operation: 'look for issue', path: api`/issue/${id}`, query };
      const found = await client.orAbsent(client.send(call, ownIssue));
      const value = found?.properties?.[ISSUE_PROPERTY];
      if (found === null || found.fields.creator?.accountId !== self || !isRecord(value) || value.key !== key) continue;
      return { id: found.id, key: found.key };
    }
    nextPageToken = page.nextPageToken ?? undefined;
  } while (nextPageToken !== undefined);
  return null;
}

const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;
