/** A leaver who is not closed some minutes after it was due is told to a person, once, whatever the reason. */
import { expect, it } from 'vitest';
import { tellOverdue } from '../../src/app/reconcile/overdue.ts';
import { resumeWrites, stopWrites } from '../../src/app/stop.ts';
import { accountId } from '../../src/core/shared/ids.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide, openKinds } from '../support/hands.ts';
import { accountWith, commentsOn, statusOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const RAFAEL = 'rafael.ortiz@acme.example';

const limit = {
  on: '.',
  do: 'refuse',
  status: 429,
  body: { errorCode: 'E0000047', errorSummary: 'API call exceeded rate limit due to too many requests.' },
  // A minute from the answer's own date, again and again.
  headers: {
    date: 'Mon, 02 Mar 2026 08:00:00 GMT',
    'x-rate-limit-limit': '600',
    'x-rate-limit-remaining': '0',
    'x-rate-limit-reset': String(Date.parse('2026-03-02T08:01:00.000Z') / 1_000),
  },
  times: 100_000,
} as const;

async function hired(company: Company) {
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
}

describeStory('a leaver who is overdue', (makeCompany) => {
  it('behind a limit that lasts is told once, and no longer when it got through', async () => {
    const company = await makeCompany();
    await hired(company);
    company.systems.okta.faults.add(limit);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('4m');
    expect(await tellOverdue(company.world)).toBe(0);
    expect(await openKinds(company)).toEqual([]);

    await company.pass('90s');
    expect(await tellOverdue(company.world)).toBe(1);
    expect(await tellOverdue(company.world)).toBe(0);
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['not-getting-through']);
    expect(statusOf(company, left)).toBe('Waiting');
    expect(commentsOn(company, left).join('\n')).toMatch(/keeps trying/);

    company.systems.okta.faults.clear();
    await company.pass('3m');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });

  it('is told again when a person had it tried again and it still does not get through', async () => {
    const company = await makeCompany();
    await hired(company);
    company.systems.okta.faults.add(limit);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('6m');
    expect(await tellOverdue(company.world)).toBe(1);
    await decide(company, 'not-getting-through', 'retry');
    await company.pass('1m');
    expect(await tellOverdue(company.world)).toBe(0);
    await company.pass('5m');
    expect(await tellOverdue(company.world)).toBe(1);
  });

  it.each([
    ['ignore', 'it fails'],
    ['accept', 'it fails'],
    ['accept', 'nobody works at it'],
  ] as const)(
    'is told, although a person has let be (%s) on the same case that they did not come in, where %s',
    async (verdict, why) => {
      const company = await makeCompany();
      const { faults } = company.systems.okta;
      const down = { on: '(GET|POST|PUT|DELETE) /api/v1/(users|groups).*', do: 'refuse', status: 503 } as const;
      faults.add({ ...down, times: 100_000 });
      await company.file('Onboarding', engineer({ 'Worker type': 'Contractor', 'Last day': '2026-03-03' }));
      await company.pass('10m');
      expect(await decide(company, 'not-getting-through', verdict)).toMatchObject({ ok: true });
      faults.clear();
      await company.pass('2026-03-03T22:59:00Z');
      faults.add(why === 'it fails' ? { ...down, times: 100_000 } : limit);
      await company.pass('2m');
      if (why !== 'it fails') await company.loseJobs();
      await company.pass('6m');
      if (why !== 'it fails') expect(await tellOverdue(company.world)).toBe(1);
      expect(await openKinds(company)).toEqual(['not-getting-through']);
      // Accepted as they are, nobody is told of the same end again.
      expect(await decide(company, 'not-getting-through', 'accept')).toMatchObject({ ok: true });
      await company.pass('10m');
      expect(await tellOverdue(company.world)).toBe(0);
      expect(await openKinds(company)).toEqual([]);
    },
  );

  it('is told, although on the same case a change of theirs that does not get through waits for somebody still', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer({ 'Worker type': 'Contractor', 'Last day': '2026-03-03' }));
    await company.pass('2026-03-03T22:30:00Z');
    company.systems.okta.faults.add({ on: '.*', do: 'refuse', status: 503, times: 100_000 });
    await company.edit(issue, { 'Job title': 'Data Engineer' });
    await company.pass('2026-03-03T22:55:00Z');
    expect(await openKinds(company)).toEqual(['not-getting-through']);
    await company.pass('2026-03-03T23:06:00Z');
    expect(await openKinds(company)).toEqual(['not-getting-through', 'not-getting-through']);
    await company.pass('10m');
    expect(await openKinds(company)).toHaveLength(2);
    company.systems.okta.faults.clear();
    await company.pass('10m');
    expect([await openKinds(company), (await company.state(issue)).proved]).toEqual([[], true]);
  });

  it('is not sieved out again and again once accepted as they are', async () => {
    const company = await makeCompany();
    const sieved = () => company.store.read.overdueLeavers(milliseconds(5 * 60_000), 10);
    await hired(company);
    company.systems.okta.faults.add(limit);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('6m');
    expect(await sieved()).toHaveLength(1);
    expect(await tellOverdue(company.world)).toBe(1);
    expect(await decide(company, 'not-getting-through', 'accept')).toMatchObject({ ok: true });
    await company.pass('10m');
    expect(await sieved()).toEqual([]);
  });

  it('is not sieved out when they are back at work', async () => {
    const company = await makeCompany();
    await hired(company);
    company.systems.okta.faults.add(limit);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('6m');
    await company.file('Onboarding', engineer());
    await company.pass('6m');
    expect(await company.store.read.overdueLeavers(milliseconds(5 * 60_000), 10)).toEqual([]);
  });

  it('is told although nobody works at all: the rows say so', async () => {
    const company = await makeCompany();
    await hired(company);
    await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-03' });
    await company.untilQuiet();
    await company.pass('2026-03-03T22:59:00.000Z');
    company.systems.okta.faults.add(limit);
    await company.pass('2m');
    await company.loseJobs();
    await company.pass('6m');
    expect(await tellOverdue(company.world)).toBe(1);
  });

  it('is not told while a stop holds leavers too, nor of somebody who left long ago and is looked at again', async () => {
    const company = await makeCompany();
    await hired(company);
    await stopWrites(company.world, RAFAEL, true);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('10m');
    expect(await tellOverdue(company.world)).toBe(0);

    await resumeWrites(company.world, RAFAEL);
    await company.pass('10m');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    const [person] = await company.store.read.findPersons('E2001');
    await company.store.transaction((tx) => tx.raiseWanted(accountId(`okta/${person}`), null));
    expect(await tellOverdue(company.world)).toBe(0);
  });
});

describeStory('a joiner who could not be carried out', (makeCompany) => {
  it('and was told so is told when it got through, also after an edit in between', async () => {
    const company = await makeCompany({ mayStumble: true });
    const { faults } = company.systems.okta;
    const broken = { errorCode: 'E0000009', errorSummary: 'Internal Server Error' };
    faults.add({ on: '/api/v1/users', do: 'refuse', status: 500, body: broken, times: 100_000 });
    const issue = await company.file('Onboarding', engineer());
    await company.pass('10m');
    expect(await openKinds(company)).toEqual(['not-getting-through']);

    faults.clear();
    await company.edit(issue, { 'Job title': 'Data Engineer' });
    await company.untilQuiet();
    expect(accountWith(company, MARA)).toBeDefined();
    expect(await openKinds(company)).toEqual([]);
    await company.pass('10m');
    expect(statusOf(company, issue)).toBe('Done');
  });
});
