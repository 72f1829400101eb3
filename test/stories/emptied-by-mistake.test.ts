/**
 * Invariant 11 on paths that no other story takes: a group that nobody would be left in, columns that changed places, a
 * renamed group in the files, and days in which nothing was up. What a person decided is never behind what is held.
 */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { applyPolicy, confirmChangeSet, rejectChangeSet } from '../../src/app/policy/policyInForce.ts';
import { asked } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { INES } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaWrites } from '../support/looks.ts';
import { ENGINEER_GROUPS } from '../support/people.ts';
import { type Edit, emptied, hire, LOGINS, STAFF } from '../support/tableEdits.ts';

const [MARA = '', JONAS = ''] = LOGINS;

async function twoHired(company: Company) {
  for (const one of STAFF.slice(0, 2)) await hire(company, one);
  await company.untilQuiet();
}

async function heldBecause(company: Company, edit: Edit) {
  const policy = acmePolicy(company.systems.addresses, edit);
  const answer = await applyPolicy(company.world, { policy, author: 'rafael', approver: null });
  if (answer.kind !== 'held') throw new Error(`not held but ${answer.kind}`);
  await company.untilQuiet();
  return answer;
}

/** Department and title stand in each other's place. */
const headsSwapped: Edit = (text) => text.replace('id,workerType,department,title,', 'id,workerType,title,department,');
/** One column was sorted and the others not: every place has the group of another. */
const columnSwapped: Edit = (text) =>
  text
    .replace('Zurich|Basel,,site-switzerland', 'Zurich|Basel,,site-london')
    .replace('London,,site-london', 'London,,site-switzerland');
/** A slip of the hand in the files: another group that is there. */
const renamed: Edit = (text) =>
  text.replace('github:member|jira:developer,eng-core', 'github:member|jira:developer,eng-senior');

describeStory('the last members of a group', (makeCompany) => {
  it('are not taken from it by an edit for many, however small it is, until a person has seen who they are', async () => {
    const company = await makeCompany();
    await twoHired(company);
    const mark = markOfLog(company);
    const { changeSet, hash, because } = await heldBecause(company, emptied);
    expect(because).toEqual(['okta:eng-core would lose all 2 who hold it']);
    // It is on the list with whom it touches, and its issue says what it waits for.
    const listed = await asked(company, 'changeSets', { state: 'held' });
    expect(JSON.stringify(listed)).toContain(changeSet);
    const { row } = (await company.store.read.changeSet(changeSet)) ?? { row: null };
    const issue = row?.change?.issue;
    expect(issue == null ? [] : commentsOn(company, issue).join()).toContain('would lose all 2 who hold it');
    expect(oktaWrites(company, mark)).toEqual([]);

    // A leaver goes, and what was decided about one person ends, while it is held.
    const left = await company.file('Offboarding', { Employee: 'E2002' });
    await company.untilQuiet();
    expect(accountWith(company, JONAS).status).toBe('DEPROVISIONED');
    expect((await company.state(left)).proved).toBe(true);
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);

    // Refused, nothing happens; and of one who is left it is one person's access, and goes.
    expect(await rejectChangeSet(company.world, changeSet, INES)).toMatchObject({ ok: true });
    expect(await confirmChangeSet(company.world, changeSet, hash, INES)).toEqual({ ok: false, refusal: 'not-held' });
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    const policy = acmePolicy(company.systems.addresses, emptied);
    expect(await applyPolicy(company.world, { policy, author: 'rafael', approver: null })).toMatchObject({
      kind: 'in-force',
      people: 1,
    });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).not.toContain('eng-core');
  });

  it('are held for a column that changed places and a group renamed in the files, and go when that was meant', async () => {
    const company = await makeCompany();
    await twoHired(company);
    expect(() => acmePolicy(company.systems.addresses, headsSwapped)).toThrow('nobody\'s department can be "Research');
    const swapped = await heldBecause(company, columnSwapped);
    expect(swapped.because).toEqual(['okta:site-switzerland would lose all 2 who hold it']);
    expect(await rejectChangeSet(company.world, swapped.changeSet, INES)).toMatchObject({ ok: true });
    const meant = await heldBecause(company, renamed);
    expect(meant.because).toEqual(['okta:eng-core would lose all 2 who hold it']);
    for (const login of [MARA, JONAS]) expect(groupsOf(company, login)).toEqual(ENGINEER_GROUPS);
    expect(await confirmChangeSet(company.world, meant.changeSet, meant.hash, 'rafael')).toMatchObject({ ok: false });
    expect(await confirmChangeSet(company.world, meant.changeSet, meant.hash, INES)).toMatchObject({ ok: true });
    await company.untilQuiet();
    for (const login of [MARA, JONAS]) {
      expect(groupsOf(company, login)).toContain('eng-senior');
      expect(groupsOf(company, login)).not.toContain('eng-core');
    }
  });
});

describeStory('days in which nothing was up', (makeCompany) => {
  it('are made up for at once where people had decided, and hold what follows from an edit for many', async () => {
    // The meters would let nobody through: what has been decided grant by grant is not on them.
    const company = await makeCompany({
      policy: (text) => text.replace(/(removalsPerHour|actorRemovalsPerHour|groupRemovalsPerHour): \d+/g, '$1: 1'),
    });
    await twoHired(company);
    const lent = { Applications: ['Tableau'], 'Access until': '2026-03-04' };
    for (const Employee of ['E2001', 'E2002']) await company.file('Change', { Employee, ...lent });
    await company.untilQuiet();
    const left = await company.file('Offboarding', { Employee: 'E2002', 'Last day': '2026-03-05' });
    await company.untilQuiet();
    const held = await heldBecause(company, emptied);
    expect(groupsOf(company, JONAS)).toContain('app-tableau');
    await company.passDown('2026-03-06T12:00:00.000Z');
    await company.resume();
    await company.pass('1m');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect(groupsOf(company, JONAS)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
    expect((await company.store.read.changeSet(held.changeSet))?.row.state).toBe('held');
  });
});
