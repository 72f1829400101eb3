/** Whatever comes from outside, a parser answers, or refuses by a name: it never breaks, and never takes for ever. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mistake } from '../../src/mistake.ts';
import { Fault } from '../../src/ports/fault.ts';
import { sourcesUnder } from '../rules/source.ts';
import { NOT_FED, PARSERS, type Parser } from './parsers.ts';

const RUNS = 50;
const FEWER = 15;
const DEEP = 16_000;
const LONG = 30_000;

/** What no sender means and some attacker tries: deep, long, and numbers that are none. */
const CRAFTED: readonly string[] = [
  '',
  '\0',
  '\ufeff',
  '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}',
  '[1e999,-1e999,1e-999,-0,9007199254740993]',
  `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
  `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`,
  `{"salt":"s","seq":1,"stream":"jira:1","text":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`,
  `{"value":${'['.repeat(DEEP)}1e999${']'.repeat(DEEP)}}`,
  `payload=${encodeURIComponent(`${'['.repeat(DEEP)}${']'.repeat(DEEP)}`)}`,
  'a'.repeat(LONG),
  ' '.repeat(LONG),
  '"'.repeat(1_001),
  ','.repeat(LONG),
  '-'.repeat(LONG),
  '\n'.repeat(LONG),
  `a: &a [x]\n${Array.from({ length: 60 }, (_, nth) => `b${nth}: [*a, *a, *a]`).join('\n')}`,
  `sha256=${'0'.repeat(LONG)}`,
  '\ud800',
  '%',
  '%ff%fe',
];

/** A sample with one stretch of it replaced, doubled or taken out. */
const changed = (sample: string) =>
  fc
    .tuple(fc.nat(sample.length), fc.nat(20), fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constant('')))
    .map(([at, length, put]) => sample.slice(0, at) + put + sample.slice(at + length));

/** The sample as JSON, with one of its values replaced by another kind. */
const otherKind = (sample: string) =>
  fc.tuple(fc.nat(200), fc.jsonValue({ maxDepth: 3 })).map(([nth, value]) => {
    let left = nth % Math.max(1, [...sample.matchAll(VALUE)].length);
    return sample.replace(VALUE, (whole) => (left-- === 0 ? `:${JSON.stringify(value)}` : whole));
  });
const VALUE = /:(?:"[^"]*"|\d+|null|\[\]|\{\})/g;

const inputs = ({ sample }: Parser) =>
  fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 200 }).map(bytesOf),
    fc.jsonValue({ maxDepth: 4 }).map((value) => bytesOf(JSON.stringify(value))),
    changed(sample).map(bytesOf),
    otherKind(sample).map(bytesOf),
  );

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function expectNamed(parser: Parser, bytes: Uint8Array): Promise<void> {
  const text = new TextDecoder().decode(bytes);
  try {
    await parser.feed(text, bytes);
  } catch (trouble) {
    if (trouble instanceof Mistake || trouble instanceof Fault) return;
    throw trouble;
  }
}

describe.each(PARSERS)('$name', (parser) => {
  it('takes its sample', () => expectNamed(parser, bytesOf(parser.sample)));

  it('takes or refuses by name whatever comes', async () => {
    const property = fc.asyncProperty(inputs(parser), (bytes) => expectNamed(parser, bytes));
    await fc.assert(property, { numRuns: parser.less === true ? FEWER : RUNS, seed: 20_261_121 });
  });

  it.skipIf(parser.less === true)(
    'is not broken by what is deep, long or no number',
    async () => {
      for (const crafted of CRAFTED) await expectNamed(parser, bytesOf(crafted));
      expect(Reflect.get({}, 'admin')).toBeUndefined();
    },
    20_000,
  );
});

describe('the table of parsers', () => {
  const DECODES =
    /\bJSON\.parse\(|\bjsonIn\(|\bparseDocument\(|\bnew URLSearchParams\(|\bTextDecoder\(|\batob\(|from 'csv-parse|\bcreatePublicKey\(/;
  const decoding = sourcesUnder('src')
    .filter(({ path, text }) => !path.endsWith('.test.ts') && DECODES.test(text))
    .map(({ path }) => path);

  it('has every file that decodes, with what feeds it or why nobody does', () => {
    const known = new Set([...PARSERS.flatMap(({ files }) => files), ...Object.keys(NOT_FED)]);
    expect(decoding.filter((path) => !known.has(path))).toEqual([]);
  });

  it('has no file that is not there or decodes nothing any more', () => {
    const paths = sourcesUnder('src').map(({ path }) => path);
    const gone = PARSERS.flatMap(({ files }) => files).filter((path) => !paths.includes(path));
    const idle = Object.keys(NOT_FED).filter((path) => !decoding.includes(path));
    expect([...gone, ...idle]).toEqual([]);
  });
});
