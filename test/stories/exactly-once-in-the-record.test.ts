/** Invariant 13: however often the writer is stopped in the middle, the issue carries each piece of evidence once. */
import { expect, it } from 'vitest';
import { AISHA, type Filed } from '../../examples/acme/forms.ts';
import type { Company } from '../support/company.ts';
import { describeStory } from '../support/company.ts';
import { commentsOn, recordOn, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer } from '../support/people.ts';

function expectOnce(company: Company, issue: Filed) {
  const text = commentsOn(company, issue).join('\n');
  for (const group of ENGINEER_GROUPS) expect(text.split(`Joined | ${group} |`)).toHaveLength(2);
  expect(text.split('Access that begins')).toHaveLength(2);
  expect(text.split('MacBook Pro: a sub-task')).toHaveLength(2);
  expect(text.split('Proved: all')).toHaveLength(2);
  expect(recordOn(company, issue).ok).toBe(true);
  expect(statusOf(company, issue)).toBe('Done');
}

async function closeTask(company: Company, issue: Filed) {
  const [task] = await company.forms.subtasks(AISHA, issue.key);
  await company.forms.moveTo(AISHA, task?.key ?? '', 'Done');
}

/** Where the writer is stopped: what it had done by then stands on the issue. */
const STOPS: Readonly<Record<string, string>> = {
  'before the comment': 'GET /rest/api/3/issue/\\d+/comment',
  'at the comment': 'POST /rest/api/3/issue/\\d+/comment$',
  'after the comment': '/rest/api/3/issue/\\d+/transitions',
  'at the record': 'PUT /rest/api/3/issue/\\d+/properties',
};

describeStory('invariant 13: exactly once, in the record', (makeCompany) => {
  for (const [where, on] of Object.entries(STOPS)) {
    it(`stopped ${where}, with other news before the next try, nothing is repeated`, async () => {
      const company = await makeCompany();
      const issue = await company.file('Onboarding', engineer({ Hardware: ['MacBook Pro'] }));
      await company.untilQuiet();
      const { faults } = company.systems.jira;
      faults.add({ on, do: 'lose-response', times: 3 });
      await company.edit(issue, { Notify: 'lena.brandt@acme.example' });
      await company.untilQuiet();
      await closeTask(company, issue);
      await company.pass('2m');
      expectOnce(company, issue);
    });
  }

  it('killed after the comment and before the cursor moved, the next comment does not repeat it', async () => {
    const company = await makeCompany();
    const { faults } = company.systems.jira;
    // Everything of the first comment is written; only the last step fails, and a person closes the task meanwhile.
    faults.add({ on: '(GET|POST) /rest/api/3/issue/\\d+/transitions', do: 'drop', times: 4 });
    const issue = await company.file('Onboarding', engineer({ Hardware: ['MacBook Pro'] }));
    await company.untilQuiet();
    expect(commentsOn(company, issue).length).toBeGreaterThan(0);
    faults.clear();
    await closeTask(company, issue);
    await company.pass('5m');
    expectOnce(company, issue);
  });
});
