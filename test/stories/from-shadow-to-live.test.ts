/** What was decided in shadow is carried out when the policy goes live: counted first, for exactly those it concerns. */
import { expect, it } from 'vitest';
import { acmeFiles, acmePolicy } from '../../examples/acme/company.ts';
import { plan } from '../../src/app/operations/plan.ts';
import { policyPlan } from '../../src/app/operations/policy.ts';
import { applyPolicy, confirmChangeSet, planPolicy } from '../../src/app/policy/policyInForce.ts';
import { rulesBook } from '../../src/app/policy/rules.ts';
import { setFree } from '../../src/app/policy/setFree.ts';
import { rulesUnder, takeLease } from '../../src/app/reconcile/lease.ts';
import { accountId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory } from '../support/company.ts';
import { INES } from '../support/hands.ts';
import { commentsOn, groupsOf, markOfLog, oktaCalls, oktaWrites, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

type Edit = (text: string) => string;
const SHADOW: Edit = (text) => text.replace('  default: live', '  default: shadow');
const LIVE: Edit = (text) => text;
const HUB_IN_SHADOW: Edit = (text) =>
  text.replace('  default: live', '  default: live\n  applications: { benefits-hub: shadow }');
const LEAVERS_IN_SHADOW: Edit = (text) =>
  text.replace('issueType: Offboarding', 'issueType: Offboarding\n    mode: shadow');
const JONAS = { 'Employee number': 'E2002', 'First name': 'Jonas', 'Last name': 'Frey' };
const JONAS_LOGIN = 'jonas.frey@acme.example';

const to = (company: Company, edit: Edit) => acmePolicy(company.systems.addresses, edit);
const put = (company: Company, edit: Edit) =>
  applyPolicy(company.world, { policy: to(company, edit), author: 'rafael', approver: null });

async function frees(company: Company, edit: Edit) {
  const answer = await policyPlan.run(company.world, { files: [...acmeFiles(company.systems.addresses, edit)] });
  if (!answer.ok) throw new Error(answer.refusal.says);
  return answer.value.people.map((one) => one.frees);
}

async function planned(company: Company) {
  const answer = await plan.run(company.world, {});
  if (!answer.ok) throw new Error(answer.refusal.says);
  return answer.value.accounts;
}

describeStory('from shadow to live', (makeCompany) => {
  it('what was decided is shown, counted, carried out and read back, and the issue says both', async () => {
    const company = await makeCompany({ policy: SHADOW });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect((await planned(company)).map(({ shadowed }) => shadowed[0]?.change)).toEqual(['create-account']);
    const mark = markOfLog(company);
    const adds = ENGINEER_GROUPS.map((group) => `add-member okta:${group}`);
    const [held, ...others] = await frees(company, LIVE);
    expect([held?.[0], [...(held ?? [])].slice(1).sort(), others]).toEqual(['create-account', [...adds].sort(), []]);
    expect(oktaCalls(company, mark)).toEqual([]);

    expect(await put(company, LIVE)).toMatchObject({ kind: 'in-force', people: 1 });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect((await company.state(issue)).proved).toBe(true);
    expect(statusOf(company, issue)).toBe('Done');
    const [first, ...later] = commentsOn(company, issue);
    const told = later.join('\n');
    expect(first).toMatch(/Shadow: would create-account .* not done: shadow mode/);
    expect(told).toMatch(/No longer in shadow\. \d+ changes are made that had been held back, by change set/);
    expect(told).toMatch(/Account (made|open)/);
    expect(await planned(company)).toEqual([]);
    expect(await frees(company, SHADOW)).toEqual([]);
    expect((await company.store.read.changeSets()).map(({ state }) => state)).toEqual(['done']);
  });

  it('whoever was set free is not held again by a process that goes by the policy before', async () => {
    const company = await makeCompany({ policy: SHADOW });
    const { world, store } = company;
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const other = { ...world, rules: rulesBook(store.read, () => 0) };
    const before = await other.rules.current();
    await put(company, LIVE);
    await company.untilQuiet();
    const [person] = await store.read.findPersons('E2001');
    const account = accountId(`okta/${person}`);
    await store.transaction((tx) => tx.raiseWanted(account, null));

    const answer = await takeLease(other, account);
    if (answer.kind !== 'held') throw new Error(`the lease is ${answer.kind}`);
    expect(before?.policy.version).toBe(to(company, SHADOW).version);
    expect((await other.rules.current())?.policy.version).toBe(to(company, SHADOW).version);
    expect((await rulesUnder(other, answer.lease))?.policy.version).toBe(to(company, LIVE).version);
  });

  it('of one application gives the one group that was held back', async () => {
    const company = await makeCompany({ policy: HUB_IN_SHADOW });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await put(company, LIVE);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(await frees(company, HUB_IN_SHADOW)).toEqual([]);
  });

  it('of all but one application leaves that one held back; and a group alone needs its account first', async () => {
    const company = await makeCompany({ policy: SHADOW });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(await frees(company, (text) => SHADOW(text).replace('leaversPerHour: 10', 'leaversPerHour: 9'))).toEqual([]);
    const hubAlone = (text: string) => HUB_IN_SHADOW(text).replace('default: live', 'default: shadow');
    expect(await frees(company, (text) => hubAlone(text).replace('hub: shadow', 'hub: live'))).toEqual([]);
    const [freed] = await frees(company, HUB_IN_SHADOW);
    expect(freed).toContain('create-account');
    expect(freed).not.toContain('add-member okta:app-benefits');
    await put(company, HUB_IN_SHADOW);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS.filter((group) => group !== 'app-benefits'));
    expect((await planned(company)).map(({ shadowed }) => shadowed)).toMatchObject([
      [{ change: 'add-member', about: 'okta:app-benefits' }],
    ]);
    expect(await frees(company, LIVE)).toEqual([['add-member okta:app-benefits']]);
  });

  it('with a row that no longer gives a group: it is lost, and not set free', async () => {
    const company = await makeCompany({ policy: SHADOW });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const emptied = (text: string) =>
      text.replace('github:member|jira:developer,eng-core', 'github:member|jira:developer,');
    const [freed] = await frees(company, emptied);
    expect(freed).toContain('add-member okta:app-github');
    expect(freed).not.toContain('add-member okta:eng-core');
    await put(company, emptied);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS.filter((group) => group !== 'eng-core'));
    expect((await company.store.read.changeSets()).map(({ state }) => state)).toEqual(['done']);
  });

  it('sets free no more than was counted: what was held back since is counted anew', async () => {
    const company = await makeCompany({ policy: HUB_IN_SHADOW });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { world } = company;
    await company.running.tenure.engine.stop(1_000);
    const answer = await put(company, LIVE);
    if (answer.kind !== 'in-force' || answer.changeSet === null) throw new Error('nothing to set free');
    const [person] = await company.store.read.findPersons(MARA);
    const found = await company.store.read.changeSet(answer.changeSet);
    const force = await world.rules.current();
    const item = found?.items[0];
    if (person === undefined || force === null || item === undefined) throw new Error('nobody is counted');
    const other = item.frees.map((one) => ({ ...one, change: 'remove-member' }));
    expect(await setFree(world, force, answer.changeSet, { ...item, frees: other })).toBe(false);
    expect((await company.store.read.heldBackAccounts(9)).length).toBe(1);
    expect(await setFree(world, force, answer.changeSet, item)).toBe(true);
    expect(await company.store.read.heldBackAccounts(9)).toEqual([]);
    await company.resume();
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  });

  it('a leaver held back by the kind of case is stopped, whoever works on is left alone', async () => {
    const company = await makeCompany({ policy: LEAVERS_IN_SHADOW });
    await company.file('Onboarding', engineer());
    await company.file('Onboarding', engineer(JONAS));
    await company.untilQuiet();
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    const mark = markOfLog(company);
    await put(company, LIVE);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
    expect(oktaCalls(company, mark).filter((call) => call.includes('/jonas.frey'))).toEqual([]);
    expect(groupsOf(company, JONAS_LOGIN)).toEqual(ENGINEER_GROUPS);
  });

  it('a start and an end that came in shadow are carried out later', async () => {
    const company = await makeCompany({ policy: SHADOW });
    await company.file('Onboarding', engineer({ 'Start date': '2026-03-25' }));
    await company.untilQuiet();
    expect(await frees(company, LIVE)).toEqual([]);
    await company.pass('2026-03-25T12:00:00.000Z');
    expect((await frees(company, LIVE)).flat()).toContain('create-account');
    await put(company, LIVE);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);

    await put(company, SHADOW);
    await company.file('Offboarding', { Employee: 'E2001', 'Last day': '2026-03-27' });
    await company.pass('2026-03-29T12:00:00.000Z');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect((await frees(company, LIVE)).flat()).toEqual(expect.arrayContaining(['suspend', 'deactivate']));
    await put(company, LIVE);
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual([]);
  });

  it('from live to shadow nothing is set free', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const mark = markOfLog(company);
    expect(await frees(company, SHADOW)).toEqual([]);
    expect(await put(company, SHADOW)).toMatchObject({ kind: 'in-force', changeSet: null });
    await company.pass('10m');
    expect(oktaWrites(company, mark)).toEqual([]);
  });

  it('over the limits is held, sets nothing free, and then exactly what was confirmed', async () => {
    const one: Edit = (text) => text.replace('peoplePerOrigin: 25', 'peoplePerOrigin: 1');
    const company = await makeCompany({ policy: (text) => SHADOW(one(text)) });
    await company.file('Onboarding', engineer());
    await company.file('Onboarding', engineer(JONAS));
    await company.untilQuiet();
    expect((await planPolicy(company.world, to(company, one))).because).toEqual([
      '2 people are touched; 1 are allowed at once',
    ]);
    const answer = await put(company, one);
    if (answer.kind !== 'held') throw new Error(`not held but ${answer.kind}`);
    await company.pass('10m');
    expect(oktaWrites(company)).toEqual([]);
    expect(await confirmChangeSet(company.world, answer.changeSet, answer.hash, INES)).toMatchObject({ ok: true });
    await company.untilQuiet();
    for (const login of [MARA, JONAS_LOGIN]) expect(groupsOf(company, login)).toEqual(ENGINEER_GROUPS);
  });
});
