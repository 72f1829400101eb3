/**
 * Who somebody in the workspace is: by a confirmed address and nothing else. A display name is whatever its owner likes
 * to be called; guests, bots and people who have left decide nothing, and neither does anybody of another workspace.
 */
import { z } from 'zod';
import { type DeskUserId, deskUserId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { SlackClient } from './client.ts';

const user = z.object({
  id: z.string().min(1),
  team_id: z.string().optional(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_app_user: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  is_email_confirmed: z.boolean().optional(),
  enterprise_user: z.object({ teams: z.string().array().optional() }).optional(),
  profile: z.object({ email: z.string().optional() }).optional(),
});
type SlackUser = z.output<typeof user>;

const found = z.object({ user });
const own = z.object({
  team_id: z.string(),
  user_id: z.string(),
  response_metadata: z.object({ scopes: z.string().array().optional() }).optional(),
});

export interface Users {
  findUser(mail: string): Promise<DeskUserId | null>;
  mailOf(user: DeskUserId): Promise<string | null>;
  /** What the token says of itself, asked anew. */
  self(): Promise<{ readonly team: string; readonly scopes: readonly string[] }>;
}

export function usersOf(client: SlackClient): Users {
  let team: Promise<string> | undefined;
  const self = async () => {
    const told = await client.call('sign in at Slack', 'convergent', own, (web) => web.auth.test());
    return { team: told.team_id, scopes: told.response_metadata?.scopes ?? [] };
  };
  const ownTeam = () => {
    team ??= self().then((told) => told.team);
    return team.catch((fault: unknown) => {
      team = undefined;
      throw fault;
    });
  };
  const ask = async (send: () => Promise<{ readonly user: SlackUser }>) => {
    try {
      const [{ user: told }, ours] = await Promise.all([send(), ownTeam()]);
      return mayDecide(told, ours) ? told : null;
    } catch (fault) {
      if (fault instanceof Fault && fault.kind === 'missing') return null;
      throw fault;
    }
  };
  return {
    self,
    async findUser(mail) {
      const email = mail.toLowerCase();
      const told = await ask(() =>
        client.call('find a person in Slack', 'convergent', found, (web) => web.users.lookupByEmail({ email })),
      );
      return told !== null && mailIn(told) === email ? deskUserId(told.id) : null;
    },
    async mailOf(id) {
      const told = await ask(() =>
        client.call('read a person in Slack', 'convergent', found, (web) => web.users.info({ user: id })),
      );
      return told === null ? null : mailIn(told);
    },
  };
}

const mailIn = ({ profile }: SlackUser) => profile?.email?.trim().toLowerCase() || null;

function mayDecide(one: SlackUser, team: string): boolean {
  const isOurs = one.team_id === team || one.enterprise_user?.teams?.includes(team) === true;
  const isNoPerson = one.is_bot === true || one.is_app_user === true;
  const isGuest = one.is_restricted === true || one.is_ultra_restricted === true || one.is_stranger === true;
  return isOurs && one.is_email_confirmed === true && one.deleted !== true && !isNoPerson && !isGuest;
}
