/** What an app asks about itself and its workspace, and its way into Socket Mode. */
import type { JsonObject } from '../../kit/json.ts';
import { SlackRefusal } from '../refusal.ts';
import { free, type Method, optionalText, scope } from './method.ts';

export const appMethods: readonly Method[] = [
  {
    name: 'api.test',
    tier: 4,
    token: 'none',
    json: true,
    scopes: free,
    handle(call) {
      const error = optionalText(call, 'error');
      const args: JsonObject = call.args;
      if (error !== undefined) throw new SlackRefusal(error, { args });
      return { args };
    },
  },
  {
    name: 'auth.test',
    tier: 4,
    token: 'bot',
    json: true,
    scopes: free,
    handle: ({ workspace: { team, botUser, botId, baseUrl } }) => ({
      url: `${baseUrl}/`,
      team: team.name,
      user: botUser.name,
      team_id: team.id,
      user_id: botUser.id,
      bot_id: botId,
      is_enterprise_install: false,
    }),
  },
  {
    name: 'team.info',
    tier: 3,
    token: 'bot',
    json: false,
    scopes: scope('team:read'),
    handle: ({ workspace: { team, baseUrl } }) => ({
      team: {
        id: team.id,
        name: team.name,
        url: `${baseUrl}/`,
        domain: team.domain,
        email_domain: '',
        icon: { image_default: true },
      },
    }),
  },
  {
    name: 'apps.connections.open',
    tier: 1,
    token: 'app',
    json: true,
    scopes: scope('connections:write'),
    handle: ({ workspace: { sockets, baseUrl } }) => ({ url: `${baseUrl.replace(/^http/, 'ws')}${sockets.ticket()}` }),
  },
];
