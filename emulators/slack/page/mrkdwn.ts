/**
 * Slack's own markup as HTML: bold, italic, struck, code, links, mentions. Everything somebody wrote is escaped; what
 * the app forgot to escape shows here as it would in Slack, as a mention or a link.
 */
import { html, raw } from 'hono/html';
import type { Users } from '../state/users.ts';
import type { Markup } from './frame.ts';

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const plain = (text: string): string => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

export function mrkdwn(text: string, users: Users): Markup {
  const parts = text.split(/(<[^<>\n]*>)/).map((part) => {
    const inside = /^<(.*)>$/s.exec(part)?.[1];
    return inside === undefined ? styled(escaped(plain(part))) : marked(inside, users);
  });
  return html`${raw(parts.join('').replace(/\n/g, '<br>'))}`;
}

/** Marks that begin and end at the edge of a word. */
function styled(text: string): string {
  return text
    .replace(/(^|[\s(])\*([^*\n]+)\*(?=$|[\s.,:;!?)])/g, '$1<strong>$2</strong>')
    .replace(/(^|[\s(])_([^_\n]+)_(?=$|[\s.,:;!?)])/g, '$1<em>$2</em>')
    .replace(/(^|[\s(])~([^~\n]+)~(?=$|[\s.,:;!?)])/g, '$1<s>$2</s>')
    .replace(/`([^`\n]+)`/g, '<code>$1</code>');
}

function marked(inside: string, users: Users): string {
  const [target = '', label] = inside.split('|');
  if (target.startsWith('@'))
    return `<strong>@${escaped(users.get(target.slice(1))?.displayName ?? target.slice(1))}</strong>`;
  if (target.startsWith('!date')) return escaped(plain(label ?? target));
  if (target.startsWith('!')) return `<strong>@${escaped(label ?? target.slice(1))}</strong>`;
  if (target.startsWith('#')) return `<strong>#${escaped(label ?? target.slice(1))}</strong>`;
  const shown = escaped(plain(label ?? target));
  return /^(https?:|mailto:)/.test(target) ? `<a href="${escaped(plain(target))}">${shown}</a>` : shown;
}
