/** A contract whose last day is the day before an employment begins: filed ahead, edited, taken back, and filed too late. */
import { describe, expect, it } from 'vitest';
import { at, joining, leaving, theCase } from '../../../test/support/build.ts';
import {
  changes,
  edited,
  hana,
  joins,
  leaves,
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
    expectRefusal(left.when(form, START), 'already-left');
    expect(workOf(left.after(taken(off, hana), 8))).toEqual(workOf(left));
  });

  it('refused when its form is spoilt later, keeps them at work: what was accepted stands', () => {
    expect(workOf(held.after(edited(form, 6, { department: 'Poetry' }), 6))).toEqual(workOf(held));
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

  it('whose contract an offboarding ended is over', () =>
    expectRefusal(contract.after(leaves({ end: minute(END) }), 5).when(form, END + 60), 'already-left'));
});
