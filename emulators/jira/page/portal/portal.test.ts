/** The portal as a person uses it: by its pages, without a token. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSite, type TestSite } from '../../testing/site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site.jira.stop());

const accountOf = (email: string) => site.jira.site.directory.userWithMail(email)?.accountId ?? '';

interface Page {
  readonly status: number;
  readonly text: string;
  readonly at: string;
}

/** A browser in which somebody has said who they are. */
async function browserOf(email: string) {
  const chosen = await fetch(`${site.jira.url}/servicedesk/customer/person`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ person: accountOf(email) }),
  });
  const cookie = (chosen.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return async (path: string, form?: Record<string, string>): Promise<Page> => {
    const response = await fetch(site.jira.url + path, {
      headers: { cookie },
      redirect: 'manual',
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    return { status: response.status, text: await response.text(), at: response.headers.get('location') ?? '' };
  };
}

const FORM = '/servicedesk/customer/portal/1/create/1';
const optionOf = (name: string, value: string) =>
  site.jira.site.fields.require(name).options.find((option) => option.value === value)?.id ?? '';

describe('the portal', () => {
  it('lets a customer without any licence file a request, and the approver decide it', async () => {
    const paul = await browserOf('paul@partner.example');
    expect((await paul('/servicedesk/customer/portals')).text).toContain(`href="${FORM}"`);
    const form = await paul(FORM);
    expect(form.text).toContain('Sales: Inside');
    expect(form.text).not.toContain('on behalf of');
    const filed = await paul(FORM, {
      summary: 'A seat in <b>GitHub</b>',
      [site.field('Department')]: `${optionOf('Department', 'Sales')}/${optionOf('Department', 'Inside')}`,
      [site.field('Applications')]: optionOf('Applications', 'GitHub'),
      [site.field('Approvers')]: accountOf('grace@acme.example'),
    });
    expect(filed.status).toBe(303);
    const mine = await paul(filed.at);
    expect(mine.text).toContain('Sales / Inside');
    expect(mine.text).toContain('A seat in &lt;b&gt;GitHub');
    expect(mine.text).not.toContain('value="approve"');

    const grace = await browserOf('grace@acme.example');
    expect((await grace('/servicedesk/customer/portals')).text).toContain('Waiting for your approval');
    const asked = await grace(filed.at);
    const [, approval = ''] = /action="([^"]+approval\/\d+)"/.exec(asked.text) ?? [];
    expect((await paul(approval, { choice: 'approve' })).status).toBe(400);
    expect((await grace(approval, { choice: 'approve' })).status).toBe(303);
    expect((await grace(filed.at)).text).toContain('In Progress');
    expect((await grace(approval, { choice: 'decline' })).text).toContain('already been answered or completed');
    const key = filed.at.split('/').at(-1) ?? '';
    expect(site.jira.site.issue(key).creator).toBe(accountOf('paul@partner.example'));
  });

  it('says what is missing beside the field, and keeps what was entered', async () => {
    const mia = await browserOf('mia@acme.example');
    const refused = await mia('/servicedesk/customer/portal/1/create/2', { summary: 'A desk lamp' });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('Reason is required.');
    expect(refused.text).toContain('value="A desk lamp"');
  });

  it('lets an agent file for somebody, and the customer comment and withdraw', async () => {
    const ada = await browserOf('ada@acme.example');
    const filed = await ada(FORM, { summary: 'For Mia', raiseOnBehalfOf: accountOf('mia@acme.example') });
    const mia = await browserOf('mia@acme.example');
    expect((await mia(`${filed.at}/comment`, { body: 'not any more' })).status).toBe(303);
    expect((await mia(`${filed.at}/transition`, { choice: '41' })).status).toBe(303);
    expect((await mia(filed.at)).text).toMatch(/not any more[\s\S]*Declined/);
  });

  it('shows nobody what is not theirs, and nothing to whoever has not said who they are', async () => {
    const ada = await browserOf('ada@acme.example');
    const { at } = await ada(FORM, { summary: 'Hers alone' });
    const paul = await browserOf('paul@partner.example');
    expect((await paul(at)).status).toBe(404);
    expect((await paul(`${at}/comment`, { body: 'x' })).status).toBe(404);
    expect((await fetch(site.jira.url + at)).status).toBe(404);
    expect((await fetch(site.jira.url + FORM, { method: 'POST', body: new URLSearchParams({}) })).status).toBe(404);
  });
});
