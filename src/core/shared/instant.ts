/**
 * Time as the core sees it. An instant is a UTC ISO string with milliseconds: it sorts as text, reads well in
 * evidence, and is the same bytes wherever it is hashed. The core never asks for the time; it is told.
 */
import type { Branded } from './ids.ts';

export type Instant = Branded<string, 'Instant'>;
/** A span in milliseconds. */
export type Milliseconds = Branded<number, 'Milliseconds'>;
/** A calendar date without a time, `YYYY-MM-DD`. */
export type LocalDate = Branded<string, 'LocalDate'>;
/** `HH:mm`, 24 hours. */
export type TimeOfDay = Branded<string, 'TimeOfDay'>;
/** An IANA zone name such as `Europe/Zurich`. */
export type TimeZone = Branded<string, 'TimeZone'>;

/** Half open: `from` belongs to it, `until` does not; `null` = no end. */
export interface Interval {
  readonly from: Instant;
  readonly until: Instant | null;
}

export const instantOf = (date: Date) => date.toISOString() as Instant;
/** Before anything we know of. */
export const BEGINNING = instantOf(new Date(0));
export const epochOf = (instant: Instant) => Date.parse(instant);
export const milliseconds = (value: number) => value as Milliseconds;
export const plus = (instant: Instant, span: Milliseconds) => instantOf(new Date(epochOf(instant) + span));
export const minus = (instant: Instant, span: Milliseconds) => instantOf(new Date(epochOf(instant) - span));
export const earlier = (a: Instant, b: Instant) => (a < b ? a : b);
export const later = (a: Instant, b: Instant) => (a > b ? a : b);
export const covers = ({ from, until }: Interval, at: Instant) => from <= at && (until === null || at < until);

const SPAN = /^(\d+)\s*(ms|s|m|h|d|w)$/;
const UNIT: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Reads `90s`, `30m`, `24h`, `7d`, `2w`; `undefined` when it is none of these. */
export function parseSpan(text: string): Milliseconds | undefined {
  const [, count, unit] = SPAN.exec(text.trim()) ?? [];
  return count === undefined || unit === undefined ? undefined : milliseconds(Number(count) * (UNIT[unit] ?? 0));
}

/** Reads `YYYY-MM-DD`, refusing dates that do not exist (`2026-02-30`). */
export function parseLocalDate(text: string): LocalDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const parsed = new Date(`${text}T00:00:00.000Z`);
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== text ? undefined : (text as LocalDate);
}

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/**
 * Reads an ISO date-time with an offset; `undefined` when it is not one. Jira's `+0000` is understood. Without an
 * offset it would mean the clock of whatever machine reads it, and a 30th of February would become a 2nd of March.
 */
export function parseInstant(text: string): Instant | undefined {
  const date = DATE_TIME.exec(text)?.[1];
  if (date === undefined || parseLocalDate(date) === undefined) return undefined;
  const parsed = new Date(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(parsed.getTime()) ? undefined : instantOf(parsed);
}

export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/**
 * The instant at which a zone's clocks show `date` `time`. In the gap of a spring change it is the first instant
 * after the gap; in the doubled hour of an autumn change it is the first of the two.
 */
export function atLocal(date: LocalDate, time: TimeOfDay, zone: TimeZone): Instant {
  const wall = Date.parse(`${date}T${time}:00.000Z`);
  const before = wall - offsetAt(wall - 86_400_000, zone);
  const after = wall - offsetAt(wall + 86_400_000, zone);
  const shown = [before, after].filter((epoch) => epoch + offsetAt(epoch, zone) === wall);
  return instantOf(new Date(shown.length > 0 ? Math.min(...shown) : gapBetween(after, before, zone)));
}

/** The instant of the one change of offset between two epochs. */
function gapBetween(early: number, late: number, zone: TimeZone): number {
  const old = offsetAt(early, zone);
  let low = early;
  let high = late;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, zone) === old) low = middle;
    else high = middle;
  }
  return high;
}

/** The end of that day in the zone: the instant at which the next day begins. */
export function endOfDay(date: LocalDate, zone: TimeZone): Instant {
  const next = new Date(Date.parse(`${date}T00:00:00.000Z`) + 86_400_000).toISOString().slice(0, 10) as LocalDate;
  return atLocal(next, '00:00' as TimeOfDay, zone);
}

/** The date a zone's calendars show at an instant. */
export const localDateOf = (instant: Instant, zone: TimeZone): LocalDate =>
  new Date(epochOf(instant) + offsetAt(epochOf(instant), zone)).toISOString().slice(0, 10) as LocalDate;

/** The zone's offset from UTC in milliseconds at an epoch instant. */
function offsetAt(epoch: number, zone: TimeZone): number {
  const parts = formatter(zone).formatToParts(new Date(epoch));
  const part = (type: string) => Number(parts.find((entry) => entry.type === type)?.value);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(epoch / 1_000) * 1_000;
}

const formatters = new Map<TimeZone, Intl.DateTimeFormat>();
function formatter(zone: TimeZone): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, made);
  return made;
}
