/**
 * The SCIM-like expressions of `filter` and `search` (API reference, "Filter" and "Operators"): comparisons
 * joined by and/or, with brackets. Property names are case sensitive; operators and string values are not.
 */
import { OktaError } from './errors.ts';

export type Operator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le' | 'pr';
export type Literal = string | number | boolean | null;
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'compare'; readonly path: string; readonly operator: Operator; readonly value: Literal };

/** Where a path leads in the object asked about; several values when it crosses a list. */
export type Reader<Subject> = (subject: Subject, path: string) => unknown;

const OPERATORS = new Set<string>(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr']);
const TOKEN = /\s*(?:(\(|\))|"((?:[^"\\]|\\.)*)"|([^\s()"]+))/y;
const parsed = new Map<string, Expression>();

export function parseFilter(text: string): Expression {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const tokens = tokenize(text);
  const expression = new Parser(tokens, text).whole();
  if (parsed.size > 1_000) parsed.clear();
  parsed.set(text, expression);
  return expression;
}

export function matches<Subject>(expression: Expression, subject: Subject, read: Reader<Subject>): boolean {
  switch (expression.kind) {
    case 'and':
      return matches(expression.left, subject, read) && matches(expression.right, subject, read);
    case 'or':
      return matches(expression.left, subject, read) || matches(expression.right, subject, read);
    case 'compare': {
      const found = read(subject, expression.path);
      const values = Array.isArray(found) ? found : [found];
      return values.some((value) => compare(value, expression.operator, expression.value));
    }
  }
}

/** Every comparison in the expression, to check which properties and operators an endpoint accepts. */
export function comparisons(expression: Expression): { path: string; operator: Operator }[] {
  if (expression.kind === 'compare') return [expression];
  return [...comparisons(expression.left), ...comparisons(expression.right)];
}

/** The value a property must equal for the expression to hold, so that an index can answer instead of a scan. */
export function requiredValue(expression: Expression, path: string): string | undefined {
  switch (expression.kind) {
    case 'and':
      return requiredValue(expression.left, path) ?? requiredValue(expression.right, path);
    case 'or':
      return undefined;
    case 'compare': {
      const { operator, value } = expression;
      return expression.path === path && operator === 'eq' && typeof value === 'string' ? value : undefined;
    }
  }
}

function compare(actual: unknown, operator: Operator, expected: Literal): boolean {
  if (operator === 'pr') return actual !== undefined && actual !== null && actual !== '';
  if (operator === 'ne') return !compare(actual, 'eq', expected);
  if (actual === undefined || actual === null) return expected === null && operator === 'eq';
  if (typeof actual === 'string' && typeof expected === 'string') {
    return compareText(actual.toLowerCase(), operator, expected.toLowerCase());
  }
  if (operator === 'eq') return actual === expected;
  if (typeof actual !== 'number' || typeof expected !== 'number') return false;
  return ordered(actual - expected, operator);
}

function compareText(actual: string, operator: Operator, expected: string): boolean {
  if (operator === 'eq') return actual === expected;
  if (operator === 'sw') return actual.startsWith(expected);
  if (operator === 'ew') return actual.endsWith(expected);
  if (operator === 'co') return actual.includes(expected);
  return ordered(actual < expected ? -1 : actual > expected ? 1 : 0, operator);
}

function ordered(difference: number, operator: Operator): boolean {
  if (operator === 'gt') return difference > 0;
  if (operator === 'ge') return difference >= 0;
  if (operator === 'lt') return difference < 0;
  return operator === 'le' && difference <= 0;
}

type Token = { readonly text: string; readonly quoted: boolean };

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (match === null) throw invalidFilter(text);
    const [, bracket, quoted, word] = match;
    tokens.push(
      quoted !== undefined
        ? { text: quoted.replace(/\\(.)/g, '$1'), quoted: true }
        : { text: bracket ?? word ?? '', quoted: false },
    );
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #text: string;
  #at = 0;

  constructor(tokens: readonly Token[], text: string) {
    this.#tokens = tokens;
    this.#text = text;
  }

  whole(): Expression {
    const expression = this.#or();
    if (this.#at < this.#tokens.length) throw invalidFilter(this.#text);
    return expression;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#skip('or')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#term();
    while (this.#skip('and')) left = { kind: 'and', left, right: this.#term() };
    return left;
  }

  #term(): Expression {
    if (this.#skip('(')) {
      const inner = this.#or();
      if (!this.#skip(')')) throw invalidFilter(this.#text);
      return inner;
    }
    const path = this.#next().text;
    const operator = this.#next().text.toLowerCase();
    if (!OPERATORS.has(operator)) throw invalidFilter(this.#text);
    const value = operator === 'pr' ? null : this.#literal();
    return { kind: 'compare', path, operator: operator as Operator, value };
  }

  #literal(): Literal {
    const { text, quoted } = this.#next();
    if (quoted) return text;
    if (text === 'true' || text === 'false') return text === 'true';
    if (text === 'null') return null;
    if (text === '' || Number.isNaN(Number(text))) throw invalidFilter(this.#text);
    return Number(text);
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw invalidFilter(this.#text);
    this.#at += 1;
    return token;
  }

  #skip(word: string): boolean {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.quoted || token.text.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }
}

const invalidFilter = (text: string) =>
  new OktaError(400, 'E0000053', `Invalid filter '${text}': the expression cannot be read`);
