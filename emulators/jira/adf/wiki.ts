/** Wiki markup of a document: what API v2 and every webhook body show instead of ADF. */
import type { AdfNode } from './validate.ts';

export const wikiOf = (document: AdfNode): string => blocks(document.content ?? []).trimEnd();

const blocks = (nodes: readonly AdfNode[]): string =>
  nodes
    .map((node) => block(node, ''))
    .filter((text) => text !== '')
    .join('\n\n');

function block(node: AdfNode, bullet: string): string {
  const content = node.content ?? [];
  switch (node.type) {
    case 'heading':
      return `h${node.attrs?.level}. ${inline(content)}`;
    case 'bulletList':
    case 'orderedList':
      return content.map((item) => listItem(item, `${bullet}${node.type === 'bulletList' ? '*' : '#'}`)).join('\n');
    case 'codeBlock': {
      const language = node.attrs?.language;
      return `{code${typeof language === 'string' ? `:${language}` : ''}}\n${inline(content)}\n{code}`;
    }
    case 'blockquote':
      return `{quote}${blocks(content)}{quote}`;
    case 'panel':
      return `{panel}\n${blocks(content)}\n{panel}`;
    case 'rule':
      return '----';
    case 'table':
      return content.map(tableRow).join('\n');
    case 'paragraph':
      return inline(content);
    default:
      return content.length > 0 ? blocks(content) : '';
  }
}

const listItem = (item: AdfNode, bullet: string): string =>
  (item.content ?? [])
    .map((child) => (child.type.endsWith('List') ? block(child, bullet) : `${bullet} ${block(child, bullet)}`))
    .join('\n');

function tableRow(row: AdfNode): string {
  const cells = row.content ?? [];
  const bar = (cell: AdfNode | undefined) => (cell?.type === 'tableHeader' ? '||' : '|');
  return cells.map((cell) => bar(cell) + (blocks(cell.content ?? []) || ' ')).join('') + bar(cells.at(-1));
}

const inline = (nodes: readonly AdfNode[]): string => nodes.map(inlineNode).join('');

function inlineNode(node: AdfNode): string {
  const attrs = node.attrs ?? {};
  switch (node.type) {
    case 'text':
      return (node.marks ?? []).reduce(marked, node.text ?? '');
    case 'hardBreak':
      return '\n';
    case 'mention':
      return `[~accountid:${attrs.id}]`;
    case 'status':
      return `*[ ${attrs.text} ]*`;
    case 'date':
      return new Date(Number(attrs.timestamp)).toISOString().slice(0, 10);
    case 'inlineCard':
      return `[${attrs.url}]`;
    case 'emoji':
      return String(attrs.shortName ?? '');
    default:
      return '';
  }
}

function marked(text: string, mark: AdfNode): string {
  switch (mark.type) {
    case 'strong':
      return `*${text}*`;
    case 'em':
      return `_${text}_`;
    case 'code':
      return `{{${text}}}`;
    case 'strike':
      return `-${text}-`;
    case 'link':
      return `[${text}|${mark.attrs?.href}]`;
    default:
      return text;
  }
}
