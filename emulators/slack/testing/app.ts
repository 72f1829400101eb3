/** An app built with Slack's own framework, over HTTP or in Socket Mode. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import { DEFAULT_APP, type SlackEmulator } from '../index.ts';
import { SILENT } from './workspace.ts';

export interface TestApp {
  readonly app: App;
  stop(): Promise<void>;
}

/** The framework, listening on a free port; the workspace is told where. */
export async function startHttpApp(slack: SlackEmulator): Promise<TestApp> {
  const receiver = new HTTPReceiver({ signingSecret: DEFAULT_APP.signingSecret, logger: SILENT });
  const app = new App({
    receiver,
    token: DEFAULT_APP.botToken,
    logger: SILENT,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  const server = await receiver.start(0);
  slack.listenAt(`http://127.0.0.1:${portOf(server)}/slack/events`);
  return { app, stop: async () => void (await receiver.stop()) };
}

/** The framework waits five seconds before it comes back, unless told otherwise. */
export async function startSocketApp(slack: SlackEmulator, waitMilliseconds?: number): Promise<TestApp> {
  const receiver = new SocketModeReceiver({
    appToken: DEFAULT_APP.appToken,
    ...(waitMilliseconds === undefined ? {} : { clientPingTimeout: waitMilliseconds }),
    logger: SILENT,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
  const app = new App({
    receiver,
    token: DEFAULT_APP.botToken,
    logger: SILENT,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  await app.start();
  await slack.workspace.sockets.connected();
  return { app, stop: async () => void (await app.stop()) };
}

/** A receiver that keeps what comes and answers as told: for what the framework would hide. */
export interface RawApp {
  readonly received: { readonly headers: Readonly<Record<string, unknown>>; readonly body: string }[];
  /** The next answers; 200 and nothing afterwards. `silence` never answers. */
  answerNext(...answers: readonly (RawAnswer | 'silence')[]): void;
  /** Resolves when so many have come. */
  came(count: number): Promise<void>;
  stop(): Promise<void>;
}

export interface RawAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export async function startRawApp(slack: SlackEmulator): Promise<RawApp> {
  const received: RawApp['received'] = [];
  const answers: (RawAnswer | 'silence')[] = [];
  const watchers = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
    for (const look of [...watchers]) look();
    const answer = answers.shift() ?? {};
    if (answer === 'silence') return;
    const { status = 200, body, headers = {} } = answer;
    response.writeHead(status, headers).end(body === undefined ? undefined : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  slack.listenAt(`http://127.0.0.1:${portOf(server)}/slack`);
  return {
    received,
    answerNext: (...next) => void answers.push(...next),
    came: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (received.length < count) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const portOf = (server: Pick<Server, 'address'>): number => (server.address() as AddressInfo).port;
