/**
 * Small checks of JSON out of which the rules of Block Kit are put together. Each notes what is wrong with a pointer
 * to the place, in Slack's wording where it was seen ("must be less than 3001 characters [json-pointer:/blocks/0/text/text]").
 */
import { isList, isObject, type Json, type JsonObject } from '../../kit/json.ts';

export class Report {
  readonly problems: string[] = [];

  note(says: string, at: string): void {
    this.problems.push(`${says} [json-pointer:${at}]`);
  }
}

export type Check = (value: Json, at: string, report: Report) => void;

export const text =
  (most: number, least = 1): Check =>
  (value, at, report) => {
    if (typeof value !== 'string') report.note('must provide a string', at);
    else if (value.length < least) report.note(`must be more than ${least - 1} characters`, at);
    else if (value.length > most) report.note(`must be less than ${most + 1} characters`, at);
  };

export const bool: Check = (value, at, report) => {
  if (typeof value !== 'boolean') report.note('must provide a boolean', at);
};

export const whole =
  (least: number, most: number): Check =>
  (value, at, report) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) report.note('must provide an integer', at);
    else if (value < least) report.note(`must be greater than or equal to ${least}`, at);
    else if (value > most) report.note(`must be less than or equal to ${most}`, at);
  };

export const oneOf =
  (...allowed: readonly Json[]): Check =>
  (value, at, report) => {
    if (!allowed.includes(value)) report.note('must be a valid enum value', at);
  };

export const like =
  (pattern: RegExp): Check =>
  (value, at, report) => {
    if (typeof value !== 'string' || !pattern.test(value)) report.note('must match the expected format', at);
  };

export const list =
  (item: Check, most: number, least = 1): Check =>
  (value, at, report) => {
    if (!isList(value)) return report.note('must provide an array', at);
    if (value.length < least) report.note(`must provide at least ${least} items`, at);
    if (value.length > most) report.note(`no more than ${most} items allowed`, at);
    for (const [index, one] of value.entries()) item(one, `${at}/${index}`, report);
  };

/** All fields an object may have, and those it must. */
export const object =
  (fields: Readonly<Record<string, Check>>, required: readonly string[]): Check =>
  (value, at, report) => {
    if (!isObject(value)) return report.note('must provide an object', at);
    for (const name of required) {
      if (value[name] === undefined) report.note(`missing required field: ${name}`, at);
    }
    for (const [name, inner] of Object.entries(value)) {
      if (inner === undefined) continue;
      const check = fields[name];
      if (check === undefined) report.note(`invalid additional property: ${name}`, at);
      else check(inner, `${at}/${name}`, report);
    }
  };

/** One of several kinds, told apart by `type`. */
export const byType =
  (kinds: Readonly<Record<string, Check>>): Check =>
  (value, at, report) => {
    if (!isObject(value)) return report.note('must provide an object', at);
    const kind = typeof value.type === 'string' ? kinds[value.type] : undefined;
    if (value.type === undefined) report.note('missing required field: type', at);
    else if (kind === undefined) report.note(`unsupported type: ${String(value.type)}`, `${at}/type`);
    else kind(value, at, report);
  };

/** Slack says of a choice between shapes that none fits, and then why the nearest does not. */
export const choice =
  (check: Check): Check =>
  (value, at, report) => {
    const inner = new Report();
    check(value, at, inner);
    if (inner.problems.length > 0) report.note('failed to match all allowed schemas', at);
    report.problems.push(...inner.problems);
  };

/** A check, and then something about several fields at once. */
export const also =
  (check: Check, rule: (value: JsonObject, at: string, report: Report) => void): Check =>
  (value, at, report) => {
    check(value, at, report);
    if (isObject(value)) rule(value, at, report);
  };
