import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../kit/clock.ts';
import { isObject, listOf } from './json.ts';
import { startTestSite, type TestSite } from './testing/site.ts';

const START = Date.parse('2026-11-21T09:00:00Z');
let site: TestSite;
let clock: ManualClock;

beforeEach(async () => {
  clock = manualClock(START);
  site = await startTestSite({ clock, searchIndexDelayMilliseconds: 2_000 });
});
afterEach(() => site.jira.stop());

async function keys(jql: string, more: Record<string, unknown> = {}): Promise<unknown[]> {
  const { status, body } = await site.bot('POST', '/rest/api/3/search/jql', { jql, fields: ['summary'], ...more });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return listOf(body.issues).map((issue) => (isObject(issue) ? issue.key : undefined));
}
const later = (milliseconds: number) => clock.moveTo(clock.now() + milliseconds);

describe('search', () => {
  it('does not see an issue until the index has caught up, while reading by key does', async () => {
    const key = await site.onboarding();
    expect(await keys('project = ONB')).toEqual([]);
    expect((await site.bot('GET', `/rest/api/3/issue/${key}`)).status).toBe(200);
    later(2_000);
    expect(await keys('project = ONB')).toEqual([key]);
  });

  it('shows the values of the index, not the present ones', async () => {
    const key = await site.onboarding({ summary: 'before' });
    later(60_000);
    await site.bot('PUT', `/rest/api/3/issue/${key}`, { fields: { summary: 'after' } });
    const { body } = await site.bot('POST', '/rest/api/3/search/jql', { jql: `key = ${key}`, fields: ['summary'] });
    expect(JSON.stringify(body)).toContain('before');
  });

  it('sees fresh values of the issues that are to be reconciled', async () => {
    const key = await site.onboarding();
    const { id } = site.jira.site.issue(key);
    expect(await keys('project = ONB', { reconcileIssues: [Number(id)] })).toEqual([key]);
  });

  it('gives only ids unless fields are named', async () => {
    const key = await site.onboarding();
    later(2_000);
    const { body } = await site.bot('GET', `/rest/api/3/search/jql?jql=${encodeURIComponent('project = ONB')}`);
    expect(body).toEqual({ issues: [{ id: site.jira.site.issue(key).id }], isLast: true });
  });

  it('restricts by time, status, type, parent, label and custom field', async () => {
    const old = await site.onboarding({ [site.field('Worker type')]: { value: 'Contractor' } });
    later(20 * 60_000);
    const young = await site.onboarding({ labels: ['vip'] });
    const sub = await site.onboarding({ issuetype: { name: 'Sub-task' }, parent: { key: young } });
    later(2_000);
    expect(await keys('project = ONB AND updated >= "-15m" ORDER BY updated ASC')).toEqual([young, sub]);
    expect(await keys('project in (ONB, HELP) AND created < "2026-11-21 09:10"')).toEqual([old]);
    expect(await keys(`parent = ${young}`)).toEqual([sub]);
    expect(await keys('labels = vip')).toEqual([young]);
    expect(await keys('project = ONB AND issuetype = Sub-task')).toEqual([sub]);
    expect(await keys('project = ONB AND issuetype != Sub-task AND NOT labels = vip')).toEqual([old]);
    expect(await keys('"Worker type" = Contractor AND status = "To Do"')).toEqual([old]);
    expect(await keys(`project = ONB AND (key = ${old} OR labels is not EMPTY) ORDER BY key DESC`)).toEqual([
      young,
      old,
    ]);
    expect(await keys('project = HELP AND status = "To Do"')).toEqual([]);
  });

  it('is refused where it names a project the caller may not browse, or finds nothing there: a switch', async () => {
    const key = await site.onboarding();
    later(2_000);
    const other = await startTestSite({ quirks: { hiddenProjectFailsSearch: false } });
    const statuses: number[] = [];
    for (const { jira, bot } of [site, other]) {
      Object.assign(jira.site.projects.get('HELP') ?? {}, { permissions: { BROWSE_PROJECTS: ['nobody'] } });
      statuses.push((await bot('POST', '/rest/api/3/search/jql', { jql: 'project in (ONB, HELP)' })).status);
    }
    await other.jira.stop();
    expect(statuses).toEqual([400, 200]);
    expect(await keys('project in (ONB)')).toEqual([key]);
  });

  it('pages with tokens that end after seven days and belong to one query', async () => {
    for (let index = 0; index < 3; index += 1) await site.onboarding();
    later(2_000);
    const first = await site.bot('POST', '/rest/api/3/search/jql', { jql: 'project = ONB', maxResults: 2 });
    expect(first.body).toMatchObject({ isLast: false, nextPageToken: expect.any(String) });
    const next = (jql: string) =>
      site.bot('POST', '/rest/api/3/search/jql', { jql, maxResults: 2, nextPageToken: first.body.nextPageToken });
    expect((await next('project = ONB')).body).toMatchObject({ isLast: true, issues: [{}] });
    expect((await next('project = HELP')).status).toBe(400);
    later(8 * 86_400_000);
    expect((await next('project = ONB')).status).toBe(400);
  });
});
