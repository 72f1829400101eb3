import { expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import { edited, type Filing, hana, joins, lea, leaves, minute, taken } from '../../../test/support/forms.ts';
import { type Given, given, HIRED } from '../../../test/support/given.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { caseId } from '../shared/ids.ts';
import { endsWorkNow } from './endsWork.ts';
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
const ahead = given().after(joins({ start: minute(500) }), 0);

it.each<[string, boolean, Given, Filing, number]>([
  ['an end of now', true, hired, leaves(), 5],
  ['an end of the past', true, hired, leaves({ end: minute(3) }), 5],
  ['an end ahead', false, hired, leaves({ end: minute(90) }), 5],
  ['work taken back before its first day', true, ahead, taken(joins({ start: minute(500) }), hana), 5],
  ['a legal hold lifted', false, hired.after(held, 5), edited(held, 50, { legalHold: 'No' }), 50],
  ['a hand-over that is done', false, asked, done, 10],
])('%s counts as a termination: %s', (_, counts, before, form, when) => {
  const events: readonly TenureEvent[] = before.when(form, when);
  expect(events.some(({ type }) => type === 'EngagementChanged')).toBe(true);
  expect(endsWorkNow(events, before.ledger, at(when))).toBe(counts);
});
