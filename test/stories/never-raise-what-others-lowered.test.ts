/** Invariant 4: what another hand took away is not put back until a person decides. */
import { expect, it } from 'vitest';
import type { Filed } from '../../examples/acme/forms.ts';
import { type Company, describeStory } from '../support/company.ts';
import { clickAtOkta, decide, openKinds, putInto, takeFrom } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaWrites } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

async function hired(company: Company): Promise<Filed> {
  const issue = await company.file('Onboarding', engineer());
  await company.untilQuiet();
  company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
  return issue;
}

/** Makes Tenure look at the account again. */
async function touch(company: Company, issue: Filed) {
  await company.edit(issue, { Notify: `look${Date.now()}@acme.example` });
  await company.untilQuiet();
}

describeStory('invariant 4: never raise what somebody else lowered', (makeCompany) => {
  it('a membership taken by another hand is shown, and comes back only when a person restores it', async () => {
    const company = await makeCompany();
    const issue = await hired(company);
    takeFrom(company, 'eng-core', MARA);
    const mark = markOfLog(company);
    await touch(company, issue);
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(await openKinds(company)).toEqual(['gone-after-verified']);
    expect(commentsOn(company, issue).at(-1)).toMatch(/eng-core A membership Tenure had verified was taken away/);
    expect(groupsOf(company, MARA)).not.toContain('eng-core');

    expect(await decide(company, 'gone-after-verified', 'restore')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
  });

  it('or its grant is ended for good', async () => {
    const company = await makeCompany();
    const issue = await hired(company);
    takeFrom(company, 'eng-core', MARA);
    await touch(company, issue);
    expect(await decide(company, 'gone-after-verified', 'end-grant')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).not.toContain('eng-core');
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
  });

  it('a sign-in closed by another hand stays closed until it is restored', async () => {
    const company = await makeCompany();
    const issue = await hired(company);
    await clickAtOkta(company, 'POST', `/users/${accountWith(company, MARA).id}/lifecycle/suspend`);
    await touch(company, issue);
    expect(accountWith(company, MARA).status).toBe('SUSPENDED');
    expect(await openKinds(company)).toEqual(['lowered-by-other-hand']);

    expect(await decide(company, 'lowered-by-other-hand', 'restore')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('ACTIVE');
    expect((await company.state(issue)).proved).toBe(true);
  });

  it('what came back after its removal is a question, not a second removal', async () => {
    const company = await makeCompany();
    const issue = await hired(company);
    const change = await company.file('Change', {
      Employee: 'E2001',
      Department: 'Data',
      'Job title': 'Data Engineer',
    });
    await company.untilQuiet();
    putInto(company, 'eng-core', MARA);
    const mark = markOfLog(company);
    await touch(company, issue);
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(await openKinds(company)).toEqual(['back-after-removal']);
    expect(await decide(company, 'back-after-removal', 'remove')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).not.toContain('eng-core');
    expect((await company.state(change)).proved).toBe(true);
    expect((await company.state(issue)).proved).toBe(true);
  });
});
