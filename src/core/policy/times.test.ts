import { describe, expect, it } from 'vitest';
import { policyIn, SMALL } from './testing/policies.ts';
import { type FormTime, timesFor, zoneOf } from './times.ts';

const { settings } = policyIn({
  settings: `${SMALL.settings}timeZoneBy: { attribute: department, zones: { Boston: America/New_York, Zürich: Europe/Zurich } }
times: { startHour: "09:00", accountAhead: 7d, activeAhead: 2h }
`,
});
const date = (text: string): FormTime => ({ kind: 'date', date: text });
const text = (value: string): FormTime => ({ kind: 'text', text: value });

describe('the zone of a person', () => {
  it.each([
    ['by the attribute', { department: 'boston' }, 'America/New_York'],
    ['however it is composed', { department: 'zu\u0308rich' }, 'Europe/Zurich'],
    ["the company's for other values", { department: 'Mars' }, 'Europe/Zurich'],
    ["the company's for nobody knows", {}, 'Europe/Zurich'],
  ])('%s', (_, attributes, zone) => expect(zoneOf(settings, attributes)).toBe(zone));
});

describe('dates become instants', () => {
  it("a first day is the policy's hour, a last day its end, in the person's zone", () => {
    expect(
      timesFor(settings, { department: 'Boston' }, { start: date('2026-07-01'), end: date('2026-12-31') }),
    ).toEqual({
      ok: true,
      value: {
        accountFrom: '2026-06-24T13:00:00.000Z',
        activeFrom: '2026-07-01T11:00:00.000Z',
        start: '2026-07-01T13:00:00.000Z',
        end: '2027-01-01T05:00:00.000Z',
      },
    });
  });

  it('a time that is given stays as it is', () => {
    expect(timesFor(settings, {}, { start: text('2026-07-01T10:30:00.000+0200'), end: null })).toMatchObject({
      value: { start: '2026-07-01T08:30:00.000Z', end: null },
    });
  });

  it.each([
    ['no date at all', { start: text('soon') }, 'start-not-a-date'],
    ['a date that does not exist', { start: date('2026-02-30') }, 'start-not-a-date'],
    ['a list', { start: { kind: 'texts' as const } }, 'start-not-a-date'],
    ['an end that is none', { start: date('2026-07-01'), end: text('31.12.') }, 'end-not-a-date'],
    [
      'an end at the start',
      { start: text('2026-07-01T08:00:00Z'), end: text('2026-07-01T08:00:00Z') },
      'end-not-after-start',
    ],
    ['an end before the start', { start: date('2026-07-01'), end: date('2026-06-30') }, 'end-not-after-start'],
  ])('%s is refused', (_, form, refusal) => expect(timesFor(settings, {}, form)).toEqual({ ok: false, refusal }));

  it('a single day is a time of work', () => {
    expect(timesFor(settings, {}, { start: date('2026-07-01'), end: date('2026-07-01') })).toMatchObject({ ok: true });
  });

  it('an account is never opened before it is made', () => {
    const swapped = {
      ...settings,
      times: { ...settings.times, accountAhead: settings.times.activeAhead, activeAhead: settings.times.accountAhead },
    };
    const found = timesFor(swapped, {}, { start: date('2026-07-01') });
    expect(found.ok && found.value.accountFrom <= found.value.activeFrom).toBe(true);
  });
});
