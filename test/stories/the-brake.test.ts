/** Invariant 11: whatever follows from an edit for many people is counted first, and held when it is too much. */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { AISHA, type Filed, type Filer, NADIA } from '../../examples/acme/forms.ts';
import { applyItem, countPeople, countPolicy } from '../../src/app/changeSets.ts';
import { commitCase } from '../../src/app/commit.ts';
import {
  applyPolicy,
  approverRefusal,
  confirmChangeSet,
  planPolicy,
  rejectChangeSet,
} from '../../src/app/policyInForce.ts';
import { rulesInForce } from '../../src/app/rules.ts';
import { settle } from '../../src/app/settle.ts';
import { foldCase } from '../../src/core/evidence/index.ts';
import { compileTable } from '../../src/core/policy/index.ts';
import { caseId, withinConnection } from '../../src/core/shared/ids.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide, INES, openException, openKinds } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, markOfLog, oktaWrites, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA, mara } from '../support/people.ts';

type Edit = (text: string) => string;
/** HR as well; confirms nothing. */
const OTHER: Filer = { email: 'sofia.rossi@acme.example', token: 'sofia-token' };
const twoAtOnce = (text: string) => text.replace('peoplePerOrigin: 25', 'peoplePerOrigin: 2');
const STAFF = [
  ['E2001', 'Mara', 'Lindt'],
  ['E2002', 'Jonas', 'Frey'],
  ['E2003', 'Ada', 'Moser'],
] as const;
const LOGINS = STAFF.map(([, given, family]) => `${given}.${family}@acme.example`.toLowerCase());
const hire = (company: Company, [number, given, family]: readonly [string, string, string]) =>
  company.file('Onboarding', engineer({ 'Employee number': number, 'First name': given, 'Last name': family }));

async function threeHired(company: Company) {
  for (const one of STAFF) await hire(company, one);
  await company.untilQuiet();
}

const edited = (company: Company, edit: Edit) => acmePolicy(company.systems.addresses, (text) => twoAtOnce(edit(text)));
const ROW = 'github:member|jira:developer,eng-core';
/** Somebody empties a cell. */
const emptied = (text: string) => text.replace(ROW, 'github:member|jira:developer,');

async function held(company: Company, edit: Edit = emptied) {
  const answer = await applyPolicy(company.world, { policy: edited(company, edit), author: 'rafael', approver: null });
  if (answer.kind !== 'held') throw new Error(`not held but ${answer.kind}`);
  await company.untilQuiet();
  return answer;
}

const confirm = ({ world }: Company, { changeSet, hash }: Awaited<ReturnType<typeof held>>) =>
  confirmChangeSet(world, changeSet, hash, INES);

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

  it('holds an edit that would give a group to everybody, and gives it to nobody', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await threeHired(company);
    const mark = markOfLog(company);
    const wider = await held(company, (text) => text.replace(ROW, `${ROW}|github-maintainers`));
    expect(wider.because).toEqual(['3 people are touched; 2 are allowed at once']);
    await company.pass('2h');
    expect(oktaWrites(company, mark)).toEqual([]);
    expect(await confirm(company, wider)).toMatchObject({ ok: true });
    await company.untilQuiet();
    for (const login of LOGINS) expect(groupsOf(company, login)).toContain('github-maintainers');
  });

  it('lets it go on only for a named role, and only for exactly what was counted', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await threeHired(company);
    const { changeSet, hash } = await held(company);
    const confirmed = (by: string, shown: string) => confirmChangeSet(company.world, changeSet, shown, by);
    expect(await confirmed('ben.carter@acme.example', hash)).toEqual({ ok: false, refusal: 'not-allowed' });
    expect(await confirmed(INES, 'f'.repeat(64))).toEqual({ ok: false, refusal: 'other-items' });
    expect(await confirmed(INES, hash)).toEqual({ ok: true, value: { people: 3 } });
    await company.untilQuiet();
    for (const login of LOGINS) expect(groupsOf(company, login)).not.toContain('eng-core');
    expect(await confirmed(INES, hash)).toEqual({ ok: false, refusal: 'not-held' });
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

  it('lets through what touches few, and records who agreed and the commit', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const edit = { policy: edited(company, emptied), author: 'rafael.ortiz@acme.example', commit: '4f2a' };
    expect(await approverRefusal(company.world, { ...edit, approver: edit.author })).toBe('own-change');
    expect(await approverRefusal(company.world, { ...edit, approver: 'ben.carter@acme.example' })).toBe('not-allowed');
    expect(await approverRefusal(company.world, { ...edit, approver: INES })).toBeNull();
    expect(await applyPolicy(company.world, { ...edit, approver: INES })).toMatchObject({
      kind: 'in-force',
      people: 1,
    });
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS.filter((group) => group !== 'eng-core'));
    const applied = (await company.store.read.stream('system')).map(({ event }) => event);
    expect(applied.findLast(({ type }) => type === 'PolicyApplied')).toMatchObject({
      author: edit.author,
      approver: INES,
      commit: '4f2a',
    });
  });
});

