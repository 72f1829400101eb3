import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSite, type TestSite } from '../testing/site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site.jira.stop());

const page = async (path: string) => (await fetch(site.jira.url + path)).text();
const text = (value: string, ...marks: unknown[]) => ({ type: 'text', text: value, marks });
const paragraph = (...content: unknown[]) => ({ type: 'paragraph', content });

describe('the page of an issue', () => {
  it('shows fields by name, sub-tasks, properties and comments from ADF', async () => {
    const key = await site.onboarding({ [site.field('Department')]: { value: 'Sales', child: { value: 'Field' } } });
    const sub = await site.onboarding({ summary: 'Laptop', issuetype: { name: 'Sub-task' }, parent: { key } });
    await site.bot('PUT', `/rest/api/3/issue/${key}/properties/tenure.piece`, { groups: 3 });
    const content = [
      {
        type: 'panel',
        attrs: { panelType: 'success' },
        content: [paragraph(text('All in place', { type: 'strong' }))],
      },
      {
        type: 'table',
        content: [{ type: 'tableRow', content: [{ type: 'tableHeader', content: [paragraph(text('Group'))] }] }],
      },
      paragraph(
        { type: 'status', attrs: { text: 'verified', color: 'green' } },
        text('x', { type: 'link', attrs: { href: 'javascript:alert(1)' } }),
      ),
    ];
    await site.bot('POST', `/rest/api/3/issue/${key}/comment`, { body: { type: 'doc', version: 1, content } });
    const shown = await page(`/browse/${key}`);
    for (const part of [
      '<th>Department</th><td>Sales / Field</td>',
      `/browse/${sub}`,
      'tenure.piece',
      '<div class="panel success">',
      '<strong>All in place</strong>',
      '<th><p>Group</p></th>',
      '<span class="lozenge green">verified</span>',
    ])
      expect(shown).toContain(part);
    expect(shown).not.toContain('javascript:');
  });

  it('escapes whatever people wrote', async () => {
    const key = await site.onboarding({
      summary: '<script>alert(1)</script>',
      [site.field('Employee number')]: '"><img src=x onerror=alert(1)>',
      description: { type: 'doc', version: 1, content: [paragraph(text('<b>bold</b>'))] },
    });
    for (const shown of [await page(`/browse/${key}`), await page('/')]) {
      expect(shown).toContain('&lt;script&gt;');
      expect(shown).not.toMatch(/<script>|<img src=x|<b>bold/);
    }
  });

  it('says so when there is no such issue', async () => {
    expect((await fetch(`${site.jira.url}/browse/ONB-999`)).status).toBe(404);
  });
});
