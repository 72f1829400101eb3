import { describe, expect, it } from 'vitest';
import {
  atLocal,
  covers,
  endOfDay,
  type Instant,
  instantOf,
  isTimeZone,
  type LocalDate,
  parseInstant,
  parseLocalDate,
  parseSpan,
  type TimeOfDay,
  type TimeZone,
} from './instant.ts';

const date = (text: string) => parseLocalDate(text) as LocalDate;
const local = (day: string, time: string, zone: string) => atLocal(date(day), time as TimeOfDay, zone as TimeZone);
const midnightAfter = (day: string, zone: string) => endOfDay(date(day), zone as TimeZone);
const utc = (text: string): Instant => instantOf(new Date(text));

describe('a local time', () => {
  it.each([
    ['2026-01-05', '09:00', 'UTC', '2026-01-05T09:00:00Z', 'needs no change in UTC'],
    ['2026-01-05', '09:00', 'Europe/Zurich', '2026-01-05T08:00:00Z', 'is an hour earlier in a Zurich winter'],
    ['2026-07-06', '09:00', 'Europe/Zurich', '2026-07-06T07:00:00Z', 'is two hours earlier in a Zurich summer'],
    ['2026-01-05', '09:00', 'Asia/Kathmandu', '2026-01-05T03:15:00Z', 'knows zones of three quarters of an hour'],
    ['2026-01-05', '09:00', 'Pacific/Kiritimati', '2026-01-04T19:00:00Z', 'is the day before, west of the date line'],
    ['2026-01-05', '23:00', 'Pacific/Pago_Pago', '2026-01-06T10:00:00Z', 'is the day after, east of it'],
    ['2026-03-29', '01:59', 'Europe/Zurich', '2026-03-29T00:59:00Z', 'is itself up to the gap in spring'],
    ['2026-03-29', '02:00', 'Europe/Zurich', '2026-03-29T01:00:00Z', 'in the gap is the first instant after it'],
    ['2026-03-29', '02:59', 'Europe/Zurich', '2026-03-29T01:00:00Z', 'late in the gap is that instant too'],
    ['2026-03-29', '03:00', 'Europe/Zurich', '2026-03-29T01:00:00Z', 'is itself from the gap on'],
    ['2026-10-25', '02:30', 'Europe/Zurich', '2026-10-25T00:30:00Z', 'in the doubled hour is the first of the two'],
    ['2026-10-25', '03:00', 'Europe/Zurich', '2026-10-25T02:00:00Z', 'is itself after the doubled hour'],
    ['2026-11-01', '01:30', 'America/New_York', '2026-11-01T05:30:00Z', 'is doubled west of Greenwich too'],
    ['2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:30:00Z', 'in a gap of half an hour is its end'],
    ['2011-12-30', '12:00', 'Pacific/Apia', '2011-12-30T10:00:00Z', 'on a day the islands skipped is the next one'],
  ])('%s %s in %s is %s: it %s', (day, time, zone, expected) => expect(local(day, time, zone)).toBe(utc(expected)));
});

