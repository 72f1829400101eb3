/** A contract whose last day is the day before an employment begins: filed ahead, edited, taken back, and filed too late. */
import { describe, expect, it } from 'vitest';
import { at, joining, leaving, theCase } from '../../../test/support/build.ts';
import {
  ben,
  changes,
  edited,
  filed,
  filedIn,
  hana,
  joins,
  lea,
  leaves,
  MARA,
  minute,
  rules,
  taken,
  type Values,
} from '../../../test/support/forms.ts';
import { expectRefusal, type Given, given, only, typesOf } from '../../../test/support/given.ts';
import { told } from '../../../test/support/told.ts';
import { wanted } from '../grant/index.ts';
import type { CaseKind } from '../policy/model.ts';

const DAY = 1440;
/** Midnight after the last day, and nine o'clock. */
const END = 300;
const START = END + 540;
const changing = theCase('changing');
const contract = given().after(joins({ workerType: 'Contractor', end: minute(END), applications: 'Vault: admin' }), 0);
const employed = (values: Values = {}, by = hana) =>
  changes({ workerType: 'Employee', start: minute(START), department: 'Sales', ...values }, by);
const form = employed();
const held = contract.after(form, 5);

const workOf = ({ ledger }: Given) => ledger.engagements.map(({ end, endedBy }) => [end, endedBy]);
/** Groups that cover them, and whether they can sign in. */
const has = ({ ledger }: Given, minutes: number) => {
  const [account] = ledger.accounts;
  if (account === undefined) throw new Error('no account');
  const { state, groups } = wanted(ledger, account, at(minutes));
  return [state, [...groups.keys()].map((group) => group.replace('okta:', '')).sort()];
};
const endsOfGrants = ({ ledger }: Given) => ledger.grants.map(({ end, endedBy }) => [end, endedBy]);
const BEFORE = ['active', ['all', 'figma-viewers', 'science', 'vault-admins']];

