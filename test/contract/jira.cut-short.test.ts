/** A list of Jira's that breaks off is refused where its own pages say that there is more: nothing follows from what is missing. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createJiraRoles, type JiraOptions } from '../../src/adapters/jira/index.ts';
import type { RoleTarget } from '../../src/core/policy/model.ts';
import { connectionId, groupId, groupName, projectRoleName } from '../../src/core/shared/ids.ts';
import { instantOf } from '../../src/core/shared/instant.ts';
import type { HttpFetch } from '../../src/ports/http.ts';
import { cutFetch } from './cutFetch.ts';
import { BOT, CASES, connectionTo, FIELDS, type JiraUnderTest, startJira } from './jiraSite.ts';

const CUT = { kind: 'transient', vendorCode: 'cut-short' };
const CALL = { lane: 'ordinary', timeoutMilliseconds: 10_000 } as const;
let site: JiraUnderTest;
let issue: string;

beforeAll(async () => {
  site = await startJira();
  site.file('ada');
  issue = site.file('ada', { 'Given name': 'Mara' });
  for (const name of ['Maria', 'Marla']) site.edit('grace', issue, { 'Given name': name });
});
afterAll(() => site.jira.stop());

const hourAgo = () => instantOf(new Date(site.jira.clock.now() - 3_600_000));
async function idsOf(changed: AsyncIterable<{ readonly id: string }>) {
  const ids: string[] = [];
  for await (const { id } of changed) ids.push(id);
  return ids;
}

it('a history: who set a field last would be somebody else', async () => {
  const { fetch } = cutFetch(/\/issue\/\d+(\/changelog)?$/);
  await expect(site.another({ fetch }).readForm(issue)).rejects.toMatchObject(CUT);
});

it('a search for what changed: an issue would wait for its webhook for ever', async () => {
  const { fetch } = cutFetch(/\/search\/jql$/);
  await expect(idsOf(site.another({ fetch }).changedSince(hourAgo()))).rejects.toMatchObject(CUT);
});

it('a search for an issue of ours: it would be filed twice', async () => {
  const ours = { project: 'ONB', issueType: 'Question', title: 'Of ours', body: [] };
  const { fetch, writes } = cutFetch(/\/search\/jql$/);
  await site.tracker.fileIssue('one', ours, null);
  await site.tracker.fileIssue('two', ours, null);
  await expect(site.another({ fetch }).fileIssue('two', ours, hourAgo())).rejects.toMatchObject(CUT);
  expect(writes).toEqual([]);
});

it('the comments of an issue: one would be written twice', async () => {
  const said = [{ block: 'paragraph', text: [{ text: 'said' }] }] as const;
  for (const key of ['one', 'two']) await site.tracker.comment(issue, key, said, 1);
  const { fetch, writes } = cutFetch(/\/comment$/);
  await expect(site.another({ fetch }).comment(issue, 'one', said, 1)).rejects.toMatchObject(CUT);
  expect(writes).toEqual([]);
});

it('our comments: one that a list leaves out is asked for by its name before it is missed', async () => {
  const said = [{ block: 'paragraph', text: [{ text: 'said' }] }] as const;
  const [kept, gone] = [
    await site.tracker.comment(issue, 'k', said, 1),
    await site.tracker.comment(issue, 'g', said, 1),
  ];
  site.jira.site.issue(issue).comments.delete(gone.id);
  const empty: HttpFetch = async (url, init) =>
    url.includes('/comment/list') ? Response.json({ values: [] }) : fetch(url, init);
  const standing = await site.another({ fetch: empty }).checkComments(issue, [kept.id, gone.id]);
  expect(standing.map(({ is }) => is)).toEqual(['as-written', 'missing']);
});

it('the roles of a project: one that answers for itself has not vanished', async () => {
  const jira = connectionId('jira');
  const target: RoleTarget = {
    kind: 'jira-project-role',
    connection: jira,
    group: groupName(connectionId('okta'), 'people-team'),
    project: 'ONB',
    role: 'People team',
    through: null,
    name: projectRoleName(jira, 'ONB', 'People team', null),
  };
  const known = await site.roles.listRoles([target], [], CALL);
  const [project] = known[0]?.id.split(':')[1]?.split('/') ?? [];
  const gone = known.map((one) => ({ ...one, id: groupId(jira, `${project}/99999`) }));
  const noRoles: JiraOptions['fetch'] = async (url, init) =>
    url.endsWith('/role') ? new Response('{}', await fetch(url, init)) : fetch(url, init);
  const options = { connection: connectionTo(site.jira.url), token: BOT.token, fields: FIELDS, cases: CASES };
  const listed = await createJiraRoles({ ...options, fetch: noRoles }).listRoles([], [...known, ...gone], CALL);
  expect(listed.map(({ vanished }) => vanished)).toEqual([false, true]);
});