/** A review decides about one of the groups while the jobs of the set are still waiting. */
async function exclude({ store, world, policy }: Company, login: string, name: string) {
  const [person] = await store.read.findPersons(login);
  const group = (await store.read.groups()).find((one) => withinConnection(one.name) === name)?.id;
  if (person === undefined || group === undefined) throw new Error(`no ${login} or no ${name}`);
  await store.transaction(async (tx) => {
    const ledger = await tx.lockPerson(person);
    const on = ledger.engagements[0]?.openedBy ?? caseId('jira', 'none');
    const state = foldCase(on, await tx.lockCase(on));
    const span = { from: tx.now, until: null } as const;
    const exclusion = { id: `no-${name}-${person}`, person, groups: [group], reason: 'a review', ...span, setBy: on };
    const events = [{ type: 'ExclusionSet', exclusion } as const];
    const { settings } = policy;
    await commitCase(tx, { ledger, state, events, settings, timing: world.timing, edits: true, mayProve: false });
  });
  return person;
}

const emptiedAndZoom = (text: string) => emptied(text).replace('slack:member|zoom:user|', 'slack:member|');
const sets = async ({ store }: Company) =>
  (await store.read.changeSets()).map(({ state, recounts }) => (recounts === undefined ? state : `recount ${state}`));

