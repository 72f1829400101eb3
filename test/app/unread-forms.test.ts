/** A form that cannot be read says nothing on its issue, and may be the end of somebody's work: people are told of it. */
import { expect, it } from 'vitest';
import { NADIA } from '../../examples/acme/forms.ts';
import { jobHandler } from '../../src/app/jobs.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide, openException, openKinds } from '../support/hands.ts';
import { accountWith } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const FAILING = { do: 'refuse', status: 500, times: 100_000 } as const;

async function leaving(company: Company) {
  const { jira } = company.systems;
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  // A hint that comes before the issue is read; the form is filed while it can be, and not read from then on.
  jira.faults.add({ ...FAILING, on: 'GET /rest/api/3/issue/\\d+\\?' });
  return company.file('Offboarding', { Employee: 'E2001' });
}

describeStory('a form that cannot be read', (makeCompany) => {
  it('for a quarter of an hour is told once, and no more when it is read', async () => {
    const company = await makeCompany({ mayStumble: true });
    const left = await leaving(company);
    await company.pass('10m');
    expect(await openKinds(company)).toEqual([]);
    await company.pass('10m');
    expect(await openKinds(company)).toEqual(['form-unread']);
    expect((await openException(company, 'form-unread')).detail).toMatchObject({ issue: left.id, key: null });
    await company.pass('1h');
    expect(await openKinds(company)).toEqual(['form-unread']);
    company.systems.jira.faults.clear();
    await company.pass('10m');
    expect(await openKinds(company)).toEqual([]);
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect((await company.state(left)).accepted).toBe(true);
  });

  it('is told although the service is begun anew every few minutes', async () => {
    const company = await makeCompany({ mayStumble: true });
    const left = await leaving(company);
    const { engine } = company.running.tenure;
    for (let begun = 0; begun < 4; begun += 1) {
      await company.pass('5m');
      await engine.stop(1_000);
      // What a process remembers is bound to its world.
      await engine.start(jobHandler({ ...company.world }));
    }
    await company.pass('1m');
    expect((await openException(company, 'form-unread')).detail).toMatchObject({ issue: left.id });
    company.systems.jira.faults.clear();
    await company.pass('10m');
    expect([await openKinds(company), accountWith(company, MARA).status]).toEqual([[], 'DEPROVISIONED']);
    expect(await company.store.read.getControl('unread-forms')).toEqual({});
  });

  it('because it has a security level we are not in is told like that, when it ends somebody’s work', async () => {
    const company = await makeCompany();
    const { jira } = company.systems;
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const level = jira.site.projects.get('PEO')?.securityLevels.find(({ name }) => name === 'People team only');
    const { members } = level ?? expect.fail('no level');
    const shownTo = (who: typeof members) => Object.assign(level ?? {}, { members: who });
    shownTo([{ group: 'hr-team' }]);
    const left = await company.file('Offboarding', { Employee: 'E2001', 'Security Level': 'People team only' });
    await company.pass('10m');
    expect(await openKinds(company)).toEqual([]);
    await company.pass('20m');
    expect((await openException(company, 'form-unread')).detail).toMatchObject({
      ...{ issue: left.id, because: expect.stringContaining('not for us') },
    });
    shownTo(members);
    await company.pass('10m');
    expect(await openKinds(company)).toEqual([]);
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');

    // Gone, or let be: nobody goes on asking for it.
    shownTo([{ group: 'hr-team' }]);
    for (const end of ['deleted', 'ignored'] as const) {
      const other = await company.file('Offboarding', { Employee: 'E2001', 'Security Level': 'People team only' });
      await company.pass('30m');
      expect(await openKinds(company)).toEqual(['form-unread']);
      if (end === 'ignored') expect(await decide(company, 'form-unread', 'ignore')).toMatchObject({ ok: true });
      else await company.forms.call(NADIA, 'DELETE', `/rest/api/3/issue/${other.key}`);
      await company.pass('10m');
      expect(await openKinds(company)).toEqual([]);
      const mark = jira.log.list().length;
      await company.pass('2h');
      expect(jira.log.list({ since: mark, matching: new RegExp(`/issue/${other.id}`) })).toEqual([]);
    }
  });

  it('is let be by a person, and told anew the next time', async () => {
    const company = await makeCompany({ mayStumble: true });
    const left = await leaving(company);
    await company.pass('20m');
    expect(await decide(company, 'form-unread', 'ignore')).toMatchObject({ ok: true });
    await company.pass('1h');
    expect(await openKinds(company)).toEqual([]);
    const { jira } = company.systems;
    jira.faults.clear();
    await company.pass('10m');
    expect((await company.state(left)).accepted).toBe(true);
    jira.faults.add({ ...FAILING, on: 'GET /rest/api/3/issue/\\d+\\?' });
    await company.edit(left, { Notify: 'it@acme.example' });
    await company.pass('20m');
    const { detail } = await openException(company, 'form-unread');
    expect(detail).toMatchObject({ issue: left.id, key: left.key });
  });
});
