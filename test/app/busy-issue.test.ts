/** Jira says 409 when two write one issue at the same moment ("Transition issue"): that passes, and is nobody's exception. */
import { expect, it } from 'vitest';
import { describeStory } from '../support/company.ts';
import { openKinds } from '../support/hands.ts';
import { commentsOn, statusOf } from '../support/looks.ts';
import { engineer } from '../support/people.ts';

describeStory('an issue that somebody else writes at the same moment', (makeCompany) => {
  it('is written a moment later, and nobody is asked', async () => {
    const company = await makeCompany();
    const { faults } = company.systems.jira;
    for (const on of ['POST /rest/api/3/issue/\\d+/transitions$', 'PUT /rest/api/3/issue/\\d+/properties/']) {
      faults.add({ on, do: 'refuse', status: 409, body: { errorMessages: ['conflict'], errors: {} } });
    }
    const issue = await company.file('Onboarding', engineer());
    await company.pass('1m');
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(issue)).exceptions).toEqual([]);
    expect(statusOf(company, issue)).toBe('Done');
  });

  it('that never takes it is told to a person after some minutes, and written when it does', async () => {
    const company = await makeCompany();
    const { faults } = company.systems.jira;
    const body = { errorMessages: ['conflict'], errors: {} };
    faults.add({ on: 'POST /rest/api/3/issue/\\d+/comment', do: 'refuse', status: 409, times: 10_000, body });
    const issue = await company.file('Onboarding', engineer());
    await company.pass('4m');
    expect(await openKinds(company)).toEqual([]);
    await company.pass('3m');
    expect(await openKinds(company)).toEqual(['evidence-refused']);
    faults.clear();
    await company.pass('6m');
    expect(commentsOn(company, issue)).not.toEqual([]);
  });
});
