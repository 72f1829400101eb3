/** Enhanced JQL search. The old resource is gone: 410 ("Deprecation of JQL search and evaluate expression"). */

import { idOf, type JsonObject, listOf, textOf } from '../json.ts';
import type { Issue } from '../model.ts';
import { refuse } from '../refusal.ts';
import { Pages } from '../search/pages.ts';
import { search } from '../search/run.ts';
import type { Indexed } from '../search/searchIndex.ts';
import { showIssue } from '../show/issue.ts';
import { type Actor, maySee } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { actorOf, answer, bodyOf, listQuery, type Routes } from './http.ts';
import { propertiesOf } from './issues.ts';

interface Asked {
  readonly jql: string;
  readonly fields: readonly string[];
  readonly properties: readonly string[];
  readonly nextPageToken: string | undefined;
  readonly maxResults: number;
  readonly fresh: readonly string[];
}

const MOST = 5_000;
const MOST_WITH_FIELDS = 100;
const PATH = '/rest/api/3/search/jql';

export const searchRoutes: Routes = (app, site) => {
  const pages = new Pages(site.clock);
  const run = (actor: Actor, asked: Asked) => answer(found(site, pages, actor, asked));

  app.get(PATH, (context) => {
    const query = (name: string) => context.req.query(name);
    return run(actorOf(context), {
      jql: query('jql') ?? '',
      fields: listQuery(context, 'fields'),
      properties: listQuery(context, 'properties'),
      nextPageToken: query('nextPageToken'),
      maxResults: Number(query('maxResults') ?? 50),
      fresh: listQuery(context, 'reconcileIssues'),
    });
  });

  app.post(PATH, async (context) => {
    const body = await bodyOf(context);
    if (body.startAt !== undefined)
      throw refuse(400, 'Invalid request payload. Refer to the REST API documentation and try again.');
    const words = (value: unknown) => listOf(value).flatMap((entry) => idOf(entry) ?? []);
    return run(actorOf(context), {
      jql: textOf(body.jql) ?? '',
      fields: words(body.fields),
      properties: words(body.properties),
      nextPageToken: textOf(body.nextPageToken),
      maxResults: Number(body.maxResults ?? 50),
      fresh: words(body.reconcileIssues),
    });
  });

  app.post('/rest/api/3/search/approximate-count', async (context) => {
    const { jql } = await bodyOf(context);
    return answer({ count: search(site, actorOf(context), textOf(jql) ?? '').length });
  });

  const gone = () =>
    answer(
      {
        errorMessages: ['The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.'],
        errors: {},
      },
      410,
    );
  app.get('/rest/api/3/search', gone);
  app.post('/rest/api/3/search', gone);
};

function found(site: JiraSite, pages: Pages, actor: Actor, asked: Asked): JsonObject {
  const onlyIds = asked.fields.every((field) => field === 'id' || field === 'key');
  const cap = onlyIds && asked.properties.length === 0 ? MOST : MOST_WITH_FIELDS;
  if (!Number.isInteger(asked.maxResults) || asked.maxResults < 0) throw refuse(400, 'maxResults is not valid.');
  if (asked.fresh.length > 50) throw refuse(400, 'No more than 50 issues may be reconciled at once.');
  if (asked.properties.length > 5) throw refuse(400, 'No more than 5 properties may be requested.');
  const size = Math.min(asked.maxResults, cap);
  const fresh = asked.fresh.flatMap((id): Issue[] => {
    if (!/^\d+$/.test(id)) throw refuse(400, `'${id}' is not a numeric issue id.`);
    const issue = site.issues.get(id);
    return issue !== undefined && maySee(site, actor, issue) ? [issue] : [];
  });
  const { entries, nextPageToken } =
    asked.nextPageToken === undefined
      ? pages.first(asked.jql, search(site, actor, asked.jql, fresh), size)
      : pages.next(asked.nextPageToken, asked.jql, size);
  return {
    issues: entries.map((entry) => showFound(site, entry, asked)),
    ...(nextPageToken === undefined ? {} : { nextPageToken }),
    isLast: nextPageToken === undefined,
  };
}

/** Nothing but the id unless fields are named. */
function showFound(site: JiraSite, { issue, state }: Indexed, { fields, properties }: Asked): JsonObject {
  const more = propertiesOf(issue, properties);
  if (fields.every((field) => field === 'id')) return { id: issue.id, ...more };
  const { expand, id, self, key, fields: values } = showIssue(site, issue, state, { fields });
  return fields.every((field) => field === 'id' || field === 'key')
    ? { expand, id, self, key, ...more }
    : { expand, id, self, key, fields: values, ...more };
}
