import { allowed, visibleIssue } from '../site/permissions.ts';
import { deleteProperty, noSuchProperty, setProperty } from '../work/property.ts';
import { actorOf, answer, noContent, param, type Routes } from './http.ts';

const KEYS = '/rest/api/3/issue/:issue/properties';
const ONE = `${KEYS}/:key`;

export const propertyRoutes: Routes = (app, site) => {
  app.get(KEYS, (context) => {
    const issue = visibleIssue(site, actorOf(context), param(context, 'issue'));
    const self = `${site.baseUrl}/rest/api/3/issue/${issue.id}/properties`;
    return answer({
      keys: [...issue.properties.keys()].map((key) => ({ self: `${self}/${encodeURIComponent(key)}`, key })),
    });
  });

  app.get(ONE, (context) => {
    const issue = visibleIssue(site, actorOf(context), param(context, 'issue'));
    const key = param(context, 'key');
    const value = issue.properties.get(key);
    if (value === undefined) throw noSuchProperty(key);
    return answer({ key, value });
  });

  app.put(ONE, async (context) => {
    const issue = visibleIssue(site, actorOf(context), param(context, 'issue'));
    const actor = allowed(site, actorOf(context), 'EDIT_ISSUES', issue);
    const isNew = setProperty(site, actor, issue, param(context, 'key'), await context.req.text());
    return new Response(null, { status: isNew ? 201 : 200 });
  });

  app.delete(ONE, (context) => {
    const issue = visibleIssue(site, actorOf(context), param(context, 'issue'));
    const actor = allowed(site, actorOf(context), 'EDIT_ISSUES', issue);
    deleteProperty(site, actor, issue, param(context, 'key'));
    return noContent();
  });
};
