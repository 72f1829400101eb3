/** The example company's help desk, as seeded: a request for access goes its whole way through an approval. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type JiraEmulator, startJiraEmulator } from '../../emulators/jira/index.ts';
import { JiraForms } from '../../examples/acme/forms.ts';
import { jiraSeed } from '../../examples/acme/seed.ts';

const person = (name: string, family: string) => ({ email: `${name}.${family}@acme.example`, token: `${name}-token` });
const BEN = person('ben', 'carter');
const CHLOE = person('chloe', 'martin');
const BOT = { email: 'tenure@acme.example', token: 'tenure-token' };
const PORTAL = '/rest/servicedeskapi';

let jira: JiraEmulator;
let forms: JiraForms;
beforeAll(async () => {
  jira = await startJiraEmulator({ seed: jiraSeed });
  forms = new JiraForms(jira.url);
});
afterAll(() => jira.stop());

it('is asked as a customer, put to an approver by the service account, and approved by that person alone', async () => {
  const { site } = jira;
  const field = (name: string) => site.fields.require(name).id;
  const filed = (await forms.call(BEN, 'POST', `${PORTAL}/request`, {
    serviceDeskId: 'HELP',
    requestTypeId: [...(site.projects.desk('HELP')?.desk.requestTypes.keys() ?? [])][0],
    requestFieldValues: {
      summary: 'Figma for the campaign',
      [field('Requested access')]: { value: 'Figma', child: { value: 'editor' } },
      [field('Duration')]: { value: '7 days' },
      [field('Reason')]: 'Banners for the fair',
      [field('Break-glass')]: { value: 'No' },
      [field('Ticket link')]: 'https://tickets.acme.example/77',
    },
  })) as { issueKey: string };
  const key = filed.issueKey;
  const request = `${PORTAL}/request/${key}`;
  const approvals = async (by: typeof BEN) =>
    ((await forms.call(by, 'GET', `${request}/approval`)) as { values: { id: string; canAnswerApproval: boolean }[] })
      .values;
  expect(await approvals(BEN)).toEqual([]);
  const approvers = [{ accountId: site.directory.userWithMail(CHLOE.email)?.accountId }];
  await forms.call(BOT, 'PUT', `/rest/api/3/issue/${key}`, { fields: { [field('Approvers')]: approvers } });
  await forms.moveTo(BOT, key, 'Waiting for approval');
  const [{ id } = { id: '' }] = await approvals(CHLOE);
  expect((await approvals(CHLOE)).map(({ canAnswerApproval }) => canAnswerApproval)).toEqual([true]);
  expect((await approvals(BOT)).map(({ canAnswerApproval }) => canAnswerApproval)).toEqual([false]);
  const answer = (by: typeof BEN) => forms.call(by, 'POST', `${request}/approval/${id}`, { decision: 'approve' });
  await expect(answer(BEN)).rejects.toThrow('403');
  await expect(answer(BOT)).rejects.toThrow('403');
  await answer(CHLOE);
  expect(await forms.statusOf(BOT, key)).toBe('In Progress');
  await expect(answer(CHLOE)).rejects.toThrow('409');
});
