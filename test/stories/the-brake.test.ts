/** Invariant 11: whatever follows from an edit for many people is counted first, and held when it is too much. */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { AISHA, type Filed } from '../../examples/acme/forms.ts';
import { countPeople, countPolicy } from '../../src/app/policy/changeSets.ts';
import { applyPolicy, approverRefusal, confirmChangeSet, planPolicy } from '../../src/app/policy/policyInForce.ts';
import { rulesInForce } from '../../src/app/policy/rules.ts';
import { settle } from '../../src/app/settling/settle.ts';
import { compileTable } from '../../src/core/policy/index.ts';
import { asked } from '../support/adopting.ts';
import { describeStory } from '../support/company.ts';
import { INES, openException, openKinds } from '../support/hands.ts';
import { commentsOn, groupsOf, markOfLog, oktaWrites } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA, mara } from '../support/people.ts';
import { confirm, edited, emptied, held, LOGINS, ROW, STAFF, threeHired, twoAtOnce } from '../support/tableEdits.ts';

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

  it('holds the next of several small edits as it would hold all of them at once, until the hour is over', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    const places = ['London', 'Boston', 'Zurich'];
    for (const [index, [number, given, family]] of STAFF.entries()) {
      const name = { 'Employee number': number, 'First name': given, 'Last name': family };
      await company.file('Onboarding', engineer({ ...name, Location: places[index] ?? '' }));
    }
    await company.untilQuiet();
    const given: string[] = [];
    const giveIn = async (site: string) => {
      given.push(site);
      const policy = edited(company, (text) =>
        given.reduce((so, one) => so.replace(`,,${one},`, `,,${one}|github-maintainers,`), text),
      );
      const answer = await applyPolicy(company.world, { policy, author: 'rafael', approver: null });
      await company.untilQuiet();
      return answer;
    };
    expect(await giveIn('site-london')).toMatchObject({ kind: 'in-force', people: 1 });
    expect(await giveIn('site-boston')).toMatchObject({ kind: 'in-force', people: 1 });
    const because = ['3 people are touched; 2 are allowed within an hour'];
    expect(await giveIn('site-switzerland')).toMatchObject({ kind: 'held', because });
    expect(groupsOf(company, LOGINS[2] ?? '')).not.toContain('github-maintainers');
    await company.pass('61m');
    given.pop();
    expect(await giveIn('site-switzerland')).toMatchObject({ kind: 'in-force', people: 1 });
    expect(groupsOf(company, LOGINS[2] ?? '')).toContain('github-maintainers');
  });

  it('lets it go on only for a named role, and only for exactly what was counted', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await threeHired(company);
    const { changeSet, hash } = await held(company);
    const confirmed = (by: string, shown: string) => confirmChangeSet(company.world, changeSet, shown, by);
    expect(await confirmed('ben.carter@acme.example', hash)).toEqual({ ok: false, refusal: 'not-allowed' });
    expect(await confirmed(INES, 'f'.repeat(64))).toEqual({ ok: false, refusal: 'other-items' });
    expect(await confirmed(INES, hash)).toEqual({ ok: true, value: { people: 3, heldBecause: [] } });
    await company.untilQuiet();
    for (const login of LOGINS) expect(groupsOf(company, login)).not.toContain('eng-core');
    expect(await confirmed(INES, hash)).toEqual({ ok: false, refusal: 'not-held' });
    expect((await company.store.read.changeSet(changeSet))?.row.state).toBe('done');
    // It stood on the list of exceptions as long as it waited.
    const [listed] = await company.store.read.exceptions({ kinds: ['change-set-held'] });
    expect(listed).toMatchObject({ detail: { changeSet, people: 3 }, settled: { by: INES, verdict: 'confirm' } });
  });

  it('refuses one that was held when another policy has come into force since: it would put that back', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await threeHired(company);
    const older = await held(company);
    const since = edited(company, (text) =>
      text.replace('within: 30m', 'within: 31m').replace('startHour: "08:00"', 'startHour: "09:00"'),
    );
    expect(await applyPolicy(company.world, { policy: since, author: 'rafael', approver: null })).toMatchObject({
      kind: 'in-force',
    });
    expect(await confirm(company, older)).toEqual({ ok: false, refusal: 'superseded' });
    expect((await company.store.read.policyInForce())?.version).toBe(since.version);
    // Nobody is asked any more about what nobody can confirm.
    expect(await openKinds(company)).not.toContain('change-set-held');
    // Nor does it stand among what waits, or its issue.
    expect(await asked(company, 'status', {})).toMatchObject({ heldChangeSets: 0 });
    const [issue] = [...company.systems.jira.site.issues.all()].filter(({ type }) => type.name === 'Policy change');
    await company.untilQuiet();
    expect(commentsOn(company, issue ?? { id: '', key: '' }).join()).toContain('superseded');
  });

  it('drops a rejected one without a trace in the access', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    await threeHired(company);
    const { changeSet, hash } = await held(company);
    const { id } = await openException(company, 'change-set-held');
    const decided = (verdict: 'confirm' | 'reject', by: string) =>
      settle(company.world, { exception: id, verdict, by, reason: 'a slip in the table' });
    // Confirmed it is only with its hash: a list does not show who would lose what.
    expect(await decided('confirm', INES)).toEqual({ ok: false, refusal: 'verdict-does-not-fit' });
    expect(await decided('reject', 'ben.carter@acme.example')).toEqual({ ok: false, refusal: 'not-allowed' });
    expect(await decided('reject', INES)).toEqual({ ok: true, value: null });
    expect(await decided('reject', INES)).toEqual({ ok: false, refusal: 'settled-already' });
    expect(await openKinds(company)).not.toContain('change-set-held');
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
