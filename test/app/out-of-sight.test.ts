/**
 * What a custom role's resource set leaves out, Okta may call not there (404): a person, a group, some of somebody's groups.
 * That nobody shows it to us is no proof that it is gone, and a leaver may be signed in behind it.
 */
import { expect, it } from 'vitest';
import type { OktaQuirks } from '../../emulators/okta/index.ts';
import { lookAgain } from '../../src/app/intake/lookAgain.ts';
import { listGroups } from '../../src/app/listGroups.ts';
import { type Company, describeStory } from '../support/company.ts';
import { clickAtOkta, decide, openKinds, putInto } from '../support/hands.ts';
import { accountWith, commentsOn, groupId, groupsOf, statusOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

async function hired(company: Company): Promise<string> {
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  const { directory } = company.systems.okta;
  const { id } = directory.completeActivation(accountWith(company, MARA).id);
  directory.signIn(id);
  return id;
}

const seeing = (outOfReach: OktaQuirks['outOfReach']) => ({ systems: { okta: { quirks: { outOfReach } } } });

async function accountOf({ store }: Company) {
  const [person] = await store.read.findPersons(MARA);
  const own = person === undefined ? undefined : (await store.read.person(person)).accounts[0];
  if (own === undefined) throw new Error('no account of hers is known');
  return own.id;
}

describeStory('out of our role’s sight', (makeCompany) => {
  it.each<[OktaQuirks['outOfReach'], string]>([
    ['E0000007', 'account-unseen'],
    ['E0000006', 'not-getting-through'],
  ])(
    'a leaver (%s) is not said to be gone: a person is told, and they are closed once the role reaches them',
    async (code, told) => {
      const company = await makeCompany(seeing(code));
      const id = await hired(company);
      const { directory } = company.systems.okta;
      directory.narrowRole([id]);
      const left = await company.file('Offboarding', { Employee: 'E2001' });
      await company.untilQuiet();
      expect([(await company.state(left)).proved, await openKinds(company)]).toEqual([false, [told]]);
      await company.pass('30m');
      expect(await openKinds(company)).toEqual([told]);
      expect([accountWith(company, MARA).status, directory.sessionsOf(id).length]).toEqual(['ACTIVE', 1]);
      directory.narrowRole([]);
      await company.pass('6m');
      expect([accountWith(company, MARA).status, directory.sessionsOf(id), groupsOf(company, MARA)]).toEqual([
        'DEPROVISIONED',
        [],
        [],
      ]);
      expect([(await company.state(left)).proved, await openKinds(company)]).toEqual([true, []]);
    },
  );

  it('a leaver whom nobody can show to be gone is settled by a person’s word, and the issue says that it was accepted', async () => {
    const company = await makeCompany();
    const id = await hired(company);
    for (const _ of ['closed', 'deleted']) await clickAtOkta(company, 'DELETE', `/users/${id}`);
    company.systems.okta.directory.narrowRole([id]);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['account-unseen']);
    expect(await decide(company, 'account-unseen', 'accept')).toMatchObject({ ok: true });
    await company.pass('30m');
    expect([statusOf(company, left), await openKinds(company)]).toEqual(['Done', []]);
    expect(commentsOn(company, left).join('\n')).toMatch(/accepted/);
    expect((await company.timeline(left)).map(({ event }) => event.type)).not.toContain('LeaverVerified');
  });

  it('a leaver who was deleted is gone for a role that sees everybody', async () => {
    const company = await makeCompany();
    const id = await hired(company);
    for (const _ of ['closed', 'deleted']) await clickAtOkta(company, 'DELETE', `/users/${id}`);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect([(await company.state(left)).proved, await openKinds(company)]).toEqual([true, []]);
  });

  it('whoever was read back as closed may be deleted afterwards, and nobody is asked', async () => {
    const company = await makeCompany();
    const id = await hired(company);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    company.systems.okta.directory.narrowRole([id]);
    await lookAgain(company.world, await accountOf(company));
    await company.pass('30m');
    expect([(await company.state(left)).proved, await openKinds(company)]).toEqual([true, []]);
  });

  it('somebody who works here loses nothing by it on record, and is looked at again', async () => {
    const company = await makeCompany();
    const id = await hired(company);
    const { directory } = company.systems.okta;
    directory.narrowRole([id]);
    const change = await company.file('Change', {
      Employee: 'E2001',
      Department: 'Data',
      'Job title': 'Data Engineer',
    });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['account-unseen']);
    expect((await company.timeline(change)).map(({ event }) => event.type)).not.toContain('RemovalVerified');
    directory.narrowRole([]);
    await company.pass('6m');
    expect(groupsOf(company, MARA)).not.toContain('eng-core');
    expect([(await company.state(change)).proved, await openKinds(company)]).toEqual([true, []]);
  });

  it.each([
    ['before the groups were listed', false],
    ['since', true],
  ])('a group that went out of sight %s is not said to be taken from a mover until it was', async (_, listed) => {
    const company = await makeCompany();
    await hired(company);
    const { directory } = company.systems.okta;
    directory.narrowRole([groupId(company, 'eng-core')]);
    if (!listed) await listGroups(company.world);
    const change = await company.file('Change', {
      Employee: 'E2001',
      Department: 'Data',
      'Job title': 'Data Engineer',
    });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('eng-core');
    expect([(await company.state(change)).proved, await openKinds(company)]).toEqual([false, ['provider-refused']]);
    directory.narrowRole([]);
    await listGroups(company.world);
    await company.pass('6m');
    expect(groupsOf(company, MARA)).not.toContain('eng-core');
    expect([(await company.state(change)).proved, await openKinds(company)]).toEqual([true, []]);
  });

  it('a list of somebody’s groups without Everyone is a part of it, which proves nothing of a leaver', async () => {
    const company = await makeCompany();
    await hired(company);
    for (const name of ['finance-all', 'legal-archive']) putInto(company, name, MARA);
    const { directory } = company.systems.okta;
    directory.narrowRole([directory.everyoneId, groupId(company, 'finance-all')]);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('finance-all');
    expect((await company.state(left)).proved).toBe(false);
    expect([accountWith(company, MARA).status, await openKinds(company)]).toEqual([
      'SUSPENDED',
      ['not-getting-through'],
    ]);
    directory.narrowRole([]);
    await company.pass('6m');
    // The archive is kept by policy.
    expect(groupsOf(company, MARA)).toEqual(['legal-archive']);
    expect([(await company.state(left)).proved, await openKinds(company)]).toEqual([true, []]);
  });
});
