/** The surface of the site: everything COVERAGE.md lists. */
import { Hono } from 'hono';
import { customerRoutes, deskRoutes } from './jsm/deskRoutes.ts';
import { approvalRoutes, commentRoutes as requestCommentRoutes, requestRoutes } from './jsm/requestRoutes.ts';
import { attachmentRoutes } from './routes/attachments.ts';
import { bulkRoutes } from './routes/bulk.ts';
import { commentRoutes } from './routes/comments.ts';
import { contextRoutes } from './routes/contexts.ts';
import { gate } from './routes/gate.ts';
import { groupRoutes } from './routes/groups.ts';
import { answer, type JiraApp, type JiraEnv, type Routes } from './routes/http.ts';
import { issueRoutes } from './routes/issues.ts';
import { linkRoutes } from './routes/links.ts';
import { optionRoutes } from './routes/options.ts';
import { pageRoutes } from './routes/pages.ts';
import { portalRoutes } from './routes/portal.ts';
import { propertyRoutes } from './routes/properties.ts';
import { roleRoutes } from './routes/roles.ts';
import { searchRoutes } from './routes/search.ts';
import { siteRoutes } from './routes/site.ts';
import { transitionRoutes } from './routes/transitions.ts';
import { userRoutes } from './routes/users.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import type { JiraSite } from './site/site.ts';

const PARTS: readonly Routes[] = [
  siteRoutes,
  issueRoutes,
  transitionRoutes,
  commentRoutes,
  propertyRoutes,
  searchRoutes,
  userRoutes,
  groupRoutes,
  roleRoutes,
  webhookRoutes,
  attachmentRoutes,
  linkRoutes,
  contextRoutes,
  optionRoutes,
  pageRoutes,
  deskRoutes,
  customerRoutes,
  requestRoutes,
  requestCommentRoutes,
  approvalRoutes,
  portalRoutes,
  bulkRoutes,
];

export function jiraApp(site: JiraSite): JiraApp {
  const app = new Hono<JiraEnv>();
  gate(app, site);
  for (const part of PARTS) part(app, site);
  app.all('*', ({ req }) => answer({ errorMessages: [`null for uri: ${req.url}`], errors: {} }, 404));
  return app;
}
