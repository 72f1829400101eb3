import { expect, it } from 'vitest';
import type { Filed } from '../../examples/acme/forms.ts';
import { type Company, describeStory } from '../support/company.ts';
import { clickAtOkta, openKinds } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaWrites, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const said = (company: Company, issue: Filed) => commentsOn(company, issue).join('\n');
const mails = ({ systems }: Company) => systems.mail.messages({ to: 'mara@home.example' }).length;
const stateOf = (company: Company) => accountWith(company, MARA).status;

const riskyFromTheStart = (text: string, file: string) =>
  file === 'reference-table.csv'
    ? text.replace('aws:developer,,\nengineering-senior', 'aws:developer|aws:production,,\nengineering-senior')
    : text;

describeStory('a start that is moved', (makeCompany) => {
  it('later after the sign-in was opened: Tenure closes what it had opened, and opens it again on the new day', async () => {
    const company = await makeCompany({ policy: riskyFromTheStart });
    const issue = await company.file('Onboarding', engineer({ 'Start date': '2026-03-16' }));
    await company.pass('2026-03-16T06:30:00Z');
    expect([stateOf(company), mails(company)]).toEqual(['PROVISIONED', 1]);

    await company.edit(issue, { 'Start date': '2026-03-23' });
    await company.untilQuiet();
    // She had not come in yet: such an account cannot be suspended, so it is closed and opened again.
    expect(stateOf(company)).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(said(company, issue)).toMatch(/employee from 23 Mar 2026, 08:00:00/);
    await company.pass('2026-03-23T06:00:00Z');
    expect([stateOf(company), mails(company)]).toEqual(['PROVISIONED', 2]);
    expect(groupsOf(company, MARA)).not.toContain('aws-production');

    // On the first day, and signed in: moved once more, what is risky goes, and comes back with the work.
    await company.pass('2026-03-23T07:00:00Z');
    company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
    expect(groupsOf(company, MARA)).toContain('aws-production');
    await company.edit(issue, { 'Start date': '2026-03-30' });
    await company.untilQuiet();
    expect(stateOf(company)).toBe('SUSPENDED');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect((await company.state(issue)).proved).toBe(false);

    // Earlier again, to a day that has come: everything is there at once.
    await company.edit(issue, { 'Start date': '2026-03-20' });
    await company.untilQuiet();
    expect(stateOf(company)).toBe('ACTIVE');
    expect(groupsOf(company, MARA)).toEqual([...ENGINEER_GROUPS, 'aws-production'].sort());
    expect(said(company, issue)).toMatch(/asks for this from 20 Mar 2026, 08:00:00, which was 3 days ago/);
    expect((await company.state(issue)).proved).toBe(true);
    expect(statusOf(company, issue)).toBe('Done');
  });

  it('later, while another hand had suspended the account: it is not opened on the new day', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { id } = accountWith(company, MARA);
    company.systems.okta.directory.completeActivation(id);
    await clickAtOkta(company, 'POST', `/users/${id}/lifecycle/suspend`);
    await company.edit(issue, { 'Start date': '2026-03-09' });
    await company.pass('2026-03-09T08:00:00Z');
    expect(stateOf(company)).toBe('SUSPENDED');
    expect(await openKinds(company)).toEqual(['lowered-by-other-hand']);
  });
});

describeStory('a contract’s last day', (makeCompany) => {
  it('moved forward, moved back, and moved again after it had passed', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer({ 'Worker type': 'Contractor', 'Last day': '2026-03-31' }));
    await company.untilQuiet();
    const groups = groupsOf(company, MARA);
    await company.edit(issue, { 'Last day': '2026-03-20' });
    await company.untilQuiet();
    await company.edit(issue, { 'Last day': '2026-03-10' });
    await company.pass('2026-03-10T23:00:00Z');
    expect(stateOf(company)).toBe('DEPROVISIONED');
    expect((await company.state(issue)).proved).toBe(true);

    await company.pass('3d');
    await company.edit(issue, { 'Last day': '2026-03-31' });
    await company.untilQuiet();
    expect(stateOf(company)).toBe('PROVISIONED');
    expect(groupsOf(company, MARA)).toEqual(groups);
    expect(said(company, issue)).toMatch(/The work had ended on 11 Mar 2026, 00:00:00 and goes on from now/);
    await company.pass('2026-03-31T22:00:00Z');
    expect(stateOf(company)).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);

    // Two months later nothing of it is revived: that is a re-hire.
    await company.pass('2026-06-01T08:00:00Z');
    const mark = markOfLog(company);
    await company.edit(issue, { 'Last day': '2026-06-30' });
    await company.untilQuiet();
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(said(company, issue)).toMatch(/took effect too long ago.*File an onboarding/);
  });
});

