/** Rights that are lost. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../kit/faults/fault.ts';
import { objectOf } from '../../kit/json.ts';
import { type Answer, atJira, atOkta, atSlack, fileIssue, jira, lay, okta, slack } from './standIns.ts';

export function onRights(): void {
  describe('a right that is lost is refused as the vendor refuses it:', () => {
    const code = ({ status, body }: Answer) => [status, objectOf(body).errorCode ?? objectOf(body).error ?? body];

    it.each<[string, Fault, () => Promise<Answer>, unknown]>([
      [
        'no admin role, the user list silently empty',
        { do: 'lose-right', right: 'role' },
        () => atOkta('GET', '/users'),
        [200, []],
      ],
      [
        'no admin role, everything else refused',
        { do: 'lose-right', right: 'role' },
        () => atOkta('GET', '/groups'),
        [403, 'E0000006'],
      ],
      [
        'a scope',
        { do: 'lose-right', right: 'scope', which: 'okta.groups.read' },
        () => atOkta('GET', '/groups'),
        [403, 'E0000006'],
      ],
      ['a token', { do: 'lose-right', right: 'token' }, () => atOkta('GET', '/users'), [401, 'E0000011']],
    ])('Okta: %s', async (_, fault, work, expected) => {
      lay(okta.faults, fault);
      expect(code(await work())).toEqual(expected);
      okta.faults.clear();
      expect((await work()).status).toBe(200);
    });

    it('Okta: one scope and not the others', async () => {
      lay(okta.faults, { do: 'lose-right', right: 'scope', which: 'okta.groups.read' });
      expect((await atOkta('GET', '/users')).status).toBe(200);
    });

    it('Jira: an issue that may no longer be seen is a 404, and not in the search', async () => {
      const { key } = objectOf((await fileIssue()).body);
      lay(jira.faults, { do: 'lose-right', right: 'permission', which: 'BROWSE_PROJECTS' });
      expect((await atJira('GET', `/rest/api/3/issue/${key}`)).status).toBe(404);
      const found = await atJira('POST', '/rest/api/3/search/jql', { jql: `key = ${key}` });
      expect([found.status, objectOf(found.body).issues]).toEqual([200, []]);
    });

    it.each<[string, Fault, (key: unknown) => Promise<Answer>, number]>([
      [
        'a permission',
        { do: 'lose-right', right: 'permission', which: 'EDIT_ISSUES' },
        (key) => atJira('PUT', `/rest/api/3/issue/${key}/properties/x`, { a: 1 }),
        403,
      ],
      ['administration', { do: 'lose-right', right: 'admin' }, () => atJira('GET', '/rest/webhooks/1.0/webhook'), 403],
      [
        'the agent licence, in silence',
        { do: 'lose-right', right: 'agent' },
        () => atJira('GET', '/rest/servicedeskapi/servicedesk/1/customer'),
        403,
      ],
      [
        'the token, on a write',
        { do: 'lose-right', right: 'token' },
        (key) => atJira('PUT', `/rest/api/3/issue/${key}/properties/x`, { a: 1 }),
        401,
      ],
      [
        'the token, on a read: as nobody',
        { do: 'lose-right', right: 'token' },
        (key) => atJira('GET', `/rest/api/3/issue/${key}`),
        404,
      ],
    ])('Jira: %s', async (_, fault, work, status) => {
      const { key } = objectOf((await fileIssue()).body);
      const before = (await work(key)).status;
      lay(jira.faults, fault);
      const refused = await work(key);
      expect([before < 300, refused.status]).toEqual([true, status]);
    });

    it.each<[string, Fault, () => Promise<Answer>, string]>([
      [
        'a scope',
        { do: 'lose-right', right: 'scope', which: 'users:read' },
        () => atSlack('users.list'),
        'missing_scope',
      ],
      [
        'a channel',
        { do: 'lose-right', right: 'channel' },
        () => atSlack('chat.postMessage', { channel: '#it', text: 'x' }),
        'not_in_channel',
      ],
      ['a token', { do: 'lose-right', right: 'token' }, () => atSlack('auth.test'), 'token_revoked'],
    ])('Slack: %s', async (_, fault, work, error) => {
      lay(slack.faults, fault);
      expect((await work()).body).toMatchObject({ ok: false, error });
      slack.faults.clear();
      expect((await work()).body).toMatchObject({ ok: true });
    });
  });
}
