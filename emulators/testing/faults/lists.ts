/** Lists that come empty or cut. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Faults } from '../../kit/faults/faults.ts';
import { isList, isObject, listOf, objectOf } from '../../kit/json.ts';
import { someone } from '../../okta/testing/client.ts';
import { type Answer, atJira, atOkta, atSlack, fileIssue, jira, lay, okta, slack } from './standIns.ts';

export function onLists(): void {
  describe('a list', () => {
    beforeAll(async () => {
      for (let n = 0; n < 4; n += 1) okta.directory.createUser({ profile: someone() });
      for (let n = 0; n < 4; n += 1) await fileIssue();
    });

    interface Lists {
      readonly at: string;
      readonly faults: () => Faults;
      readonly list: () => Promise<Answer>;
      readonly entries: (body: unknown) => unknown;
      readonly more: (answer: Answer) => boolean;
      readonly other: () => Promise<Answer>;
    }
    const jql = (maxResults: number) => () =>
      atJira('POST', '/rest/api/3/search/jql', { jql: 'project = HELP', maxResults });
    const LISTS: readonly Lists[] = [
      {
        at: 'okta',
        faults: () => okta.faults,
        list: () => atOkta('GET', '/users?limit=4'),
        entries: (body) => body,
        more: ({ headers }) => (headers.get('link') ?? '').includes('rel="next"'),
        other: () => atOkta('GET', '/users/me'),
      },
      {
        at: 'jira',
        faults: () => jira.faults,
        list: jql(4),
        entries: (body) => objectOf(body).issues,
        more: ({ body }) => objectOf(body).nextPageToken !== undefined || objectOf(body).isLast === false,
        other: () => atJira('GET', '/rest/api/3/myself'),
      },
      {
        at: 'slack',
        faults: () => slack.faults,
        list: () => atSlack('users.list', { limit: '4' }),
        entries: (body) => objectOf(body).members,
        more: ({ body }) => objectOf(objectOf(body).response_metadata).next_cursor !== '',
        other: () => atSlack('auth.test'),
      },
    ];

    it.each(LISTS)(
      'of $at comes empty or cut, as a 200 with no next page; what is no list is left alone',
      async (at) => {
        const count = (answer: Answer) => listOf(at.entries(answer.body)).length;
        const whole = await at.list();
        expect([count(whole), at.more(whole)]).toEqual([4, true]);
        for (const [fault, kept] of [
          [{ do: 'empty-list' }, 0],
          [{ do: 'cut-list' }, 2],
          [{ do: 'cut-list', keep: 3 }, 3],
        ] as const) {
          lay(at.faults(), fault);
          expect((await at.other()).status).toBe(200);
          const cut = await at.list();
          expect([cut.status, count(cut), at.more(cut)]).toEqual([200, kept, false]);
          expect(count(await at.list())).toBe(4);
        }
      },
    );

    it('of Jira and its portal is cut in every shape a page has', async () => {
      jira.faults.add({ do: 'empty-list', times: 20 });
      for (const [path, under] of [
        ['/rest/api/3/user/search?query=a', undefined],
        ['/rest/api/3/project/search', 'values'],
        ['/rest/servicedeskapi/servicedesk', 'values'],
      ] as const) {
        const { status, body } = await atJira('GET', path);
        const page = isObject(body) && under !== undefined ? body[under] : body;
        expect([path, status, page]).toEqual([path, 200, []]);
        if (isObject(body)) expect([body.isLast ?? body.isLastPage, body.nextPage]).toEqual([true, undefined]);
      }
      expect(isList((await atJira('GET', '/rest/api/3/myself')).body)).toBe(false);
    });
  });
}
