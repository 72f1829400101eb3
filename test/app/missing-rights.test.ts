/** A right that is lost is named on the list of exceptions before a leaver meets it, and goes from it when it is given back. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tellMissingRights } from '../../src/app/clock/missingRights.ts';
import type { World } from '../../src/app/world.ts';
import { asked } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { testDesk } from '../support/desk.ts';
import { decide, openKinds } from '../support/hands.ts';

const rights = async ({ store }: Company) =>
  (await store.read.exceptions({ open: true, kinds: ['right-missing'] }))
    .map(({ detail: { connection, right } }) => `${connection}: ${right}`)
    .sort();

describeStory('a right that is lost', (makeCompany) => {
  it('is nobody’s business as long as all are held', async () => {
    const company = await makeCompany();
    expect(await tellMissingRights(company.world)).toBe(0);
    expect(await openKinds(company)).toEqual([]);
  });

  it('is told by its name, once, with what gives it, and goes when it is held again', async () => {
    const company = await makeCompany();
    const { okta, jira } = company.systems;
    okta.faults.add({ do: 'lose-right', right: 'role', until: '1h' });
    jira.faults.add({ do: 'lose-right', right: 'permission', which: 'EDIT_ISSUES', until: '1h' });
    expect(await tellMissingRights(company.world)).toBeGreaterThan(1);
    expect(await tellMissingRights(company.world)).toBe(0);
    const lost = await rights(company);
    expect(lost).toContain('okta: sign in');
    expect(lost).toContain('jira: PEO: Edit issues (for the evidence properties)');
    const { exceptions } = (await asked(company, 'exceptions', {})) as unknown as {
      exceptions: readonly { detail: object }[];
    };
    expect(exceptions.map(({ detail }) => detail)).toContainEqual({
      connection: 'jira',
      right: 'PEO: Edit issues (for the evidence properties)',
      give: 'give the service account EDIT_ISSUES in the permission scheme of project PEO',
    });
    // Who does not answer has taken no right back, and given none.
    okta.faults.add({ do: 'down', until: '30m' });
    jira.faults.clear();
    await tellMissingRights(company.world);
    expect(await rights(company)).toEqual(lost.filter((one) => one.startsWith('okta')));
    okta.faults.clear();
    await tellMissingRights(company.world);
    expect(await openKinds(company)).toEqual([]);
    expect(await asked(company, 'verify', {})).toMatchObject({ whole: true });
  });

  it('with the whole credential is one, and says nothing about those it could not try', async () => {
    const company = await makeCompany();
    const { jira } = company.systems;
    jira.faults.add({ do: 'lose-right', right: 'permission', which: 'ADD_COMMENTS', until: '1h' });
    await tellMissingRights(company.world);
    const before = await rights(company);
    expect(before.every((one) => one.includes('Add comments'))).toBe(true);
    jira.faults.clear();
    jira.faults.add({ do: 'lose-right', right: 'token', until: '1h' });
    await tellMissingRights(company.world);
    expect(await rights(company)).toEqual([...before, 'jira: sign in to Jira']);
    jira.faults.clear();
    await tellMissingRights(company.world);
    expect(await openKinds(company)).toEqual([]);
  });

  it('and let be is told again when it was held in between, and not before', async () => {
    const company = await makeCompany();
    const { jira } = company.systems;
    const lose = () => jira.faults.add({ do: 'lose-right', right: 'permission', which: 'ADD_COMMENTS', until: '1h' });
    lose();
    expect(await tellMissingRights(company.world)).toBe(2);
    for (const _ of [1, 2]) expect(await decide(company, 'right-missing', 'ignore')).toMatchObject({ ok: true });
    expect(await tellMissingRights(company.world)).toBe(0);
    jira.faults.clear();
    expect(await tellMissingRights(company.world)).toBe(0);
    lose();
    expect(await tellMissingRights(company.world)).toBe(2);
  });

  it('is told also when trying the rights of another system goes wrong in a way nobody foresaw', async () => {
    const company = await makeCompany();
    const { world } = company;
    company.systems.okta.faults.add({ do: 'lose-right', right: 'role', until: '1h' });
    const said: object[] = [];
    const log = { ...world.log, error: (about: object) => said.push(about) };
    const tracker = { ...world.tracker, probePowers: () => Promise.reject(new TypeError('no list')) };
    expect(await tellMissingRights({ ...world, log, tracker })).toBeGreaterThan(0);
    expect(await rights(company)).toContain('okta: sign in');
    expect(said).toEqual([{ connection: 'jira', trouble: 'TypeError: no list' }]);
  });

  it('that hangs on what could not be read is neither told nor taken for held', async () => {
    const company = await makeCompany();
    const { world } = company;
    const mark = 'profile attribute tenureMark';
    const answered = (held: boolean | null): World => {
      const probePowers = async () => [
        { power: 'sign in', held: true, remedy: null },
        { power: mark, held, remedy: held ? null : 'why' },
      ];
      const providers = new Map([...world.providers].map(([name, one]) => [name, { ...one, probePowers }]));
      return { ...world, providers };
    };
    expect(await tellMissingRights(answered(null))).toBe(0);
    await tellMissingRights(answered(false));
    await tellMissingRights(answered(null));
    expect(await rights(company)).toEqual([`okta: ${mark}`]);
    await tellMissingRights(answered(true));
    expect(await rights(company)).toEqual([]);
  });

  it('of the place where people decide is told as well', async () => {
    const company = await makeCompany();
    const { desk } = testDesk();
    const lacks = { power: 'chat:write', held: false, remedy: 'Add the scope' };
    const probePowers = async () => [{ power: 'sign in', held: true, remedy: null }, lacks];
    await tellMissingRights({ ...company.world, desk: { ...desk, probePowers } });
    expect((await rights(company)).some((one) => one.endsWith(': chat:write'))).toBe(true);
  });
});

describeStory('the self-test by the clock', (makeCompany) => {
  /** As docs/operate/running.md says, which is held to it below. */
  const CALLS = { okta: 13, jira: 7, slack: 2 };

  it('costs so many calls at each system, however often it is made, and no more than the paper says', async () => {
    const company = await makeCompany({ systems: { slack: {} } });
    const { okta, jira, slack } = company.systems;
    if (slack === null) return expect.fail('no Slack');
    const logs = { okta: okta.log, jira: jira.log, slack: slack.log };
    const counted = () => Object.fromEntries(Object.entries(logs).map(([name, log]) => [name, log.list().length]));
    const callsOf = async () => {
      await company.untilQuiet();
      const before = counted();
      await tellMissingRights(company.world);
      return Object.fromEntries(Object.entries(counted()).map(([name, count]) => [name, count - (before[name] ?? 0)]));
    };
    await company.untilQuiet();
    expect([await callsOf(), await callsOf()]).toEqual([CALLS, CALLS]);
    // What is asked at a system that has lost every right is no more.
    okta.faults.add({ do: 'lose-right', right: 'role', until: '1h' });
    const { okta: refused = 0 } = await callsOf();
    expect(refused).toBeLessThanOrEqual(CALLS.okta);
    const paper = readFileSync(new URL('../../docs/operate/running.md', import.meta.url), 'utf8');
    expect(paper).toContain(`${CALLS.okta} calls at Okta, ${CALLS.jira} at Jira and ${CALLS.slack} at Slack`);
  });
});
