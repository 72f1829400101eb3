/** The surface of the workspace: everything COVERAGE.md lists. */
import { Hono } from 'hono';
import { mountApi } from './api/pipeline.ts';
import { mountPages } from './page/routes.ts';
import type { People } from './people/people.ts';
import { mountResponseUrls } from './respond.ts';
import type { Workspace } from './workspace.ts';

export function slackApp(workspace: Workspace, people: People): Hono {
  const app = new Hono();
  mountApi(app, workspace);
  mountResponseUrls(app, workspace);
  mountPages(app, workspace, people);
  return app;
}
