/**
 * Issues of Tenure's own. A new issue has no parent it could be looked for under, and the search index lags by
 * seconds ("Search and reconcile issues"): so an issue that was asked for and is not found is believed to be absent
 * only after a minute, and each candidate is read by its id, which never lags. One that is a request of a service desk is
 * filed there, and found again in the same way.
 */
import type { z } from 'zod';
import { type Instant, instantOf } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { FiledForm, OwnIssue } from '../../ports/tracker.ts';
import { adfOf } from './adf.ts';
import { api, type JiraClient } from './client.ts';
import { ISSUE_PROPERTY } from './config.ts';
import { createIssue, type Filed } from './createIssue.ts';
import { nextPageOf } from './errors.ts';
import type { FieldBook } from './fields.ts';
import { fieldsGiven } from './given.ts';
import { issueCall } from './issueCall.ts';
import { cannotHold, createRequest, keyIn, type RequestForms } from './portalRequests.ts';
import { ownIssue, searchPage } from './schemas.ts';
import { summaryOf } from './tasks.ts';
import { isRecord } from './text.ts';

/** Longer than the index was ever seen to need for a single issue. */
const INDEX_LAG = 60_000;

/** Further ahead than clocks are apart, it was asked for by one that has been put right: it may be of any day lately. */
const APART = 5 * 60_000;
const LATELY = 7 * 24 * 60 * 60_000;
const begunAt = (asked: Instant, now: number): Instant =>
  Date.parse(asked) > now + APART ? instantOf(new Date(now - LATELY)) : asked;

export async function fileIssue(
  client: JiraClient,
  { book, forms }: { readonly book: FieldBook; readonly forms: RequestForms },
  key: string,
  issue: OwnIssue,
  { since: asked, before }: { readonly since: Instant | null; readonly before: (() => Promise<void>) | undefined },
): Promise<Filed> {
  if (asked !== null) {
    const since = begunAt(asked, client.now());
    const found = await findIssue(client, key, issue, { since, before });
    if (found !== null) return found;
    const settled = Date.parse(since) + INDEX_LAG;
    if (client.now() < settled) {
      const retryAt = instantOf(new Date(settled));
      throw new Fault('transient', 'file issue', { retryAt, note: 'asked for a moment ago, and not in the index yet' });
    }
  }
  const { requestType, reporter = null, body } = issue;
  const given = issue.fields === undefined ? {} : fieldsGiven(await book.read(), issue.fields);
  const summary = summaryOf(issue.title);
  const form = requestType === undefined ? null : await forms.formOf(issue, requestType);
  await before?.();
  if (form !== null && cannotHold(form, given).length === 0) {
    return createRequest(client, form, key, { summary, body, reporter }, given);
  }
  return createIssue(client, {
    operation: 'file issue',
    fields: {
      project: { key: issue.project },
      issuetype: { name: issue.issueType },
      summary,
      description: adfOf(body),
    },
    more: { ...(reporter === null ? {} : { reporter: { accountId: reporter } }), ...given },
    property: { key: ISSUE_PROPERTY, value: { key } },
  });
}

/** Ours by who made it: anybody who may edit issues can write a property, or a description. */
export async function ownKey(
  client: JiraClient,
  { issue, creator }: Pick<FiledForm, 'issue' | 'creator'>,
): Promise<string | null> {
  if (creator.id !== (await client.self())) return null;
  const call = issueCall('read own issue', issue.id, OF_OURS);
  return keyOf(await client.orAbsent(client.send(call, ownIssue)));
}

const OF_OURS = { fields: 'creator,description', properties: ISSUE_PROPERTY };

function keyOf(found: z.output<typeof ownIssue> | null): string | null {
  const value = found?.properties?.[ISSUE_PROPERTY];
  return isRecord(value) && typeof value.key === 'string' ? value.key : keyIn(found?.fields.description);
}

async function findIssue(
  client: JiraClient,
  key: string,
  issue: OwnIssue,
  { since, before }: { readonly since: Instant; readonly before: (() => Promise<void>) | undefined },
): Promise<Filed | null> {
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
      // Among many of ours it may take longer than whoever asks has the turn for.
      await before?.();
      const call = issueCall('look for issue', id, OF_OURS);
      const found = await client.orAbsent(client.send(call, ownIssue));
      if (found === null || found.fields.creator?.accountId !== self || keyOf(found) !== key) continue;
      return { id: found.id, key: found.key };
    }
    nextPageToken = nextPageOf('look for issue', page);
  } while (nextPageToken !== undefined);
  return null;
}

const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;
