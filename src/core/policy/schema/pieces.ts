/**
 * The small parts the three schemas are made of. Each reads one friendly spelling into one exact value and, when it
 * cannot, says what to write instead: `params` carries our own problem code and remedy through zod to the report.
 */
import { z } from 'zod';
import type { Milliseconds, TimeOfDay, TimeZone } from '../../shared/instant.ts';
import { isTimeZone, parseLocalDate, parseSpan } from '../../shared/instant.ts';

export interface Reading<Value> {
  /** What it is, for an editor's hover text. */
  readonly description: string;
  readonly examples: readonly string[];
  /** For editors only; `read` decides. */
  readonly pattern?: string;
  readonly code: string;
  readonly message: (text: string) => string;
  readonly remedy: string;
  readonly read: (text: string) => Value | undefined;
}

/** A text with a meaning of its own: shown to editors as a pattern, read by us into a value. */
export function reading<Value>({ description, examples, pattern, code, message, remedy, read }: Reading<Value>) {
  return z
    .string()
    .meta({
      description,
      ...(examples.length === 0 ? {} : { examples: [...examples] }),
      ...(pattern === undefined ? {} : { pattern }),
    })
    .transform((text, context): Value => {
      const value = read(text.trim());
      if (value !== undefined) return value;
      context.issues.push({ code: 'custom', input: text, message: message(text), params: { code, remedy } });
      return z.NEVER;
    });
}

const aPatternOf = (pattern: RegExp) => (text: string) => (pattern.test(text) ? text : undefined);

export const line = (description: string) =>
  reading<string>({
    description,
    examples: [],
    code: 'empty-text',
    message: () => 'is empty',
    remedy: 'Write a value here, or leave the key out.',
    read: (text) => (text === '' ? undefined : text),
  });

export const span = (description: string) =>
  reading<Milliseconds>({
    description,
    examples: ['90s', '30m', '24h', '7d', '2w'],
    pattern: '^\\d+\\s*(ms|s|m|h|d|w)$',
    code: 'bad-span',
    message: (text) => (text.startsWith('-') ? `a span cannot be negative: "${text}"` : `is not a span: "${text}"`),
    remedy: 'Write a whole number and a unit: 90s, 30m, 24h, 7d or 2w.',
    read: (text) => {
      const value = parseSpan(text);
      return value === undefined || value > TEN_YEARS ? undefined : value;
    },
  });
const TEN_YEARS = 10 * 366 * 86_400_000;

export const zone = (description: string) =>
  reading<TimeZone>({
    description,
    examples: ['Europe/Zurich', 'America/New_York', 'UTC'],
    code: 'unknown-time-zone',
    message: (text) => `is not a time zone: "${text}"`,
    remedy: 'Write a name of the IANA list, such as Europe/Zurich or America/New_York.',
    read: (text) => (isTimeZone(text) ? (text as TimeZone) : undefined),
  });

export const timeOfDay = (description: string) =>
  reading<TimeOfDay>({
    description,
    examples: ['09:00'],
    pattern: '^([01]?\\d|2[0-3]):[0-5]\\d$',
    code: 'bad-time',
    message: (text) => `is not a time of day: "${text}"`,
    remedy: 'Write hours and minutes on a 24 hour clock, such as 09:00.',
    read: (text) => (/^([01]?\d|2[0-3]):[0-5]\d$/.test(text) ? (text.padStart(5, '0') as TimeOfDay) : undefined),
  });

export const day = (description: string) =>
  reading<string>({
    description,
    examples: ['2027-01-31'],
    pattern: '^\\d{4}-\\d{2}-\\d{2}$',
    code: 'bad-day',
    message: (text) => `is not a day: "${text}"`,
    remedy: 'Write year, month and day in quotes, such as "2027-01-31".',
    read: (text) => (parseLocalDate(text) === undefined ? undefined : text),
  });

export const address = (description: string) =>
  reading<string>({
    description,
    examples: ['it@acme.example'],
    code: 'bad-address',
    message: (text) => `is not a mail address: "${text}"`,
    remedy: 'Write one address, such as it@acme.example.',
    read: aPatternOf(/^[^\s@<>]+@[^\s@<>]+$/),
  });

export const url = (description: string, schemes: readonly string[]) =>
  reading<string>({
    description,
    examples: [`${schemes.at(-1)}://host.example`],
    code: 'bad-url',
    message: (text) =>
      `is not an address of the form ${schemes.join(':// or ')}://: "${text.replace(/\/\/.*@/, '//…@')}"`,
    remedy: `Write ${schemes.at(-1)}://, the host and, if need be, the port; no user name, password, query or fragment.`,
    read: (text) => {
      const parsed = URL.canParse(text) ? new URL(text) : undefined;
      if (parsed === undefined || !schemes.includes(parsed.protocol.slice(0, -1)) || parsed.hostname === '')
        return undefined;
      const extra = parsed.username + parsed.password + parsed.search + parsed.hash;
      return extra === '' ? text.replace(/\/+$/, '') : undefined;
    },
  });

/** An id we make up ourselves: used in paths, CSV cells and `connection:group`, so no blanks, colons or bars. */
export const ID_PATTERN = '^[a-z0-9][a-z0-9._-]{0,62}$';
export const isId = (text: string) => new RegExp(ID_PATTERN).test(text);

export const secret = z
  .union(
    [
      z.strictObject({ env: line('Name of an environment variable that holds the secret.') }),
      z.strictObject({ file: line('Path of a file that holds the secret.') }),
    ],
    { error: 'must name where the secret is kept, not the secret itself: `env: NAME` or `file: path`' },
  )
  .meta({ description: 'A secret is named, never written: `env: NAME` or `file: path`.' });

export const mode = z
  .enum(['shadow', 'live'])
  .meta({ description: '`shadow`: compute, record and show, change nothing. `live`: carry it out.' });

export const share = (description: string) => z.number().positive().max(1).meta({ description });
export const count = (description: string) => z.int().positive().meta({ description });
