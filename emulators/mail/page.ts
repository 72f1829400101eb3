import { html, raw } from 'hono/html';
import type { SunkMessage } from './message.ts';

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #1d2433; background: #f6f7f9 }
  article { background: #fff; border: 1px solid #dde1e8; border-radius: 8px; padding: 1rem 1.25rem; margin: 1rem 0 }
  h2 { font-size: 1.05rem; margin: 0 } .about { color: #5d6678; font-size: .9em; margin: .15rem 0 .75rem }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 0 }
  .again { background: #fff1d6; border-radius: 4px; padding: 0 .4em }
`;

/** The mails for a person, newest first. Only the text part is shown: a mail's HTML is somebody else's markup. */
export function mailPage(messages: readonly SunkMessage[]) {
  const seen = new Map<string, number>();
  const rows = messages.map((message) => {
    const times = (seen.get(message.messageId) ?? 0) + 1;
    seen.set(message.messageId, times);
    return { message, again: message.messageId !== '' && times > 1 };
  });
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mail (${messages.length})</title>
    <style>${raw(STYLE)}</style></head><body><h1>Mail</h1>
    ${rows.length === 0 ? html`<p>Nothing has been sent yet.</p>` : rows.reverse().map(({ message, again }) => article(message, again))}
    </body></html>`;
}

function article(message: SunkMessage, again: boolean) {
  return html`<article><h2>${message.subject || '(no subject)'} ${again ? html`<span class="again">sent again</span>` : ''}</h2>
    <p class="about">${message.from} to ${message.to.join(', ')}, ${new Date(message.receivedAt).toISOString()}</p>
    <pre>${message.text || withoutTags(message.html)}</pre></article>`;
}

const withoutTags = (markup: string) => markup.replace(/<[^>]*>/g, ' ');
