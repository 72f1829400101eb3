/** JQL split into words, quoted strings, operators and punctuation. */
import { refuse } from '../refusal.ts';

export interface Token {
  readonly text: string;
  /** A quoted string is never a keyword. */
  readonly quoted: boolean;
  readonly at: number;
}

const PATTERN = /\s+|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(!=|!~|>=|<=|[=~<>(),])|([^\s"'=!~<>(),]+)/gy;

export function tokensOf(jql: string): Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < jql.length) {
    const at = PATTERN.lastIndex;
    const found = PATTERN.exec(jql);
    if (found === null) throw jqlError(`The character '${jql[at]}' at position ${at + 1} is not expected.`);
    const quoted = found[1] ?? found[2];
    if (quoted !== undefined) tokens.push({ text: quoted.replace(/\\(.)/g, '$1'), quoted: true, at });
    else if (found[0].trim() !== '') tokens.push({ text: found[0], quoted: false, at });
  }
  return tokens;
}

export const jqlError = (message: string) => refuse(400, `Error in the JQL Query: ${message}`);
