/** Text as people typed it into Jira, made safe to store, compare and show. */

/**
 * Control characters (but line break and tab), halves of surrogate pairs, and the marks that turn the reading
 * direction, with which a name can be made to look like another.
 */
const UNWANTED = /[^\P{Cc}\n\t]|\p{Cs}|[\u202a-\u202e\u2066-\u2069\ufeff]/gu;

export const cleaned = (text: string) => text.replace(/\r\n?/g, '\n').replace(UNWANTED, '').normalize('NFC').trim();

/** At most `limit` UTF-16 units, never half an emoji. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
  return text.slice(0, Math.max(0, end));
}

/** A document's words; lines where the document has blocks. Stops reading once `limit` is passed. */
export function plainText(document: unknown, limit: number): string {
  let text = '';
  const walk = (node: unknown, depth: number): void => {
    if (!isRecord(node) || depth > 50 || text.length > limit) return;
    text += ownText(node);
    for (const child of Array.isArray(node.content) ? node.content : []) walk(child, depth + 1);
    if (typeof node.type === 'string' && LINES.has(node.type)) text += '\n';
  };
  walk(document, 0);
  return text;
}

const LINES = new Set(['paragraph', 'heading', 'codeBlock', 'tableRow', 'rule']);

function ownText(node: Record<string, unknown>): string {
  const attrs = isRecord(node.attrs) ? node.attrs : {};
  switch (node.type) {
    case 'text':
      return typeof node.text === 'string' ? node.text : '';
    case 'hardBreak':
      return '\n';
    case 'date': {
      const at = new Date(Number(attrs.timestamp));
      return Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 10);
    }
    default: {
      const shown = attrs.text ?? attrs.shortName ?? attrs.url;
      return typeof shown === 'string' ? shown : '';
    }
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
