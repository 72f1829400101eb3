/** Invariant 3: a membership is removed only for a positive cause, and nothing is concluded from not knowing. */
import { expect, it } from 'vitest';
import type { Fault } from '../../emulators/kit/faults/fault.ts';
import { listGroups } from '../../src/app/listGroups.ts';
import { type Company, describeStory } from '../support/company.ts';
import { openKinds, putInto } from '../support/hands.ts';
import { accountWith, groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const LIST = 'GET /api/v1/users/[^/]+/groups';
const BAD_ANSWERS: Readonly<Record<string, (company: Company) => readonly Fault[]>> = {
  'an empty list, as a missing right gives': () => [{ on: `${LIST}$`, do: 'refuse', status: 200, body: [], times: 6 }],
  'a refusal': () => [{ on: `${LIST}$`, do: 'refuse', status: 403, body: { errorCode: 'E0000006' }, times: 6 }],
  'a page without its next one': ({ systems }) => [
    {
      on: `${LIST}$`,
      do: 'refuse',
      status: 200,
      body: [],
      headers: { link: `<${systems.okta.url}/api/v1/users/x/groups?after=2>; rel="next"` },
      times: 3,
    },
    { on: `${LIST}\\?after=2`, do: 'drop', times: 3 },
  ],
};

describeStory('invariant 3: never by accident', (makeCompany) => {
  for (const [answer, faults] of Object.entries(BAD_ANSWERS)) {
    it(`${answer} in place of the groups concludes nothing for a mover`, async () => {
      const company = await makeCompany({ timing: { leaseMilliseconds: 60_000 } });
      await company.file('Onboarding', engineer());
      await company.untilQuiet();
      for (const fault of faults(company)) company.systems.okta.faults.add(fault);
      const change = await company.file('Change', { Employee: 'E2001', 'Job title': 'Senior Engineer' });
      await company.untilQuiet();
      expect((await company.state(change)).proved).toBe(false);
      expect(await openKinds(company)).toEqual([]);
      expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);

      await company.pass('30m');
      expect(groupsOf(company, MARA)).toEqual([...ENGINEER_GROUPS, 'eng-senior'].sort());
      expect((await company.state(change)).proved).toBe(true);
    });
  }

  it('an empty list is no proof that a leaver has nothing left', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.faults.add({ on: `${LIST}$`, do: 'refuse', status: 200, body: [], times: 1_000 });
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('10m');
    expect((await company.timeline(left)).map(({ event }) => event.type)).not.toContain('LeaverVerified');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    company.systems.okta.faults.clear();
    await company.pass('1h');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });

  it('a list of a leaver’s groups that is cut is no proof that the others are gone: each is taken by its id', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.faults.add({ on: `${LIST}$`, do: 'cut-list', keep: 1, times: 1_000 });
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    company.systems.okta.faults.clear();
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });

  it('a list of all groups that is cut makes no group vanish, nor is one told as gone', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.faults.add({ on: 'GET /api/v1/groups\\?', do: 'cut-list', keep: 1 });
    await expect(listGroups(company.world)).rejects.toThrow('is there and was not listed');
    expect((await company.store.read.groups()).filter(({ vanished }) => vanished)).toEqual([]);
    expect(await openKinds(company)).toEqual([]);
  });

  it('a group is gone when its id says so, also where the listing breaks off at the next one', async () => {
    const company = await makeCompany();
    await company.untilQuiet();
    const { faults, log } = company.systems.okta;
    const known = (await company.store.read.groups()).filter(({ owner }) => owner !== 'built-in');
    const [first, second] = known.map(({ id }) => id);
    if (first === undefined || second === undefined) throw new Error('no groups to lose');
    const at = (group: string) => `GET /api/v1/groups/${group.slice(group.indexOf(':') + 1)}$`;
    const gone = { status: 404, body: { errorCode: 'E0000007', errorSummary: 'Not found' } };
    faults.add({ on: 'GET /api/v1/groups\\?', do: 'cut-list', keep: 1, times: 100 });
    faults.add({ on: at(first), do: 'refuse', ...gone, times: 100 });
    faults.add({ on: at(second), do: 'refuse', status: 403, body: { errorCode: 'E0000006' }, times: 100 });
    await expect(listGroups(company.world)).rejects.toThrow('read group');
    const vanished = (await company.store.read.groups()).flatMap((one) => (one.vanished ? [one.id] : []));
    expect(vanished).toEqual([first]);
    log.clear();
    await expect(listGroups(company.world)).rejects.toThrow('read group');
    expect(log.list({ matching: new RegExp(at(first)) })).toEqual([]);
  });

  it('an empty list of all groups makes no group vanish', async () => {
    const company = await makeCompany();
    company.systems.okta.faults.add({ on: 'GET /api/v1/groups\\?', do: 'refuse', status: 200, body: [] });
    await expect(listGroups(company.world)).rejects.toThrow('list groups');
    expect((await company.store.read.groups()).filter(({ vanished }) => vanished)).toEqual([]);
  });

  it('a membership that Tenure never gave stays when a mover moves on', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    putInto(company, 'finance-all', MARA);
    await company.file('Change', { Employee: 'E2001', Department: 'Data', 'Job title': 'Data Engineer' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toContain('finance-all');
    expect(groupsOf(company, MARA)).not.toContain('eng-core');
  });

  it('an issue that was deleted ends nobody’s work', async () => {
    const company = await makeCompany();
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { site } = company.systems.jira;
    site.issues.remove(site.issue(issue.key));
    await company.world.engine.send({ lane: 'look', issue: issue.id });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(await openKinds(company)).toContain('issue-vanished');
  });
});
