/** Watchers, links between issues, links to the outside. */
import { isObject, type Json, type JsonObject, objectOf, textOf } from '../json.ts';
import type { ChangeItem, Issue, RemoteLink } from '../model.ts';
import { refuse } from '../refusal.ts';
import { showIssueShort } from '../show/issue.ts';
import { showUser } from '../show/user.ts';
import { LINK_TYPES } from '../site/issues.ts';
import { allowed, signedIn, visibleIssue } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { record } from '../work/record.ts';
import { actorOf, answer, bodyOf, type JiraContext, jsonOf, noContent, param, type Routes } from './http.ts';

const WATCHERS = '/rest/api/3/issue/:issue/watchers';
const REMOTE = '/rest/api/3/issue/:issue/remotelink';

export const linkRoutes: Routes = (app, site) => {
  const issueOf = (context: JiraContext) => visibleIssue(site, actorOf(context), param(context, 'issue'));

  app.get(WATCHERS, (context) => {
    const issue = issueOf(context);
    const actor = actorOf(context);
    return answer({
      self: `${site.baseUrl}/rest/api/3/issue/${issue.key}/watchers`,
      isWatching: actor !== undefined && issue.watchers.has(actor.accountId),
      watchCount: issue.watchers.size,
      watchers: [...issue.watchers]
        .flatMap((id) => site.directory.user(id) ?? [])
        .map((user) => showUser(user, site.view())),
    });
  });

  /** The body is a bare JSON string; without one the caller watches. */
  app.post(WATCHERS, async (context) => {
    const issue = issueOf(context);
    const actor = signedIn(actorOf(context));
    const body = (await context.req.raw.clone().text()) === '' ? actor.accountId : await jsonOf(context);
    if (typeof body !== 'string') throw refuse(400, 'The body must be the account ID as a JSON string.');
    if (site.directory.user(body)?.active !== true)
      throw refuse(404, `The user with account ID '${body}' does not exist.`);
    if (body !== actor.accountId) allowed(site, actor, 'MANAGE_WATCHERS', issue);
    issue.watchers.add(body);
    return noContent();
  });

  app.delete(WATCHERS, (context) => {
    const issue = issueOf(context);
    const actor = signedIn(actorOf(context));
    const accountId = context.req.query('accountId') ?? actor.accountId;
    if (accountId !== actor.accountId) allowed(site, actor, 'MANAGE_WATCHERS', issue);
    issue.watchers.delete(accountId);
    return noContent();
  });

  app.get('/rest/api/3/issueLinkType', () =>
    answer({
      issueLinkTypes: LINK_TYPES.map((type) => ({
        ...type,
        self: `${site.baseUrl}/rest/api/3/issueLinkType/${type.id}`,
      })),
    }),
  );

  app.post('/rest/api/3/issueLink', async (context) => {
    const body = await bodyOf(context);
    linkIssues(site, context, body);
    return new Response(null, { status: 201 });
  });

  app.get('/rest/api/3/issueLink/:id', (context) => {
    const link = site.issues.links.get(param(context, 'id'));
    if (link === undefined) throw refuse(404, 'No issue link with that id exists.');
    const inward = visibleIssue(site, actorOf(context), link.inward);
    const outward = visibleIssue(site, actorOf(context), link.outward);
    return answer({
      id: link.id,
      self: `${site.baseUrl}/rest/api/3/issueLink/${link.id}`,
      type: { ...link.type },
      inwardIssue: showIssueShort(site, inward, site.view()),
      outwardIssue: showIssueShort(site, outward, site.view()),
    });
  });

  app.delete('/rest/api/3/issueLink/:id', (context) => {
    const link = site.issues.links.get(param(context, 'id'));
    if (link === undefined) throw refuse(404, 'No issue link with that id exists.');
    const issue = visibleIssue(site, actorOf(context), link.outward);
    const actor = allowed(site, actorOf(context), 'LINK_ISSUES', issue);
    site.issues.removeLink(link.id);
    site.announce({ type: 'issuelink_deleted', at: site.clock.now(), actor, issue, link });
    return noContent();
  });

  app.get(REMOTE, (context) => {
    const issue = issueOf(context);
    const globalId = context.req.query('globalId');
    const links = [...issue.remoteLinks.values()];
    if (globalId === undefined) return answer(links.map((link) => showRemote(site, issue, link)));
    const found = links.find((link) => link.globalId === globalId);
    if (found === undefined) throw refuse(404, 'No remote link with that globalId exists.');
    return answer(showRemote(site, issue, found));
  });

  /** With a `globalId` that is known on the issue this is an update: 200 instead of 201, one link either way. */
  app.post(REMOTE, async (context) => {
    const issue = issueOf(context);
    allowed(site, actorOf(context), 'LINK_ISSUES', issue);
    const body = await bodyOf(context);
    const object = objectOf(body.object);
    if (textOf(object.url) === undefined || textOf(object.title) === undefined)
      throw refuse(400, 'The remote link needs an object with url and title.');
    const globalId = textOf(body.globalId);
    if (globalId !== undefined && globalId.length > 255) throw refuse(400, 'globalId is longer than 255 characters.');
    const key = globalId ?? `own ${site.issues.nextId('link')}`;
    const known = issue.remoteLinks.get(key);
    const id = known?.id ?? Number(site.issues.nextId('link'));
    issue.remoteLinks.set(key, { id, globalId, body });
    return answer({ id, self: `${site.baseUrl}/rest/api/3/issue/${issue.key}/remotelink/${id}` }, known ? 200 : 201);
  });

  app.delete(REMOTE, (context) => {
    const issue = issueOf(context);
    allowed(site, actorOf(context), 'LINK_ISSUES', issue);
    if (!issue.remoteLinks.delete(context.req.query('globalId') ?? ''))
      throw refuse(404, 'No remote link with that globalId exists.');
    return noContent();
  });
};

