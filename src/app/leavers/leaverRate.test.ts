/** How terminations are counted against the hour's number. */
import { expect, it } from 'vitest';
import { at, leaving } from '../../../test/support/build.ts';
import { edited, leaves, minute, rules } from '../../../test/support/forms.ts';
import { given, HIRED } from '../../../test/support/given.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { MeterBooking } from '../../ports/meters.ts';
import { leaverRate } from './leaverRate.ts';

it('by their case: one whose end is set twice in an hour is one', async () => {
  const booked: MeterBooking[] = [];
  const tx = (now: Instant) => ({
    now,
    bookMeters: (meters: readonly MeterBooking[]) => {
      booked.push(...meters);
      return Promise.resolve({ booked: true, over: [] });
    },
    getControl: () => Promise.resolve(null),
    lockControl: () => Promise.resolve(null),
    setControl: () => Promise.resolve(),
  });
  const first = leaves({ end: minute(50) });
  const sooner = edited(first, 10, { end: minute(40) });
  const hired = given(HIRED);
  const after = hired.after(first, 5);
  for (const [past, { kind, form }, when] of [
    [hired, first, 5],
    [after, sooner, 10],
  ] as const) {
    const events = past.when({ kind, form }, when);
    const filing = { events, ledger: past.ledger, form, state: past.caseOf(leaving), settings: rules.settings };
    expect(await leaverRate(tx(at(when)), filing)).toEqual(events);
  }
  expect(booked.length).toBeGreaterThan(1);
  expect(new Set(booked.map(({ key }) => key))).toEqual(new Set([leaving]));
});
