/**
 * All issues of our projects. The search index lags and may be rebuilt, and whoever makes a lost store again must not
 * take an issue it does not show for one that is not there. So the keys are counted through, a hundred at a time, and
 * each is read by name ("Bulk fetch issues"), which never lags; the search only tells how far there is to count.
 */
import type { CaseSettings } from '../../core/policy/model.ts';
import { caseFiledIn } from '../../core/shared/filedIn.ts';
import type { ListedIssue } from '../../ports/tracker.ts';
import { api, type JiraClient } from './client.ts';
import { issueCall } from './issueCall.ts';
import { bulkIssues, searchPage, typedIssue } from './schemas.ts';

/** As many as one call may name. */
const AT_ONCE = 100;
/** Keys in a row that are nobody's: whole imports are cleaned away, and issues moved to other projects. */
const LONGEST_GAP = 1_000;
/** An index that shows nothing of a project in which there is something does not say how far there is to count. */
const GAP_WITHOUT_INDEX = 10_000;

/** `others`: projects in which we keep something that is no case. */
export async function* everyIssue(
  client: JiraClient,
  cases: readonly CaseSettings[],
  others: readonly string[] = [],
): AsyncGenerator<ListedIssue> {
  const seen = new Set<string>();
  for (const project of new Set([...cases.map((one) => one.project), ...others])) {
    const newest = await newestNumber(client, project);
    let last = 0;
    for (let first = 1; ; first += AT_ONCE) {
      const keys = Array.from({ length: AT_ONCE }, (_, index) => `${project}-${first + index}`);
      const found = await fetchAll(client, keys);
      for (const { id, key, fields } of found) {
        const place = { project: key.slice(0, key.lastIndexOf('-')), issueType: fields.issuetype.name };
        // One that was moved answers to its old key too.
        if (!seen.has(id)) yield { id, key, isCase: caseFiledIn(cases, place) !== undefined };
        seen.add(id);
      }
      if (found.length > 0) last = first + AT_ONCE - 1;
      // Past the newest one of the search there may be some it does not show yet.
      const gap = newest === 0 && last > 0 ? GAP_WITHOUT_INDEX : LONGEST_GAP;
      if (first + AT_ONCE - 1 >= Math.max(newest, last) + gap) break;
    }
  }
}

async function fetchAll(client: JiraClient, keys: readonly string[]) {
  const operation = 'read all issues';
  const json = { issueIdsOrKeys: keys, fields: ['issuetype'] };
  const call = { operation, method: 'POST', path: api`/issue/bulkfetch`, json } as const;
  const { issues, issueErrors = [] } = await client.send(call, bulkIssues);
  const found = [...issues];
  // There, and not returned: "due to a retriable error or payload constraint".
  for (const { id } of issueErrors) {
    const one = await client.orAbsent(client.send(issueCall(operation, id, { fields: 'issuetype' }), typedIssue));
    if (one !== null) found.push(one);
  }
  return found;
}

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
