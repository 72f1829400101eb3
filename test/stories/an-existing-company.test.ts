import { expect, it } from 'vitest';
import { AISHA } from '../../examples/acme/forms.ts';
import { acme } from '../../examples/acme/world.ts';
import { asked, confirmed, planned, RAFAEL, reconcileEverybody, there } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { ALL, BY_HAND, BY_RULE, type Existing, SOUND, TITLES } from '../support/existing.ts';
import { decide, openKinds } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaCalls, oktaWrites, statusOf } from '../support/looks.ts';

const issueOf = (company: Company, key: string) => {
  const { id } = company.systems.jira.site.issue(key);
  return { id, key };
};

const holdings = (people: readonly Existing[], groups: readonly string[]) =>
  people.reduce((sum, one) => sum + one.groups.filter((group) => groups.includes(group)).length, 0);

const comingBack = ({ number, givenName, familyName }: Existing) => ({
  'Employee number': number,
  'First name': givenName,
  'Last name': familyName,
  'Private email': 'back@home.example',
  Department: 'Finance',
  'Job title': 'Accountant',
  Location: 'London',
  'Worker type': 'Employee',
  Manager: 'tomasz.nowak@acme.example',
  'Start date': '2026-03-02',
});

/** Three hundred people on a machine that others use too. */
const LONG = 600_000;

