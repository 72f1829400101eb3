/** Invariant 5: lost, doubled, late and reordered hints change nothing in the end. */
import { expect, it, vi } from 'vitest';
import { type Filed, type FormValues, NADIA } from '../../examples/acme/forms.ts';
import { startAlarms, wakeUnsettled } from '../../src/app/clock/alarms.ts';
import { sweepTracker } from '../../src/app/clock/trackerSweep.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import { type Company, describeStory } from '../support/company.ts';
import { openKinds } from '../support/hands.ts';
import { commentsOn, groupsOf, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const SENIOR = [...ENGINEER_GROUPS, 'eng-senior'].sort();

/** Hired, then edited twice at once. */
async function threeHints(company: Company): Promise<Filed> {
  const issue = await company.file('Onboarding', engineer());
  await company.edit(issue, { 'Job title': 'Site Reliability Engineer' });
  await company.edit(issue, { 'Job title': 'Senior Engineer' });
  return issue;
}

async function expectSenior(company: Company, issue: Filed) {
  expect(groupsOf(company, MARA)).toEqual(SENIOR);
  expect((await company.state(issue)).proved).toBe(true);
  expect(statusOf(company, issue)).toBe('Done');
  expect(company.systems.okta.directory.users().filter(({ profile }) => profile.login === MARA)).toHaveLength(1);
  expect(company.systems.mail.messages({ to: 'mara@home.example' })).toHaveLength(1);
  const text = commentsOn(company, issue).join('\n');
  for (const group of SENIOR) expect(text.split(`Joined | ${group} |`)).toHaveLength(2);
}

describeStory('invariant 5: level, not edge', (makeCompany) => {
  it('lost webhooks are made up for by the sweep, also by a first one that Jira answers an hour late', async () => {
    const company = await makeCompany();
    company.systems.jira.faults.add({ do: 'lose-webhook', times: 3 });
    const issue = await threeHints(company);
    await company.pass('1m');
    expect(await company.timeline(issue)).toEqual([]);
    company.systems.jira.faults.add({ on: 'search/jql', do: 'refuse', status: 503, times: 1 });
    await expect(sweepTracker(company.world)).rejects.toThrow();
    await company.pass('1h');
    await sweepTracker(company.world);
    await company.untilQuiet();
    await expectSenior(company, issue);
  });

  it('a search that Jira answers with an empty list hides what a lost webhook told for a day at most', async () => {
    const company = await makeCompany();
    await sweepTracker(company.world);
    company.systems.jira.faults.add({ do: 'lose-webhook', times: 3 });
    const issue = await threeHints(company);
    await company.pass('1h');
    company.systems.jira.faults.add({ on: 'search/jql', do: 'empty-list', times: 1 });
    expect(await sweepTracker(company.world)).toBe(0);
    await company.pass('1h');
    expect(await sweepTracker(company.world)).toBe(0);
    await company.pass('24h');
    await sweepTracker(company.world);
    await company.untilQuiet();
    await expectSenior(company, issue);
  });

  it('a right that is missing for days, so that every search is answered with an empty list, hides nothing for good', async () => {
    const company = await makeCompany();
    const { faults } = company.systems.jira;
    await sweepTracker(company.world);
    faults.add({ do: 'lose-webhook', times: 3 });
    const issue = await threeHints(company);
    faults.add({ on: 'search/jql', do: 'empty-list', times: 3 });
    for (const hours of [1, 25, 25]) {
      await company.pass(`${hours}h`);
      expect(await sweepTracker(company.world)).toBe(0);
    }
    await company.pass('25h');
    await sweepTracker(company.world);
    await company.untilQuiet();
    await expectSenior(company, issue);
  });

  it('what was lost while Tenure was down is looked for as soon as it is back, not at the next sweep', async () => {
    const company = await makeCompany({ policy: (text) => text.replace('"2036-09-01"', '"2026-03-01"') });
    company.systems.jira.faults.add({ do: 'lose-webhook', times: 3 });
    const issue = await threeHints(company);
    await company.pass('1m');
    const back = startAlarms(company.world, 3_600_000);
    await vi.waitFor(async () => expect(await company.timeline(issue)).not.toEqual([]), { timeout: 10_000 });
    // What is looked at once an hour is looked at now, too: a process may not live that long.
    await vi.waitFor(async () => expect(await openKinds(company)).toEqual(['account-review-due']), { timeout: 10_000 });
    await back.stop();
    await company.untilQuiet();
    await expectSenior(company, issue);
  });

  it('a second sweep over the same issues finds nothing to do', async () => {
    const company = await makeCompany();
    const issue = await threeHints(company);
    await company.pass('1m');
    const before = await company.timeline(issue);
    await sweepTracker(company.world);
    await company.untilQuiet();
    expect(await company.timeline(issue)).toEqual(before);
  });

  it('doubled webhooks do nothing twice', async () => {
    const company = await makeCompany();
    company.systems.jira.faults.add({ do: 'double-webhook', times: 10 });
    const issue = await threeHints(company);
    await company.untilQuiet();
    await expectSenior(company, issue);
  });

  it('webhooks in the opposite order lead to the same end', async () => {
    const company = await makeCompany();
    const { deliveries } = company.systems.jira.site.webhooks;
    deliveries.hold();
    const issue = await threeHints(company);
    deliveries.release('reversed');
    await company.untilQuiet();
    await expectSenior(company, issue);
  });

  it('an end that is read before the form somebody was hired by ends their work all the same', async () => {
    const company = await makeCompany({ deaf: true });
    const hired = await company.file('Onboarding', engineer());
    const leaves = await company.file('Offboarding', { Employee: 'E2001' });
    await lookAtIssue(company.world, leaves.id);
    expect(await company.state(leaves)).toMatchObject({ accepted: false, person: null });
    await lookAtIssue(company.world, hired.id);
    await company.pass('5m');
    expect(await company.state(leaves)).toMatchObject({ accepted: true, proved: true });
    expect(groupsOf(company, MARA)).toEqual([]);
  });

  it('so does one read before the form somebody was hired again by; one filed before that form ends nothing', async () => {
    const company = await makeCompany({ deaf: true });
    const hired = await company.file('Onboarding', engineer());
    await lookAtIssue(company.world, hired.id);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await lookAtIssue(company.world, left.id);
    await company.pass('1h');
    const doubled = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('1m');
    const again = await company.file('Onboarding', engineer());
    await company.pass('1m');
    const leaves = await company.file('Offboarding', { Employee: 'E2001' });
    for (const { id } of [doubled, leaves]) await lookAtIssue(company.world, id);
    expect(await company.state(leaves)).toMatchObject({ accepted: false, person: null });
    await lookAtIssue(company.world, again.id);
    await company.pass('5m');
    expect(await company.state(again)).toMatchObject({ accepted: true });
    expect(await company.state(leaves)).toMatchObject({ accepted: true, proved: true });
    expect(await company.state(doubled)).toMatchObject({ accepted: false });
    expect(groupsOf(company, MARA)).toEqual([]);
  });

  it('a form somebody was hired again by opens nothing that an end filed after it and read before it ends, until that is taken back', async () => {
    const company = await makeCompany({ deaf: true });
    const filed = async (type: 'Onboarding' | 'Offboarding', values: FormValues) => {
      await company.pass('1m');
      return company.file(type, values);
    };
    const hired = await filed('Onboarding', engineer());
    const left = await filed('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-04' });
    for (const { id } of [hired, left]) await lookAtIssue(company.world, id);
    const again = await filed('Onboarding', engineer({ 'Start date': '2026-03-20' }));
    const leaves = await filed('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-10' });
    for (const { id } of [leaves, again]) await lookAtIssue(company.world, id);
    await company.pass('2026-03-21T08:00:00Z');
    expect(await company.state(again)).toMatchObject({ accepted: false, problems: [{ code: 'left-since' }] });
    expect(commentsOn(company, again).join()).toMatch(/An offboarding filed after this form ends this person’s work/);
    expect(groupsOf(company, MARA)).toEqual([]);
    await company.forms.moveTo(NADIA, leaves.key, 'Withdrawn');
    await lookAtIssue(company.world, leaves.id);
    await company.pass('5m');
    expect(await company.state(again)).toMatchObject({ accepted: true });
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });

  it('nor one whose offboarding is read while the form is', async () => {
    const company = await makeCompany({ deaf: true });
    const hired = await company.file('Onboarding', engineer({ 'Worker type': 'Contractor', 'Last day': '2026-03-09' }));
    await lookAtIssue(company.world, hired.id);
    await company.pass('1m');
    const again = await company.file('Onboarding', engineer({ 'Start date': '2026-03-20' }));
    await company.pass('1m');
    const leaves = await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-04' });
    const { store } = company.world;
    const meanwhile = {
      ...company.world,
      store: {
        ...store,
        read: store.read,
        transaction: (async (...asked: Parameters<typeof store.transaction>) => {
          await lookAtIssue(company.world, leaves.id);
          return store.transaction(...asked);
        }) as typeof store.transaction,
      },
    };
    await lookAtIssue(meanwhile, again.id);
    await company.untilQuiet();
    expect(await company.state(leaves)).toMatchObject({ accepted: true });
    expect(await company.state(again)).toMatchObject({ accepted: false, problems: [{ code: 'left-since' }] });
  });

  it.each([
    ['', {}],
    [', dated before that', { 'Start date': '2026-01-12' }],
  ])(
    'of two changes the one filed later counts, also where it says what stands already and is read before the other%s',
    async (_, dated) => {
      const company = await makeCompany({ deaf: true });
      const hired = await company.file('Onboarding', engineer({ 'Start date': '2026-01-05' }));
      await lookAtIssue(company.world, hired.id);
      await company.pass('1m');
      const promoted = await company.file('Change', { Employee: 'E2001', 'Job title': 'Senior Engineer', ...dated });
      await company.pass('1m');
      const after = await company.file('Change', { Employee: 'E2001', 'Job title': 'Software Engineer' });
      for (const { id } of [after, promoted]) await lookAtIssue(company.world, id);
      await company.untilQuiet();
      expect(await company.state(promoted)).toMatchObject({ accepted: true, proved: true });
      expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    },
  );

  it.each([
    ['an edit', (company: Company, hired: Filed) => company.edit(hired, { 'Job title': 'Senior Engineer' })],
    ['a change', (company: Company) => company.file('Change', { Employee: 'E2001', 'Job title': 'Senior Engineer' })],
  ])(
    '%s that is read only after the day of a change filed before it is said of the days before that',
    async (_, write) => {
      const company = await makeCompany({ deaf: true });
      const hired = await company.file('Onboarding', engineer());
      await lookAtIssue(company.world, hired.id);
      await company.pass('1m');
      const said = { Employee: 'E2001', 'Job title': 'Software Engineer', 'Start date': '2026-03-09' };
      const ahead = await company.file('Change', said);
      await lookAtIssue(company.world, ahead.id);
      await company.pass('1m');
      const written = (await write(company, hired)) ?? hired;
      await company.pass('10d');
      expect(await company.state(ahead)).toMatchObject({ accepted: true });
      await lookAtIssue(company.world, written.id);
      await company.untilQuiet();
      expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    },
  );

  it.each(['Onboarding', 'Change'] as const)(
    'of an edit and a change filed after it the change counts, also where the edit is read last: on an accepted form (%s)',
    async (kind) => {
      const company = await makeCompany({ deaf: true });
      const hired = await company.file('Onboarding', engineer());
      await lookAtIssue(company.world, hired.id);
      await company.pass('1m');
      const moved = await company.file('Change', { Employee: 'E2001', 'Job title': 'Software Engineer' });
      await lookAtIssue(company.world, moved.id);
      await company.pass('1m');
      const edited = kind === 'Onboarding' ? hired : moved;
      const late = { 'Job title': 'Senior Engineer', 'Last name': 'Lindt-Berg', 'First name': 'Maria' };
      await company.edit(edited, late);
      await company.pass('1m');
      const said = { 'Job title': 'Software Engineer', 'Last name': 'Lindt' };
      const after = await company.file('Change', { Employee: 'E2001', ...said });
      for (const { id } of [after, edited]) await lookAtIssue(company.world, id);
      await company.untilQuiet();
      expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
      const [mara] = await company.store.read.findPersons('E2001');
      // What only the edit says counts all the same.
      expect(await company.store.read.person(mara ?? expect.fail('nobody works here'))).toMatchObject({
        person: { profile: { familyName: 'Lindt', givenName: 'Maria' } },
        engagements: [{ attributes: { title: 'Software Engineer' } }],
      });
    },
  );

  it('what is written on a form in force and put back between two looks counts against a change before it', async () => {
    const company = await makeCompany({ deaf: true });
    const hired = await company.file('Onboarding', engineer());
    await lookAtIssue(company.world, hired.id);
    await company.pass('1m');
    const moved = await company.file('Change', { Employee: 'E2001', 'Job title': 'Senior Engineer' });
    await lookAtIssue(company.world, moved.id);
    for (const title of ['Site Reliability Engineer', 'Software Engineer']) {
      await company.pass('1m');
      await company.edit(hired, { 'Job title': title });
    }
    await lookAtIssue(company.world, hired.id);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    const before = await company.timeline(hired);
    await lookAtIssue(company.world, hired.id);
    expect(await company.timeline(hired)).toEqual(before);
  });

  it('a webhook that comes an hour late says nothing new', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await sweepTracker(company.world);
    await company.untilQuiet();
    const { deliveries } = company.systems.jira.site.webhooks;
    deliveries.hold();
    await company.edit(issue, { 'Job title': 'Site Reliability Engineer' });
    await company.edit(issue, { 'Job title': 'Senior Engineer' });
    await sweepLater(company);
    await expectSenior(company, issue);
    const before = await company.timeline(issue);
    deliveries.release();
    await company.untilQuiet();
    expect(await company.timeline(issue)).toEqual(before);
  });

  it('a job that got lost is found again by what the rows say', async () => {
    const company = await makeCompany();
    const { engine } = company.running.tenure;
    await engine.stop(1_000);
    const issue = await company.file('Onboarding', engineer());
    await company.systems.jira.site.webhooks.deliveries.settled();
    await lookAtIssue(company.world, issue.id);
    await company.loseJobs();
    await company.resume();
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual([]);
    expect(await wakeUnsettled(company.world, milliseconds(0))).toBeGreaterThan(0);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect((await company.state(issue)).proved).toBe(true);
  });
});

async function sweepLater(company: Company) {
  await company.pass('1h');
  await sweepTracker(company.world);
  await company.untilQuiet();
}
