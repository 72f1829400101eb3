/** Invariant 11: whatever follows from an edit for many people is counted first, and held when it is too much. */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { applyPolicy, confirmChangeSet, rejectChangeSet } from '../../src/app/policyInForce.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide, INES, openKinds } from '../support/hands.ts';
import { commentsOn, groupsOf, markOfLog, oktaWrites, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const twoAtOnce = (text: string) => text.replace('peoplePerOrigin: 25', 'peoplePerOrigin: 2');
const STAFF = [
  ['E2001', 'Mara', 'Lindt'],
  ['E2002', 'Jonas', 'Frey'],
  ['E2003', 'Ada', 'Moser'],
] as const;
const LOGINS = STAFF.map(([, given, family]) => `${given}.${family}@acme.example`.toLowerCase());

async function threeHired(company: Company) {
  for (const [number, given, family] of STAFF) {
    await company.file('Onboarding', engineer({ 'Employee number': number, 'First name': given, 'Last name': family }));
  }
  await company.untilQuiet();
}

/** Somebody empties a cell. */
const mistaken = (company: Company) =>
  acmePolicy(company.systems.addresses, (text, file) =>
    file === 'reference-table.csv'
      ? text.replace('github:member|jira:developer,eng-core', 'github:member|jira:developer,')
      : twoAtOnce(text),
  );

async function held(company: Company) {
  const answer = await applyPolicy(company.world, { policy: mistaken(company), author: 'rafael', approver: null });
  if (answer.kind !== 'held') throw new Error(`not held but ${answer.kind}`);
  await company.untilQuiet();
  return answer;
}

describeStory('invariant 11: the brake', (makeCompany) => {
  it('holds a mistaken table edit that would take a group from everybody, and says why', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await threeHired(company);
    const mark = markOfLog(company);
    const { because } = await held(company);
    expect(because).toEqual(['3 people are touched; 2 are allowed at once']);
    expect(oktaWrites(company, mark)).toEqual([]);
    for (const login of LOGINS) expect(groupsOf(company, login)).toEqual(ENGINEER_GROUPS);
    expect((await company.store.read.policyInForce())?.version).toBe(company.policy.version);
  });

  it('lets it go on only for a named role, and only for exactly what was counted', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await threeHired(company);
    const { changeSet, hash } = await held(company);
    const confirm = (by: string, shown: string) => confirmChangeSet(company.world, changeSet, shown, by);
    expect(await confirm('ben.carter@acme.example', hash)).toEqual({ ok: false, refusal: 'not-allowed' });
    expect(await confirm(INES, 'f'.repeat(64))).toEqual({ ok: false, refusal: 'other-items' });
    expect(await confirm(INES, hash)).toEqual({ ok: true, value: { people: 3 } });
    await company.untilQuiet();
    for (const login of LOGINS) expect(groupsOf(company, login)).not.toContain('eng-core');
    expect(await confirm(INES, hash)).toEqual({ ok: false, refusal: 'not-held' });
    expect((await company.store.read.changeSet(changeSet))?.row.state).toBe('done');
  });

  it('drops a rejected one without a trace in the access', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await threeHired(company);
    const { changeSet, hash } = await held(company);
    expect(await rejectChangeSet(company.world, changeSet, INES)).toMatchObject({ ok: true });
    expect(await confirmChangeSet(company.world, changeSet, hash, INES)).toEqual({ ok: false, refusal: 'not-held' });
    await company.untilQuiet();
    for (const login of LOGINS) expect(groupsOf(company, login)).toEqual(ENGINEER_GROUPS);
  });

  it('lets through what touches few', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const policy = mistaken(company);
    expect(await applyPolicy(company.world, { policy, author: 'rafael', approver: INES })).toMatchObject({
      kind: 'in-force',
      people: 1,
    });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS.filter((group) => group !== 'eng-core'));
  });
});

describeStory('the leaver rate', (makeCompany) => {
  it('lets the first termination of an hour pass and asks about the next, which one click confirms', async () => {
    const company = await makeCompany({ policy: (text) => text.replace('leaversPerHour: 10', 'leaversPerHour: 1') });
    await threeHired(company);
    const first = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    const second = await company.file('Offboarding', { Employee: 'E2002' });
    await company.untilQuiet();
    expect((await company.state(first)).proved).toBe(true);
    expect(groupsOf(company, LOGINS[1] ?? '')).toEqual(ENGINEER_GROUPS);
    expect(commentsOn(company, second).join()).toMatch(/More terminations than usual/);
    expect(await openKinds(company)).toEqual(['leaver-rate']);

    expect(await decide(company, 'leaver-rate', 'confirm')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(groupsOf(company, LOGINS[1] ?? '')).toEqual([]);
    expect((await company.state(second)).proved).toBe(true);
    expect(statusOf(company, second)).toBe('Done');
  });
});