describe('an employment from the day after the contract’s last', () => {
  it('filed days before holds the contract’s end off until then, and says so', () => {
    const events = contract.when(form, 5);
    expect(only(events, 'FormPostponed')).toMatchObject([{ until: at(START) }]);
    expect(only(events, 'EngagementChanged')).toMatchObject([
      { engagement: { workerType: 'contractor', end: null, changedBy: joining }, endBefore: at(END) },
    ]);
    expect(told(contract, events, changing).join('\n')).toMatch(
      /The contract ends on 2026-01-05; they work on, so nothing is closed in between/,
    );
    expect(typesOf(held.when(form, 6))).toEqual([]);
  });

  it('leaves them at work between the two with what they had; the rights of an employee follow from its start', () => {
    for (const minutes of [END - 1, END, START - 1]) expect(has(held, minutes)).toEqual(BEFORE);
    const employee = held.after(form, START);
    expect(workOf(employee)).toEqual([[null, changing]]);
    expect(has(employee, START + DAY)).toEqual(['active', ['all', 'sales', 'vault-admins']]);
    expect(employee.caseOf(changing).accepted).toBe(true);
  });

  it('for a time has its own end, and nothing outlives it', () => {
    const fixed = employed({ end: minute(9000) });
    expect(workOf(contract.after(fixed, 5))).toEqual([[at(9000), changing]]);
    expect(workOf(contract.after(fixed, 5).after(fixed, START))).toEqual([[at(9000), changing]]);
    expect(has(contract.after(fixed, 5), 8999)).toEqual(BEFORE);
    expectRefusal(contract.when(employed({ end: minute(START) }), 5), 'end-before-start');
  });

  it.each<[string, Values]>([
    ['brought forward into the contract', { start: minute(END - 1) }],
    ['that is no employment any more', { workerType: null }],
  ])('%s lets the contract stand with the end it had', (_, values) => {
    const after = held.after(edited(form, 6, values), 6);
    expect(workOf(after)).toEqual([[at(END), null]]);
    expect(has(after, END - 1)).toEqual(BEFORE);
    expect(has(after, END)).toEqual(['deactivated', []]);
    expect(after.ledger.grants.map(({ end, endedBy }) => [end, endedBy])).toEqual(
      contract.ledger.grants.map(({ end, endedBy }) => [end, endedBy]),
    );
  });

  it.each([
    ['before the contract’s end: that end stands again', 6, END],
    ['in the night between: they leave now', END + 60, END + 60],
  ])('withdrawn %s', (_, when, end) => {
    const events = held.when(taken(form, hana), when);
    expect(workOf(held.after(taken(form, hana), when))).toEqual([[at(end), null]]);
    expect(told(held, events, changing).join('\n')).toMatch(/Nothing it asked for was in effect. The contract ends on/);
  });

  it('does not stand in the way of an offboarding filed meanwhile; taken back, they work on', () => {
    const off = leaves({ end: minute(END + 10) });
    const left = held.after(off, 7);
    expect(workOf(left)).toEqual([[at(END + 10), leaving]]);
    const refused = left.when(form, START);
    expect(only(refused, 'FormRefused')).toMatchObject([{ problems: [{ code: 'already-left' }] }]);
    expect(only(refused, 'EngagementChanged')).toMatchObject([
      { engagement: { end: at(END + 10), endedBy: leaving, endWithout: { end: at(END + 10) } } },
    ]);
    const back = left.after(taken(off, lea), 8);
    expect(workOf(back)).toEqual([[null, changing]]);
    expect(workOf(back.after(taken(form, hana), 9))).toEqual([[at(END), null]]);
  });

  it.each([
    ['sooner', END - 50],
    ['on the contract’s last', END],
  ])('filed while a %s offboarding waits, keeps them at work for the night should that one be taken back', (_, end) => {
    const off = leaves({ end: minute(end) });
    const both = contract.after(off, 5).after(form, 6);
    expect(workOf(both)).toEqual([[at(end), leaving]]);
    expect(has(both, end)).toEqual(['deactivated', []]);
    const back = both.after(taken(off, lea), 8);
    for (const minutes of [END - 1, END, START - 1]) expect(has(back, minutes)).toEqual(BEFORE);
    expect(has(back.after(form, START), START + DAY)).toEqual(['active', ['all', 'sales', 'vault-admins']]);
    expect(workOf(back.after(taken(form, hana), 9))).toEqual([[at(END), null]]);
    expect(workOf(both.after(taken(form, hana), 9).after(taken(off, lea), 10))).toEqual([[at(END), null]]);
  });

  it.each([
    ['sooner', END - 50],
    ['later', END + 10],
  ])('withdrawn while a %s offboarding waits, is said to end the contract again, and does', (_, end) => {
    const off = leaves({ end: minute(end) });
    const left = held.after(off, 7);
    const events = left.when(taken(form, hana), 8);
    expect(told(left, events, changing).join()).toMatch(
      /Nothing it asked for was in effect\. The contract ends on .* again/,
    );
    const noChange = left.after(taken(form, hana), 8);
    expect(workOf(noChange)).toEqual([[at(Math.min(end, END)), leaving]]);
    const back = noChange.after(taken(off, lea), 9);
    expect(workOf(back)).toEqual([[at(END), null]]);
    expect(endsOfGrants(back)).toEqual(endsOfGrants(contract));
    expect(has(back, END)).toEqual(['deactivated', []]);
  });

  it.each<[string, Values]>([
    ['is spoilt', { department: 'Poetry' }],
    ['begins after a gap by now', { start: minute(END + 3 * DAY) }],
  ])('refused because its form %s, lets the contract end as it was to, and says so', (_, values) => {
    const spoilt = edited(form, 6, values);
    expect(told(held, held.when(spoilt, 6), changing)[0]).toMatch(
      /cannot be acted on yet\. It lets nobody work on any more: The contract ends on 2026-01-05 again\. Please/,
    );
    const after = held.after(spoilt, 6);
    expect(workOf(after)).toEqual([[at(END), null]]);
    expect(endsOfGrants(after)).toEqual(endsOfGrants(contract));
    // Put right, it is held off again; taken back, the contract ends.
    const mended = edited(spoilt, 7, { department: 'Sales', start: minute(START) });
    expect(workOf(after.after(mended, 7))).toEqual([[null, changing]]);
    expect(workOf(after.after(mended, 7).after(taken(mended, hana), 8))).toEqual([[at(END), null]]);
  });

  it('refused on its own day, leaves a day to put it right, and no more however often it is looked at', () => {
    const nobody = { rules: { ...rules, entitledBy: () => [] } };
    const refused = held.after(form, START, nobody);
    expect(workOf(refused)).toEqual([[at(START + DAY), null]]);
    expect(refused.when(form, START + 60, nobody)).toEqual([]);
    expect(has(refused, START + DAY)).toEqual(['deactivated', []]);
    const mended = refused.after(edited(form, START + 60, { start: minute(START + 1) }), START + 60);
    expect(workOf(mended)).toEqual([[null, changing]]);
  });

  it('written on by somebody who may not, stands as it was: a person is asked', () => {
    const foreign = edited(form, 6, { department: 'Science' }, ben);
    expect(only(held.when(foreign, 6), 'ExceptionRaised')).toMatchObject([{ kind: 'unauthorised-edit' }]);
    expect(workOf(held.after(foreign, 6))).toEqual(workOf(held));
  });

  it('of somebody another change has made an employee since is taken back without an end', () => {
    const sooner = filed('change', 'sooner', { person: 'E2001', workerType: 'Employee', department: 'Sales' }, hana);
    const employee = held.after(sooner, 6);
    expect(workOf(employee.after(taken(form, hana), 7)).map(([end]) => end)).toEqual([null]);
  });

  it('held off anew, holds off the end the contract has by then', () => {
    const not = held.after(edited(form, 6, { workerType: null }), 6);
    const longer = joins({ workerType: 'Contractor', end: minute(END), applications: 'Vault: admin' });
    const extended = not.after(edited(longer, 7, { end: minute(END + 60) }), 7);
    expect(workOf(extended)).toEqual([[at(END + 60), null]]);
    const off = edited(form, 8, { title: 'Lead' });
    expect(workOf(extended.after(off, 8).after(taken(off, hana), 9))).toEqual([[at(END + 60), null]]);
  });
});

