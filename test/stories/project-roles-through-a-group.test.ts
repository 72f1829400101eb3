/** Where the site has a copy of the provider's group, that copy is the role's actor, and people are followed into it. */
import { expect, it } from 'vitest';
import { resumeWrites, stopWrites } from '../../src/app/stop.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide, openException, openKinds, putInto } from '../support/hands.ts';
import { commentsOn, groupId } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';
import { actorsOf, markOfSite, roleWrites, takeActor } from '../support/roles.ts';
import { sweptSite, waiting } from '../support/sweeping.ts';

const RAFAEL = 'rafael.ortiz@acme.example';
const GROUP = 'group eng-oncall';

/** On call: in `eng-oncall` at Okta, which Okta pushes to the site and which holds OPS/On-call there. */
const onCall = (number: string, family: string) =>
  engineer({ 'Employee number': number, 'Last name': family, 'Job title': 'Site Reliability Engineer' });

const oncallActors = (company: Company) => actorsOf(company, 'OPS', 'On-call');
const opsWrites = (company: Company, since = 0) => roleWrites(company, since).filter((one) => one.endsWith('OPS'));

describeStory('a project role held through a group of the site', (makeCompany) => {
  it('has its group put in once, follows people as the site does, and says when the site does not', async () => {
    const company = await makeCompany({
      roles: true,
      policy: (text) => text.replace('within: 30m }', 'within: 3m }'),
      systems: { jira: { scimLagMilliseconds: 60_000 } },
    });
    const { scim } = company.systems.jira.site;
    // The answer to the first write is lost: it is read back, and not written twice.
    company.systems.jira.faults.add({ on: 'POST /rest/api/3/project/\\d+/role/', do: 'lose-response', times: 2 });
    const first = await company.file('Onboarding', onCall('E2001', 'Lindt'));
    await company.untilQuiet();
    expect(oncallActors(company)).toEqual([GROUP]);
    expect((await company.state(first)).proved).toBe(false);
    await company.pass('2m');
    expect((await company.state(first)).proved).toBe(true);
    expect(commentsOn(company, first).join('\n')).toMatch(
      /in(to)? the role \| project role OPS\/On-call through eng-oncall[\s\S]*Member \| project role OPS\/On-call through/,
    );

    // The second finds the group there. The site does not follow within the time policy gives it.
    scim.lagMilliseconds = 5 * 60_000;
    const mark = markOfSite(company);
    const second = await company.file('Onboarding', onCall('E2002', 'Frey'));
    await company.pass('2m');
    expect(await openKinds(company)).toEqual([]);
    await company.pass('2m');
    expect(await openKinds(company)).toEqual(['group-not-synced']);
    await company.pass('2m');
    // Somebody mended the push and asks again: what is read back settles it.
    expect(await decide(company, 'group-not-synced', 'retry')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect((await company.state(second)).proved).toBe(true);
    expect(opsWrites(company, mark)).toEqual([]);

    // A leaver goes by the provider's group; the role's group stays for the others, and the receipt says what came of it.
    scim.lagMilliseconds = 60_000;
    const left = await company.file('Offboarding', { Employee: 'E2002' });
    await company.pass('2m');
    expect(commentsOn(company, left).join('\n')).toMatch(/Left \| project role OPS\/On-call through eng-oncall/);
    expect((await company.state(left)).proved).toBe(true);
    expect(oncallActors(company)).toEqual([GROUP]);
    expect(opsWrites(company, mark)).toEqual([]);
  });

  it('is put in by a decision where others are in the group, or another hand took it out; not while writes are stopped', async () => {
    const company = await makeCompany({
      roles: true,
      policy: (text) => text.replace('membersPerGroup: 10', 'membersPerGroup: 2'),
    });
    const { directory, scim } = company.systems.jira.site;
    for (const who of ['ben.carter', 'ines.keller', 'tomasz.nowak']) {
      const user = directory.userWithMail(`${who}@acme.example`);
      if (user !== undefined) scim.join('eng-oncall', user.accountId);
    }
    await company.pass('2m');
    expect(await stopWrites(company.world, RAFAEL, false)).toMatchObject({ ok: true });
    const first = await company.file('Onboarding', onCall('E2001', 'Lindt'));
    await company.pass('3m');
    expect(opsWrites(company)).toEqual([]);
    await resumeWrites(company.world, RAFAEL);
    await company.pass('3m');
    expect(await openKinds(company)).toEqual(['role-opens-for-others']);
    expect(opsWrites(company)).toEqual([]);
    expect(await decide(company, 'role-opens-for-others', 'confirm')).toMatchObject({ ok: true });
    await company.pass('3m');
    expect((await company.state(first)).proved).toBe(true);

    // Whom it opens the role for is compared, and whoever nothing explains is named; nothing is taken.
    const before = markOfSite(company);
    expect(await sweptSite(company)).toMatchObject({ raised: 3, looks: 0, unread: [], brokenOff: null });
    expect(await waiting(company)).toEqual(Array(3).fill('unexplained-group-member'));
    expect((await openException(company, 'unexplained-group-member')).detail).toMatchObject({
      role: 'project role OPS/On-call',
      through: 'eng-oncall',
    });
    // One is in the provider's group after all, one is out again; while the provider does not say, nothing is concluded.
    putInto(company, 'eng-oncall', 'ben.carter@acme.example');
    scim.leave('eng-oncall', directory.userWithMail('ines.keller@acme.example')?.accountId ?? '');
    const on = `GET /api/v1/groups/${groupId(company, 'eng-oncall')}/users`;
    const denied = { on, do: 'refuse', status: 403, body: { errorCode: 'E0000006' } } as const;
    company.systems.okta.faults.add({ ...denied, times: 2 });
    expect(await sweptSite(company)).toMatchObject({
      raised: 0,
      withdrawn: 0,
      unread: [{ group: expect.stringContaining('eng-oncall') }],
    });
    expect(await sweptSite(company)).toMatchObject({ raised: 0, withdrawn: 2, unread: [] });
    expect(await decide(company, 'unexplained-group-member', 'accept')).toMatchObject({ ok: true });
    expect(await sweptSite(company)).toMatchObject({ raised: 0, withdrawn: 0 });
    expect(opsWrites(company, before)).toEqual([]);

    takeActor(company, 'OPS', 'On-call', 'eng-oncall');
    const mark = markOfSite(company);
    const second = await company.file('Onboarding', onCall('E2002', 'Frey'));
    await company.pass('10m');
    expect(await waiting(company)).toEqual(['role-actor-gone']);
    expect(opsWrites(company, mark)).toEqual([]);
    expect(oncallActors(company)).toEqual([]);
    expect(await decide(company, 'role-actor-gone', 'restore')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(oncallActors(company)).toEqual([GROUP]);
    expect((await company.state(second)).proved).toBe(true);
    expect(await waiting(company)).toEqual([]);

    // Whoever holds it and is not in the group any more is looked at, and a person is asked.
    scim.leave('eng-oncall', directory.userWithMail(MARA)?.accountId ?? '');
    expect(await sweptSite(company)).toMatchObject({ looks: 1, raised: 0, withdrawn: 0 });
    expect(await waiting(company)).toEqual(['gone-after-verified']);
  });
});
