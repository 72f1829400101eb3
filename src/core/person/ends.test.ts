/** Several offboardings on the same work: what each of them leaves when it is taken back, or held and handed over by. */
import { describe, expect, it } from 'vitest';
import { at, group, theCase } from '../../../test/support/build.ts';
import {
  ben,
  changes,
  edited,
  type Filing,
  filed,
  hana,
  joins,
  lea,
  leaves,
  MARA,
  minute,
  taken,
  texts,
  type Values,
} from '../../../test/support/forms.ts';
import { asRecordedBefore, expectRefusal, type Given, given, HIRED, only } from '../../../test/support/given.ts';
import { told } from '../../../test/support/told.ts';
import { wanted } from '../grant/index.ts';

const hired = given(HIRED);
const contract = given().after(joins({ end: minute(200) }), 0);
const first = (values: Values = {}) => leaves(values);
const second = (values: Values = {}) => filed('offboarding', 'second', { person: 'E2001', ...values }, lea);
const back = (filing: Filing) => taken(filing, lea);
const SECOND = theCase('second');
const undid = (before: Given, filing: Filing, when: number) => only(before.when(filing, when), 'CaseWithdrawn')[0];

/** The ends of the work and of what came with it, each once, in minutes. */
const ends = ({ ledger }: Given) => [
  ...new Set([...ledger.engagements, ...ledger.grants].map(({ end }) => (end === null ? null : minutesTo(end)))),
];
const minutesTo = (end: string) => (Date.parse(end) - Date.parse(at(0))) / 60_000;

const keptAt = ({ ledger }: Given, when: number) => {
  const account = ledger.accounts[0] ?? expect.fail();
  const { state, kept } = wanted(ledger, account, at(when));
  return state === 'deactivated' ? (kept ?? 'closed') : state;
};

