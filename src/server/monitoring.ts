/**
 * What whoever operates Tenure asks of a process. Alive and ready may be asked at the door; the figures stand on a port
 * of their own, which is not there unless somebody sets it: nothing in front of the door can make them public.
 */
import { Hono } from 'hono';
import type { World } from '../app/world.ts';
import { readiness } from './health.ts';

export interface Watched {
  readonly contentType: string;
  text(ready: boolean): Promise<string>;
}

/** `/healthz` and `/readyz` are their names elsewhere. */
export function addHealth(app: Hono, world: World): void {
  for (const path of ['/health', '/healthz']) app.get(path, (context) => context.json({ ok: true }));
  for (const path of ['/ready', '/readyz']) {
    app.get(path, async (context) => {
      const found = await readiness(world);
      return context.json(found, found.ready ? 200 : 503);
    });
  }
}

export function monitoringApp(world: World, watched: Watched): Hono {
  const app = new Hono();
  addHealth(app, world);
  app.get('/metrics', async (context) => {
    const { ready } = await readiness(world);
    return context.body(await watched.text(ready), 200, { 'content-type': watched.contentType });
  });
  return app;
}
