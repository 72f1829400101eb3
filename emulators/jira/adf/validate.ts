/**
 * Atlassian Document Format, the part evidence needs, checked as strictly as Jira does: an unknown node, a
 * wrong child, a missing attribute or an empty text node is 400 INVALID_INPUT ("Atlassian Document Format").
 */
import { isList, isObject, type JsonObject } from '../json.ts';

export interface AdfNode extends JsonObject {
  readonly type: string;
  readonly version?: number;
  readonly text?: string;
  readonly attrs?: JsonObject;
  readonly marks?: readonly AdfNode[];
  readonly content?: readonly AdfNode[];
}

const INLINE = new Set(['text', 'hardBreak', 'mention', 'emoji', 'status', 'date', 'inlineCard']);
const BLOCK = new Set(
  'paragraph heading bulletList orderedList codeBlock blockquote panel rule table expand taskList decisionList mediaSingle mediaGroup blockCard'.split(
    ' ',
  ),
);
const INSIDE_CELL = new Set([...BLOCK].filter((type) => type !== 'table' && type !== 'expand').concat('nestedExpand'));
const only = (...types: string[]) => new Set(types);
const NONE: ReadonlySet<string> = new Set();

/** Which children each node takes. `undefined` as a lookup result: the node itself is unknown. */
const CHILDREN: Readonly<Record<string, ReadonlySet<string>>> = {
  doc: BLOCK,
  paragraph: INLINE,
  heading: INLINE,
  blockquote: only('paragraph', 'bulletList', 'orderedList', 'codeBlock', 'mediaSingle'),
  bulletList: only('listItem'),
  orderedList: only('listItem'),
  listItem: only('paragraph', 'bulletList', 'orderedList', 'codeBlock', 'mediaSingle', 'taskList'),
  codeBlock: only('text'),
  panel: only('paragraph', 'heading', 'bulletList', 'orderedList', 'blockCard', 'codeBlock', 'rule', 'taskList'),
  expand: new Set([...BLOCK].filter((type) => type !== 'expand').concat('nestedExpand')),
  nestedExpand: only('paragraph', 'heading', 'bulletList', 'orderedList', 'codeBlock', 'panel', 'blockquote', 'rule'),
  table: only('tableRow'),
  tableRow: only('tableCell', 'tableHeader'),
  tableCell: INSIDE_CELL,
  tableHeader: INSIDE_CELL,
  taskList: only('taskItem', 'taskList'),
  taskItem: INLINE,
  decisionList: only('decisionItem'),
  decisionItem: INLINE,
  mediaSingle: only('media', 'caption'),
  mediaGroup: only('media'),
  caption: INLINE,
  ...Object.fromEntries(
    ['text', 'hardBreak', 'mention', 'emoji', 'status', 'date', 'inlineCard', 'rule', 'media', 'blockCard'].map(
      (type) => [type, NONE],
    ),
  ),
};
const NEEDS_CHILDREN = only(
  'bulletList',
  'orderedList',
  'listItem',
  'table',
  'tableRow',
  'panel',
  'blockquote',
  'taskList',
  'expand',
);
const MARKS = only(
  'strong',
  'em',
  'code',
  'link',
  'strike',
  'underline',
  'subsup',
  'textColor',
  'backgroundColor',
  'border',
);
const PANELS = only('info', 'note', 'success', 'warning', 'error', 'custom');
const COLOURS = only('neutral', 'purple', 'blue', 'red', 'yellow', 'green');

const ATTRIBUTES: Readonly<Record<string, (attrs: Readonly<Record<string, unknown>>) => boolean>> = {
  heading: ({ level }) => Number.isInteger(level) && Number(level) >= 1 && Number(level) <= 6,
  panel: ({ panelType }) => typeof panelType === 'string' && PANELS.has(panelType),
  mention: ({ id }) => typeof id === 'string' && id !== '',
  status: ({ text, color }) =>
    typeof text === 'string' && text !== '' && typeof color === 'string' && COLOURS.has(color),
  date: ({ timestamp }) => typeof timestamp === 'string' && /^-?\d+$/.test(timestamp),
  emoji: ({ shortName }) => typeof shortName === 'string',
  inlineCard: ({ url }) => typeof url === 'string',
  link: ({ href }) => typeof href === 'string' && href !== '',
};

/** The first thing wrong with `value`, or `undefined` when Jira would take it. */
export function adfProblem(value: unknown): string | undefined {
  if (!isObject(value) || value.type !== 'doc') return 'the root is not a doc';
  if (value.version !== 1) return 'version is not 1';
  if (!isList(value.content)) return 'doc has no content';
  return nodeProblem(value);
}

function nodeProblem(node: unknown): string | undefined {
  if (!isObject(node) || typeof node.type !== 'string') return 'a node without type';
  const { type } = node;
  const children = CHILDREN[type];
  if (children === undefined) return `unknown node ${type}`;
  if (type === 'text' && (typeof node.text !== 'string' || node.text === '')) return 'an empty text node';
  if (ATTRIBUTES[type]?.(isObject(node.attrs) ? node.attrs : {}) === false) return `wrong attrs of ${type}`;
  for (const mark of isList(node.marks) ? node.marks : []) {
    if (!isObject(mark) || typeof mark.type !== 'string' || !MARKS.has(mark.type)) return `unknown mark on ${type}`;
    if (ATTRIBUTES[mark.type]?.(isObject(mark.attrs) ? mark.attrs : {}) === false) return `wrong attrs of ${mark.type}`;
  }
  if (node.content !== undefined && !isList(node.content)) return `content of ${type} is not a list`;
  const content = isList(node.content) ? node.content : [];
  if (content.length === 0 && NEEDS_CHILDREN.has(type)) return `${type} is empty`;
  for (const child of content) {
    if (!isObject(child) || typeof child.type !== 'string') return `a node without type in ${type}`;
    if (CHILDREN[child.type] === undefined) return `unknown node ${child.type}`;
    if (!children.has(child.type)) return `${child.type} is not allowed in ${type}`;
    const problem = nodeProblem(child);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

export const isAdf = (value: unknown): value is AdfNode => adfProblem(value) === undefined;

/** One paragraph per line: what Jira makes of plain text. */
export function adfFromText(text: string): AdfNode {
  const paragraph = (line: string): AdfNode => ({
    type: 'paragraph',
    content: line === '' ? [] : [{ type: 'text', text: line }],
  });
  return { type: 'doc', version: 1, content: text.split('\n').map(paragraph) };
}
