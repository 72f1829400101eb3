import { Version3Client } from 'jira.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BOT, DEMO_PERSON, demoSite, type JiraEmulator, startJiraEmulator } from './index.ts';

let jira: JiraEmulator;
let bot: Version3Client;
let ada: Version3Client;
let field: (name: string) => string;

const clientFor = ({ email, token }: { email: string; token: string }) =>
  new Version3Client({ host: jira.url, authentication: { basic: { email, apiToken: token } } });

beforeAll(async () => {
  jira = await startJiraEmulator({ seed: demoSite(), searchIndexDelayMilliseconds: 0 });
  bot = clientFor(DEMO_BOT);
  ada = clientFor(DEMO_PERSON);
  field = (name) => jira.site.fields.require(name).id;
});
afterAll(() => jira.stop());

const onboarding = (more: Record<string, unknown> = {}) => ({
  fields: { project: { key: 'ONB' }, issuetype: { name: 'Onboarding' }, summary: 'Ada joins', ...more },
});

describe("jira.js works with the emulator's issues", () => {
  it('creates an issue with custom fields and reads it back', async () => {
    const { accountId } = await ada.myself.getCurrentUser();
    const { key } = await ada.issues.createIssue(
      onboarding({
        [field('Start date')]: '2026-12-01',
        [field('Worker type')]: { value: 'Employee' },
        [field('Department')]: { value: 'Engineering', child: { value: 'Platform' } },
        [field('Applications')]: [{ value: 'GitHub' }, { value: 'Snowflake' }],
        [field('Manager')]: { accountId },
      }),
    );
    const issue = await bot.issues.getIssue({ issueIdOrKey: key });
    expect(issue.fields.summary).toBe('Ada joins');
    expect(issue.fields.status?.name).toBe('To Do');
    expect(issue.fields[field('Start date')]).toBe('2026-12-01');
    expect(issue.fields[field('Department')]).toMatchObject({ value: 'Engineering', child: { value: 'Platform' } });
    expect(issue.fields[field('Applications')]).toMatchObject([{ value: 'GitHub' }, { value: 'Snowflake' }]);
    expect(issue.fields[field('Manager')]).toMatchObject({ accountId, displayName: 'Ada Lovelace' });
    expect(issue.fields[field('Employee number')]).toBeNull();
  });

  it('edits, and the changelog says who changed what', async () => {
    const { key } = await ada.issues.createIssue(onboarding({ [field('Worker type')]: { value: 'Employee' } }));
    await bot.issues.editIssue({
      issueIdOrKey: key,
      fields: { [field('Worker type')]: { value: 'Contractor' }, summary: 'Ada joins' },
      update: { labels: [{ add: 'tenure' }] },
    });
    const { values } = await bot.issues.getChangeLogs({ issueIdOrKey: key });
    expect(values).toHaveLength(1);
    expect(values?.[0]?.author?.displayName).toBe('Tenure');
    expect(values?.[0]?.items).toMatchObject([
      { field: 'Worker type', fieldtype: 'custom', fieldId: field('Worker type'), fromString: 'Employee' },
      { field: 'labels', fieldtype: 'jira', fieldId: 'labels' },
    ]);
  });

  it('moves along the workflow and refuses a transition that is not offered', async () => {
    const { key } = await ada.issues.createIssue(onboarding());
    const { transitions } = await bot.issues.getTransitions({ issueIdOrKey: key });
    const done = transitions?.find(({ to }) => to?.name === 'Done');
    await bot.issues.doTransition({ issueIdOrKey: key, transition: { id: done?.id ?? '' } });
    const issue = await bot.issues.getIssue({ issueIdOrKey: key });
    expect(issue.fields.status?.name).toBe('Done');
    expect(issue.fields.resolution).toMatchObject({ name: 'Done' });
    await expect(
      bot.issues.doTransition({ issueIdOrKey: key, transition: { id: done?.id ?? '' } }),
    ).rejects.toMatchObject({
      response: { status: 400 },
    });
  });

  it('keeps comments with their properties, and properties of the issue', async () => {
    const { key } = await ada.issues.createIssue(onboarding());
    const body = {
      type: 'doc' as const,
      version: 1 as const,
      content: [{ type: 'paragraph', content: [{ type: 'text', text: 'done' }] }],
    };
    await bot.issueComments.addComment({
      issueIdOrKey: key,
      comment: body,
      properties: [{ key: 'tenure.evidence', value: { id: 'e1' } }],
    });
    const { comments } = await bot.issueComments.getComments({ issueIdOrKey: key, expand: 'properties' });
    expect(comments).toMatchObject([{ body, properties: [{ key: 'tenure.evidence', value: { id: 'e1' } }] }]);
    await bot.issueProperties.setIssueProperty({
      issueIdOrKey: key,
      propertyKey: 'tenure',
      propertyValue: { piece: 1 },
    });
    const property = await bot.issueProperties.getIssueProperty({ issueIdOrKey: key, propertyKey: 'tenure' });
    expect(property.value).toEqual({ piece: 1 });
  });

  it('finds issues by project and time, page by page', async () => {
    for (let index = 0; index < 3; index += 1) await ada.issues.createIssue(onboarding({ labels: ['paged'] }));
    const jql = 'project = ONB AND labels = paged AND updated >= "-15m" ORDER BY updated ASC';
    const seen: (string | undefined)[] = [];
    let nextPageToken: string | undefined;
    do {
      const answer = await bot.issueSearch.searchForIssuesUsingJqlEnhancedSearch({
        jql,
        maxResults: 2,
        fields: ['summary'],
        ...(nextPageToken === undefined ? {} : { nextPageToken }),
      });
      seen.push(...(answer.issues ?? []).map(({ key }) => key));
      nextPageToken = answer.nextPageToken;
    } while (nextPageToken !== undefined);
    expect(seen).toHaveLength(3);
  });

  it('finds people, groups and roles', async () => {
    const [found] = await bot.userSearch.findUsers({ query: 'ada@acme.example' });
    expect(found?.displayName).toBe('Ada Lovelace');
    const accountId = found?.accountId ?? '';
    const roles = await bot.projectRoles.getProjectRoles({ projectIdOrKey: 'ONB' });
    const id = Number(roles.Administrators?.split('/').at(-1));
    const after = await bot.projectRoleActors.addActorUsers({ projectIdOrKey: 'ONB', id, user: [accountId] });
    expect(after.actors?.map(({ displayName }) => displayName)).toEqual(['Ada Lovelace', 'it']);
    await bot.projectRoleActors.deleteActor({ projectIdOrKey: 'ONB', id, user: accountId });
    expect((await bot.projectRoles.getProjectRole({ projectIdOrKey: 'ONB', id })).actors).toHaveLength(1);
  });
});
