/** Slack as the place where people decide. The door for its signed requests, the line of Socket Mode, or both. */
import type { SlackConnection } from '../../core/policy/model.ts';
import type { Desk, DeskLine, ReadDeskDelivery } from '../../ports/desk.ts';
import type { HttpFetch } from '../../ports/http.ts';
import { createSlackClient } from './client.ts';
import { readDelivery } from './delivery.ts';
import { messagesOf } from './messages.ts';
import { probePowers } from './selfTest.ts';
import { socketLine } from './socket.ts';
import { usersOf } from './users.ts';
import { viewsOf } from './views.ts';

export interface SlackOptions {
  readonly connection: SlackConnection;
  readonly token: string;
  /** `null` = nothing is posted to us. */
  readonly signingSecret: string | null;
  /** `null` = no Socket Mode. */
  readonly appToken: string | null;
  readonly fetch: HttpFetch;
  readonly timeoutMilliseconds?: number;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  readonly onTrouble: (says: string) => void;
}

export interface SlackDesk {
  readonly desk: Desk;
  readonly readDelivery: ReadDeskDelivery | null;
  readonly line: DeskLine | null;
}

export function createSlackDesk(options: SlackOptions): SlackDesk {
  const { connection, token, signingSecret, appToken, fetch, timeoutMilliseconds = 10_000, onTrouble } = options;
  const now = options.now ?? Date.now;
  const baseUrl = connection.baseUrl.replace(/\/+$/, '');
  const shared = { baseUrl, timeoutMilliseconds, now };
  const ours = { team: connection.team, app: connection.app };
  const client = createSlackClient({ ...shared, token });
  const lineClient = appToken === null ? null : createSlackClient({ ...shared, token: appToken });
  const users = usersOf(client);
  return {
    desk: {
      connection: connection.id,
      findUser: users.findUser,
      mailOf: users.mailOf,
      ...messagesOf({ client, baseUrl, fetch, timeoutMilliseconds }),
      ...viewsOf(client),
      probePowers: () => probePowers(users, lineClient, ours.team),
    },
    readDelivery:
      signingSecret === null
        ? null
        : (headers, rawBody) => readDelivery({ headers, rawBody, secret: signingSecret, ours, now: now() }),
    line: lineClient === null ? null : socketLine({ client: lineClient, ours, now, onTrouble }),
  };
}
