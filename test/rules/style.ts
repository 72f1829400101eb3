/**
 * What the house style says of a text and neither Biome nor the compiler can be told: each finds the places, with
 * their lines. What Biome holds (no default exports, `any`, `!` or enums, `process.env` in src/config.ts alone, at most
 * 300 lines, no test left out) stands in biome.json; biome.test.ts shows that it does.
 */
import { blanked, lineAt, type Source } from './source.ts';

/** `file:line`, and for a test its name. */
type Place = string;

const placesOf = ({ path, text }: Source, code: string, pattern: RegExp): readonly Place[] =>
  [...code.matchAll(pattern)].map(({ index }) => `${path}:${lineAt(text, index)}`);

const NAMES = /(?<![.\w$])(?:import|export)\b(?:\s+type\b)?\s*(?:[\w$]+\s*,\s*)?(?:\{[^{}]*\}|\*\s*as\s+[\w$]+)/g;

/** `x as T`: somebody knows better than the compiler. `as const` knows nothing better, and a renamed import is none. */
export function castsIn(source: Source): readonly Place[] {
  const code = blanked(source.text).code.replace(NAMES, (names) => names.replace(/[^\n]/g, ' '));
  return placesOf(source, code, /(?<![.\w$])as\s+(?!const\b)(?=[\w${(['"`])/g);
}

/** Waiting for a length of time, by whatever name `setTimeout` goes. */
export function sleepsIn(source: Source): readonly Place[] {
  const { code } = blanked(source.text);
  const promised = placesOf(source, source.text, /(?<=^import .*)'node:timers\/promises'/gm);
  return [...placesOf(source, code, /\bsetTimeout\s*\(/g), ...promised];
}

/** What lets the compiler look away. */
export const hatchesIn = (source: Source): readonly Place[] =>
  placesOf(source, blanked(source.text).comments, /@ts-(?:ignore|expect-error|nocheck)/g);

/** Something left to do that no issue keeps (`TODO(#12)`, `TODO TEN-12`) will be left for good. */
export const loosePromisesIn = (source: Source): readonly Place[] =>
  placesOf(source, blanked(source.text).comments, /\b(?:TODO|FIXME)\b(?![^\n]{0,3}(?:#\d+|[A-Z][A-Z0-9]+-\d+))/g);

interface Call {
  readonly of: 'describe' | 'it';
  readonly name: string;
  readonly from: number;
  readonly until: number;
}

/** Two tests of one name in one `describe`: a report of one would not say which. */
export function twiceNamedIn(source: Source): readonly Place[] {
  const calls = callsIn(source);
  const seen = new Set<string>();
  return calls.flatMap((call) => {
    if (call.of === 'describe') return [];
    const around = calls.filter(({ of, from, until }) => of === 'describe' && from < call.from && call.until <= until);
    const name = [...around, call].map((one) => one.name).join(' > ');
    if (!seen.has(name)) seen.add(name);
    else return [`${source.path}:${lineAt(source.text, call.from)} ${name}`];
    return [];
  });
}

/** Calls of `describe`, `it` and `test`, with all that may stand between the word and the name: `.each([...])`. */
function callsIn({ text }: Source): readonly Call[] {
  const { code } = blanked(text);
  const calls: Call[] = [];
  for (const { index, 1: word } of code.matchAll(/(?<![.\w$])(describe|it|test)\b(?=\s*[.(<])/g)) {
    let at = index + (word ?? '').length;
    for (;;) {
      at += /^(?:\s*\.\s*[\w$]+)*(?:<[^()]*>)?\s*/.exec(code.slice(at))?.[0].length ?? 0;
      if (code[at] !== '(') break;
      const until = closing(code, at);
      const name = /^\(\s*(['"`])/.exec(code.slice(at, until))?.[0];
      if (name !== undefined) {
        const begin = at + name.length;
        const end = code.indexOf(name.slice(-1), begin);
        calls.push({ of: word === 'describe' ? 'describe' : 'it', name: text.slice(begin, end), from: index, until });
        break;
      }
      at = until;
    }
  }
  return calls;
}

/** Behind the bracket that closes the one at `from`. */
function closing(code: string, from: number): number {
  let depth = 0;
  for (let at = from; at < code.length; at += 1) {
    if ('([{'.includes(code[at] ?? ' ')) depth += 1;
    else if (')]}'.includes(code[at] ?? ' ')) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return code.length;
}
