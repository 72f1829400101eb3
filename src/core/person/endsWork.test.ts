import { expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import { edited, type Filing, hana, joins, lea, leaves, minute, onLeave, taken } from '../../../test/support/forms.ts';
import { type Given, given, HIRED } from '../../../test/support/given.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { caseId } from '../shared/ids.ts';
import { beginsLeave, endsWork } from './endsWork.ts';
import { HAND_OVER, handOverAsked } from './kept.ts';

const hired = given(HIRED);
const held = leaves({ legalHold: 'Yes' });
const handing = leaves({ handOver: minute(900) });
const on = caseId(handing.form.issue.connection, handing.form.issue.id);
const left = hired.after(handing, 5);
const asked = left.and({ on, minute: 6, events: handOverAsked(left.caseOf(on), left.ledger, at(6)) });
const done: Filing = {
  ...handing,
  form: { ...handing.form, tasks: [{ task: HAND_OVER, key: 'PEO-7', done: true, closed: { author: lea, at: at(9) } }] },
};
const joining = given().after(joins({ start: minute(500) }), 0);
/** In minutes. */
const YEAR = 365 * 24 * 60;
const ahead = leaves({ end: minute(90) });
const far = leaves({ end: minute(YEAR) });

it.each<[string, boolean, Given, Filing, number]>([
  ['an end of now', true, hired, leaves(), 5],
  ['an end of the past', true, hired, leaves({ end: minute(3) }), 5],
  ['an end ahead', true, hired, leaves({ end: minute(90) }), 5],
  ['an end in a year', true, hired, far, 5],
  ['an end brought nearer', true, hired.after(ahead, 5), edited(ahead, 6, { end: minute(80) }), 6],
  ['an end brought from far to near', true, hired.after(far, 5), edited(far, 6, { end: minute(90) }), 6],
  ['an end put off', false, hired.after(ahead, 5), edited(ahead, 6, { end: minute(100) }), 6],
  ['work taken back before its first day', true, joining, taken(joins({ start: minute(500) }), hana), 5],
  ['a legal hold lifted', false, hired.after(held, 5), edited(held, 50, { legalHold: 'No' }), 50],
  ['a hand-over that is done', false, asked, done, 10],
])('%s counts as a termination: %s', (_, counts, before, form, when) => {
  const events: readonly TenureEvent[] = before.when(form, when);
  expect(events.some(({ type }) => type === 'EngagementChanged')).toBe(true);
  expect(endsWork(events, before.ledger, at(when))).toBe(counts);
});

const away = onLeave({ start: minute(20), end: minute(40) });
const open = onLeave({ start: minute(20) });
const farAway = onLeave({ start: minute(YEAR) });
const onTheirs = hired.after(away, 5);

it.each<[string, boolean, Given, Filing, number]>([
  ['a leave from now', true, hired, onLeave({ start: minute(1) }), 5],
  ['a leave ahead', true, hired, away, 5],
  ['a leave in a year', true, hired, farAway, 5],
  ['one brought from far to near', true, hired.after(farAway, 5), edited(farAway, 6, { start: minute(90) }), 6],
  ['one brought nearer', true, onTheirs, edited(away, 6, { start: minute(10) }), 6],
  ['one put off', false, onTheirs, edited(away, 6, { start: minute(30) }), 6],
  ['one that lasts longer', false, onTheirs, edited(away, 6, { end: minute(90) }), 6],
  ['one without a last day that has one now', false, hired.after(open, 5), edited(open, 6, { end: minute(90) }), 6],
  ['a leave that is taken back', false, onTheirs, taken(away, hana), 30],
  ['a return', false, onTheirs, edited(away, 30, { end: minute(29) }), 30],
])('%s counts as a leave: %s', (_, counts, before, form, when) => {
  const events = before.when(form, when);
  expect(events.some(({ type }) => type === 'LeaveSet')).toBe(true);
  expect(beginsLeave(events, before.ledger, at(when))).toBe(counts);
  expect(endsWork(events, before.ledger, at(when))).toBe(false);
});