describe('two offboardings, of which the first is taken back', () => {
  it.each<[string, number, number, Given, number | null, number | null]>([
    ['leaves the later end of the second', 100, 300, hired, 300, null],
    ['leaves the sooner end of the second', 300, 100, hired, 100, null],
    ['leaves the same end of the second', 100, 100, hired, 100, null],
    ['leaves the contract’s own end where that is sooner', 100, 300, contract, 200, 200],
  ])('%s; with both, what stood before', (_, one, two, before, afterFirst, afterBoth) => {
    const [a, b] = [first({ end: minute(one) }), second({ end: minute(two) })];
    const both = before.after(a, 1).after(b, 2);
    const onlySecond = both.after(back(a), 3);
    expect(ends(onlySecond)).toEqual([afterFirst]);
    expect(onlySecond.ledger.engagements.map(({ endedBy }) => endedBy)).toEqual([SECOND]);
    expect(ends(onlySecond.after(back(b), 4))).toEqual([afterBoth]);
    // The other way round.
    const onlyFirst = both.after(back(b), 3);
    expect(ends(onlyFirst)).toEqual([Math.min(one, afterBoth ?? one)]);
    expect(ends(onlyFirst.after(back(a), 4))).toEqual([afterBoth]);
  });

  it('after its end: the work goes on until the end of the second', () => {
    const [a, b] = [first({ end: minute(100) }), second({ end: minute(300) })];
    const left = hired.after(a, 1).after(b, 2);
    const events = left.when(back(a), 150);
    expect(only(events, 'EngagementChanged')).toMatchObject([{ engagement: { end: at(300) }, resumedAfter: at(100) }]);
    expect(only(events, 'GrantReinstated').map(({ end, hadEnded }) => [end, hadEnded])).toEqual(
      Array(3).fill([at(300), true]),
    );
    const off = left.after(back(a), 150);
    expect(ends(off)).toEqual([300]);
    expect(ends(off.after(back(b), 151))).toEqual([null]);
  });

  it('leaves nothing of either on what was given while they waited', () => {
    const [a, b] = [first({ end: minute(500) }), second({ end: minute(300) })];
    const given = hired.after(a, 1).after(changes({ applications: texts('Figma: editor', 'Vault: admin') }), 2);
    const both = given.after(b, 3);
    expect(ends(both)).toEqual([300]);
    expect(ends(both.after(back(a), 4).after(back(b), 5))).toEqual([null]);
    expect(ends(both.after(back(b), 4))).toEqual([500]);
  });

  it('lets an edit of one move its own end alone', () => {
    const [a, b] = [first({ end: minute(100) }), second({ end: minute(300) })];
    const both = hired.after(a, 1).after(b, 2);
    const later = both.after(edited(a, 3, { end: minute(900) }), 3);
    expect(ends(later)).toEqual([300]);
    expect(ends(later.after(back(b), 4))).toEqual([900]);
    expect(ends(both.after(edited(a, 3, { end: minute(50) }), 3))).toEqual([50]);
  });

  it('brings back no end that somebody who may has moved since', () => {
    const [a, b] = [first({ end: minute(100) }), second({ end: minute(300) })];
    const extended = hired.after(a, 1).after(changes({ end: minute(700) }, lea), 2);
    expect(ends(extended.after(back(a), 3))).toEqual([700]);
    const both = extended.after(b, 3);
    expect(ends(both)).toEqual([300]);
    expect(ends(both.after(back(b), 4))).toEqual([700]);
  });

  it('reaches work filed after the first, which only the second ends', () => {
    const more = filed('onboarding', 'more', { ...MARA, additional: 'Yes', start: minute(10) }, hana);
    const [a, b] = [first({ end: minute(100) }), second({ end: minute(300) })];
    const both = hired.after(a, 1).after(more, 2).after(b, 3);
    expect(both.ledger.engagements.map(({ end }) => end)).toEqual([at(100), at(300)]);
    const off = both.after(back(b), 4);
    expect(off.ledger.engagements.map(({ end }) => end)).toEqual([at(100), null]);
  });

  it('leaves work filed after both as it is, with what came with it', () => {
    const more = filed('onboarding', 'more', { ...MARA, additional: 'Yes', start: minute(10) }, hana);
    const [a, b] = [first({ end: minute(300) }), second({ end: minute(400) })];
    const both = hired.after(a, 1).after(b, 2).after(more, 3);
    const ofMore = ({ ledger }: Given) => ledger.grants.filter(({ givenBy }) => givenBy === theCase('more'));
    expect(ofMore(both).map(({ end }) => end)).toEqual([null, null, null]);
    expect(ofMore(both.after(back(a), 4))).toEqual(ofMore(both));
  });

  it('recorded before the work kept them, is put right by what its case has recorded', () => {
    const [a, b] = [first({ end: minute(100) }), second({ end: minute(300) })];
    const old = hired.and(asRecordedBefore({ on: theCase('leaving'), minute: 1, events: hired.when(a, 1) }));
    expect(ends(old.after(b, 2).after(back(a), 3))).toEqual([300]);
    expect(ends(old.after(b, 2).after(back(a), 3).after(back(b), 4))).toEqual([null]);
  });
});

describe('“undid nothing”', () => {
  const [a, b] = [first({ end: minute(300) }), second({ end: minute(100) })];
  const both = hired.after(a, 1).after(b, 2);

  it('is said where another offboarding’s end stands, and when', () => {
    expect(undid(both, back(a), 3)).toMatchObject({ undid: 'nothing', endStays: at(100) });
    expect(told(both, both.when(back(a), 3), theCase('leaving')).join()).toMatch(
      /Another end stands: the work ends on .* all the same/,
    );
    // After it: how it was closed stays.
    expect(undid(both, back(a), 150)).toMatchObject({ undid: 'nothing', endStays: at(100) });
    expect(told(both, both.when(back(a), 150), theCase('leaving'), 150).join()).toMatch(/has ended on .* all the same/);
    expect(both.after(back(a), 150).ledger).toEqual(both.ledger);
  });

  it('is not said where the end is another one by now', () => {
    expect(undid(both, back(b), 3)).toMatchObject({ undid: 'end' });
    expect(told(both, both.when(back(b), 3), SECOND).join()).toMatch(/goes on, until .*: another offboarding stands/);
  });
});

