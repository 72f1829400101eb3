/** Single lines, documents, numbers, labels, dates. */
import { adfProblem, isAdf } from '../adf/validate.ts';
import { wikiOf } from '../adf/wiki.ts';
import { isList } from '../json.ts';
import type { FieldValue } from '../model.ts';
import { jiraTime } from '../time.ts';
import { type FieldKind, problem, text, texts } from './kind.ts';

const mustBeText = 'Operation value must be a string';

export const shortText: FieldKind = {
  schema: { type: 'string', custom: 'textfield' },
  parse(input, { limits }) {
    if (input === null || input === '') return null;
    if (typeof input !== 'string') throw problem(mustBeText);
    if (input.length > limits.shortText) throw tooLong(limits.shortText);
    return input;
  },
  show: (value) => text(value),
  history: (value) => ({ id: null, text: text(value) }),
};

export const summary: FieldKind = {
  ...shortText,
  parse(input) {
    if (typeof input !== 'string' || input.trim() === '') throw problem('You must specify a summary of the issue.');
    if (/[\r\n]/.test(input)) throw problem('The summary is invalid because it contains newline characters.');
    if (input.length > 255) throw problem('Summary must be less than 255 characters.');
    return input;
  },
};

/** Multi-line text is ADF in v3; a plain string is refused. */
export const document: FieldKind = {
  schema: { type: 'string', custom: 'textarea' },
  parse(input, { limits }) {
    if (input === null) return null;
    if (!isAdf(input)) {
      if (typeof input === 'string')
        throw problem('Operation value must be an Atlassian Document (see the Atlassian Document Format)');
      throw new InvalidDocument(adfProblem(input));
    }
    if (wikiOf(input).length > limits.longText) throw tooLong(limits.longText);
    return input;
  },
  show: (value, { version }) => (isAdf(value) ? (version === 3 ? value : wikiOf(value)) : null),
  history: (value) => ({ id: null, text: isAdf(value) ? wikiOf(value) : null }),
};

/** Jira answers 400 with the bare word INVALID_INPUT and keeps the reason to itself; ours is on the error. */
export class InvalidDocument extends Error {}

export const float: FieldKind = {
  schema: { type: 'number', custom: 'float' },
  parse(input) {
    if (input === null) return null;
    if (typeof input !== 'number') throw problem('Operation value must be a number');
    return input;
  },
  show: (value) => (typeof value === 'number' ? value : null),
  history: (value) => ({ id: null, text: String(value) }),
};

export const labels: FieldKind = {
  schema: { type: 'array', items: 'string', custom: 'labels' },
  parse(input) {
    if (input === null) return null;
    if (!isList(input)) throw problem('data was not an array');
    const found = input.map((label) => {
      if (typeof label !== 'string') throw problem('string expected at index 0');
      if (/\s/.test(label)) throw problem(`The label '${label}' contains spaces which is invalid.`);
      if (label.length > 255) throw problem(`The label '${label}' exceeds the maximum length for a single label.`);
      return label;
    });
    return found.length === 0 ? null : [...new Set(found)];
  },
  show: (value) => texts(value),
  history: (value) => ({ id: '', text: texts(value).join(' ') }),
};

export const date: FieldKind = {
  schema: { type: 'date', custom: 'datepicker' },
  parse(input) {
    if (input === null || input === '') return null;
    if (typeof input !== 'string') throw problem(mustBeText);
    const parsed = /^\d{4}-\d{2}-\d{2}$/.test(input) ? Date.parse(`${input}T00:00:00Z`) : Number.NaN;
    if (Number.isNaN(parsed) || new Date(parsed).toISOString().slice(0, 10) !== input)
      throw problem(`Error parsing date string: ${input}`);
    return input;
  },
  show: (value) => text(value),
  history: (value) => ({ id: text(value), text: shortDate(text(value)) }),
};

/** Takes `2026-11-21T10:00:00.000+0000` and ISO offsets; gives back UTC in Jira's form. */
export const dateTime: FieldKind = {
  schema: { type: 'datetime', custom: 'datetime' },
  parse(input) {
    if (input === null || input === '') return null;
    if (typeof input !== 'string') throw problem(mustBeText);
    const shaped = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?)(?:Z|([+-]\d{2}):?(\d{2}))$/.exec(input);
    const instant = shaped
      ? Date.parse(`${shaped[1]}${shaped[2] === undefined ? 'Z' : `${shaped[2]}:${shaped[3]}`}`)
      : Number.NaN;
    if (Number.isNaN(instant)) throw problem(`Error parsing date string: ${input}`);
    return jiraTime(instant);
  },
  show: (value) => text(value),
  history: (value) => ({ id: text(value), text: `${shortDate(text(value))} ${text(value).slice(11, 16)}` }),
};

export const url: FieldKind = { ...shortText, schema: { type: 'string', custom: 'url' } };

const tooLong = (limit: number) =>
  problem(`The entered text is too long. It exceeds the allowed limit of ${limit.toLocaleString('en-US')} characters.`);

function shortDate(value: string): string {
  const parsed = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  const month = parsed.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' });
  return `${parsed.getUTCDate()}/${month}/${String(parsed.getUTCFullYear()).slice(2)}`;
}

export const sameValue = (a: FieldValue | null, b: FieldValue | null): boolean =>
  a === b || (a !== null && b !== null && JSON.stringify(a) === JSON.stringify(b));