describe('an employment that begins while an offboarding waits', () => {
  const off = (end: number) => leaves({ end: minute(end) });
  const now = changes({ workerType: 'Employee', department: 'Sales' });

  it.each([
    ['sooner than the contract’s last', END - 50],
    ['on the contract’s last', END],
    ['later than that', END + 50],
  ])('%s ends on its day, and taken back, on none of the contract’s', (_, end) => {
    const employee = contract.after(off(end), 2).after(now, 3);
    expect(workOf(employee)).toEqual([[at(end), leaving]]);
    expect(has(employee, end - 1)).toEqual(['active', expect.arrayContaining(['all', 'sales', 'vault-admins'])]);
    const back = employee.after(taken(off(end), lea), 4);
    expect(workOf(back)).toEqual([[null, changing]]);
    expect(has(back, START + DAY)).toEqual(['active', ['all', 'sales', 'vault-admins']]);
  });

  it('says each edit once', () => {
    const events = contract.after(off(END + 50), 2).when(now, 3);
    const edits = [...only(events, 'GrantReinstated'), ...only(events, 'GrantEnded')].map(({ grant }) => grant);
    expect(edits).toHaveLength(new Set(edits).size);
  });
});

describe('an employment filed when the contract is over', () => {
  it('is no re-hire on the day after: the work goes on from its start, and the gap is said', () => {
    const night = contract.after(form, END + 60);
    expect(workOf(night)).toEqual(workOf(contract));
    const events = night.when(form, START);
    expect(only(events, 'EngagementChanged')).toMatchObject([
      { engagement: { workerType: 'employee', end: null }, resumedAfter: at(END) },
    ]);
    expect(told(night, events, changing).join('\n')).toMatch(/had ended on 2026-01-05 and goes on from now/);
    expect(has(night.after(form, START), START)).toEqual(['active', ['all', 'sales', 'vault-admins']]);
    const undated = employed({ start: null });
    expect(workOf(contract.after(undated, END + 60))).toEqual([[null, changing]]);
  });

  it('is refused by name where it begins later, comes too late, or is filed by who may not hire', () => {
    expectRefusal(contract.when(employed({ start: minute(END + DAY + 1) }), END + 60), 'begins-after-a-gap');
    expectRefusal(contract.when(form, END + 31 * DAY), 'too-late-to-undo');
    const nobodyHires = {
      ...rules,
      caseSettings: (kind: CaseKind) => (kind === 'onboarding' ? undefined : rules.caseSettings(kind)),
    };
    expectRefusal(contract.when(form, END + 60, { rules: nobodyHires }), 'may-not-reopen');
  });

  it('is none of work they took up since, when that is over too', () => {
    const left = held.after(leaves({ end: minute(END - 50) }), 6).after(form, START);
    const values = { ...MARA, workerType: 'Contractor', start: minute(START + DAY), end: minute(START + 2 * DAY) };
    const again = filedIn(END, filed('onboarding', 'again', values, hana));
    const both = left.after(again, START + 1);
    expect(both.caseOf(changing).problems).toMatchObject([{ code: 'already-left' }]);
    expect(workOf(both.after(form, START + 3 * DAY))).toEqual(workOf(both));
    expect(has(both.after(form, START + 3 * DAY), START + 3 * DAY)).toEqual(['deactivated', []]);
  });

  it('whose contract an offboarding ended is over', () =>
    expectRefusal(contract.after(leaves({ end: minute(END) }), 5).when(form, END + 60), 'already-left'));
});
