/**
 * A document for people as Atlassian Document Format. Text only ever becomes the `text` of a text node, so nothing
 * in it can be markup, a mention or a macro. Jira refuses empty text nodes and comments over 32,767 characters;
 * both cannot be produced here: what does not fit is cut between rows or paragraphs, and a note says so.
 * ("Atlassian Document Format: structure", "Marks")
 */
import type { Block, Document, Span } from '../../core/evidence/model.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import { cut } from './text.ts';

export interface AdfNode {
  readonly type: string;
  readonly text?: string;
  readonly attrs?: Readonly<Record<string, string | number>>;
  readonly marks?: readonly AdfNode[];
  readonly content?: readonly AdfNode[];
}

export interface AdfDocument extends AdfNode {
  readonly type: 'doc';
  readonly version: 1;
  readonly content: readonly AdfNode[];
}

/** As serialised, under Jira's limit of 32,767 with room for the note. */
const LONGEST_DOCUMENT = 32_000;
const LONGEST_TEXT = 4_000;
const NOTE: AdfNode = {
  type: 'paragraph',
  content: [{ type: 'text', text: 'Cut here: the rest is too long for Jira. The attached record has all of it.' }],
};

export function adfOf(document: Document): AdfDocument {
  const whole = document.flatMap(blockNode);
  // Jira does not take a comment without any text.
  const content = whole.length === 0 ? [paragraphOf([{ text: '(no text)' }])] : whole;
  return { type: 'doc', version: 1, content: fitted(content) };
}

function fitted(blocks: readonly AdfNode[]): readonly AdfNode[] {
  let room = LONGEST_DOCUMENT - sizeOf(NOTE);
  const kept: AdfNode[] = [];
  for (const block of blocks) {
    const part = partOf(block, room);
    if (part !== undefined) kept.push(part);
    if (part !== block) return [...kept, NOTE];
    room -= sizeOf(block) + 1;
  }
  return kept;
}

/** Rows and items stay whole or are left out: half a row would say something else. */
const WHOLE = new Set(['text', 'tableRow', 'listItem']);

function partOf(node: AdfNode, room: number): AdfNode | undefined {
  if (sizeOf(node) <= room) return node;
  if (node.content === undefined || WHOLE.has(node.type)) return undefined;
  let left = room - sizeOf({ ...node, content: [] });
  const kept: AdfNode[] = [];
  for (const child of node.content) {
    const part = partOf(child, left);
    if (part === undefined) break;
    kept.push(part);
    if (part !== child) break;
    left -= sizeOf(child) + 1;
  }
  return kept.length === 0 ? undefined : { ...node, content: kept };
}

const sizeOf = (node: AdfNode) => JSON.stringify(node).length;

function blockNode(block: Block): readonly AdfNode[] {
  switch (block.block) {
    case 'heading': {
      const content = inline([{ text: block.text }]);
      return content.length === 0 ? [] : [{ type: 'heading', attrs: { level: 3 }, content }];
    }
    case 'paragraph':
      return inline(block.text).length === 0 ? [] : [paragraphOf(block.text)];
    case 'list': {
      const items = block.items.filter((spans) => inline(spans).length > 0);
      const content = items.map((spans) => ({ type: 'listItem', content: [paragraphOf(spans)] }));
      return content.length === 0 ? [] : [{ type: 'bulletList', content }];
    }
    case 'table':
      return tableNode(block);
    case 'panel':
      return [{ type: 'panel', attrs: { panelType: block.tone }, content: [paragraphOf(block.text)] }];
    default:
      return unreachable(block);
  }
}

function tableNode({ head, rows }: Extract<Block, { block: 'table' }>): readonly AdfNode[] {
  const width = Math.max(head.length, ...rows.map((row) => row.length));
  if (width === 0) return [];
  // Every row gets every column: Jira's editor shows ragged tables badly.
  const row = (type: string, cells: readonly (readonly Span[])[]): AdfNode => ({
    type: 'tableRow',
    content: Array.from({ length: width }, (_, column) => ({ type, content: [paragraphOf(cells[column] ?? [])] })),
  });
  const headRow = row(
    'tableHeader',
    head.map((text) => [{ text }]),
  );
  return [{ type: 'table', content: [headRow, ...rows.map((cells) => row('tableCell', cells))] }];
}

function paragraphOf(spans: readonly Span[]): AdfNode {
  return { type: 'paragraph', content: inline(spans) };
}

function inline(spans: readonly Span[]): readonly AdfNode[] {
  return spans.flatMap((span) => {
    const lines = shortened(span.text).split('\n');
    return lines.flatMap((line, index): readonly AdfNode[] => {
      const lineBreak: readonly AdfNode[] = index === 0 ? [] : [{ type: 'hardBreak' }];
      return line === '' ? lineBreak : [...lineBreak, textNode(line, span)];
    });
  });
}

const BARRED = /[^\P{Cc}\n\t]|\p{Cs}/gu;
function shortened(text: string): string {
  const clean = text.replace(/\r\n?/g, '\n').replace(BARRED, '');
  return clean.length <= LONGEST_TEXT ? clean : `${cut(clean, LONGEST_TEXT)} … (cut, ${clean.length} characters)`;
}

function textNode(text: string, { style, link }: Span): AdfNode {
  const marks = [...(style === undefined ? [] : [{ type: MARK[style] }]), ...linkMark(link)];
  return marks.length === 0 ? { type: 'text', text } : { type: 'text', text, marks };
}

const MARK = { strong: 'strong', code: 'code', emphasis: 'em' } as const;

/** Only web addresses become links: no `javascript:`, no `data:`. */
function linkMark(link: string | undefined): readonly AdfNode[] {
  if (link === undefined || link.length > 2_000 || !URL.canParse(link)) return [];
  const { protocol, href } = new URL(link);
  return protocol === 'https:' || protocol === 'http:' ? [{ type: 'link', attrs: { href } }] : [];
}
