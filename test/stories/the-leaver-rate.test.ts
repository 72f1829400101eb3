/** Invariant 11, for people who leave: above so many an hour, the rest waits for a named role. */
import { describe, expect, it } from 'vitest';
import { accountIdFor } from '../../emulators/jira/site/directory.ts';
import { acmePolicy } from '../../examples/acme/company.ts';
import { type Filer, NADIA } from '../../examples/acme/forms.ts';
import { lookAtHeld } from '../../src/app/clock/lookAtHeld.ts';
import { escalate } from '../../src/app/exceptions/index.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { settle } from '../../src/app/settling/settle.ts';
import type { World } from '../../src/app/world.ts';
import { UnknownEvent } from '../../src/core/evidence/index.ts';
import { asked } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { dyingAfter } from '../support/desk.ts';
import { decide, INES, openException, openKinds } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf, statusOf } from '../support/looks.ts';
import { ENGINEER_GROUPS } from '../support/people.ts';
import { hire, LOGINS, STAFF, threeHired } from '../support/tableEdits.ts';

/** HR as well; confirms nothing. */
const OTHER: Filer = { email: 'sofia.rossi@acme.example', token: 'sofia-token' };

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
    expect(commentsOn(company, second).join()).toMatch(/More terminations and leaves than usual/);
    expect(await openKinds(company)).toEqual(['leaver-rate']);

    expect(await decide(company, 'leaver-rate', 'confirm')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(groupsOf(company, LOGINS[1] ?? '')).toEqual([]);
    expect((await company.state(second)).proved).toBe(true);
    expect(statusOf(company, second)).toBe('Done');
  });

  it('counts those that end on a day ahead when they are filed, and who lets them be has until then', async () => {
    const company = await makeCompany({ policy: onePerHour });
    await threeHired(company);
    for (const [number] of STAFF) await company.file('Offboarding', { Employee: number, 'Last day': '2026-03-03' });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['leaver-rate', 'leaver-rate']);
    expect(await decide(company, 'leaver-rate', 'confirm')).toMatchObject({ ok: true });
    await company.pass('2026-03-04T12:00:00.000Z');
    expect(await openKinds(company)).toEqual(['leaver-rate']);
    const closed = LOGINS.filter((login) => accountWith(company, login).status === 'DEPROVISIONED');
    expect(closed).toHaveLength(2);
  });

  it('counts whoever says when it ends, on forms that others have filed', async () => {
    const company = await makeCompany({ policy: onePerHour });
    await threeHired(company);
    const ahead = { 'Last day': '2026-05-01' };
    const forms = [
      await company.file('Offboarding', { Employee: 'E2001', ...ahead }, NADIA),
      await company.file('Offboarding', { Employee: 'E2002', ...ahead }, OTHER),
    ];
    await company.pass('61m');
    for (const form of forms) {
      await company.edit(form, { 'Last day': '2026-03-01' }, OTHER);
      await company.untilQuiet();
    }
    expect(await openKinds(company)).toEqual(['leaver-rate']);
    expect(LOGINS.map((login) => accountWith(company, login).status)).toEqual([
      'DEPROVISIONED',
      'PROVISIONED',
      'PROVISIONED',
    ]);
  });

  it('counts whoever is sent on leave as well: by a hundred forged ones nobody could come in either', async () => {
    const company = await makeCompany({ policy: onePerHour });
    await threeHired(company);
    const leaves = [];
    for (const [number] of STAFF) {
      leaves.push(
        await company.file('Leave', { Employee: number, 'Start date': '2026-03-01', 'Last day': '2026-05-01' }),
      );
      await company.untilQuiet();
    }
    const states = () => LOGINS.map((login) => accountWith(company, login).status);
    expect(states().filter((one) => one === 'PROVISIONED')).toHaveLength(2);
    expect(await openKinds(company)).toEqual(['leaver-rate', 'leaver-rate']);

    // One that was meant is confirmed by somebody else.
    expect(await decide(company, 'leaver-rate', 'confirm')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(states().filter((one) => one === 'PROVISIONED')).toHaveLength(1);
  });

  const LEVEL = { Confidential: 'Yes', 'Last day': '2026-03-05', 'Security Level': 'People team only' };

  it('counts confidential ones when they are filed, and not again on the day on which all of them come', async () => {
    const company = await makeCompany({ policy: onePerHour });
    await threeHired(company);
    for (const [number] of STAFF) {
      const form = await company.file('Offboarding', { Employee: number, ...LEVEL });
      await company.pass('30m');
      // Neither an edit nor its time counts once more.
      await company.edit(form, { Notify: 'lena.brandt@acme.example' });
      await company.pass('31m');
    }
    await company.pass('2026-03-05T23:00:00.000Z');
    expect(await openKinds(company)).toEqual([]);
    expect(LOGINS.map((login) => accountWith(company, login).status)).toEqual(LOGINS.map(() => 'DEPROVISIONED'));
  });

  it('has confidential ones that are over it wait on their day, and they are told again like any other', async () => {
    const company = await makeCompany({ policy: onePerHour });
    await threeHired(company);
    for (const [number] of STAFF.slice(0, 2)) {
      await company.file('Offboarding', { Employee: number, ...LEVEL });
      await company.untilQuiet();
    }
    await company.pass('2026-03-05T22:59:00.000Z');
    expect(await openKinds(company)).toEqual([]);
    await company.pass('2026-03-05T23:00:00.000Z');
    expect(await openKinds(company)).toEqual(['leaver-rate']);
    expect(LOGINS.map((login) => accountWith(company, login).status)).toEqual([
      'DEPROVISIONED',
      'PROVISIONED',
      'PROVISIONED',
    ]);
    await company.leap('4h');
    expect(await escalate(company.world)).toBe(1);
    expect(await decide(company, 'leaver-rate', 'confirm')).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(accountWith(company, LOGINS[1] ?? '').status).toBe('DEPROVISIONED');
  });

  const announcing = (company: Company) => (more: object) =>
    asked(company, 'announce', {
      ...{ filer: FILER, people: 1, until: '2026-03-31', reason: 'a site closes', by: INES },
      ...more,
    });

  it('lets pass what another has announced, by as many and no more, of what is filed from then on', async () => {
    const company = await makeCompany({ policy: roles(FILER, INES) });
    await secondHeld(company);
    const announce = announcing(company);
    const refusals = [
      { by: FILER },
      { by: 'ben.carter@acme.example' },
      { until: '2026-03-01' },
      { until: '2026-05-31' },
      { filer: 'nobody@acme.example' },
      { people: 4 },
      { people: 0 },
    ];
    const named = await Promise.all(refusals.map(announce));
    expect(named.map(({ refusal }) => refusal)).toEqual([
      'own-change',
      'not-allowed',
      'ends-before-it-begins',
      'announced-too-far-ahead',
      'unknown-filer',
      'more-than-work-here',
      'not-announced',
    ]);

    // Said twice, because the first answer was lost, it is one. What waited for a person waits for one still.
    await announce({});
    expect(await announce({})).toMatchObject({ refusal: null, people: 1, used: 0 });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['leaver-rate']);
    const third = await company.file('Offboarding', { Employee: 'E2003' });
    await company.untilQuiet();
    expect((await company.state(third)).proved).toBe(true);
    expect(commentsOn(company, third).join()).toMatch(/One of the 1 termination that ines.keller/);
    const listed = { filer: FILER, people: 1, used: 1, by: INES };
    expect(await asked(company, 'announcements', {})).toMatchObject({ announcements: [listed] });
    expect(await asked(company, 'status', {})).toMatchObject({ announced: [listed] });

    // Refused, and filed anew: one more than was announced.
    expect(await decide(company, 'leaver-rate', 'reject')).toMatchObject({ ok: true });
    const again = await company.file('Offboarding', { Employee: 'E2002' });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['leaver-rate']);
    expect((await company.state(again)).proved).toBe(false);
    expect(groupsOf(company, LOGINS[1] ?? '')).toEqual(ENGINEER_GROUPS);
    const system = (await company.store.read.stream('system')).map(({ event }) => event);
    expect(system.filter(({ type }) => type === 'LeaversAnnounced')).toMatchObject([
      { people: 1, by: INES },
      { people: 1, by: INES },
    ]);
  });

  it('lets pass what was announced for whoever says when it ends, on forms that others file', async () => {
    const company = await makeCompany({ policy: roles(FILER, INES) });
    await threeHired(company);
    await company.file('Offboarding', { Employee: 'E2001' }, OTHER);
    await company.untilQuiet();
    expect(await announcing(company)({ filer: OTHER.email })).toMatchObject({ refusal: null });
    const second = await company.file('Offboarding', { Employee: 'E2002', 'Last day': '2026-05-01' });
    await company.untilQuiet();
    await company.edit(second, { 'Last day': '2026-03-01' }, OTHER);
    await company.untilQuiet();
    expect((await company.state(second)).proved).toBe(true);
    expect(await asked(company, 'announcements', {})).toMatchObject({ announcements: [{ used: 1 }] });
  });

  it('lets nothing pass any more by an announcement that is over, nor what was filed before it', async () => {
    const company = await makeCompany({ policy: roles(FILER, INES) });
    const second = await secondHeld(company);
    const announce = announcing(company);
    // Filed before it, refused, and edited after it: it is asked about anew.
    await company.pass('1m');
    await announce({});
    expect(await decide(company, 'leaver-rate', 'reject')).toMatchObject({ ok: true });
    await company.edit(second, { Notify: 'desk@acme.example' });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['leaver-rate']);

    expect(await announce({ people: 0 })).toMatchObject({ refusal: null, people: 0, used: 0 });
    expect(await asked(company, 'announcements', {})).toEqual({ announcements: [], refusal: null });
    await company.file('Offboarding', { Employee: 'E2003' });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['leaver-rate', 'leaver-rate']);
  });

  it('lets nothing pass of which the announcer has said when it ends, by whichever name they announced it', async () => {
    const id = accountIdFor(FILER, 'atlassian');
    const company = await makeCompany({ policy: roles(id, INES) });
    await threeHired(company);
    await company.file('Offboarding', { Employee: 'E2001' }, OTHER);
    await company.untilQuiet();
    expect(await announcing(company)({ filer: OTHER.email, by: id })).toMatchObject({ refusal: null });
    const second = await company.file('Offboarding', { Employee: 'E2002', 'Last day': '2026-04-01' }, OTHER);
    await company.untilQuiet();
    await company.edit(second, { 'Last day': '2026-03-01' }, NADIA);
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['leaver-rate']);
    expect((await company.state(second)).proved).toBe(false);
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
    await company.file('Offboarding', { Employee: 'E2001' }, NADIA);
    await company.untilQuiet();
    const second = await company.file('Offboarding', { Employee: 'E2002', 'Last day': '2026-04-01' }, OTHER);
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual([]);
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

  const SECOND = LOGINS[1] ?? '';

  /** The tracker knows the second by an id of theirs, and shows nobody their address. */
  function knowing({ world }: Company): World {
    const findUser = async (mail: string) => (mail === SECOND ? 'acc-1' : null);
    const whoMayHave = async (mail: string) => [(await findUser(mail)) ?? []].flat();
    return { ...world, tracker: { ...world.tracker, findUser, findShownUser: findUser, whoMayHave } };
  }

  it('is not confirmed by whom it is about, by whichever name they go', async () => {
    const company = await makeCompany({ policy: roles('acc-1') });
    await secondHeld(company);
    const { id } = await openException(company, 'leaver-rate');
    for (const by of ['acc-1', SECOND]) {
      const settlement = { exception: id, verdict: 'confirm', by, reason: 'I stay' } as const;
      expect(await settle(knowing(company), settlement)).toEqual({ ok: false, refusal: 'own-case' });
    }
  });

  it('of a confidential one is not refused by whom it is about, by whichever name they go', async () => {
    const company = await makeCompany({ policy: roles('acc-1') });
    await threeHired(company);
    for (const [number] of STAFF.slice(0, 2)) {
      await company.file('Offboarding', { Employee: number, ...LEVEL });
      await company.untilQuiet();
    }
    await company.pass('2026-03-05T23:00:00.000Z');
    const { id, person } = await openException(company, 'leaver-rate');
    expect(person).toBeNull();
    for (const by of ['acc-1', SECOND]) {
      const settlement = { exception: id, verdict: 'reject', by, reason: 'I stay' } as const;
      expect(await settle(knowing(company), settlement)).toEqual({ ok: false, refusal: 'not-allowed' });
    }
  });

  it('that a confidential one was over is no reason to show it once its end is put off', async () => {
    const company = await makeCompany({ policy: onePerHour });
    await threeHired(company);
    const forms = [];
    for (const [number] of STAFF.slice(0, 2)) {
      forms.push(await company.file('Offboarding', { Employee: number, ...LEVEL }));
      await company.untilQuiet();
    }
    const second = forms[1];
    if (second === undefined) throw new Error('nobody is over it');
    await company.pass('2026-03-05T23:00:00.000Z');
    expect(await openKinds(company)).toEqual(['leaver-rate']);
    const shown = async () => {
      const { cases } = await asked(company, 'cases', { person: SECOND });
      const told = await asked(company, 'timeline', { person: SECOND });
      const found = await asked(company, 'receipt', { case: second.key });
      return [JSON.stringify(cases), JSON.stringify(told)]
        .map((one) => one.includes(second.key))
        .concat(found.refusal === null);
    };
    // On its day it is told like any other.
    expect(await shown()).toEqual([true, true, true]);
    await company.edit(second, { 'Last day': '2026-04-30' });
    await company.untilQuiet();
    expect((await company.state(second)).sealed).not.toBeNull();
    expect(await shown()).toEqual([false, false, false]);
  });

  it('lets nothing pass that another has filled in on a form of the one it was announced for', async () => {
    const company = await makeCompany({ policy: roles(FILER, INES) });
    await threeHired(company);
    const forms = [];
    for (const number of ['E2001', 'E2002']) {
      forms.push(await company.file('Offboarding', { Employee: number, 'Last day': '2026-05-01' }, NADIA));
      await company.pass('61m');
    }
    expect(await announcing(company)({ people: 3 })).toMatchObject({ refusal: null });
    await company.pass('1m');
    forms.push(await company.file('Offboarding', { Employee: 'E2003', 'Last day': '2026-05-01' }, NADIA));
    await company.pass('61m');
    expect(await openKinds(company)).toEqual([]);
    for (const form of forms.slice(1)) {
      await company.edit(form, { 'Last day': '2026-03-01' }, OTHER);
      await company.untilQuiet();
    }
    expect(await openKinds(company)).toEqual(['leaver-rate']);
    expect(await asked(company, 'announcements', {})).toMatchObject({ announcements: [{ used: 0 }] });
  });

  describe('that waits with others', () => {
    const THIRD = LOGINS[2] ?? '';

    async function threeFiled(policy: (text: string) => string) {
      const company = await makeCompany({ policy });
      await threeHired(company);
      for (const [number] of STAFF) {
        await company.file('Offboarding', { Employee: number });
        await company.untilQuiet();
      }
      await lookAtHeld(company.world);
      expect(await openKinds(company)).toEqual(['leaver-rate', 'leaver-rate', 'leavers-held']);
      return company;
    }

    it('is settled by the clock where the process ended after the decision', async () => {
      const company = await threeFiled(onePerHour);
      const { id } = await openException(company, 'leavers-held');
      const said = { exception: id, verdict: 'reject', by: INES, reason: 'forged' } as const;
      expect(await settle(dyingAfter(company.world, 1), said)).toMatchObject({ ok: true });
      expect(await openKinds(company)).toEqual(['leaver-rate', 'leaver-rate']);
      await lookAtHeld(company.world);
      await company.untilQuiet();
      expect(await openKinds(company)).toEqual([]);
      expect(LOGINS.map((login) => accountWith(company, login).status)).toEqual([
        'DEPROVISIONED',
        'PROVISIONED',
        'PROVISIONED',
      ]);
      expect(await asked(company, 'verify', {})).toMatchObject({ whole: true });
    });

    it('is not settled by whom it is about: theirs stays, and is told anew', async () => {
      const company = await threeFiled(roles(INES, THIRD));
      expect(await decide(company, 'leavers-held', 'reject', THIRD)).toMatchObject({ ok: true });
      await company.untilQuiet();
      await lookAtHeld(company.world);
      expect(await openKinds(company)).toEqual(['leaver-rate', 'leavers-held']);
      const [theirs] = await company.store.read.findPersons(THIRD);
      expect((await openException(company, 'leaver-rate')).person).toBe(theirs);
    });

    it('that only a newer version can read keeps none of the others from being settled', async () => {
      const company = await threeFiled(onePerHour);
      const { store } = company.world;
      const rows = await store.read.exceptions({ open: true, kinds: ['leaver-rate'] });
      const newer = rows.map(({ case: on }) => on).sort()[0];
      const stream: typeof store.read.stream = async (id) => {
        if (id === newer) throw new UnknownEvent('CaseAudited', 1);
        return store.read.stream(id);
      };
      const older = { ...company.world, store: { ...store, read: { ...store.read, stream } } };
      const { id } = await openException(company, 'leavers-held');
      const said = { exception: id, verdict: 'reject', by: INES, reason: 'forged' } as const;
      expect(await settle(older, said)).toMatchObject({ ok: true });
      await lookAtHeld(older);
      expect(await openKinds(company)).toEqual(['leaver-rate']);
      expect((await openException(company, 'leaver-rate')).case).toBe(newer);
      await lookAtHeld(company.world);
      expect(await openKinds(company)).toEqual([]);
    });

    it('is told anew when more come after it was told for the last time, and not again for them', async () => {
      const company = await threeFiled(onePerHour);
      const before = await openException(company, 'leavers-held');
      await company.pass('25h');
      const MORE = ['E2004', 'E2005', 'E2006'];
      for (const number of MORE) await hire(company, [number, 'Nora', `Of ${number}`]);
      await company.untilQuiet();
      for (const number of MORE) {
        await company.file('Offboarding', { Employee: number });
        await company.untilQuiet();
      }
      await lookAtHeld(company.world);
      expect(await openKinds(company)).toEqual([...Array(4).fill('leaver-rate'), 'leavers-held']);
      const after = await openException(company, 'leavers-held');
      expect(after.id).not.toBe(before.id);
      expect(await escalate(company.world)).toBeGreaterThan(0);
      await lookAtHeld(company.world);
      expect((await openException(company, 'leavers-held')).id).toBe(after.id);
      expect(await decide(company, 'leavers-held', 'reject')).toMatchObject({ ok: true });
      await lookAtHeld(company.world);
      expect(await openKinds(company)).toEqual([]);
    });

    it('is over once its form is taken back', async () => {
      const company = await threeFiled(onePerHour);
      for (const { case: on } of await company.store.read.exceptions({ open: true, kinds: ['leaver-rate'] })) {
        const issue = on === null ? null : await company.store.read.case(on);
        await company.forms.moveTo(NADIA, issue?.issueKey ?? '', 'Withdrawn');
      }
      await company.untilQuiet();
      await lookAtHeld(company.world);
      expect(await openKinds(company)).toEqual([]);
    });

    it('leaves nothing to decide together once each is settled by itself', async () => {
      const company = await threeFiled(onePerHour);
      for (const _ of [1, 2]) expect(await decide(company, 'leaver-rate', 'reject')).toMatchObject({ ok: true });
      await lookAtHeld(company.world);
      expect(await openKinds(company)).toEqual([]);
    });
  });
});
