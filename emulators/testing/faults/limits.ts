/** Lowered limits, as each vendor counts and says them. */
import { describe, expect, it } from 'vitest';
import { objectOf } from '../../kit/json.ts';
import {
  type Answer,
  atJira,
  atOkta,
  atSlack,
  fileIssue,
  inTurn,
  jira,
  lay,
  okta,
  pass,
  slack,
  statuses,
} from './standIns.ts';

export function onLimits(): void {
  describe("a lowered limit is the vendor's own:", () => {
    it('Okta counts by bucket and says when it is free again, without Retry-After', async () => {
      lay(okta.faults, { do: 'limit', perMinute: 2, until: '1h' });
      const answers = await inTurn(3, () => atOkta('GET', '/users'));
      expect(statuses(answers)).toEqual([200, 200, 429]);
      const headers = ['x-rate-limit-limit', 'x-rate-limit-remaining', 'retry-after'].map((name) =>
        answers[2]?.headers.get(name),
      );
      expect([objectOf(answers[2]?.body).errorCode, headers]).toEqual(['E0000047', ['2', '0', null]]);
      // Another bucket, and the next minute.
      expect((await atOkta('GET', '/groups')).status).toBe(200);
      pass(61_000);
      expect((await atOkta('GET', '/users')).status).toBe(200);
    });

    it('Okta counts what is in flight, and tells it by a limit of 0', async () => {
      lay(okta.faults, { do: 'limit', atOnce: 1, until: '1h' }, { do: 'delay', by: '500ms', until: '1h' });
      const answers = await Promise.all([1, 2].map(() => atOkta('GET', '/users')));
      expect(statuses(answers).toSorted()).toEqual([200, 429]);
      const refused = answers.find(({ status }) => status === 429)?.headers;
      expect([refused?.get('x-rate-limit-limit'), refused?.get('x-rate-limit-remaining')]).toEqual(['0', '0']);
    });

    it('Jira counts by endpoint a second and by issue, and says which and how long', async () => {
      lay(jira.faults, { do: 'limit', perSecond: 2, until: '1s' });
      const burst = await inTurn(3, () => atJira('GET', '/rest/api/3/myself'));
      expect(statuses(burst)).toEqual([200, 200, 429]);
      const said = (answer?: Answer) => ['ratelimit-reason', 'retry-after'].map((name) => answer?.headers.get(name));
      expect(said(burst[2])).toEqual(['jira-burst-based', '1']);
      pass(2_000);
      const { body } = await fileIssue();
      lay(jira.faults, { do: 'limit', perIssue: 1, until: '1h' });
      const writes = await inTurn(2, () =>
        atJira('PUT', `/rest/api/3/issue/${objectOf(body).key}/properties/x`, { a: 1 }),
      );
      expect(statuses(writes)).toEqual([201, 429]);
      expect(said(writes[1])[0]).toBe('jira-per-issue-on-write');
    });

    it('Slack counts by method a minute and says how long to wait', async () => {
      lay(slack.faults, { do: 'limit', perMinute: 1, operation: 'auth.test' });
      const answers = await inTurn(2, () => atSlack('auth.test'));
      expect(statuses(answers)).toEqual([200, 429]);
      expect([answers[1]?.body, answers[1]?.headers.get('retry-after')]).toEqual([
        { ok: false, error: 'ratelimited' },
        '60',
      ]);
      expect((await atSlack('users.list')).status).toBe(200);
    });
  });
}
