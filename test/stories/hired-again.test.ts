/** Somebody who left comes back: what is on their closed account by then, and what an end that nobody has read back leaves open. */
import { expect, it } from 'vitest';
import type { Filed } from '../../examples/acme/forms.ts';
import { followActivity } from '../../src/app/activity/activity.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { resumeWrites, stopWrites } from '../../src/app/stop.ts';
import { later } from '../../src/app/world.ts';
import type { PersonId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide, openException, openKinds, putInto, takeFrom } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';
import { putBack } from '../support/putBack.ts';

const DAY = 86_400_000;
const RAFAEL = 'rafael.ortiz@acme.example';

async function hired(company: Company) {
  const issue = await company.file('Onboarding', engineer());
  await company.untilQuiet();
  company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
  return issue;
}

describeStory('somebody who is hired again', (makeCompany) => {
  it('is not given unseen what was put on the closed account: it is asked about before the first day, and goes when it is gone', async () => {
    const company = await makeCompany();
    company.systems.okta.directory.createGroup('book-club');
    await hired(company);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    // Nobody tells Tenure of it.
    putInto(company, 'book-club', MARA);
    const again = await company.file('Onboarding', engineer({ 'Start date': '2026-03-03' }));
    await company.untilQuiet();
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect((await openException(company, 'memberships-revived')).detail).toEqual({ groups: 'book-club' });
    expect(commentsOn(company, again).join()).toMatch(/memberships that nothing explains.*book-club/);

    await company.pass('2026-03-03T08:00:00Z');
    expect(groupsOf(company, MARA)).toEqual([...ENGINEER_GROUPS, 'book-club'].sort());
    expect([statusOf(company, again) === 'Done', await openKinds(company)]).toEqual([false, ['memberships-revived']]);
    await followActivity(company.world);
    takeFrom(company, 'book-club', MARA);
    await company.pass('1m');
    await followActivity(company.world);
    await company.untilQuiet();
    expect([(await company.state(again)).proved, await openKinds(company)]).toEqual([true, []]);
  });

  it.each([204, 'E0000038'] as const)(
    'has their groups by the first day, whether or not a closed account may be put into any (%s)',
    async (addDeprovisioned) => {
      const company = await makeCompany({ systems: { okta: { quirks: { addDeprovisioned } } } });
      await hired(company);
      await company.file('Offboarding', { Employee: 'E2001' });
      await company.untilQuiet();
      const again = await company.file('Onboarding', engineer({ 'Start date': '2026-03-03' }));
      await company.untilQuiet();
      expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
      expect(new Set(await openKinds(company))).toEqual(new Set(addDeprovisioned === 204 ? [] : ['provider-refused']));
      await company.pass('2026-03-03T08:00:00Z');
      expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
      expect([(await company.state(again)).proved, await openKinds(company)]).toEqual([true, []]);
    },
  );

  it('before the account was read back as closed leaves an end nobody can prove: it is asked about once, and accepted by name', async () => {
    const company = await makeCompany();
    await hired(company);
    await stopWrites(company.world, RAFAEL, true);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    const again = await company.file('Onboarding', engineer({ 'Start date': '2026-03-02' }));
    await company.untilQuiet();
    await resumeWrites(company.world, RAFAEL);
    await company.pass('2m');
    expect(await openKinds(company)).toEqual(['closing-overtaken']);
    expect(commentsOn(company, left).join()).toMatch(/hired again before their account had been read back as closed/);
    expect((await company.state(again)).proved).toBe(true);
    expect(await decide(company, 'closing-overtaken', 'accept')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(await company.state(left)).toMatchObject({ proved: true, acceptedItems: 2 });
  });

  it('is hired by a form that was filed after their last day, also where that was read by a clock that stood ahead', async () => {
    const company = await makeCompany({ deaf: true });
    const { world, store } = company;
    const hired = await company.file('Onboarding', engineer());
    await lookAtIssue(world, hired.id);
    await company.pass('2026-03-10T09:00:00Z');
    await company.edit(hired, { 'Last day': '2026-03-09' });
    const ahead = { ...world, store: putBack(store, later(company.now(), DAY)) };
    await lookAtIssue(ahead, hired.id);
    await company.pass('1h');
    const again = await company.file('Onboarding', engineer({ 'Start date': '2026-03-10' }));
    await lookAtIssue(world, again.id);
    expect(await company.state(again)).toMatchObject({ accepted: true, problems: [] });
  });

  it('is not moved by a form about their work before, also where theirs is read while that is being read', async () => {
    const company = await makeCompany({ deaf: true });
    const { world } = company;
    const contract = { 'Worker type': 'Contractor', 'Last day': '2026-03-13' };
    const hired = await company.file('Onboarding', engineer(contract));
    await lookAtIssue(world, hired.id);
    const moved = { Department: 'Data', 'Job title': 'Data Analyst' };
    const change = await company.file('Change', { Employee: 'E2001', ...moved });
    await company.pass('1h');
    const again = await company.file('Onboarding', engineer({ 'Start date': '2026-03-16' }));
    await company.leap('2026-03-16T09:00:00Z');
    let isRead = false;
    const transaction: typeof world.store.transaction = async (work, locks) => {
      if (!isRead) {
        isRead = true;
        await lookAtIssue(world, again.id);
      }
      return world.store.transaction(work, locks);
    };
    await lookAtIssue({ ...world, store: { ...world.store, transaction } }, change.id);
    await company.untilQuiet();
    expect(await company.state(again)).toMatchObject({ accepted: true });
    expect(await company.state(change)).toMatchObject({ accepted: false, problems: [{ code: 'already-left' }] });
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });

  it('is moved by what was filed about that work, also where their leaving was read last of all', async () => {
    const company = await makeCompany({ deaf: true });
    const { world } = company;
    await lookAtIssue(world, (await company.file('Onboarding', engineer())).id);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('1h');
    const again = await company.file('Onboarding', engineer({ 'Start date': '2026-03-02' }));
    await lookAtIssue(world, again.id);
    await company.pass('1h');
    const moves = [{ Department: 'Data', 'Job title': 'Data Analyst' }, { 'Job title': 'Data Engineer' }];
    const changes: Filed[] = [];
    for (const values of moves) {
      changes.push(await company.file('Change', { Employee: 'E2001', ...values }));
      await company.pass('1h');
    }
    for (const { id } of changes) await lookAtIssue(world, id);
    expect((await company.state(again)).accepted).toBe(false);
    await lookAtIssue(world, left.id);
    await company.pass('10m');
    const [person = ''] = await company.store.read.findPersons('E2001');
    const { engagements } = await company.store.read.person(person as PersonId);
    expect(engagements.map(({ end, attributes }) => [end === null, attributes.department, attributes.title])).toEqual([
      [false, 'Data', 'Data Engineer'],
      [true, 'Data', 'Data Engineer'],
    ]);
  });
});