describeStory('what changes between the count and the change', (makeCompany) => {
  it('is shown before it is confirmed, when it is more than was counted', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await threeHired(company);
    const first = await held(company);
    await hire(company, ['E2004', 'Noah', 'Berg']);
    await company.untilQuiet();
    expect(await confirm(company, first)).toEqual({ ok: false, refusal: 'other-items' });
    const shown = await company.store.read.changeSet(first.changeSet);
    expect(shown?.items).toHaveLength(4);
    expect(shown?.row.because).toEqual(['4 people are touched; 2 are allowed at once']);
    // Somebody leaves: less than was shown is covered by it.
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(await confirm(company, { ...first, hash: shown?.row.hash ?? '' })).toMatchObject({ ok: true });
    await company.untilQuiet();
    for (const login of [...LOGINS, 'noah.berg@acme.example'])
      expect(groupsOf(company, login)).not.toContain('eng-core');
    expect((await company.store.read.changeSets()).map(({ state }) => state)).toEqual(['done']);
  });

  it('is counted anew for that person alone, and the rest is applied as it was counted', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await hire(company, STAFF[0]);
    await hire(company, STAFF[1]);
    await company.untilQuiet();
    await company.running.tenure.engine.stop(1_000);
    const applied = await applyPolicy(company.world, {
      policy: edited(company, emptiedAndZoom),
      author: 'rafael',
      approver: null,
    });
    if (applied.kind !== 'in-force' || applied.changeSet === null) throw new Error('nothing to apply');
    const mara = await exclude(company, MARA, 'eng-core');
    await company.resume();
    await company.untilQuiet();
    const { items } = (await company.store.read.changeSet(applied.changeSet)) ?? { items: [] };
    expect(items.map(({ person, state }) => [person === mara, state]).sort()).toEqual([
      [false, 'applied'],
      [true, 'recount'],
    ]);
    expect(await sets(company)).toEqual(['done', 'recount done']);
    const recount = (await company.store.read.changeSets()).find(({ recounts }) => recounts !== undefined);
    const anew = await company.store.read.changeSet(recount?.id ?? applied.changeSet);
    expect(anew?.items).toMatchObject([{ person: mara, loses: [expect.any(String)], state: 'applied' }]);
    for (const login of LOGINS.slice(0, 2)) {
      expect(groupsOf(company, login)).toEqual(
        ENGINEER_GROUPS.filter((group) => group !== 'eng-core' && group !== 'app-zoom'),
      );
    }
  });

  it('somebody who was done by an attempt that was cut off is done, and is not counted anew', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await hire(company, STAFF[0]);
    await company.untilQuiet();
    const policy = edited(company, emptied);
    const applied = await applyPolicy(company.world, { policy, author: 'rafael', approver: null });
    await company.untilQuiet();
    const kept = applied.kind === 'in-force' && applied.changeSet ? applied.changeSet : null;
    const found = kept === null ? null : await company.store.read.changeSet(kept);
    if (found === null) throw new Error('nothing to apply');
    const { row, items } = found;
    await company.store.transaction(async (tx) => {
      await tx.saveChangeSet({ ...row, state: 'applying' });
      const open = items.map((item) => ({ ...item, state: 'open' }) as const);
      await tx.saveChangeSetItems(row.id, open);
    });
    for (const { person } of items) await applyItem(company.world, row.id, person);
    expect((await company.store.read.changeSet(row.id))?.items).toMatchObject([{ state: 'applied' }]);
    expect(await sets(company)).toEqual(['done']);
  });

  it('is held when what is counted anew is over the limits, and a confirmation puts no policy in force again', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await threeHired(company);
    const first = await held(company, emptiedAndZoom);
    await company.running.tenure.engine.stop(1_000);
    expect(await confirm(company, first)).toMatchObject({ ok: true });
    for (const login of LOGINS) await exclude(company, login, 'eng-core');
    await company.resume();
    await company.untilQuiet();
    for (const login of LOGINS) expect(groupsOf(company, login)).toContain('app-zoom');
    expect(await sets(company)).toEqual(['done', 'recount held']);
    const [confirmed, further] = await company.store.read.changeSets();
    expect(confirmed).toMatchObject({ confirmedBy: INES, because: ['3 people are touched; 2 are allowed at once'] });
    expect(further).not.toHaveProperty('confirmedBy');

    const [anew] = await company.store.read.changeSets('held');
    if (anew === undefined) throw new Error('nothing is held');
    expect(anew.because).toEqual(['3 people are touched; 2 are allowed at once']);
    const newer = edited(company, (text) => emptiedAndZoom(text).replace('leaversPerHour: 10', 'leaversPerHour: 9'));
    expect(await applyPolicy(company.world, { policy: newer, author: 'rafael', approver: null })).toMatchObject({
      kind: 'held',
    });
    expect(await confirm(company, { ...first, changeSet: anew.id, hash: anew.hash })).toMatchObject({ ok: true });
    await company.untilQuiet();
    for (const login of LOGINS) expect(groupsOf(company, login)).not.toContain('app-zoom');
    const inForce = (await company.store.read.stream('system')).filter(({ event }) => event.type === 'PolicyApplied');
    expect(inForce).toHaveLength(2);
  });

  it('is seen under the person’s lock, however old the reading it began with', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await hire(company, STAFF[0]);
    await company.untilQuiet();
    const { world, store } = company;
    await company.running.tenure.engine.stop(1_000);
    const policy = edited(company, emptiedAndZoom);
    const applied = await applyPolicy(world, { policy, author: 'rafael', approver: null });
    if (applied.kind !== 'in-force' || applied.changeSet === null) throw new Error('nothing to apply');
    const [person] = await store.read.findPersons(MARA);
    if (person === undefined) throw new Error('nobody was hired');
    const old = await store.read.person(person);
    await exclude(company, MARA, 'eng-core');
    const late = { ...world, store: { ...store, read: { ...store.read, person: async () => old } } };
    await applyItem(late, applied.changeSet, person);
    const ends = (await store.read.person(person)).grants.filter(({ changeSet }) => changeSet === applied.changeSet);
    expect(ends).toEqual([]);
    await company.resume();
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).not.toContain('app-zoom');
  });

  it('counts with those the same change has touched already', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await threeHired(company);
    const force = rulesInForce(
      edited(company, emptied),
      compileTable(edited(company, emptied).table),
      await company.store.read.groups(),
    );
    const { items } = await countPolicy(company.world, force);
    const [last, ...others] = items;
    const people = last === undefined ? [] : [last.person];
    expect((await countPeople(company.world, people, force)).because).toEqual([]);
    expect((await countPeople(company.world, people, force, others)).because).toHaveLength(1);
  });
});

describeStory('a change of the table', (makeCompany) => {
  it('counts whoever has yet to begin, and they begin with what it says', async () => {
    const company = await makeCompany({ policy: (text) => text.replace('peoplePerOrigin: 25', 'peoplePerOrigin: 1') });
    await company.file('Onboarding', engineer({ 'Start date': '2026-03-25' }));
    await company.untilQuiet();
    const policy = acmePolicy(company.systems.addresses, emptied);
    expect((await planPolicy(company.world, policy)).items).toHaveLength(1);
    await applyPolicy(company.world, { policy, author: 'rafael', approver: null });
    await company.pass('2026-03-25T12:00:00.000Z');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS.filter((group) => group !== 'eng-core'));
  });

  it('that takes what a person opens by hand is counted, held, and closed by hand; and opened again when it is back', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    const scientist = (one: (typeof STAFF)[number]) =>
      company.file('Onboarding', mara({ 'Employee number': one[0], 'First name': one[1], 'Last name': one[2] }));
    const issues = [await scientist(STAFF[0]), await scientist(STAFF[1]), await scientist(STAFF[2])] as const;
    await company.untilQuiet();
    const titles = async (issue: Filed) =>
      (await company.state(issue)).tasks.map((one) => `${one.title}: ${one.state}`);
    const close = async (issue: Filed) => {
      for (const { key, state } of (await company.state(issue)).tasks) {
        if (key !== null && state === 'filed') await company.forms.moveTo(AISHA, key, 'Done');
      }
      await company.untilQuiet();
    };
    await close(issues[0]);
    const noBadge = (text: string) => text.replace('lab-access:badge,science-lab', ',science-lab');
    const answer = await held(company, noBadge);
    expect(answer.because).toEqual(['3 people are touched; 2 are allowed at once']);
    const { items } = (await company.store.read.changeSet(answer.changeSet)) ?? { items: [] };
    expect(items).toMatchObject(STAFF.map(() => ({ gains: [], loses: [], opens: [], closes: ['lab-access:badge'] })));

    expect(await confirm(company, answer)).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(await titles(issues[0])).toEqual(['Open lab-access:badge: done', 'Close lab-access:badge: filed']);
    expect(await titles(issues[1])).toEqual(['Open lab-access:badge: dropped', 'Close lab-access:badge: filed']);
    expect((await company.state(issues[0])).proved).toBe(false);
    await close(issues[0]);
    expect((await company.state(issues[0])).proved).toBe(true);

    expect(await confirm(company, await held(company, (text) => text))).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect((await titles(issues[0])).at(-1)).toBe('Open lab-access:badge: filed');
  });
});

