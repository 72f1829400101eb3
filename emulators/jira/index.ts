/**
 * A Jira Cloud site on loopback: platform API v3, Jira Service Management's portal with its approvals, admin webhooks
 * and automation requests. Strict where Jira is strict; COVERAGE.md says what is there.
 *
 * Start it, seed it through `site`, talk to it over HTTP as Jira. People get GET /, GET /browse/KEY and
 * the portal at /servicedesk/customer/portals.
 */
import { Hono } from 'hono';
import { type FrameOptions, frame, type RunningEmulator, serve } from '../kit/serve.ts';
import { jiraApp } from './app.ts';
import { controlRoutes } from './control.ts';
import { jiraFaultKit } from './faultKit.ts';
import {
  DEFAULT_DELIVERY,
  DEFAULT_QUIRKS,
  type DeliveryOptions,
  type Quirks,
  type RateLimits,
} from './site/options.ts';
import { JiraSite, type SiteSeed } from './site/site.ts';
import type { WebhookSeed } from './webhooks/webhooks.ts';

export { adfFromText } from './adf/validate.ts';
export { DEMO_BOT, DEMO_PERSON, demoSite } from './demo.ts';
export { createRequest } from './jsm/request.ts';
export type { Issue, User } from './model.ts';
export { JiraRefusal } from './refusal.ts';
export type { DeliveryOptions, Quirks, RateLimits } from './site/options.ts';
export { JiraSite, type SiteSeed } from './site/site.ts';
export { signature } from './webhooks/webhooks.ts';
export { answerApproval } from './work/approval.ts';
export { addComment, deleteComment, editComment } from './work/comment.ts';
export { createIssue } from './work/create.ts';
export { deleteIssue, editIssue } from './work/edit.ts';
export { type Destination, moveIssue } from './work/move.ts';
export { deleteProperty, setProperty } from './work/property.ts';
export { transitionIssue } from './work/transition.ts';

export interface JiraEmulatorOptions extends FrameOptions {
  /** How long a write stays out of search. Default 2,000. */
  readonly searchIndexDelayMilliseconds?: number;
  /** `all`: no answer shows an address, except one's own. Default `none` (each user's `mailHidden` decides). */
  readonly hiddenMail?: 'all' | 'none';
  /** How long groups kept by an identity provider take to follow it. Default 0; `site.scim` changes it. */
  readonly scimLagMilliseconds?: number;
  readonly limits?: RateLimits;
  /** Characters; default 255 for single lines, 32,767 for documents. */
  readonly textLimits?: { readonly shortText?: number; readonly longText?: number };
  /** A first webhook, and how all deliveries go out. */
  readonly webhook?: Partial<DeliveryOptions> & Partial<WebhookSeed>;
  readonly quirks?: Partial<Quirks>;
  readonly seed?: SiteSeed;
}

export interface JiraEmulator extends RunningEmulator {
  /** The same site in process: seeding and inspection. */
  readonly site: JiraSite;
}

export async function startJiraEmulator(options: JiraEmulatorOptions = {}): Promise<JiraEmulator> {
  const around = frame(options, jiraFaultKit);
  const site = new JiraSite(
    around.clock,
    {
      searchIndexDelayMilliseconds: options.searchIndexDelayMilliseconds ?? 2_000,
      hiddenMail: options.hiddenMail ?? 'none',
      scimLagMilliseconds: options.scimLagMilliseconds ?? 0,
      limits: options.limits ?? {},
      textLimits: { shortText: 255, longText: 32_767, ...options.textLimits },
      quirks: { ...DEFAULT_QUIRKS, ...options.quirks },
      webhooks: { ...DEFAULT_DELIVERY, ...options.webhook },
    },
    around.faults,
  );
  const { url, name, events, filter, secret } = options.webhook ?? {};
  if (url !== undefined) {
    site.webhooks.add({
      url,
      ...(name === undefined ? {} : { name }),
      ...(events === undefined ? {} : { events }),
      ...(filter === undefined ? {} : { filter }),
      ...(secret === undefined ? {} : { secret }),
    });
  }
  if (options.seed !== undefined) site.seed(options.seed);
  const running = await serve(new Hono().route('/', jiraApp(site)), around, options, controlRoutes(site));
  site.baseUrl = running.url;
  return { ...running, site };
}
