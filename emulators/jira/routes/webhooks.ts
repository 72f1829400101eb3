/** Admin webhooks. The resource is older than API v3 and shaped differently: `filters`, a `self` that holds the id. */
import { type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import { refuse } from '../refusal.ts';
import { parseJql } from '../search/parse.ts';
import { admin } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { WEBHOOK_EVENTS, type Webhook } from '../webhooks/webhooks.ts';
import { actorOf, answer, bodyOf, noContent, param, type Routes } from './http.ts';

const PATH = '/rest/webhooks/1.0/webhook';
const FILTER = 'issue-related-events-section';

export const webhookRoutes: Routes = (app, site) => {
  app.post(PATH, async (context) => {
    admin(actorOf(context));
    const body = await bodyOf(context);
    const events = listOf(body.events).flatMap((event) => textOf(event) ?? []);
    const known: ReadonlySet<string> = new Set(WEBHOOK_EVENTS);
    for (const event of events) if (!known.has(event)) throw refuse(400, `The event '${event}' is not known.`);
    const url = textOf(body.url) ?? '';
    if (!URL.canParse(url)) throw refuse(400, 'The URL is not valid.');
    const filter = textOf(objectOf(body.filters)[FILTER]) ?? '';
    parseJql(filter);
    const secret = textOf(body.secret);
    const name = textOf(body.name) ?? 'webhook';
    const webhook = site.webhooks.add({ name, url, filter, events, ...(secret === undefined ? {} : { secret }) });
    return answer(show(site, webhook), 201);
  });

  app.get(PATH, (context) => {
    admin(actorOf(context));
    return answer(site.webhooks.all().map((webhook) => show(site, webhook)));
  });

  app.get(`${PATH}/:id`, (context) => {
    admin(actorOf(context));
    const webhook = site.webhooks.get(Number(param(context, 'id')));
    if (webhook === undefined) throw refuse(404, 'The webhook does not exist.');
    return answer(show(site, webhook));
  });

  app.delete(`${PATH}/:id`, (context) => {
    admin(actorOf(context));
    if (!site.webhooks.remove(Number(param(context, 'id')))) throw refuse(404, 'The webhook does not exist.');
    return noContent();
  });
};

/** The secret is never shown, only that there is one. */
const show = (site: JiraSite, { id, name, url, events, filter, secret, enabled }: Webhook): JsonObject => ({
  self: `${site.baseUrl}${PATH}/${id}`,
  name,
  url,
  events: [...events],
  filters: { [FILTER]: filter },
  excludeBody: false,
  enabled,
  isSigned: secret !== undefined,
});