describeStory('a change with a date', (makeCompany) => {
  it('of last week acts at once and says how late; dated ahead it waits, and is called off by taking it back', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer({ 'Start date': '2026-01-05' }));
    await company.untilQuiet();
    const toData = { Employee: 'E2001', Department: 'Data', 'Job title': 'Data Engineer' };
    const late = await company.file('Change', { ...toData, 'Start date': '2026-02-23' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('app-tableau');
    expect(said(company, late)).toMatch(
      /asks for this from 23 Feb 2026, 08:00:00, which was 7 days ago\. It acts at once/,
    );

    const back = { ...toData, Department: 'Engineering', 'Job title': 'Software Engineer' };
    const ahead = await company.file('Change', { ...back, 'Start date': '2026-03-09' });
    await company.untilQuiet();
    expect(said(company, ahead)).toMatch(/Accepted, to take effect on 9 Mar 2026, 08:00:00/);
    const mark = markOfLog(company);
    await company.forms.moveTo({ email: 'nadia.weber@acme.example', token: 'nadia-token' }, ahead.key, 'Withdrawn');
    await company.pass('2026-03-10T08:00:00Z');
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(said(company, ahead)).toMatch(/Nothing it asked for was in effect, so nothing was changed/);
  });

  it('joining and leaving on one day is a whole working life: open in the morning, closed and proved that night', async () => {
    const company = await makeCompany();
    const day = { 'Worker type': 'Contractor', 'Start date': '2026-03-02', 'Last day': '2026-03-02' };
    const issue = await company.file('Onboarding', engineer(day));
    await company.untilQuiet();
    expect(stateOf(company)).toBe('PROVISIONED');
    expect(said(company, issue)).toMatch(/contractor from 2 Mar 2026, 08:00:00, until 3 Mar 2026, 00:00:00/);
    await company.pass('2026-03-02T23:00:00Z');
    expect(stateOf(company)).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
  });
});

/** The ends of the world, and two cities whose clocks jump over midnight. */
const FAR = { Basel: 'Africa/Cairo', London: 'Pacific/Kiritimati', Boston: 'Pacific/Pago_Pago' };

describeStory('a last day', (makeCompany) => {
  it('ends where the person works: 25 hours apart across the date line, and after the gap that swallows midnight', async () => {
    const company = await makeCompany({
      policy: (text, file) =>
        file === 'tenure.yaml'
          ? text.replace(
              /^( {4})(Basel|London|Boston): .*$/gm,
              (_, gap, city: keyof typeof FAR) => `${gap}${city}: ${FAR[city]}`,
            )
          : text,
    });
    const people = [
      { name: 'Ina', Location: 'London', end: '2026-04-23T10:00:00Z' },
      { name: 'Cem', Location: 'Basel', end: '2026-04-23T22:00:00Z' },
      { name: 'Pia', Location: 'Boston', end: '2026-04-24T11:00:00Z' },
    ] as const;
    const issues: Filed[] = [];
    for (const [n, { name, Location }] of people.entries()) {
      const who = { 'First name': name, 'Employee number': `E300${n}`, Location, 'Private email': null };
      const contract = { 'Worker type': 'Contractor', 'Last day': '2026-04-23', 'Start date': '2026-02-23' };
      issues.push(await company.file('Onboarding', engineer({ ...who, ...contract })));
    }
    await company.untilQuiet();
    const states = () =>
      people.map(({ name }) => accountWith(company, `${name.toLowerCase()}.lindt@acme.example`).status);
    const closed: string[] = [];
    for (const { end } of people) {
      await company.pass(new Date(Date.parse(end) - 1000).toISOString());
      closed.push(
        states()
          .filter((one) => one === 'DEPROVISIONED')
          .length.toString(),
      );
      await company.pass(end);
    }
    expect(closed).toEqual(['0', '1', '2']);
    expect(states()).toEqual(['DEPROVISIONED', 'DEPROVISIONED', 'DEPROVISIONED']);
    const untils = issues.map((issue) => /until ([^.]*)\./.exec(said(company, issue))?.[1]);
    expect(untils).toEqual(['24 Apr 2026, 00:00:00', '24 Apr 2026, 01:00:00', '24 Apr 2026, 00:00:00']);
    expect(issues.map((issue) => /Read back \(([^)]*)\)/.exec(said(company, issue))?.[1])).toEqual([
      'Pacific/Kiritimati',
      'Africa/Cairo',
      'Pacific/Pago_Pago',
    ]);
  });
});
