/**
 * A strict, stateful stand-in for one Slack workspace with one app in it, on loopback: the Web API, interactivity,
 * slash commands, the Home tab, modals, events, Socket Mode. It refuses what Slack refuses; COVERAGE.md says what is
 * there. People act through `as('ada@acme.example')`, or by hand on its page.
 */
import { Hono } from 'hono';
import { frame, type RunningEmulator, serve } from '../kit/serve.ts';
import { slackApp } from './app.ts';
import { controlRoutes } from './control.ts';
import { slackFaultKit } from './faultKit.ts';
import { DEFAULT_APP, DEFAULT_QUIRKS, type SlackEmulatorOptions } from './options.ts';
import { People } from './people/people.ts';
import type { Person } from './people/person.ts';
import { Workspace } from './workspace.ts';

export type { DeliveryRecord, DeliveryResult } from './deliver/delivery.ts';
export { signature } from './deliver/signature.ts';
export { DEMO_PEOPLE, demoWorkspace } from './demo.ts';
export type { Conversation, Message, User, View } from './model.ts';
export { DEFAULT_APP, type SlackEmulatorOptions, type UserSeed, type WorkspaceSeed } from './options.ts';
export type { Person } from './people/person.ts';
export { wordsOf } from './people/screen.ts';
export type { Workspace } from './workspace.ts';

export interface SlackEmulator extends RunningEmulator {
  /** The same workspace in process: seeding and inspection. */
  readonly workspace: Workspace;
  /** Base address of the Web API, with a trailing slash: `slackApiUrl` of the official client. */
  readonly apiUrl: string;
  /** Somebody at their Slack, by id, address or name. */
  as(who: string): Person;
  /** Where the app listens over HTTP from now on; `undefined` is Socket Mode. */
  listenAt(requestUrl: string | undefined): void;
}

export async function startSlackEmulator(options: SlackEmulatorOptions = {}): Promise<SlackEmulator> {
  const around = frame(options, slackFaultKit);
  const workspace = new Workspace(
    around.clock,
    {
      team: { id: 'T0ACME0000', name: 'Acme', domain: 'acme', ...options.team },
      app: { ...DEFAULT_APP, ...options.app },
      requestUrl: options.requestUrl,
      limits: options.limits ?? 'published',
      quirks: { ...DEFAULT_QUIRKS, ...options.quirks },
    },
    around.faults,
  );
  if (options.seed !== undefined) workspace.seed(options.seed);
  const people = new People(workspace);
  const app = new Hono().route('/', slackApp(workspace, people));
  const running = await serve(app, around, options, controlRoutes(workspace, people), (request, socket, head) =>
    workspace.sockets.upgrade(request, socket, head),
  );
  workspace.baseUrl = running.url;
  return {
    ...running,
    workspace,
    apiUrl: `${running.url}/api/`,
    as: (who) => people.as(who),
    listenAt(requestUrl) {
      workspace.deliveries.requestUrl = requestUrl;
    },
    async stop() {
      workspace.sockets.stop();
      await running.stop();
    },
  };
}
