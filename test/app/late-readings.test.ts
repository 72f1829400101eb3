/** What was read earlier than what was decided on last changes nothing. */
import { expect, it } from 'vitest';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { reconcileAccount } from '../../src/app/reconcile/index.ts';
import { accountId } from '../../src/core/shared/ids.ts';
import { milliseconds, minus } from '../../src/core/shared/instant.ts';
import { describeStory } from '../support/company.ts';
import { accountWith } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

describeStory('a look that read the form before an edit and decides after it', (makeCompany) => {
  it('takes nothing back', async () => {
    const company = await makeCompany();
    const { world } = company;
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const left = await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-05-31' });
    await company.untilQuiet();
    const early = await world.tracker.readForm(left.id);
    await company.pass('1m');
    await company.edit(left, { 'Last day': '2026-03-31' });
    await company.untilQuiet();

    const tracker = { ...world.tracker, readForm: async () => early };
    await lookAtIssue({ ...world, tracker }, left.id);
    const [person] = await company.store.read.findPersons('E2001');
    if (person === undefined) throw new Error('nobody was registered');
    const [engagement] = (await company.store.read.person(person)).engagements;
    expect(engagement?.end).toBe('2026-03-31T22:00:00.000Z');
  });
});

describeStory('a run whose clock says less than the decision it came for', (makeCompany) => {
  it('sees the end that was decided, and does not count it as done without', async () => {
    const company = await makeCompany({ deaf: true, places: { urgent: 0 } });
    const { world, store } = company;
    await lookAtIssue(world, (await company.file('Onboarding', engineer())).id);
    const [person] = await store.read.findPersons('E2001');
    const account = accountId(`okta/${person}`);
    await company.pass('1m');
    expect(accountWith(company, MARA).status).toBe('PROVISIONED');

    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await lookAtIssue(world, left.id);
    const early = minus(company.now(), milliseconds(400));
    const lagging = { ...store, read: { ...store.read, now: async () => early } };
    await reconcileAccount({ ...world, store: lagging }, { lane: 'urgent', account });
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect((await company.state(left)).proved).toBe(true);
  });
});
