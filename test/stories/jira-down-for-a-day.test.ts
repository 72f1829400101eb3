/**
 * Jira does not answer for a day. What was decided goes on by the clock; what there is to tell waits, and stands on the issues
 * afterwards: all of it, in order, once.
 */
import { expect, it } from 'vitest';
import type { Filed } from '../../examples/acme/forms.ts';
import { wakeUnsettled } from '../../src/app/clock/alarms.ts';
import { sealAndWrite } from '../../src/app/seals/index.ts';
import { ledgerPlace } from '../../src/app/seals/place.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import { asked } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { accountWith, commentsOn, groupsOf, recordOn, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const IDA = {
  'Employee number': 'E2002',
  'First name': 'Ida',
  'Last name': 'Blom',
  'Private email': 'ida@home.example',
};
const TABLEAU = 'app-tableau';
const withLedger = (text: string, file: string) =>
  file === 'tenure.yaml' ? `${text}\nseals:\n  ledger: { project: PEO, issueType: Seals }\n` : text;

const told = (company: Company, issue: Filed) => commentsOn(company, issue).join('\n');

describeStory('a day without Jira', (makeCompany) => {
  it('holds up no end, and leaves no gap in the evidence: complete, in order, once', async () => {
    const company = await makeCompany({ policy: withLedger, mayStumble: true });
    const { faults } = company.systems.jira;
    await company.file('Onboarding', engineer());
    await company.file('Onboarding', engineer(IDA));
    await company.untilQuiet();
    const given = { Employee: 'E2001', Applications: ['Tableau'], 'Access until': '2026-03-02' };
    const change = await company.file('Change', given);
    const leaving = await company.file('Offboarding', { Employee: 'E2002', 'Last day': '2026-03-02' });
    await company.pass('1m');
    await sealAndWrite(company.world);
    expect(groupsOf(company, MARA)).toEqual([...ENGINEER_GROUPS, TABLEAU].sort());

    faults.add({ on: '.*', do: 'drop', times: 100_000 });
    await company.leap('2026-03-02T22:59:30.000Z');
    await company.pass('2026-03-02T23:00:30.000Z');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(accountWith(company, 'ida.blom@acme.example').status).toBe('DEPROVISIONED');
    expect(told(company, change)).not.toContain('Left |');
    await expect(sealAndWrite(company.world)).rejects.toThrow();
    await company.leap('2026-03-03T08:00:00.000Z');
    await expect(sealAndWrite(company.world)).rejects.toThrow();
    expect(await company.store.read.exceptions({ open: true, kinds: ['evidence-refused'] })).toEqual([]);

    faults.clear();
    await company.pass('2m');
    await wakeUnsettled(company.world, milliseconds(0));
    await company.untilQuiet();
    await sealAndWrite(company.world);
    for (const issue of [change, leaving]) {
      expect(recordOn(company, issue).ok).toBe(true);
      expect(statusOf(company, issue)).toBe('Done');
    }
    expect(told(company, change).split(`Left | ${TABLEAU} |`)).toHaveLength(2);
    const left = told(company, leaving);
    for (const group of ENGINEER_GROUPS) expect(left.split(`Left | ${group} |`)).toHaveLength(2);
    expect(left.split('Proved: all')).toHaveLength(2);
    expect(await asked(company, 'verifyIssues', {})).toMatchObject({ whole: true, behind: 0 });
    const { issue } = await ledgerPlace(company.world);
    const lines = commentsOn(company, { id: issue?.id ?? '', key: issue?.key ?? '' });
    const sealed = lines.map((line) => Number(/Seal (\d+) of/.exec(line)?.[1]));
    expect(sealed).toEqual((await company.store.seals.after(0, 100)).map(({ seal }) => seal));
    expect(sealed.length).toBeGreaterThan(1);
  });
});
