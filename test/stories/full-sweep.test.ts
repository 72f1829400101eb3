/** A full sweep finds what no hint told of, by complete listings; it only makes Tenure look, and unknown is never gone. */
import { expect, it } from 'vitest';
import { sweepWhenDue } from '../../src/app/sweep/index.ts';
import type { SweepStage } from '../../src/ports/sweeps.ts';
import { asked } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { clickAtOkta, decide, openKinds, putInto, takeFrom } from '../support/hands.ts';
import { accountWith, groupId, groupsOf, markOfLog, oktaWrites } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';
import { swept, sweptWith, waiting } from '../support/sweeping.ts';

const NOAH = 'noah.berg@acme.example';
const noah = engineer({ 'Employee number': 'E2002', 'First name': 'Noah', 'Last name': 'Berg' });

async function twoHired(company: Company) {
  const issues = [await company.file('Onboarding', engineer()), await company.file('Onboarding', noah)];
  await company.untilQuiet();
  for (const login of [MARA, NOAH]) company.systems.okta.directory.completeActivation(accountWith(company, login).id);
  return issues;
}

/** Open accounts that were there before Tenure, and that policy does not know. */
const nobodys = ({ systems, policy }: Company) =>
  systems.okta.directory
    .users()
    .filter(({ status, profile }) => status === 'ACTIVE' && profile.tenureMark == null)
    .filter(({ profile }) => !policy.settings.protected.accounts.includes(String(profile.login))).length;

/** The store of a sweep whose staged members are gone as soon as they have been counted. */
function losingMembers({ store }: Company): Partial<SweepStage> {
  return {
    async countMembers(staging, group) {
      const counted = await store.sweeps.countMembers(staging, group);
      await store.sweeps.clearMembers(staging, group);
      return counted;
    },
  };
}

