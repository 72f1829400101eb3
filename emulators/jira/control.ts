/**
 * The control door for callers in another process, under /_emulator:
 *
 *   POST /seed                   a SiteSeed: users, fields, projects, webhooks, ...
 *   GET  /state                  counts, projects with their types and fields, webhooks, deliveries
 *   POST /search/catch-up        everything written becomes visible to search
 *   POST /webhooks/hold          nothing goes out any more
 *   POST /webhooks/release       {"order": "as-sent" | "reversed"}
 *   GET  /webhooks/deliveries    what was sent, and what the receivers answered
 */
import { Hono } from 'hono';
import { objectOf } from './json.ts';
import type { JiraSite, SiteSeed } from './site/site.ts';

export function controlRoutes(site: JiraSite): Hono {
  const control = new Hono();
  const { deliveries } = site.webhooks;
  const done = () => new Response(null, { status: 204 });
  control.post('/seed', async (context) => {
    try {
      site.seed((await context.req.json()) as SiteSeed);
    } catch (error) {
      return context.json({ problem: error instanceof Error ? error.message : String(error) }, 400);
    }
    return context.json(stateOf(site));
  });
  control.get('/state', (context) => context.json(stateOf(site)));
  control.post('/search/catch-up', () => {
    site.search.catchUp();
    return done();
  });
  control.post('/webhooks/hold', () => {
    deliveries.hold();
    return done();
  });
  control.post('/webhooks/release', async (context) => {
    const { order } = objectOf(await context.req.json().catch(() => ({})));
    deliveries.release(order === 'reversed' ? 'reversed' : 'as-sent');
    return done();
  });
  control.get('/webhooks/deliveries', (context) => context.json(deliveries.records));
  return control;
}

function stateOf(site: JiraSite) {
  return {
    issues: site.issues.count,
    users: site.directory.users().length,
    groups: [...site.directory.groups()].map(({ name, groupId, members }) => ({
      name,
      groupId,
      members: members.size,
    })),
    fields: [...site.fields.all()].filter(({ custom }) => custom).map(({ id, name }) => ({ id, name })),
    projects: [...site.projects.all()].map(({ id, key, types, desk }) => ({
      id,
      key,
      issueTypes: [...types.values()].map(({ type }) => ({ id: type.id, name: type.name })),
      serviceDeskId: desk?.id,
      requestTypes: [...(desk?.requestTypes.values() ?? [])].map((type) => ({ id: type.id, name: type.name })),
    })),
    webhooks: site.webhooks.all().map(({ id, url, filter }) => ({ id, url, filter })),
    deliveriesHeld: site.webhooks.deliveries.held,
  };
}