describeStory('the leaver rate', (makeCompany) => {
  const onePerHour = (text: string) => text.replace('leaversPerHour: 10', 'leaversPerHour: 1');
  const FILER = 'nadia.weber@acme.example';
  const roles =
    (...who: string[]) =>
    (text: string) =>
      onePerHour(text).replace(/confirm: \[.*\]/, `confirm: [${who.join(', ')}]`);

  async function secondHeld(company: Company) {
    await threeHired(company);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    const second = await company.file('Offboarding', { Employee: 'E2002' });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['leaver-rate']);
    return second;
  }

  it('lets the first termination of an hour pass and asks about the next, which one click confirms', async () => {
    const company = await makeCompany({ policy: onePerHour });
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

  it('is not confirmed by whoever filed, by whichever name they go', async () => {
    const company = await makeCompany({ policy: roles(FILER, INES) });
    const id = (await company.world.tracker.findUser(FILER)) ?? '';
    await secondHeld(company);
    for (const by of [FILER, FILER.toUpperCase(), id]) {
      expect(await decide(company, 'leaver-rate', 'confirm', by)).toEqual({ ok: false, refusal: 'own-change' });
    }
    await company.untilQuiet();
    expect(accountWith(company, LOGINS[1] ?? '').status).toBe('PROVISIONED');
    expect(await decide(company, 'leaver-rate', 'confirm')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(accountWith(company, LOGINS[1] ?? '').status).toBe('DEPROVISIONED');
  });

  it('is not confirmed by whoever said when it ends, though another has filed it', async () => {
    const company = await makeCompany({ policy: roles(FILER, INES) });
    await threeHired(company);
    await company.file('Offboarding', { Employee: 'E2001' }, OTHER);
    await company.untilQuiet();
    const second = await company.file('Offboarding', { Employee: 'E2002', 'Last day': '2026-04-01' }, OTHER);
    await company.untilQuiet();
    await company.edit(second, { 'Last day': '2026-03-01' }, NADIA);
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['leaver-rate']);
    expect(await decide(company, 'leaver-rate', 'confirm', FILER)).toEqual({ ok: false, refusal: 'own-change' });
  });

  it('is confirmed by somebody whom the roles name by the tracker’s id, and by nobody else', async () => {
    const company = await makeCompany({ policy: roles('5d00000000000000000000ff', FILER) });
    const id = (await company.world.tracker.findUser(INES)) ?? '';
    await secondHeld(company);
    expect(await decide(company, 'leaver-rate', 'confirm', INES)).toEqual({ ok: false, refusal: 'not-allowed' });
    const policy = acmePolicy(company.systems.addresses, roles(id));
    await applyPolicy(company.world, { policy, author: 'rafael', approver: null });
    expect(await decide(company, 'leaver-rate', 'confirm', INES)).toMatchObject({ ok: true });
  });

  it('is not confirmed by whom it is about, by whichever name they go', async () => {
    const company = await makeCompany({ policy: roles('acc-1') });
    await secondHeld(company);
    const { world } = company;
    const findUser = async (mail: string) => (mail === LOGINS[1] ? 'acc-1' : null);
    const knowing = { ...world, tracker: { ...world.tracker, findUser, findShownUser: findUser } };
    const { id } = await openException(company, 'leaver-rate');
    for (const by of ['acc-1', LOGINS[1] ?? '']) {
      const settlement = { exception: id, verdict: 'confirm', by, reason: 'I stay' } as const;
      expect(await settle(knowing, settlement)).toEqual({ ok: false, refusal: 'own-case' });
    }
  });
});
