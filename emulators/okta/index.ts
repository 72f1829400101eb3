/**
 * A strict, stateful stand-in for one Okta org on loopback. It refuses what Okta refuses, pages with cursors,
 * counts rate limits, lets the search index lag and keeps a request log; what it covers is in COVERAGE.md,
 * where the evidence is thin there is a switch in quirks.ts.
 */
import { Hono } from 'hono';
import { type FrameOptions, frame, type RunningEmulator, serve } from '../kit/serve.ts';
import { controlRoutes } from './control.ts';
import { OktaDirectory } from './directory.ts';
import { oktaFaultKit } from './faultKit.ts';
import { Access, type Credentials } from './http/credentials.ts';
import { OktaError } from './http/errors.ts';
import { type Limits, RateLimits } from './http/limits.ts';
import { mount, type Pipeline } from './http/pipeline.ts';
import { mountToken } from './http/token.ts';
import { defaultQuirks, type OktaQuirks } from './quirks.ts';
import { assignClientRoles } from './roles/clientRoles.ts';
import { routes } from './routes.ts';
import { Organization } from './store/organization.ts';

export { type OktaSeed, type Seeded, seed } from './control.ts';
export type { OktaDirectory } from './directory.ts';
export type { AppCredential, AppRole, Credentials } from './http/credentials.ts';
export type { BucketName, Limits } from './http/limits.ts';
export { defaultQuirks, type OktaQuirks } from './quirks.ts';
export type { StoredApp, StoredGroup, StoredRule, StoredUser, UserStatus } from './store/model.ts';

export interface OktaEmulatorOptions extends FrameOptions {
  /** Default: the API token `emulator-token` and no app. */
  readonly credentials?: Credentials;
  /** Default `workforce`, the published limits per minute. */
  readonly limits?: Limits;
  /** The part of a published limit one token or app may use; Okta's default is one half. */
  readonly principalShare?: number;
  /** Requests at the same time; 75 in a workforce org. */
  readonly concurrency?: number;
  /** How long a write stays invisible to `search=`. Default 3000. */
  readonly searchIndexDelayMilliseconds?: number;
  readonly quirks?: Partial<OktaQuirks>;
}

export interface OktaEmulator extends RunningEmulator {
  /** In-process seeding and inspection. */
  readonly directory: OktaDirectory;
  /** Other rate limits from now on. */
  limit(limits: Limits): void;
}

export const DEFAULT_API_TOKEN = 'emulator-token';

export async function startOktaEmulator(options: OktaEmulatorOptions = {}): Promise<OktaEmulator> {
  const around = frame(options, oktaFaultKit);
  const quirks = { ...defaultQuirks, ...options.quirks };
  const org = new Organization(around.clock, quirks, options.searchIndexDelayMilliseconds ?? 3_000, around.faults);
  const directory = new OktaDirectory(org);
  for (const app of options.credentials?.apps ?? []) assignClientRoles(org, app);
  const pipeline: Pipeline = {
    org,
    access: new Access(options.credentials ?? { apiTokens: [DEFAULT_API_TOKEN] }, directory.adminParty),
    limits: new RateLimits(options.limits ?? 'workforce', options.principalShare ?? 0.5),
    concurrency: options.concurrency ?? 75,
    latencyMilliseconds: options.latencyMilliseconds ?? 0,
    inFlight: { count: 0 },
  };
  const app = new Hono();
  mountToken(app, pipeline);
  mount(app, routes, pipeline);
  // Beyond the API stands a web server that knows nothing of Okta's error shape (recorded).
  app.notFound((context) => context.json({ status: 404, message: 'Resource not found' }, 404, { server: 'Apache' }));
  // A bug in the emulator looks like one of Okta's, and is printed.
  app.onError((error, context) => {
    console.error(error);
    return context.json(new OktaError(500, 'E0000009', 'Internal Server Error').toBody('oae-emulator'), 500);
  });
  // Latency is spent inside, where a waiting request counts as one in flight.
  const running = await serve(app, around, { ...options, latencyMilliseconds: 0 }, controlRoutes(directory));
  return { ...running, directory, limit: (limits) => pipeline.limits.change(limits) };
}
