/**
 * The part of Okta Expression Language that group rules use most: comparisons of user attributes with text,
 * joined by && and ||, with brackets, and String.stringContains / startsWith. What is outside is refused.
 */
import { invalid } from '../http/errors.ts';
import type { Profile } from '../store/model.ts';

export type Test = (profile: Profile) => boolean;

const TOKEN =
  /\s*(?:(&&|\|\||==|!=|[()!])|(?:AND\b|OR\b)|(String\.(?:stringContains|startsWith))|user\.(\w+)|"([^"]*)"|(true|false)|(,))/y;

type Token =
  | { readonly kind: 'symbol' | 'call'; readonly text: string }
  | { readonly kind: 'attribute' | 'text'; readonly text: string }
  | { readonly kind: 'truth'; readonly text: string };

const compiled = new Map<string, Test>();

export function compileRule(expression: string): Test {
  const known = compiled.get(expression) ?? new RuleParser(tokenize(expression), expression).whole();
  compiled.set(expression, known);
  return known;
}

function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.trimEnd().length) {
    const match = TOKEN.exec(expression);
    if (match === null) throw unreadable(expression);
    const [whole, symbol, call, attribute, text, truth, comma] = match;
    if (call !== undefined) tokens.push({ kind: 'call', text: call });
    else if (attribute !== undefined) tokens.push({ kind: 'attribute', text: attribute });
    else if (text !== undefined) tokens.push({ kind: 'text', text });
    else if (truth !== undefined) tokens.push({ kind: 'truth', text: truth });
    else tokens.push({ kind: 'symbol', text: symbol ?? comma ?? (whole.trim() === 'AND' ? '&&' : '||') });
  }
  return tokens;
}

class RuleParser {
  readonly #tokens: readonly Token[];
  readonly #expression: string;
  #at = 0;

  constructor(tokens: readonly Token[], expression: string) {
    this.#tokens = tokens;
    this.#expression = expression;
  }

  whole(): Test {
    const test = this.#or();
    if (this.#at < this.#tokens.length) throw unreadable(this.#expression);
    return test;
  }

  #or(): Test {
    let left = this.#and();
    while (this.#skip('||')) {
      const [first, second] = [left, this.#and()];
      left = (profile) => first(profile) || second(profile);
    }
    return left;
  }

  #and(): Test {
    let left = this.#term();
    while (this.#skip('&&')) {
      const [first, second] = [left, this.#term()];
      left = (profile) => first(profile) && second(profile);
    }
    return left;
  }

  #term(): Test {
    if (this.#skip('!')) {
      const inner = this.#term();
      return (profile) => !inner(profile);
    }
    if (this.#skip('(')) {
      const inner = this.#or();
      this.#expect(')');
      return inner;
    }
    const token = this.#next();
    if (token.kind === 'call') return this.#call(token.text);
    if (token.kind !== 'attribute') throw unreadable(this.#expression);
    return this.#comparison(token.text);
  }

  #comparison(attribute: string): Test {
    const negated = this.#skip('!=');
    if (!negated) this.#expect('==');
    const { kind, text } = this.#next();
    if (kind !== 'text' && kind !== 'truth') throw unreadable(this.#expression);
    const expected = kind === 'truth' ? text === 'true' : text;
    // An attribute that was never set equals nothing, and differs from everything.
    return (profile) => (profile[attribute] === expected) !== negated;
  }

  #call(name: string): Test {
    this.#expect('(');
    const attribute = this.#next();
    this.#expect(',');
    const part = this.#next();
    this.#expect(')');
    if (attribute.kind !== 'attribute' || part.kind !== 'text') throw unreadable(this.#expression);
    return (profile) => {
      const value = String(profile[attribute.text] ?? '');
      return name.endsWith('startsWith') ? value.startsWith(part.text) : value.includes(part.text);
    };
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw unreadable(this.#expression);
    this.#at += 1;
    return token;
  }

  #skip(symbol: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'symbol' || token.text !== symbol) return false;
    this.#at += 1;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#skip(symbol)) throw unreadable(this.#expression);
  }
}

const unreadable = (expression: string) =>
  invalid('conditions.expression', `conditions.expression: Invalid Expression: '${expression}'`);
