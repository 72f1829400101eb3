/** Terminations that wait together: told once, and what was decided about them and cannot be carried out waits unseen by nobody. */
import { expect, it } from 'vitest';
import { lookAtHeld } from '../../src/app/clock/lookAtHeld.ts';
import { heldNow, isToldTogether } from '../../src/app/leavers/heldLeavers.ts';
import { settle } from '../../src/app/settling/settle.ts';
import type { World } from '../../src/app/world.ts';
import type { Verdict } from '../../src/core/evidence/model.ts';
import { Fault } from '../../src/ports/fault.ts';
import { type Company, describeStory } from '../support/company.ts';
import { dyingAfter } from '../support/desk.ts';
import { INES, openException, openKinds } from '../support/hands.ts';
import { accountWith } from '../support/looks.ts';
import { LOGINS, STAFF, threeHired } from '../support/tableEdits.ts';

const MEMBERS = ['leaver-rate', 'leaver-rate'];

describeStory('terminations that wait together', (makeCompany) => {
  async function threeFiled() {
    const company = await makeCompany({
      policy: (text) => text.replace('leaversPerHour: 10', 'leaversPerHour: 1'),
    });
    await threeHired(company);
    for (const [number] of STAFF) {
      await company.file('Offboarding', { Employee: number });
      await company.untilQuiet();
    }
    return company;
  }

  async function twoWait() {
    const company = await threeFiled();
    await lookAtHeld(company.world);
    return company;
  }

  it('are told once where another process tells them between two looks of this one', async () => {
    const company = await threeFiled();
    const { store } = company.world;
    let isFirst = true;
    const exceptions: typeof store.read.exceptions = async (which) => {
      const found = await store.read.exceptions(which);
      if (isFirst) {
        isFirst = false;
        await lookAtHeld(company.world);
      }
      return found;
    };
    await lookAtHeld({ ...company.world, store: { ...store, read: { ...store.read, exceptions } } });
    expect(await openKinds(company)).toEqual([...MEMBERS, 'leavers-held']);
  });

  /** Decided, and the process ends before any of them is settled. */
  async function decided(company: Company, verdict: Verdict) {
    const row = await openException(company, 'leavers-held');
    const { hash } = await heldNow(company.world, row);
    const said = { exception: row.id, verdict, by: INES, reason: 'looked into it', hash } as const;
    expect(await settle(dyingAfter(company.world, 1), said)).toMatchObject({ ok: true });
  }

  /** The tracker tells nobody any more who somebody is. */
  function refused({ world }: Company): World {
    const findUser = () => Promise.reject(new Fault('denied', 'find a user'));
    const tracker = { ...world.tracker, findUser, findShownUser: findUser, whoMayHave: findUser };
    return { ...world, tracker };
  }

  const closed = (company: Company) =>
    LOGINS.map((login) => accountWith(company, login).status === 'DEPROVISIONED').filter((one) => one).length;

  it('are told again where for an hour nothing lets be done what was decided, and are settled once something does', async () => {
    const company = await twoWait();
    await decided(company, 'confirm');
    await lookAtHeld(refused(company));
    expect(await openKinds(company)).toEqual(MEMBERS);
    await company.leap('61m');
    await lookAtHeld(refused(company));
    expect(await openKinds(company)).toEqual([...MEMBERS, 'leavers-held']);
    expect(closed(company)).toBe(1);

    await lookAtHeld(company.world);
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual([]);
    expect(closed(company)).toBe(3);
  });

  it('go by the last that was said', async () => {
    const company = await twoWait();
    await decided(company, 'confirm');
    await company.leap('61m');
    await lookAtHeld(refused(company));
    await decided(company, 'reject');
    await lookAtHeld(company.world);
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual([]);
    expect(closed(company)).toBe(1);
  });

  it('are settled but for one that meets a fault of our own, and that one is told again', async () => {
    const company = await twoWait();
    const rows = await company.store.read.exceptions({ open: true, kinds: ['leaver-rate'] });
    // The other is told by itself.
    const piled = rows.find(isToldTogether);
    const { store } = company.world;
    const stream: typeof store.read.stream = async (id) => {
      if (id === piled?.case) throw new Error('an invariant of ours is broken');
      return store.read.stream(id);
    };
    const broken = { ...company.world, store: { ...store, read: { ...store.read, stream } } };
    await decided(company, 'confirm');
    await lookAtHeld(broken);
    expect(await openKinds(company)).toEqual(['leaver-rate']);
    await company.leap('61m');
    await lookAtHeld(broken);
    expect(await openKinds(company)).toEqual(['leaver-rate', 'leavers-held']);
  });
});
