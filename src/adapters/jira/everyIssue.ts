/**
 * All issues of our projects. The search index lags and may be rebuilt, and whoever makes a lost store again must not
 * take an issue it does not show for one that is not there. So the keys are counted through, a hundred at a time, and
 * each is read by name ("Bulk fetch issues"), which never lags; the search only tells how far there is to count.
 */
import type { CaseSettings } from '../../core/policy/model.ts';
import { caseFiledIn } from '../../core/shared/filedIn.ts';
import type { ListedIssue } from '../../ports/tracker.ts';
import { api, type JiraClient } from './client.ts';
import { bulkIssues, searchPage } from './schemas.ts';

/** As many as one call may name. */
const AT_ONCE = 100;

export async function* everyIssue(client: JiraClient, cases: readonly CaseSettings[]): AsyncGenerator<ListedIssue> {
  const seen = new Set<string>();
  for (const project of new Set(cases.map((one) => one.project))) {
    const newest = await newestNumber(client, project);
    for (let first = 1; ; first += AT_ONCE) {
      const keys = Array.from({ length: AT_ONCE }, (_, index) => `${project}-${first + index}`);
      const found = await fetchAll(client, keys);
      for (const { id, key, fields } of found) {
        const place = { project: key.slice(0, key.lastIndexOf('-')), issueType: fields.issuetype.name };
        // One that was moved answers to its old key too.
        if (!seen.has(id)) yield { id, key, isCase: caseFiledIn(cases, place) !== undefined };
        seen.add(id);
      }
      // Past the newest one of the search there may be some it does not show yet: not after a hundred that are not there.
      if (found.length === 0 && first > newest) break;
    }
  }
}

const fetchAll = async (client: JiraClient, keys: readonly string[]) =>
  (
    await client.send(
      {
        operation: 'read all issues',
        method: 'POST',
        path: api`/issue/bulkfetch`,
        json: { issueIdsOrKeys: keys, fields: ['issuetype'] },
      },
      bulkIssues,
    )
  ).issues;

async function newestNumber(client: JiraClient, project: string): Promise<number> {
  const jql = `project = "${project.replace(/[\\"]/g, '\\$&')}" ORDER BY created DESC`;
  const call = { operation: 'look for the newest issue', method: 'POST', path: api`/search/jql` } as const;
  const { issues } = await client.send(
    { ...call, json: { jql, fields: ['updated', 'issuetype'], maxResults: 1 } },
    searchPage,
  );
  const key = issues[0]?.key ?? '';
  return Number(key.slice(key.lastIndexOf('-') + 1)) || 0;
}
