/** Hints come late: an onboarding form that is read after an offboarding filed since gives no more than read before it. */
import { describe, expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import {
  edited,
  filed,
  filedIn,
  hana,
  joins,
  lea,
  leaves,
  MARA,
  minute,
  taken,
  type Values,
} from '../../../test/support/forms.ts';
import { expectRefusal, type Given, given } from '../../../test/support/given.ts';

const again = (filedAt: number, values: Values) =>
  filedIn(filedAt, filed('onboarding', 'again', { ...MARA, ...values }, hana));
const leavesFiled = (filedAt: number, values: Values = {}) => filedIn(filedAt, leaves(values));
const second = (story: Given) => story.ledger.engagements.find(({ id }) => id === 'jira:again#e');
/** When what came with it ends. */
const endsOf = ({ ledger }: Given) => [
  ...new Set(ledger.grants.filter((one) => one.engagement === 'jira:again#e').map(({ end }) => end)),
];

const contract = given().after(joins({ end: minute(100) }), 0);

describe('an onboarding that is read after an offboarding filed since', () => {
  it('opens nothing where that ends the work before its first day', () =>
    expectRefusal(
      contract.after(leavesFiled(20, { end: minute(90) }), 30).when(again(10, { start: minute(200) }), 40),
      'left-since',
    ));

  it('nor where they have left by now, however long its work would have gone before', () =>
    expectRefusal(
      contract.after(leavesFiled(20, { end: minute(150) }), 30).when(again(10, { start: minute(110) }), 160),
      'left-since',
    ));

  it('opens work that ends with the offboarding, whichever was read first', () => {
    const [hire, leave] = [again(10, { start: minute(110) }), leavesFiled(20, { end: minute(500) })];
    const late = contract.after(leave, 30).after(hire, 40);
    expect(second(late)).toMatchObject({ start: at(110), end: at(500), endedBy: 'jira:leaving' });
    const { changedBy: _, ...inOrder } = second(contract.after(hire, 30).after(leave, 40)) ?? {};
    expect(second(late)).toMatchObject(inOrder);
    expect(endsOf(late)).toEqual([at(500)]);
  });

  it('opens nothing either once another field is put right, and opens it once somebody enters another first day', () => {
    const hire = again(10, { start: minute(200) });
    const left = contract.after(leavesFiled(20, { end: minute(90) }), 30);
    expectRefusal(left.when(edited(hire, 50, { title: 'Lead' }), 60), 'left-since');
    const anew = left.after(hire, 40).after(edited(hire, 50, { start: minute(210) }), 60);
    expect(second(anew)).toMatchObject({ start: at(210), end: null, endedBy: null });
  });

  it('opens it where the offboarding was filed before, or was taken back', () => {
    const hire = again(10, { start: minute(200) });
    const leave = leavesFiled(5, { end: minute(90) });
    expect(second(contract.after(leave, 6).after(hire, 40))).toMatchObject({ end: null });
    const since = leavesFiled(20, { end: minute(90) });
    const back = contract.after(since, 30).after(taken(since, lea), 35);
    expect(second(back.after(hire, 40))).toMatchObject({ end: null });
    const tooLate = contract.after(since, 30).after(taken(since, lea), 150);
    expect(second(tooLate.after(hire, 160))).toMatchObject({ end: null });
  });

  it('opens it where the offboarding was filed before and edited since, whichever edit of it was read', () => {
    const hire = again(10, { start: minute(200) });
    const leave = leavesFiled(5, { end: minute(90) });
    const later = edited(leave, 20, { end: minute(95) });
    expect(second(contract.after(leave, 6).after(later, 30).after(hire, 40))).toMatchObject({ end: null });
    expect(second(contract.after(later, 30).after(hire, 40))).toMatchObject({ end: null });
  });

  it('gives the work its own end again where the offboarding is taken back after it', () => {
    const leave = leavesFiled(20, { end: minute(500) });
    const late = contract.after(leave, 30).after(again(10, { start: minute(110) }), 40);
    const back = late.after(taken(leave, lea), 50);
    expect(second(back)).toMatchObject({ end: null, endedBy: null });
    expect(endsOf(back)).toEqual([null]);
  });
});

it('work that an offboarding ends before its first day is in nobody’s way', () => {
  const never = given()
    .after(joins({ start: minute(300) }), 0)
    .after(leaves({ end: minute(200) }), 5);
  expect(second(never.after(again(10, { start: minute(50) }), 10))).toMatchObject({ start: at(50), end: null });
});
