/** A start that is moved on its form, before and after something has begun ahead of it; and what is asked for of old. */
import { describe, expect, it } from 'vitest';
import { account, at, joining } from '../../../test/support/build.ts';
import { changes, edited, hana, joins, lea, minute } from '../../../test/support/forms.ts';
import { expectRefusal, type Given, given, HIRED, only } from '../../../test/support/given.ts';
import { told } from '../../../test/support/told.ts';
import { isLive, nextChange, wanted } from '../grant/index.ts';

/** A lead in Science: what is risky begins with the work, the account two hours before, the sign-in one. */
const form = joins({ start: minute(500), title: 'Lead' });
const hired = given().after(form, 0);
const moved = (before: Given, when: number, to: number, by = hana) =>
  before.after(edited(form, when, { start: minute(to) }, by), when);
const stateAt = ({ ledger }: Given, when: number) =>
  wanted(ledger, account({ id: ledger.accounts[0]?.id ?? account().id }), at(when)).state;
const heldAt = ({ ledger }: Given, when: number) =>
  ledger.grants.flatMap((grant) => (isLive(grant, at(when)) ? grant.groups.map((one) => one.split(':')[1]) : []));

describe('a start moved later', () => {
  it('before anything has begun moves everything', () => {
    const later = moved(hired, 10, 900);
    expect([380, 779, 780, 839, 840].map((when) => stateAt(later, when))).toEqual([
      'none',
      'none',
      'staged',
      'staged',
      'active',
    ]);
    expect(heldAt(later, 500)).toEqual([]);
  });

  it('after the account was made keeps it, without sign-in and with what is not risky', () => {
    const later = moved(hired, 400, 900);
    expect([401, 450, 839, 840].map((when) => stateAt(later, when))).toEqual(['staged', 'staged', 'staged', 'active']);
    expect(heldAt(later, 500).sort()).toEqual(['all', 'figma-viewers', 'science']);
    expect(heldAt(later, 900)).toContain('vault-admins');
  });

  it('after sign-in was opened stops it until the new start opens it again, and says when that is', () => {
    const later = moved(hired, 450, 900);
    expect([451, 839, 840].map((when) => stateAt(later, when))).toEqual(['suspended', 'suspended', 'active']);
    expect(nextChange(later.ledger, account(), at(451))).toBe(at(840));
    const again = moved(later, 460, 1900);
    expect([461, 840, 1840].map((when) => stateAt(again, when))).toEqual(['suspended', 'suspended', 'active']);
    expect(again.ledger.engagements[0]).toMatchObject({ signInStopped: true });
    expect(moved(again, 470, 480).ledger.engagements[0]).not.toHaveProperty('signInStopped');
  });

  it('after the first day takes what is risky at once, without an overlap; only who may end work may do that', () => {
    const begun = moved(hired, 510, 900, lea);
    expect(stateAt(begun, 511)).toBe('suspended');
    expect(heldAt(begun, 511).sort()).toEqual(['all', 'figma-viewers', 'science']);
    expect(heldAt(begun, 900)).toContain('vault-admins');
    expectRefusal(hired.when(edited(form, 510, { start: minute(900) }), 510), 'may-not-postpone');
  });
});

describe('a start moved earlier', () => {
  it('brings everything forward', () => {
    const sooner = moved(hired, 10, 200);
    expect([79, 80, 140].map((when) => stateAt(sooner, when))).toEqual(['none', 'staged', 'active']);
    expect(heldAt(sooner, 200)).toContain('vault-admins');
  });

  it('to the past opens everything at once, and says since when it was asked for', () => {
    const events = hired.when(edited(form, 10, { start: minute(10 - 3 * 1440) }), 10);
    expect(only(events, 'EngagementChanged')).toMatchObject([{ askedFrom: at(10 - 3 * 1440) }]);
    expect(stateAt(moved(hired, 10, 10 - 3 * 1440), 10)).toBe('active');
  });
});

it('work that has begun begins when it did, whatever zone its form says by now', () => {
  const today = given().after(joins({ start: '2026-01-05', location: 'Tokyo' }), 0);
  const events = today.when(edited(joins({ start: '2026-01-05', location: 'Tokyo' }), 5, { location: 'Zurich' }), 5);
  expect(only(events, 'EngagementChanged')).toMatchObject([{ engagement: { start: '2026-01-05T00:00:00.000Z' } }]);
});

describe('what is asked for of old', () => {
  const old = minute(-3 * 1440);

  it('acts at once, and its issue says how late', () => {
    const events = given(HIRED).when(changes({ department: 'Sales', start: old }), 5);
    expect(only(events, 'EngagementChanged')).toMatchObject([{ askedFrom: at(-3 * 1440) }]);
    expect(only(events, 'GrantGiven').map(({ grant }) => grant.start.at)).toEqual([at(5)]);
    expect(told(given(HIRED), events).join('\n')).toMatch(/asks for this from 2026-01-02, which was 3 days ago/);
  });

  it('is said of a joiner too, and of nobody who is a few hours late', () => {
    expect(only(given().when(joins({ start: old }), 5), 'EngagementOpened')).toMatchObject([{ askedFrom: at(-4320) }]);
    expect(only(given().when(joins(), 300), 'EngagementOpened')[0]).not.toHaveProperty('askedFrom');
  });

  it('is not said again when something else is edited', () => {
    const change = changes({ department: 'Sales', start: old });
    const events = given(HIRED)
      .after(change, 5)
      .when(edited(change, 9, { title: 'Head' }), 9);
    expect(only(events, 'EngagementChanged')[0]).not.toHaveProperty('askedFrom');
  });
});

it('what no row of the table fits is said when a change is filed, and not on its day', () =>
  expectRefusal(given(HIRED).when(changes({ department: 'Poetry', start: minute(500) }), 5), 'no-row-applies'));

it('an edit keeps what other cases have said of the work', () => {
  const events = given(HIRED)
    .and({
      on: joining,
      minute: 1,
      events: given(HIRED).ledger.engagements.map((engagement) => ({
        type: 'EngagementChanged',
        engagement: { ...engagement, legalHold: true },
      })),
    })
    .when(edited(joins(), 5, { title: 'Lead' }), 5);
  expect(only(events, 'EngagementChanged')).toMatchObject([{ engagement: { legalHold: true } }]);
});
