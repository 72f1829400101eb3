/** From the dates on a form to instants. A date without a time is a promise in the person's own zone. */
import type { Attributes } from '../person/model.ts';
import { fold } from '../shared/fold.ts';
import {
  atLocal,
  earlier,
  endOfDay,
  type Instant,
  minus,
  parseInstant,
  parseLocalDate,
  type TimeZone,
} from '../shared/instant.ts';
import { accept, type Outcome, refuse, unreachable } from '../shared/outcome.ts';
import type { Settings } from './model.ts';

/** A field value that should be a date or date-time; the other kinds a form has are none. */
export type FormTime =
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'instant'; readonly at: Instant }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'texts' | 'user' };

export type TimesRefusal = 'start-not-a-date' | 'end-not-a-date' | 'end-not-after-start';

export interface Times {
  readonly accountFrom: Instant;
  readonly activeFrom: Instant;
  readonly start: Instant;
  readonly end: Instant | null;
}

/** The zone of a person with these attributes: by `timeZoneBy`, else the company's. */
export function zoneOf({ timeZone, timeZoneBy }: Settings, attributes: Attributes): TimeZone {
  const value = timeZoneBy === null ? undefined : attributes[timeZoneBy.attribute];
  if (timeZoneBy === null || value === undefined) return timeZone;
  const zones = Object.entries(timeZoneBy.zones);
  return zones.find(([name]) => fold(name) === fold(value))?.[1] ?? timeZone;
}

/** A start date means the policy's hour of that day; a date-time means itself. */
export function startFrom(settings: Settings, attributes: Attributes, time: FormTime): Instant | undefined {
  return instantFrom(time, (text) => {
    const date = parseLocalDate(text);
    return date && atLocal(date, settings.times.startHour, zoneOf(settings, attributes));
  });
}

/** A last day means the end of that day; a date-time means itself. */
export function endFrom(settings: Settings, attributes: Attributes, time: FormTime): Instant | undefined {
  return instantFrom(time, (text) => {
    const date = parseLocalDate(text);
    return date && endOfDay(date, zoneOf(settings, attributes));
  });
}

function instantFrom(time: FormTime, fromDate: (text: string) => Instant | undefined): Instant | undefined {
  switch (time.kind) {
    case 'date':
      return fromDate(time.date.trim());
    case 'instant':
      return time.at;
    case 'text':
      return fromDate(time.text.trim()) ?? parseInstant(time.text.trim());
    case 'texts':
    case 'user':
      return undefined;
    default:
      return unreachable(time);
  }
}

/** Start, end, and the two instants before the start at which something has to happen already. */
export function timesFor(
  settings: Settings,
  attributes: Attributes,
  form: { readonly start: FormTime; readonly end?: FormTime | null },
): Outcome<Times, TimesRefusal> {
  const start = startFrom(settings, attributes, form.start);
  if (start === undefined) return refuse('start-not-a-date');
  const end = form.end === undefined || form.end === null ? null : endFrom(settings, attributes, form.end);
  if (end === undefined) return refuse('end-not-a-date');
  if (end !== null && end <= start) return refuse('end-not-after-start');
  return accept({ ...aheadOf(settings, start), start, end });
}

/** There is an account before anybody can sign in with it, whatever the two spans say. */
export function aheadOf(
  { times }: Settings,
  start: Instant,
): { readonly accountFrom: Instant; readonly activeFrom: Instant } {
  const activeFrom = minus(start, times.activeAhead);
  return { accountFrom: earlier(minus(start, times.accountAhead), activeFrom), activeFrom };
}
