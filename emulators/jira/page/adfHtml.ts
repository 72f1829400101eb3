/** A document for a person's eyes. Everything is escaped; a link goes only to http, https or mailto. */
import { html } from 'hono/html';
import type { AdfNode } from '../adf/validate.ts';

export type Markup = ReturnType<typeof html>;

export const documentHtml = (document: AdfNode): Markup => html`<div class="adf">${children(document)}</div>`;

const children = (node: AdfNode): Markup[] => (node.content ?? []).map(nodeHtml);

function nodeHtml(node: AdfNode): Markup {
  const attrs = node.attrs ?? {};
  const inside = children(node);
  switch (node.type) {
    case 'paragraph':
      return html`<p>${inside}</p>`;
    case 'heading':
      return html`<p class="heading">${inside}</p>`;
    case 'bulletList':
      return html`<ul>${inside}</ul>`;
    case 'orderedList':
      return html`<ol>${inside}</ol>`;
    case 'listItem':
      return html`<li>${inside}</li>`;
    case 'codeBlock':
      return html`<pre>${inside}</pre>`;
    case 'blockquote':
      return html`<blockquote>${inside}</blockquote>`;
    case 'panel':
      return html`<div class="panel ${String(attrs.panelType)}">${inside}</div>`;
    case 'rule':
      return html`<hr>`;
    case 'table':
      return html`<table>${inside}</table>`;
    case 'tableRow':
      return html`<tr>${inside}</tr>`;
    case 'tableHeader':
      return html`<th>${inside}</th>`;
    case 'tableCell':
      return html`<td>${inside}</td>`;
    case 'expand':
    case 'nestedExpand':
      return html`<details><summary>${String(attrs.title ?? 'More')}</summary>${inside}</details>`;
    case 'text':
      return (node.marks ?? []).reduce(marked, html`${node.text ?? ''}`);
    case 'hardBreak':
      return html`<br>`;
    case 'mention':
      return html`<span class="mention">${String(attrs.text ?? `@${attrs.id}`)}</span>`;
    case 'status':
      return html`<span class="lozenge ${String(attrs.color)}">${String(attrs.text)}</span>`;
    case 'date':
      return html`<time>${new Date(Number(attrs.timestamp)).toISOString().slice(0, 10)}</time>`;
    case 'inlineCard':
    case 'blockCard':
      return link(String(attrs.url), html`${String(attrs.url)}`);
    default:
      return html`${inside}`;
  }
}

function marked(inside: Markup, mark: AdfNode): Markup {
  switch (mark.type) {
    case 'strong':
      return html`<strong>${inside}</strong>`;
    case 'em':
      return html`<em>${inside}</em>`;
    case 'code':
      return html`<code>${inside}</code>`;
    case 'strike':
      return html`<s>${inside}</s>`;
    case 'underline':
      return html`<u>${inside}</u>`;
    case 'link':
      return link(String(mark.attrs?.href), inside);
    default:
      return inside;
  }
}

const link = (href: string, inside: Markup): Markup =>
  /^(https?:|mailto:|\/)/i.test(href) ? html`<a href="${href}">${inside}</a>` : html`<span>${inside}</span>`;