function linkIssues(site: JiraSite, context: JiraContext, body: JsonObject): void {
  const wanted = objectOf(body.type);
  const type = LINK_TYPES.find(({ id, name }) => id === wanted.id || name === wanted.name);
  if (type === undefined) throw refuse(404, `No issue link type with name '${String(wanted.name)}' found.`);
  const end = (input: Json | undefined): Issue => {
    const named = isObject(input) ? (textOf(input.key) ?? textOf(input.id)) : undefined;
    return visibleIssue(site, actorOf(context), named ?? '');
  };
  const inward = end(body.inwardIssue);
  const outward = end(body.outwardIssue);
  const actor = allowed(site, actorOf(context), 'LINK_ISSUES', outward);
  const link = { id: site.issues.nextId('link'), type, inward: inward.id, outward: outward.id };
  site.issues.links.set(link.id, link);
  for (const [issue, other, words] of [
    [inward, outward, type.outward],
    [outward, inward, type.inward],
  ] as const) {
    issue.links.add(link.id);
    record(site, actor, issue, [linkItem(`This work item ${words} ${other.key}`, other.key)], {});
  }
  site.announce({ type: 'issuelink_created', at: site.clock.now(), actor, issue: outward, link });
}

const linkItem = (sentence: string, key: string): ChangeItem => ({
  field: 'Link',
  fieldtype: 'jira',
  fieldId: 'issuelinks',
  from: null,
  fromString: null,
  to: key,
  toString: sentence,
});

const showRemote = (site: JiraSite, issue: Issue, { id, globalId, body }: RemoteLink): JsonObject => {
  const { application, relationship, object } = objectOf(body);
  return {
    id,
    self: `${site.baseUrl}/rest/api/3/issue/${issue.key}/remotelink/${id}`,
    ...(globalId === undefined ? {} : { globalId }),
    ...(isObject(application) ? { application } : {}),
    ...(relationship === undefined ? {} : { relationship }),
    object: object ?? null,
  };
};