describeStory('a full sweep', (makeCompany) => {
  it('finds what other hands did in the middle of everything, writes nothing, and says each thing once', async () => {
    // Mara may take risks, and does not decide about herself all the same.
    const company = await makeCompany({ policy: (text) => text.replace('  accept: [', `  accept: [${MARA}, `) });
    const { directory } = company.systems.okta;
    await twoHired(company);
    await swept(company);
    expect(await waiting(company)).toEqual([]);
    expect((await openKinds(company)).length).toBe(nobodys(company));

    // An administrator takes, gives, suspends and creates, past Tenure and without a webhook.
    takeFrom(company, 'eng-core', MARA);
    putInto(company, 'finance-all', MARA);
    await clickAtOkta(company, 'POST', `/users/${accountWith(company, NOAH).id}/lifecycle/suspend`);
    const profile = { login: 'stray@acme.example', email: 'stray@acme.example', firstName: 'S', lastName: 'T' };
    directory.createUser({ profile, status: 'ACTIVE' });

    const mark = markOfLog(company);
    const seen = await swept(company);
    expect(seen).toMatchObject({ looks: 2, raised: 2, withdrawn: 0, unread: [], brokenOff: null, state: 'done' });
    expect(await waiting(company)).toEqual(['gone-after-verified', 'lowered-by-other-hand', 'unexplained-membership']);
    const { exceptions } = (await asked(company, 'exceptions', {})) as { exceptions: { detail: object }[] };
    expect(exceptions.filter(({ detail }) => 'login' in detail && detail.login === 'stray@acme.example').length).toBe(
      1,
    );
    expect(JSON.stringify(exceptions)).not.toContain('emergency.admin');
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(groupsOf(company, MARA)).toEqual(
      [...ENGINEER_GROUPS.filter((one) => one !== 'eng-core'), 'finance-all'].sort(),
    );
    expect(accountWith(company, NOAH).status).toBe('SUSPENDED');

    // Again: nothing new. What is put right is withdrawn; what a person has settled stays settled.
    expect(await swept(company)).toMatchObject({ raised: 0, withdrawn: 0 });
    takeFrom(company, 'finance-all', MARA);
    expect(await decide(company, 'gone-after-verified', 'restore')).toMatchObject({ ok: true });
    expect(await swept(company)).toMatchObject({ raised: 0, withdrawn: 1 });
    expect(await waiting(company)).toEqual(['lowered-by-other-hand']);
    putInto(company, 'finance-all', MARA);
    expect(await swept(company)).toMatchObject({ raised: 1 });
    expect(await decide(company, 'unexplained-membership', 'accept', MARA)).toEqual({ ok: false, refusal: 'own-case' });
    expect(await decide(company, 'unexplained-membership', 'accept')).toMatchObject({ ok: true });
    expect(await swept(company)).toMatchObject({ raised: 0, withdrawn: 0 });
    expect(await waiting(company)).toEqual(['lowered-by-other-hand']);
    expect(groupsOf(company, MARA)).toEqual([...ENGINEER_GROUPS, 'finance-all'].sort());
    // That it was settled is true of that time: gone and back again, it is another one.
    takeFrom(company, 'finance-all', MARA);
    expect(await swept(company)).toMatchObject({ raised: 0, withdrawn: 0 });
    putInto(company, 'finance-all', MARA);
    expect(await swept(company)).toMatchObject({ raised: 1, withdrawn: 0 });
    expect(await waiting(company)).toEqual(['lowered-by-other-hand', 'unexplained-membership']);
  });

  it('concludes nothing from a page that is missing or a right that was lost on the way', async () => {
    const company = await makeCompany({
      policy: (text) => text.replace('\nbrake:\n', '\nsweep: { mostFindings: 5 }\n\nbrake:\n'),
    });
    const { faults } = company.systems.okta;
    await twoHired(company);
    putInto(company, 'finance-all', MARA);
    const findings = { 'account-without-person': nobodys(company), 'unexplained-membership': 1 };
    expect(await swept(company)).toMatchObject({ raised: 2, findings });
    // So many of one kind are one question, and hide none of another.
    const told = ['many-findings', 'unexplained-membership'];
    expect(await openKinds(company)).toEqual(told);
    const nothing = { looks: 0, raised: 0, withdrawn: 0 };

    // Somebody else is shown in her place: what the listing lacks is read by its id before it is believed.
    const finance = `GET /api/v1/groups/${groupId(company, 'finance-all')}/users`;
    const other = [{ id: accountWith(company, 'ben.carter@acme.example').id }];
    faults.add({ on: finance, do: 'refuse', status: 200, body: other });
    expect(await swept(company)).toMatchObject({ ...nothing, unread: [], state: 'done' });
    // And when that cannot be read either, nothing is known.
    faults.add({ on: finance, do: 'refuse', status: 200, body: other });
    const own = `GET /api/v1/users/${accountWith(company, MARA).id}/groups`;
    faults.add({ on: own, do: 'refuse', status: 403, body: { errorCode: 'E0000006' } });
    takeFrom(company, 'finance-all', MARA);
    expect(await swept(company)).toMatchObject({ ...nothing, unread: [], state: 'done' });
    putInto(company, 'finance-all', MARA);
    // The staged rows are lost between the counting and the comparing.
    expect((await sweptWith(company, losingMembers(company))).unread.length).toBeGreaterThan(0);
    expect(await openKinds(company)).toEqual(told);
    takeFrom(company, 'finance-all', MARA);
    expect(await swept(company)).toMatchObject({ ...nothing, withdrawn: 1 });
    expect(await openKinds(company)).toEqual(['many-findings']);
    takeFrom(company, 'eng-core', MARA);

    // The account listing breaks off in the middle; or shows nobody from the second page on.
    faults.add({ on: 'GET /api/v1/users\\?.*DEPROVISIONED', do: 'refuse', status: 503 });
    expect(await swept(company)).toMatchObject({ ...nothing, state: 'broken-off' });
    // The right to see a group is lost between its pages: nothing is known of that group, the others count.
    const core = groupId(company, 'eng-core');
    faults.add({ on: `GET /api/v1/groups/${core}/users`, do: 'refuse', status: 403, body: { errorCode: 'E0000006' } });
    const unread = [{ group: 'okta:eng-core', because: expect.stringContaining('denied') }];
    expect(await swept(company)).toMatchObject({ ...nothing, unread, state: 'done' });
    // An empty list of a group that has members is no empty group.
    faults.add({ on: `GET /api/v1/groups/${core}/users`, do: 'refuse', status: 200, body: [] });
    expect((await swept(company)).unread.length).toBe(1);
    expect(await openKinds(company)).toEqual(['many-findings']);
    // Read to the end, it is looked at, and the look decides.
    expect(await swept(company)).toMatchObject({ looks: 1 });
    expect(await openKinds(company)).toEqual(['gone-after-verified', 'many-findings']);

    // Let be, they are asked about again when they have clearly grown.
    expect(await decide(company, 'many-findings', 'ignore')).toMatchObject({ ok: true });
    expect(await swept(company)).toMatchObject({ raised: 0, withdrawn: 0 });
    for (const n of [1, 2]) {
      const login = `stray.${n}@acme.example`;
      const profile = { login, email: login, firstName: 'S', lastName: 'T' };
      company.systems.okta.directory.createUser({ profile, status: 'ACTIVE' });
    }
    expect(await swept(company)).toMatchObject({ raised: 1, withdrawn: 0 });
    const open = await company.store.read.exceptions({ open: true, kinds: ['many-findings'] });
    expect(open.map(({ detail }) => detail)).toEqual([
      { connection: 'okta', of: 'account-without-person', findings: nobodys(company) },
    ]);
  });

  it('tells of a group that is gone or made anew, and of one that a rule fills now; nobody loses or gains by it', async () => {
    const company = await makeCompany();
    const { directory } = company.systems.okta;
    await twoHired(company);
    await swept(company);
    await clickAtOkta(company, 'DELETE', `/groups/${groupId(company, 'eng-core')}`);
    const remade = directory.createGroup('eng-core');
    directory.addMember(remade.id, accountWith(company, MARA).id);
    const rule = {
      name: 'aws',
      expression: 'user.department=="Nowhere"',
      groupIds: [groupId(company, 'aws-developers')],
    };
    directory.createRule(rule);
    const mark = markOfLog(company);
    await swept(company);
    // The new group of that name is another one: who is in it has it from nobody here.
    expect(await waiting(company)).toEqual(['group-owned-elsewhere', 'group-vanished', 'unexplained-membership']);
    const open = await company.store.read.exceptions({ open: true });
    const details = open.flatMap(({ kind, detail }) => (kind === 'group-vanished' ? [detail] : []));
    expect(details).toEqual([{ name: 'okta:eng-core', holders: 2, remade: true }]);
    expect(oktaWrites(company, mark)).toEqual([]);
    await swept(company);
    expect((await waiting(company)).length).toBe(3);
    // A group nobody can be in any more has nobody in it either.
    await clickAtOkta(company, 'DELETE', `/groups/${remade.id}`);
    expect(await swept(company)).toMatchObject({ withdrawn: 1 });
    expect(await waiting(company)).toEqual(['group-owned-elsewhere', 'group-vanished']);
  });

  it('comes by itself at its hour, and one at a time', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const due = () => sweepWhenDue(company.world, () => false);
    expect(await due()).toBe(false);
    await company.pass('16h');
    expect(await due()).toBe(false);
    await company.pass('2h');
    const [one, other] = await Promise.all([due(), due()]);
    expect([one, other].sort()).toEqual([false, true]);
    expect(await due()).toBe(false);

    // What breaks off is tried again soon, and told to a person when it goes on; the hour stays the hour.
    const { faults } = company.systems.okta;
    const lose = () =>
      faults.add({ on: 'GET /api/v1/groups\\?', do: 'refuse', status: 403, body: { errorCode: 'E0000006' } });
    await company.pass('24h');
    lose();
    expect(await due()).toBe(true);
    expect(await waiting(company)).toEqual([]);
    expect(await due()).toBe(false);
    await company.pass('31m');
    lose();
    expect(await due()).toBe(true);
    expect(await waiting(company)).toEqual(['sweep-broken-off']);
    await company.pass('31m');
    expect(await due()).toBe(false);
    await company.pass('31m');
    expect(await due()).toBe(true);
    expect(await waiting(company)).toEqual([]);
    await company.pass('20h');
    expect(await due()).toBe(false);
    await company.pass('3h');
    expect(await due()).toBe(true);
  });
});