describeStory('an existing company', (makeCompany) => {
  it(
    'is listed, confirmed and taken over without a single write; then people move, leave and come back in it',
    async () => {
      const company = await there(makeCompany);
      expect(ALL).toHaveLength(300);
      expect([BY_HAND.length, BY_RULE.length]).toEqual([20, 20]);
      const before = new Map(ALL.map(({ login }) => [login, groupsOf(company, login)]));
      const mark = markOfLog(company);

      // The list says of everybody what will be done, and its numbers can be counted by hand.
      const plan = await planned(company);
      const example = acme.okta.people.length;
      expect(plan.counts).toMatchObject({
        accounts: ALL.length + example + acme.okta.protectedAccounts.length + 1,
        matched: SOUND.length + example,
        known: 0,
        outOfReach: 3,
        findings: ALL.length - SOUND.length,
        adopted: holdings(SOUND, ['app-studio', 'app-old-crm', 'club-choir']),
        // Everybody is in a rule's group for their department, office and title; the example's people sit in no city.
        ownedElsewhere:
          3 * SOUND.length + example + acme.okta.people.filter(({ title }) => TITLES.includes(title)).length,
        reasons: {
          administrator: 1,
          protected: 2,
          closed: 6,
          suspended: 5,
          'never-used': 4,
          'same-person-key': 2,
          'no-person-key': 3,
          'unknown-value': 1,
          'high-risk': 3,
        },
      });
      await company.untilQuiet();
      const issue = issueOf(company, plan.case);
      expect(statusOf(company, issue)).toBe('Waiting');
      expect(commentsOn(company, issue).join('\n')).toMatch(/6 × accounts are closed/);
      const [table] = [...company.systems.jira.site.issue(plan.case).attachments.values()];
      expect(table?.filename).toBe(`tenure-adoption-${plan.hash.slice(0, 12)}.csv`);

      // Only somebody with the right, who has not made the list.
      expect((await confirmed(company, plan.hash, RAFAEL)).refusal).toBe('own-change');
      expect((await confirmed(company, plan.hash, 'ben.carter@acme.example')).refusal).toBe('not-allowed');
      expect((await confirmed(company, plan.hash.slice(0, 10))).people).toBe(SOUND.length + example);
      await company.untilQuiet();
      expect(statusOf(company, issue)).toBe('Done');
      expect((await company.state(issue)).proved).toBe(true);
      expect(oktaWrites(company, mark)).toEqual([]);
      expect(oktaCalls(company, mark).length).toBeLessThan(120);

      // An ordinary reconcile of everybody finds nothing to do; then the provider's limit has its minute.
      expect(await reconcileEverybody(company)).toEqual([]);
      for (const { login } of ALL) expect(groupsOf(company, login)).toEqual(before.get(login));
      // The ledger is what its events say, and the issue carries them.
      expect(await asked(company, 'verify', {})).toMatchObject({ refusal: null, whole: true });
      expect(await openKinds(company)).toEqual([]);
      await company.pass('2m');

      // One moves: what the new department gives comes, what the old one gave goes, what no row explained stays.
      const mover = SOUND.find(({ department, groups }) => department === 'Data' && groups.includes('app-studio'));
      if (mover === undefined) throw new Error('nobody to move');
      const change = await company.file('Change', { Employee: mover.number, Department: 'Sales' });
      await company.untilQuiet();
      expect(commentsOn(company, change).join('\n')).toMatch(/employee from before 2 Mar 2026/);
      const moved = groupsOf(company, mover.login);
      expect(moved).toEqual(expect.arrayContaining(['dept-sales', 'auto-dept-sales', 'app-studio', 'app-wiki']));
      expect(moved).not.toEqual(expect.arrayContaining(['dept-data']));
      expect(moved).not.toEqual(expect.arrayContaining(['auto-dept-data']));
      expect((await company.state(change)).proved).toBe(true);

      // One leaves: every membership that can be taken is gone, what a person must close is asked of one, and it is proved.
      const leaver = SOUND.find(({ groups }) => groups.includes('app-vault'));
      if (leaver === undefined) throw new Error('nobody to leave');
      const offboarding = await company.file('Offboarding', { Employee: leaver.number });
      await company.untilQuiet();
      expect(accountWith(company, leaver.login).status).toBe('DEPROVISIONED');
      expect(groupsOf(company, leaver.login).filter((name) => !name.startsWith('auto-'))).toEqual([]);
      expect(commentsOn(company, offboarding).join('\n')).toMatch(/Left \| app-vault/);
      const [task] = await company.forms.subtasks(AISHA, offboarding.key);
      expect(task?.fields.summary).toBe('Close keys:holder');
      await company.forms.moveTo(AISHA, task?.key ?? '', 'Done');
      await company.untilQuiet();
      expect((await company.state(offboarding)).proved).toBe(true);

      // One had left before anybody kept a ledger: the account was closed with everything still in it.
      const [gone] = ALL;
      if (gone === undefined) throw new Error('nobody to come back');
      const account = accountWith(company, gone.login).id;
      expect(groupsOf(company, gone.login)).toEqual(expect.arrayContaining(['app-wiki', 'dept-science']));
      const onboarding = await company.file('Onboarding', comingBack(gone));
      await company.untilQuiet();
      expect(await openKinds(company)).toEqual(['account-exists']);
      expect((await decide(company, 'account-exists', 'adopt')).ok).toBe(true);
      await company.untilQuiet();
      // Still closed, and emptied of what it had: only then may the sign-in be opened, by a second decision.
      expect(accountWith(company, gone.login).status).toBe('DEPROVISIONED');
      expect(await openKinds(company)).toEqual(['lowered-by-other-hand']);
      expect((await decide(company, 'lowered-by-other-hand', 'restore')).ok).toBe(true);
      await company.untilQuiet();
      expect(accountWith(company, gone.login)).toMatchObject({ id: account, profile: { department: 'Finance' } });
      expect(accountWith(company, gone.login).status).toMatch(/^(ACTIVE|PROVISIONED)$/);
      expect(groupsOf(company, gone.login)).toEqual([
        'all-staff-tools',
        'app-forum',
        'app-wiki',
        'auto-dept-finance',
        'auto-office-london',
        'auto-title-accountant',
        'dept-finance',
        'office-london',
        'print-room',
      ]);
      expect((await company.state(onboarding)).proved).toBe(true);
      expect(await openKinds(company)).toEqual([]);
    },
    LONG,
  );
});
