import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adfProblem, isAdf } from '../../../emulators/jira/adf/validate.ts';
import { wikiOf } from '../../../emulators/jira/adf/wiki.ts';
import type { Block, Document, Span } from '../../core/evidence/model.ts';
import { type AdfNode, adfOf } from './adf.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '',
    '\n',
    '\r\n\r\n',
    '😀',
    '\ud83d',
    '{code}',
    '<b>',
    '[x|javascript:alert(1)]',
    'a\u0000b',
    '\u202e',
  ),
  fc.nat(120).map((more) => 'long '.repeat(798) + 'x'.repeat(more)),
);
const span: fc.Arbitrary<Span> = fc.record(
  {
    text,
    style: fc.constantFrom('strong', 'code', 'emphasis'),
    link: fc.oneof(fc.webUrl(), fc.constantFrom('javascript:alert(1)', 'data:text/html,x', '', 'not a url')),
  },
  { requiredKeys: ['text'] },
);
const spans = fc.array(span, { maxLength: 5 });
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ block: fc.constant('heading' as const), text }),
  fc.record({ block: fc.constant('paragraph' as const), text: spans }),
  fc.record({ block: fc.constant('list' as const), items: fc.array(spans, { maxLength: 8 }) }),
  fc.record({
    block: fc.constant('table' as const),
    head: fc.array(text, { maxLength: 4 }),
    rows: fc.array(fc.array(spans, { maxLength: 4 }), { maxLength: 8 }),
  }),
  fc.record({
    block: fc.constant('panel' as const),
    tone: fc.constantFrom('info' as const, 'success' as const, 'warning' as const, 'error' as const),
    text: spans,
  }),
);
const document: fc.Arbitrary<Document> = fc.array(block, { maxLength: 12 });

const nodesOf = (node: AdfNode): readonly AdfNode[] => [node, ...(node.content ?? []).flatMap(nodesOf)];
const say = (words: string): Document => [{ block: 'paragraph', text: [{ text: words }] }];
const wordsOf = (document: Document) =>
  nodesOf(adfOf(document))
    .map((node) => node.text ?? '')
    .join('');

describe('a document as ADF', () => {
  it('is taken by Jira whatever the document holds', () => {
    fc.assert(
      fc.property(document, (any) => {
        expect(adfProblem(adfOf(any))).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('stays under the length Jira takes, also as wiki markup', () => {
    fc.assert(
      fc.property(document, fc.integer({ min: 1, max: 100 }), (any, times) => {
        const adf = adfOf(Array.from({ length: times }, () => any).flat());
        expect(JSON.stringify(adf).length).toBeLessThan(32_767);
        const taken: unknown = adf;
        expect(isAdf(taken) ? wikiOf(taken).length : Number.NaN).toBeLessThan(32_767);
      }),
      { numRuns: 25 },
    );
  });

  it('links to nothing but web addresses', () => {
    fc.assert(
      fc.property(document, (any) => {
        const links = nodesOf(adfOf(any)).flatMap(({ marks = [] }) => marks.flatMap(({ attrs }) => attrs?.href ?? []));
        for (const link of links) expect(link).toMatch(/^https?:\/\//);
      }),
      { numRuns: 100 },
    );
  });

  it.each(['😀 👩🏽‍💻', '<b>bold</b>', '{code}x{code}', '[~accountid:712020:ada]', 'h1. x', '@Ada', 'שלום'])(
    'keeps %s as the text it is',
    (words) => {
      expect(wordsOf(say(words))).toBe(words);
    },
  );

  it('cuts between rows and says so', () => {
    const rows = Array.from({ length: 2_000 }, (_, n) => [[{ text: `group-${n}` }], [{ text: 'row' }]]);
    const adf = adfOf([{ block: 'table', head: ['Group', 'Rule'], rows }, ...say('the end')]);
    const table = adf.content[0]?.content ?? [];
    expect(table.length).toBeGreaterThan(50);
    expect(table.every(({ content }) => content?.length === 2)).toBe(true);
    expect(nodesOf(adf).some((node) => node.text?.startsWith('Cut here'))).toBe(true);
    expect(nodesOf(adf).some((node) => node.text === 'the end')).toBe(false);
  });

  it('says how long a text was that it cut', () => {
    expect(wordsOf(say('😀'.repeat(5_000)))).toMatch(/^(😀){2000} … \(cut, 10000 characters\)$/u);
  });

  it('is never empty: Jira takes no comment without text', () => {
    expect(wordsOf([])).not.toBe('');
  });
});
