/** Access for a while: it ends on the day that was said, an extension moves it, and another form can end it. */
import { expect, it } from 'vitest';
import type { Filed } from '../../examples/acme/forms.ts';
import { type Company, describeStory } from '../support/company.ts';
import { commentsOn, groupsOf, markOfLog, oktaWrites, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const TABLEAU = 'app-tableau';

/** An engineer who may look into Tableau until the end of that day in Zurich. */
async function lentTableau(company: Company, until: string): Promise<Filed> {
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  const issue = await company.file('Change', { Employee: 'E2001', Applications: ['Tableau'], 'Access until': until });
  await company.untilQuiet();
  expect(groupsOf(company, MARA)).toEqual([...ENGINEER_GROUPS, TABLEAU].sort());
  return issue;
}

const ended = (issue: Filed, company: Company) => commentsOn(company, issue).join('\n').includes(`Left | ${TABLEAU}`);

describeStory('access until a date', (makeCompany) => {
  it('is there to the last second of that day, and gone with it, which the issue says', async () => {
    const company = await makeCompany();
    const issue = await lentTableau(company, '2026-03-10');
    await company.pass('2026-03-10T22:59:59.000Z');
    expect(groupsOf(company, MARA)).toContain(TABLEAU);
    const mark = markOfLog(company);
    await company.pass('2026-03-10T23:00:00.000Z');
    expect(oktaWrites(company, mark)).toEqual([`DELETE /groups/${TABLEAU}/users/mara.lindt`]);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(ended(issue, company)).toBe(true);
    expect(statusOf(company, issue)).toBe('Done');
  });

  it('is extended and shortened on the form, without being taken away in between', async () => {
    const company = await makeCompany();
    const issue = await lentTableau(company, '2026-03-10');
    const mark = markOfLog(company);
    await company.edit(issue, { 'Access until': '2026-04-01' });
    await company.untilQuiet();
    expect((await company.state(issue)).proved).toBe(true);
    await company.pass('2026-03-15T12:00:00.000Z');
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(commentsOn(company, issue).join('\n')).toMatch(/Access that goes on/);
    await company.edit(issue, { 'Access until': '2026-03-16' });
    await company.pass('2026-03-16T23:00:00.000Z');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(ended(issue, company)).toBe(true);
  });

  it('ends at once by another form that names it, and an edit of the first one for something else does not bring it back', async () => {
    const company = await makeCompany();
    const issue = await lentTableau(company, '2026-03-10');
    const ending = await company.file('Change', { Employee: 'E2001', 'Access that ends': ['Tableau'] });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect((await company.state(ending)).proved).toBe(true);
    expect(commentsOn(company, ending).join('\n')).toMatch(/Access that ends/);
    await company.edit(issue, { Notify: 'ines.keller@acme.example' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });
});
