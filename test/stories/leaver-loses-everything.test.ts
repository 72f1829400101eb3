import { expect, it } from 'vitest';
import { type Company, describeStory } from '../support/company.ts';
import {
  accountWith,
  commentsOn,
  groupId,
  groupsOf,
  markOfLog,
  oktaCalls,
  oktaWrites,
  statusOf,
} from '../support/looks.ts';
import { MARA, mara } from '../support/people.ts';

const SELLER = mara({
  Department: 'Sales',
  'Job title': 'Account Executive',
  Location: 'Boston',
  'Start date': '2026-02-02',
  Manager: 'chloe.martin@acme.example',
});

/** Mara sells in Boston, has signed in, and other hands have given her more. */
async function atWork(company: Company) {
  const hired = await company.file('Onboarding', SELLER);
  await company.untilQuiet();
  const { directory } = company.systems.okta;
  const { id } = directory.completeActivation(accountWith(company, MARA).id);
  directory.signIn(id);
  for (const name of ['finance-all', 'legal-archive']) directory.addMember(groupId(company, name), id);
  const zoom = directory.apps().find(({ label }) => label === 'Benchling');
  directory.assignUser(zoom?.id ?? '', id);
  return { hired, id, directory };
}

describeStory(
  'a leaver',
  (makeCompany) => {
    it('is signed out first, loses every membership and direct app, is closed, and signed out once more', async () => {
      const company = await makeCompany();
      const { id, directory } = await atWork(company);
      const had = groupsOf(company, MARA);
      const mark = markOfLog(company);
      const left = await company.file('Offboarding', { Employee: 'E2001' });
      await company.untilQuiet();

      expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
      expect(directory.sessionsOf(id)).toEqual([]);
      // A rule's own group is the rule's; the archive is kept by policy.
      const stays = ['legal-archive', 'sales-announce'];
      expect(groupsOf(company, MARA)).toEqual(stays);
      const writes = oktaWrites(company, mark);
      const sessions = 'DELETE /users/mara.lindt/sessions?oauthTokens=true&forgetDevices=true';
      expect(writes.slice(0, 2)).toEqual(['POST /users/mara.lindt/lifecycle/suspend', sessions]);
      expect(writes.slice(2, -3).sort()).toEqual(
        had
          .filter((name) => !stays.includes(name))
          .map((name) => `DELETE /groups/${name}/users/mara.lindt`)
          .sort(),
      );
      expect(writes.at(-3)).toMatch(/^DELETE \/apps\/0oa\w+\/users\/mara\.lindt/);
      expect(writes.slice(-2)).toEqual(['POST /users/mara.lindt/lifecycle/deactivate?sendEmail=false', sessions]);

      const calls = oktaCalls(company, mark);
      const closingRead = calls.lastIndexOf('GET /users/mara.lindt/groups');
      expect(closingRead).toBeGreaterThan(calls.findIndex((call) => call.includes('lifecycle/deactivate')));
      expect(calls.lastIndexOf(sessions)).toBeGreaterThan(closingRead);
      expect((await company.state(left)).proved).toBe(true);
      expect(statusOf(company, left)).toBe('Done');
    });
  },
  'both',
);

describeStory('a leaver', (makeCompany) => {
  it('has a receipt that names what was there, what was taken, and what is left to whom', async () => {
    const company = await makeCompany();
    await atWork(company);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    const events = (await company.timeline(left)).map(({ event }) => event);
    const recorded = events.find(({ type }) => type === 'MembershipsRecorded');
    const firstRemoval = events.findIndex(({ type }) => type === 'RemovalVerified');
    expect(events.findIndex(({ type }) => type === 'MembershipsRecorded')).toBeLessThan(firstRemoval);
    if (recorded?.type !== 'MembershipsRecorded') throw new Error('nothing was recorded');
    expect(recorded.groups.find(({ name }) => name === 'finance-all')).toMatchObject({ owner: 'tenure', kept: false });
    expect(recorded.groups.find(({ name }) => name === 'legal-archive')).toMatchObject({ kept: true });
    expect(recorded.groups.find(({ name }) => name === 'sales-announce')).toMatchObject({ owner: 'rule' });

    const text = commentsOn(company, left).join('\n');
    expect(text).toMatch(/Left \| finance-all/);
    expect(text).toMatch(/Direct assignment removed \| Benchling/);
    expect(text).toMatch(/left to their owners: .*legal-archive/);
    expect(text).toMatch(/left to their owners: .*sales-announce \(rule\)/);
    expect(text).toMatch(/Proved: all \d+ items were read back/);
    const told = company.systems.mail.messages({ to: 'facilities@acme.example' });
    expect(told.map(({ subject }) => subject)).toEqual([expect.stringContaining('Mara Lindt')]);
  });

  it('who never came in cannot be suspended and is closed at once instead', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', SELLER);
    await company.untilQuiet();
    const mark = markOfLog(company);
    const left = await company.file('Offboarding', { Employee: MARA });
    await company.untilQuiet();
    const writes = oktaWrites(company, mark);
    expect(writes[1]).toBe('POST /users/mara.lindt/lifecycle/deactivate?sendEmail=false');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });

  it('filed twice is left once: the second form says so and changes nothing', async () => {
    const company = await makeCompany();
    await atWork(company);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    const mark = markOfLog(company);
    const again = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(oktaCalls(company, mark)).toEqual([]);
    expect(commentsOn(company, again).join()).toContain('work here has ended already');
  });
});
