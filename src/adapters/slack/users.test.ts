/** Who may decide, by each thing Slack says of somebody. */
import { describe, expect, it } from 'vitest';
import { deskUserId } from '../../core/shared/ids.ts';
import type { SlackClient } from './client.ts';
import { usersOf } from './users.ts';

const ADA = {
  id: 'U1',
  team_id: 'T1',
  deleted: false,
  is_bot: false,
  is_app_user: false,
  is_restricted: false,
  is_ultra_restricted: false,
  is_email_confirmed: true,
  profile: { email: 'Ada@Acme.Example' },
};

/** Slack answers this about everybody, and of itself that it is the workspace T1. */
function slackSaying(user: object): SlackClient {
  const answers = { user, team_id: 'T1', user_id: 'U0' };
  return { call: async (_operation, _effect, answer) => answer.parse(answers) };
}

describe('somebody in Slack', () => {
  it.each<[string, object, string | null]>([
    ['who works here', {}, 'ada@acme.example'],
    [
      'of another workspace of the same organisation',
      { team_id: 'E1', enterprise_user: { teams: ['T1'] } },
      'ada@acme.example',
    ],
    ['who has left', { deleted: true }, null],
    ['who is a bot', { is_bot: true }, null],
    ['who is an app', { is_app_user: true }, null],
    ['who is a guest', { is_restricted: true }, null],
    ['who is a guest of one channel', { is_ultra_restricted: true }, null],
    ['of a shared channel', { is_stranger: true }, null],
    ['of another workspace', { team_id: 'T2' }, null],
    ['of none of our workspaces of an organisation', { team_id: 'E1', enterprise_user: { teams: ['T2'] } }, null],
    ['of nobody knows which workspace', { team_id: undefined }, null],
    ['who has not confirmed the address', { is_email_confirmed: false }, null],
    ['of whom Slack does not say whether the address is confirmed', { is_email_confirmed: undefined }, null],
    ['without an address', { profile: {} }, null],
  ])('%s', async (_, edit, mail) => {
    const users = usersOf(slackSaying({ ...ADA, ...edit }));
    expect(await users.mailOf(deskUserId('U1'))).toBe(mail);
    expect(await users.findUser('ada@acme.example')).toBe(mail === null ? null : 'U1');
  });

  it('is found by their whole address only', async () => {
    expect(await usersOf(slackSaying(ADA)).findUser('ada@acme.example.org')).toBeNull();
  });
});
