/** The grammar of JQL that clients of this emulator use: AND, OR, NOT, parentheses, tests, ORDER BY. */
import { jqlError, type Token, tokensOf } from './tokens.ts';

export type Operator = '=' | '!=' | '~' | '!~' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'is' | 'is not';

export type Clause =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Clause[] }
  | { readonly kind: 'not'; readonly part: Clause }
  | { readonly kind: 'test'; readonly field: string; readonly operator: Operator; readonly values: readonly string[] };

export interface Query {
  readonly where: Clause | undefined;
  readonly orderBy: readonly { readonly field: string; readonly descending: boolean }[];
}

const OPERATORS: ReadonlySet<string> = new Set(['=', '!=', '~', '!~', '<', '<=', '>', '>=']);
const isOperator = (text: string): text is Operator => OPERATORS.has(text);

export function parseJql(jql: string): Query {
  const reader = new Reader(tokensOf(jql));
  const where = reader.done() || reader.sees('order') ? undefined : disjunction(reader);
  const orderBy: { field: string; descending: boolean }[] = [];
  if (reader.takes('order')) {
    reader.needs('by');
    do {
      const field = reader.word('a field name').toLowerCase();
      const descending = reader.takes('desc');
      if (!descending) reader.takes('asc');
      orderBy.push({ field, descending });
    } while (reader.takes(','));
  }
  if (!reader.done()) throw reader.unexpected("either 'OR' or 'AND'");
  return { where, orderBy };
}

function disjunction(reader: Reader): Clause {
  const parts = [conjunction(reader)];
  while (reader.takes('or')) parts.push(conjunction(reader));
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'or', parts };
}

function conjunction(reader: Reader): Clause {
  const parts = [negation(reader)];
  while (reader.takes('and')) parts.push(negation(reader));
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'and', parts };
}

function negation(reader: Reader): Clause {
  if (reader.takes('not')) return { kind: 'not', part: negation(reader) };
  if (reader.takes('(')) {
    const inside = disjunction(reader);
    reader.needs(')');
    return inside;
  }
  return test(reader);
}

function test(reader: Reader): Clause {
  const field = reader.word('a field name').toLowerCase();
  if (reader.takes('is')) {
    const operator = reader.takes('not') ? 'is not' : 'is';
    const value = reader.word('EMPTY').toLowerCase();
    if (value !== 'empty' && value !== 'null') throw jqlError("The operator 'is' only supports EMPTY and NULL.");
    return { kind: 'test', field, operator, values: [] };
  }
  const outside = reader.takes('not');
  if (outside || reader.sees('in')) {
    reader.needs('in');
    reader.needs('(');
    const values = [value(reader)];
    while (reader.takes(',')) values.push(value(reader));
    reader.needs(')');
    return { kind: 'test', field, operator: outside ? 'not in' : 'in', values };
  }
  const operator = reader.word('an operator');
  if (!isOperator(operator)) throw jqlError(`Expecting operator but got '${operator}'.`);
  return { kind: 'test', field, operator, values: [value(reader)] };
}

/** A function keeps its brackets: `currentUser()`. */
function value(reader: Reader): string {
  const text = reader.word('a value');
  if (!reader.takes('(')) return text;
  const argument = reader.takes(')') ? '' : reader.word('an argument');
  if (argument !== '') reader.needs(')');
  return `${text}(${argument})`;
}

class Reader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  done = (): boolean => this.#next >= this.#tokens.length;

  sees(keyword: string): boolean {
    const token = this.#tokens[this.#next];
    return token !== undefined && !token.quoted && token.text.toLowerCase() === keyword;
  }

  takes(keyword: string): boolean {
    if (!this.sees(keyword)) return false;
    this.#next += 1;
    return true;
  }

  needs(keyword: string): void {
    if (!this.takes(keyword)) throw this.unexpected(`'${keyword.toUpperCase()}'`);
  }

  word(expected: string): string {
    const token = this.#tokens[this.#next];
    if (token === undefined || (!token.quoted && /^[(),]$/.test(token.text))) throw this.unexpected(expected);
    this.#next += 1;
    return token.text;
  }

  unexpected(expected: string) {
    const token = this.#tokens[this.#next];
    return jqlError(
      token === undefined
        ? `Expecting ${expected} before the end of the query.`
        : `Expecting ${expected} but got '${token.text}'. (line 1, character ${token.at + 1})`,
    );
  }
}
