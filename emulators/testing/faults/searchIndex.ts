/** Search that lags behind. */
import { describe, expect, it } from 'vitest';
import { listOf, objectOf } from '../../kit/json.ts';
import { someone } from '../../okta/testing/client.ts';
import { atJira, atOkta, fileIssue, jira, lay, met, okta, pass } from './standIns.ts';

export function onSearchIndexes(): void {
  describe('a stale search index', () => {
    it('of Okta does not find what was created, while its id reads', async () => {
      lay(okta.faults, { do: 'stale-search', until: '10m' });
      pass(1);
      const profile = someone();
      const { id } = okta.directory.createUser({ profile });
      const search = () => atOkta('GET', `/users?search=${encodeURIComponent(`profile.login eq "${profile.login}"`)}`);
      pass(60_000);
      okta.directory.createUser({ profile: someone() });
      expect((await search()).body).toEqual([]);
      expect((await atOkta('GET', `/users/${id}`)).status).toBe(200);
      expect(met(okta.log)).toEqual(['stale-search']);
      pass(600_000);
      expect((await search()).body).toMatchObject([{ id }]);
    });

    it('of Jira is as late as it is told to be, while the key reads', async () => {
      lay(jira.faults, { do: 'stale-search', by: '5m' });
      const { key } = objectOf((await fileIssue()).body);
      const search = async () =>
        listOf(objectOf((await atJira('POST', '/rest/api/3/search/jql', { jql: `key = ${key}` })).body).issues);
      pass(240_000);
      expect(await search()).toEqual([]);
      expect((await atJira('GET', `/rest/api/3/issue/${key}`)).status).toBe(200);
      pass(60_000);
      expect(await search()).toHaveLength(1);
    });
  });
}
