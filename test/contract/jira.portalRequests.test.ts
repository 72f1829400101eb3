/** What is asked for outside Jira, filed as a request of the service desk: theirs, of its type, once, and never lost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JiraEmulator, startJiraEmulator } from '../../emulators/jira/index.ts';
import { jiraSeed } from '../../examples/acme/seed.ts';
import { createJiraTracker, type JiraOptions } from '../../src/adapters/jira/index.ts';
import type { CaseSettings } from '../../src/core/policy/model.ts';
import { instantOf } from '../../src/core/shared/instant.ts';
import type { OwnIssue } from '../../src/ports/tracker.ts';
import { bothDescriptions } from './checkedFetch.ts';
import { cutFetch } from './cutFetch.ts';
import { connectionTo } from './jiraSite.ts';

const REQUESTS: CaseSettings = {
  kind: 'access-request',
  project: 'HELP',
  issueType: 'Access request',
  mayFile: [],
  statuses: { working: 'In Progress', waiting: 'Waiting', done: 'Done' },
  mode: 'live',
  requestType: 'access request',
};
const FIELDS = { access: 'Requested access', duration: 'Duration', reason: 'Reason', approvers: 'Approvers' };
const PATH = 'POST /rest/servicedeskapi/request$';
const ISSUE = 'POST /rest/api/3/issue$';

describe('a request of the service desk', () => {
  let jira: JiraEmulator;
  const violations: string[] = [];
  beforeAll(async () => {
    jira = await startJiraEmulator({ seed: jiraSeed, searchIndexDelayMilliseconds: 0 });
  });
  afterAll(async () => {
    await jira.stop();
    expect(violations).toEqual([]);
  });

  const trackerWith = (more: Partial<JiraOptions> = {}) =>
    createJiraTracker({
      connection: { ...connectionTo(jira.url), auth: { email: 'tenure@acme.example', token: { env: 'JIRA_TOKEN' } } },
      token: 'tenure-token',
      fields: FIELDS,
      cases: [REQUESTS],
      fetch: bothDescriptions(violations),
      ...more,
    });
  const ben = () => jira.site.directory.userWithMail('ben.carter@acme.example')?.accountId ?? '';
  const asking = (edit: Partial<OwnIssue> = {}): OwnIssue => ({
    project: 'HELP',
    issueType: 'Access request',
    requestType: 'access request',
    title: 'Access for Ben Carter: AWS: production',
    body: [
      { block: 'paragraph', text: [{ text: 'Kept by Tenure as slack:another' }] },
      { block: 'list', items: [[{ text: 'Reason: [~accountid:1] [click|javascript:x]' }]] },
    ],
    reporter: ben(),
    fields: {
      access: { kind: 'text', text: 'AWS: production' },
      duration: { kind: 'text', text: '3 fortnights' },
      reason: { kind: 'text', text: '*bold* [~accountid:1]' },
    },
    ...edit,
  });
  const shown = (key: string) => {
    const { requestTypeId, creator, state, project } = jira.site.issue(key);
    const value = (name: string) => state.values.get(name === 'reporter' ? name : jira.site.fields.require(name).id);
    return { type: project.desk?.requestTypes.get(requestTypeId ?? '')?.name, creator, value };
  };

  it('is theirs on the portal, made by us, with what its form asks for and what people wrote as they wrote it', async () => {
    const tracker = trackerWith();
    const { id, key } = await tracker.fileIssue('slack:one', asking(), null);
    const { type, creator, value } = shown(key);
    expect([type, creator, value('reporter')]).toEqual(['Access request', await tracker.self(), ben()]);
    expect(value('Requested access')).toMatchObject({ child: expect.any(String) });
    // An option the form does not offer is left out, the rest of the form stays.
    expect(value('Duration')).toBeUndefined();
    expect(JSON.stringify(value('Reason'))).toContain('"text":"*bold* [~accountid:1]"');
    const form = await tracker.readForm(id);
    // By its last line alone: what somebody wrote before it names no request of theirs.
    expect(form === null ? null : await tracker.ownKey(form)).toBe('slack:one');
  });

  it('is found again when the answer is lost, by its key and not by what somebody wrote', async () => {
    const tracker = trackerWith();
    const since = instantOf(new Date(Date.now() - 120_000));
    jira.faults.add({ on: PATH, do: 'lose-response' });
    await expect(tracker.fileIssue('slack:two', asking(), null)).rejects.toMatchObject({ outcomeUnknown: true });
    const found = await tracker.fileIssue('slack:two', asking(), since);
    expect(await tracker.fileIssue('slack:two', asking(), since)).toEqual(found);
    expect(await tracker.fileIssue('slack:another', asking(), since)).not.toEqual(found);
  });

  it('is refused in their name, or with what it says: tried with less, at last in ours', async () => {
    const tracker = trackerWith();
    const body = { errorMessage: 'The field is not valid.' };
    jira.faults.add({ on: PATH, do: 'refuse', status: 400, body });
    const bare = shown((await tracker.fileIssue('slack:three', asking(), null)).key);
    expect([bare.value('reporter'), bare.value('Requested access')]).toEqual([ben(), undefined]);
    const unknown = asking({ reporter: 'nobody' });
    expect(shown((await tracker.fileIssue('slack:four', unknown, null)).key).value('reporter')).toBe(
      await tracker.self(),
    );
    jira.faults.add({ on: PATH, do: 'refuse', status: 403, body, times: 3 });
    await expect(tracker.fileIssue('slack:five', asking(), null)).rejects.toMatchObject({ kind: 'denied' });
  });

  it('waits where the list of types breaks off: its own may be on the next page', async () => {
    const { fetch, writes } = cutFetch(/\/requesttype$/);
    const filed = trackerWith({ fetch }).fileIssue('slack:cut', asking(), null);
    await expect(filed).rejects.toMatchObject({ vendorCode: 'cut-short' });
    expect(writes).toEqual([]);
  });

  it('is an issue where there is no desk, no such type, or one that cannot hold it', async () => {
    const noDesk = asking({ project: 'PEO', issueType: 'Adoption', fields: {} });
    expect(shown((await trackerWith().fileIssue('slack:six', noDesk, null)).key).type).toBeUndefined();
    const other = asking({ requestType: 'Something else' });
    expect(shown((await trackerWith().fileIssue('slack:seven', other, null)).key).type).toBeUndefined();
    const { desk, types } = jira.site.issue('HELP-1').project;
    const issueType = [...types.values()].map(({ type }) => type).find(({ name }) => name === 'Access request');
    if (desk === undefined || issueType === undefined) throw new Error('no desk');
    const field = (name: string, required: boolean) => ({
      id: jira.site.fields.require(name).id,
      required,
      preset: undefined,
    });
    const made = (name: string, fields: ReturnType<typeof field>[]) =>
      jira.site.projects.addRequestType(desk, { name, issueType, groupIds: [], fields });
    made('Strict', [field('summary', true), field('description', false), field('Ticket link', true)]);
    made('Short', [field('summary', true)]);
    for (const requestType of ['Strict', 'Short']) {
      const { key } = await trackerWith().fileIssue(`slack:${requestType}`, asking({ requestType }), null);
      expect(shown(key)).toMatchObject({ type: undefined });
      expect(shown(key).value('reporter')).toBe(ben());
    }
    jira.log.clear();
    await trackerWith().fileIssue('slack:eight', asking(), null);
    const paths = jira.log.list().map(({ method, path }) => `${method} ${path}`);
    expect(paths.filter((path) => new RegExp(ISSUE).test(path))).toEqual([]);
    const wrong = async (requestType: string) =>
      (await trackerWith({ cases: [{ ...REQUESTS, requestType }] }).checkMapping()).map(({ what }) => what);
    expect(await wrong('Access request')).toEqual([]);
    expect(await wrong('Nothing')).toEqual([expect.stringContaining('is no request type of HELP')]);
    expect(await wrong('Short')).toEqual([expect.stringContaining('has no field description')]);
    expect(await wrong('Strict')).toEqual([expect.stringContaining('which Tenure cannot fill in')]);
  });
});