describe('what several offboardings keep', () => {
  it.each<[string, Values, Values, string]>([
    ['a hold of the first, where the second says nothing of one', { legalHold: 'Yes' }, {}, 'legal-hold'],
    ['a hold of the first, where the second declines it', { legalHold: 'Yes' }, { legalHold: 'No' }, 'legal-hold'],
    ['a hold of the second alone', {}, { legalHold: 'Yes' }, 'legal-hold'],
    ['the first’s hand-over, where the second names none', { handOver: minute(900) }, {}, 'hand-over'],
    ['the later hand-over', { handOver: minute(900) }, { handOver: minute(400) }, 'hand-over'],
  ])('%s stands', (_, one, two, kept) => {
    const both = hired.after(first({ end: minute(100), ...one }), 1).after(second({ end: minute(200), ...two }), 2);
    expect(keptAt(both, 899)).toBe(kept);
    expect(both.ledger.engagements[0]).toMatchObject({ endedBy: SECOND });
    expect(keptAt(both, 900)).toBe(kept === 'hand-over' ? 'closed' : kept);
  });

  it('is let go on the form that asked for it, before the end and after it, and only there', () => {
    const [a, b] = [first({ end: minute(100), legalHold: 'Yes' }), second({ end: minute(200), legalHold: 'Yes' })];
    const both = hired.after(a, 1).after(b, 2);
    const lifted = both.after(edited(a, 150, { legalHold: 'No' }), 150);
    expect(keptAt(lifted, 151)).toBe('legal-hold');
    expect(keptAt(lifted.after(edited(b, 160, { legalHold: null }), 160), 161)).toBe('closed');
    expect(keptAt(both.after(edited(b, 3, { legalHold: null }), 3), 101)).toBe('legal-hold');
    expect(
      keptAt(both.after(edited(a, 3, { legalHold: 'No' }, ben), 3).after(edited(b, 4, { legalHold: null }), 4), 101),
    ).toBe('legal-hold');
  });

  it('goes with the one that is taken back, and not the other’s', () => {
    const [a, b] = [first({ end: minute(100), legalHold: 'Yes' }), second({ end: minute(200), handOver: minute(900) })];
    const both = hired.after(a, 1).after(b, 2);
    expect(keptAt(both.after(back(a), 3), 300)).toBe('hand-over');
    expect(keptAt(both.after(back(b), 3), 300)).toBe('legal-hold');
    expect(both.after(back(a), 3).after(back(b), 4).ledger.engagements[0]).not.toHaveProperty('handOverUntil');
  });

  it('is not let go by taking back the one that holds, where the work stays ended', () => {
    const [a, b] = [first({ end: minute(100), legalHold: 'Yes' }), second({ end: minute(50) })];
    const both = hired.after(a, 1).after(b, 2);
    expectRefusal(both.when(back(a), 150), 'hold-stands');
    // Another hold keeps it all the same; lifted there, nothing of the one that was taken back is left.
    const held = second({ end: minute(50), legalHold: 'Yes' });
    const off = hired.after(a, 1).after(held, 2).after(back(a), 150);
    expect(keptAt(off, 151)).toBe('legal-hold');
    expect(keptAt(off.after(edited(held, 160, { legalHold: 'No' }), 160), 161)).toBe('closed');
  });

  it('holds also where a change has moved the end since', () => {
    const moved = hired
      .after(first({ end: minute(100), legalHold: 'Yes' }), 1)
      .after(changes({ end: minute(400) }, lea), 2);
    expect(keptAt(moved, 401)).toBe('legal-hold');
    expect(keptAt(moved.after(second({ end: minute(300) }), 3), 301)).toBe('legal-hold');
  });
});

it('a mover’s overlap that a sooner offboarding cuts short stands again with it', () => {
  const form = first({ end: minute(500) });
  const moved = hired.after(form, 1).after(changes({ department: 'Sales' }), 2);
  const science = ({ ledger }: Given) =>
    ledger.grants.filter(({ groups }) => groups.includes(group('science'))).map(({ end }) => end);
  expect(science(moved)).toEqual([at(500)]);
  expect(science(moved.after(back(form), 600))).toEqual([at(2 + 1440)]);
});