describe('the end of a day', () => {
  it.each([
    ['2026-01-31', 'Europe/Zurich', '2026-01-31T23:00:00Z', 'is midnight there'],
    ['2026-12-31', 'UTC', '2027-01-01T00:00:00Z', 'may be in another year'],
    ['2028-02-28', 'UTC', '2028-02-29T00:00:00Z', 'knows leap years'],
    ['2026-03-29', 'Europe/Zurich', '2026-03-29T22:00:00Z', 'comes after 23 hours in spring'],
    ['2026-10-25', 'Europe/Zurich', '2026-10-25T23:00:00Z', 'comes after 25 hours in autumn'],
    ['2026-04-23', 'Africa/Cairo', '2026-04-23T22:00:00Z', 'is the end of the gap where midnight is skipped'],
    ['2026-10-29', 'Africa/Cairo', '2026-10-29T22:00:00Z', 'comes after the last hour has come twice'],
    ['2026-03-28', 'Asia/Beirut', '2026-03-28T22:00:00Z', 'is the end of the gap in Beirut too'],
    ['2018-11-03', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', 'was so in Brazil'],
    ['2026-10-31', 'America/Havana', '2026-11-01T04:00:00Z', 'is the first of two midnights'],
    ['2026-03-31', 'Pacific/Kiritimati', '2026-03-31T10:00:00Z', 'comes first of all at the date line'],
    [
      '2026-03-31',
      'Pacific/Apia',
      '2026-03-31T11:00:00Z',
      'comes an hour later in Samoa, a day ahead of its neighbour',
    ],
    ['2026-03-31', 'Pacific/Kwajalein', '2026-03-31T12:00:00Z', 'knows who changed sides'],
    ['2026-03-31', 'Pacific/Pago_Pago', '2026-04-01T11:00:00Z', 'comes last of all there'],
    ['2011-12-29', 'Pacific/Apia', '2011-12-30T10:00:00Z', 'is one instant before a skipped day and after it'],
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00Z', 'of a skipped day is the one before it'],
    ['1993-08-20', 'Pacific/Kwajalein', '1993-08-21T12:00:00Z', 'was followed by no Saturday there'],
  ])('%s in %s is %s: it %s', (day, zone, expected) => expect(midnightAfter(day, zone)).toBe(utc(expected)));
});

describe.each([
  'Pacific/Kiritimati',
  'Pacific/Apia',
  'Pacific/Pago_Pago',
  'Africa/Cairo',
  'Asia/Beirut',
  'America/Havana',
  'Australia/Lord_Howe',
])('every day of a year in %s', (zone) => {
  const shown = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short' });
  const days = Array.from({ length: 365 }, (_, n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10));

  it('ends at the first instant that belongs to the next one', () => {
    const wrong = days.filter((day) => {
      const end = Date.parse(midnightAfter(day, zone));
      return shown.format(end - 1) !== day || shown.format(end) <= day;
    });
    expect(wrong).toEqual([]);
  });

  it('begins where the one before has ended, and has at most 25 hours', () => {
    const ends = days.map((day) => Date.parse(midnightAfter(day, zone)));
    const lengths = new Set(ends.slice(1).map((end, n) => (end - (ends[n] ?? 0)) / 3_600_000));
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(23);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(25);
  });
});

describe('reading', () => {
  it.each(['2026-02-28', '2028-02-29', '2026-12-31'])('%s is a date', (text) =>
    expect(parseLocalDate(text)).toBe(text),
  );

  it.each(['2026-02-29', '2026-02-30', '2026-13-01', '2026-00-10', '26-01-01', '2026-1-1', '2026-01-01T00:00', ''])(
    '“%s” is no date',
    (text) => expect(parseLocalDate(text)).toBeUndefined(),
  );

  it.each([
    ['2026-01-05T09:00:00.000+0000', '2026-01-05T09:00:00Z'],
    ['2026-01-05T09:00:00+01:00', '2026-01-05T08:00:00Z'],
    ['2026-01-05T09:00Z', '2026-01-05T09:00:00Z'],
    ['2026-01-05T24:00:00Z', '2026-01-06T00:00:00Z'],
  ])('%s is an instant', (text, expected) => expect(parseInstant(text)).toBe(utc(expected)));

  it.each([
    '2026-01-05T09:00:00',
    '2026-01-05T09:00',
    '2026-02-30T09:00:00Z',
    '2026-01-05T25:00:00Z',
    '2026-01-05T09:00:00 UTC',
    '2026-01-05',
    'tomorrow',
  ])('%s is no instant: it has no offset, or does not exist', (text) => expect(parseInstant(text)).toBeUndefined());

  it.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    [' 2 w ', 1_209_600_000],
    ['0m', 0],
  ])('%s is a span', (text, expected) => expect(parseSpan(text)).toBe(expected));

  it.each(['1.5h', '-1d', '10', 'h', '1y', '', '1h30m'])('“%s” is no span', (text) =>
    expect(parseSpan(text)).toBeUndefined(),
  );

  it('tells a zone from what is none', () => {
    expect(['Europe/Zurich', 'UTC', 'Asia/Kathmandu'].map(isTimeZone)).toEqual([true, true, true]);
    expect(['Europe/Zuerich', 'Mars', ''].map(isTimeZone)).toEqual([false, false, false]);
  });
});

describe('an interval', () => {
  const from = utc('2026-01-05T09:00:00Z');
  const until = utc('2026-01-05T10:00:00Z');

  it('has its beginning and not its end', () => {
    expect(covers({ from, until }, from)).toBe(true);
    expect(covers({ from, until }, utc('2026-01-05T09:59:59.999Z'))).toBe(true);
    expect(covers({ from, until }, until)).toBe(false);
  });

  it('without an end goes on', () => expect(covers({ from, until: null }, utc('2999-01-01T00:00:00Z'))).toBe(true));
});
