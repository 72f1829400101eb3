/** Several at once: issues, histories, comments by id. What the caller may not see is left out, silently. */
import { idOf, type JsonObject, listOf, textOf } from '../json.ts';
import type { Issue } from '../model.ts';
import { refuse } from '../refusal.ts';
import { showChange } from '../show/changelog.ts';
import { showComment } from '../show/comment.ts';
import { showIssue } from '../show/issue.ts';
import { type Actor, maySee } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { maySeeComment } from '../work/comment.ts';
import { actorOf, answer, bodyOf, listQuery, page, type Routes } from './http.ts';
import { propertiesOf } from './issues.ts';

const words = (value: unknown): string[] => listOf(value).flatMap((entry) => idOf(entry) ?? []);

export const bulkRoutes: Routes = (app, site) => {
  app.post('/rest/api/3/issue/bulkfetch', async (context) => {
    const actor = actorOf(context);
    const body = await bodyOf(context);
    const ids = words(body.issueIdsOrKeys);
    if (ids.length === 0 || ids.length > 100) throw refuse(400, 'Between 1 and 100 issues may be requested.');
    const fields = words(body.fields);
    const found = visible(site, actor, ids).sort((a, b) => Number(a.id) - Number(b.id));
    const issues = found.filter(({ id }) => !site.failingIssues.has(id));
    return answer({
      issues: issues.map((issue) => ({
        ...showIssue(site, issue, issue.state, {
          fields: fields.length === 0 ? ['*navigable'] : fields,
          actor,
          seesComment: (id) => {
            const comment = issue.comments.get(id);
            return comment !== undefined && maySeeComment(site, actor, issue, comment);
          },
        }),
        ...propertiesOf(issue, words(body.properties)),
      })),
      // What is not there, or hidden, is in neither list.
      issueErrors: found.flatMap(({ id }) =>
        site.failingIssues.has(id) ? [{ id, errorMessage: 'The issue could not be retrieved.' }] : [],
      ),
    });
  });

  /** Oldest first; one page holds `maxResults` changes over all issues. */
  app.post('/rest/api/3/changelog/bulkfetch', async (context) => {
    const body = await bodyOf(context);
    const ids = words(body.issueIdsOrKeys);
    if (ids.length === 0 || ids.length > 1_000) throw refuse(400, 'Between 1 and 1000 issues may be requested.');
    const fieldIds = words(body.fieldIds);
    if (fieldIds.length > 10) throw refuse(400, 'No more than 10 fields may be requested.');
    const size = Math.min(Number(body.maxResults ?? 1_000), 10_000);
    const from = Number(Buffer.from(textOf(body.nextPageToken) ?? '', 'base64url').toString() || 0);
    if (!Number.isInteger(from) || !(size >= 1)) throw refuse(400, 'The page requested is not valid.');
    const all = visible(site, actorOf(context), ids)
      .flatMap((issue) => issue.history.map((change) => ({ issue, change })))
      .filter(({ change }) => fieldIds.length === 0 || change.items.some(({ fieldId }) => fieldIds.includes(fieldId)))
      .sort((a, b) => a.change.at - b.change.at || Number(a.issue.id) - Number(b.issue.id));
    const logs = new Map<string, JsonObject[]>();
    for (const { issue, change } of all.slice(from, from + size))
      logs.set(issue.id, [...(logs.get(issue.id) ?? []), showChange(site, change)]);
    const more = from + size < all.length;
    return answer({
      issueChangeLogs: [...logs].map(([issueId, changeHistories]) => ({ issueId, changeHistories })),
      ...(more ? { nextPageToken: Buffer.from(String(from + size)).toString('base64url') } : {}),
    });
  });

  app.post('/rest/api/3/comment/list', async (context) => {
    const actor = actorOf(context);
    const { ids } = await bodyOf(context);
    const wanted = words(ids);
    if (wanted.length === 0 || wanted.length > 1_000)
      throw refuse(400, 'Between 1 and 1000 comments may be requested.');
    const withProperties = listQuery(context, 'expand').includes('properties');
    const found = wanted.flatMap((id) => {
      const issue = site.issues.get(site.issues.issueOfComment(id) ?? '');
      const comment = issue?.comments.get(id);
      if (issue === undefined || comment === undefined || !maySee(site, actor, issue)) return [];
      return maySeeComment(site, actor, issue, comment) ? [{ issue, comment }] : [];
    });
    return answer(
      page(found, { startAt: 0, maxResults: 1_000 }, ({ issue, comment }) =>
        showComment(site, issue, comment, 3, withProperties),
      ),
    );
  });
};

const visible = (site: JiraSite, actor: Actor, ids: readonly string[]): Issue[] => [
  ...new Set(
    ids.flatMap((id) => {
      const issue = site.issues.get(id);
      return issue !== undefined && maySee(site, actor, issue) ? [issue] : [];
    }),
  ),
];
