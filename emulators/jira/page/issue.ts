/** One issue as a person reads it. A local stand-in: no sign-in, so nothing is hidden here. */
import { html } from 'hono/html';
import { isAdf } from '../adf/validate.ts';
import { isObject, type Json, textOf } from '../json.ts';
import type { Change, Comment, Issue } from '../model.ts';
import { isPublic } from '../show/comment.ts';
import type { JiraSite } from '../site/site.ts';
import { documentHtml, type Markup } from './adfHtml.ts';
import { pageFrame } from './frame.ts';

export function issuePage(site: JiraSite, issue: Issue): Markup {
  const { state, key } = issue;
  const title = textOf(state.values.get('summary')) ?? '';
  return pageFrame(
    `${key} ${title}`,
    html`<p class="soft">${parentLine(site, issue)}${issue.type.name} ${key}</p>
      <h1>${title} ${statusLozenge(issue)}</h1>
      <section><table class="facts">${facts(site, issue)}</table></section>
      ${documents(site, issue)} ${subtasks(site, issue)} ${approvals(site, issue)}
      <section><h2>Comments (${issue.comments.size})</h2>
        ${[...issue.comments.values()].map((comment) => commentHtml(site, comment))}</section>
      ${attachments(issue)}
      <section><h2>Properties (${issue.properties.size})</h2>
        ${[...issue.properties].map(([name, value]) => html`<details><summary>${name}</summary><pre>${JSON.stringify(value, null, 2)}</pre></details>`)}</section>
      <section><h2>History (${issue.history.length})</h2>
        <table>${issue.history.toReversed().map((change) => changeRow(site, change))}</table></section>`,
  );
}

export const statusLozenge = ({ state: { status } }: Issue): Markup =>
  html`<span class="lozenge ${status.category}">${status.name}</span>`;

export const nameOf = (site: JiraSite, accountId: string) => site.directory.user(accountId)?.displayName ?? accountId;
export const moment = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

function parentLine(site: JiraSite, { parentId, project }: Issue): Markup {
  const parent = parentId === undefined ? undefined : site.issues.get(parentId);
  return parent === undefined
    ? html`${project.name} / `
    : html`${project.name} / <a href="/browse/${parent.key}">${parent.key}</a> / `;
}

/** Short values by name, in the order of the site's fields; documents get sections of their own. */
function facts(site: JiraSite, issue: Issue): Markup[] {
  const rows = [...issue.state.values].flatMap(([id, value]) => {
    const field = site.fields.get(id);
    if (field === undefined || id === 'summary' || isAdf(value)) return [];
    const shown = field.kind.show(value, site.fieldContext(field, issue.project));
    return [html`<tr><th>${field.name}</th><td>${words(shown)}</td></tr>`];
  });
  const { resolution, updated } = issue.state;
  return [
    ...rows,
    html`<tr><th>Resolution</th><td>${resolution ?? 'Unresolved'}</td></tr>`,
    html`<tr><th>Created</th><td>${moment(issue.created)} by ${nameOf(site, issue.creator)}</td></tr>`,
    html`<tr><th>Updated</th><td>${moment(updated)}</td></tr>`,
  ];
}

/** A field's value in a line. */
export function words(shown: Json): string {
  if (Array.isArray(shown)) return shown.map(words).join(', ');
  if (!isObject(shown)) return String(shown ?? '');
  const name = textOf(shown.displayName) ?? textOf(shown.value) ?? textOf(shown.name) ?? '';
  return isObject(shown.child) ? `${name} / ${words(shown.child)}` : name;
}

const documents = (site: JiraSite, issue: Issue): Markup[] =>
  [...issue.state.values].flatMap(([id, value]) =>
    isAdf(value) ? [html`<section><h2>${site.fields.get(id)?.name ?? id}</h2>${documentHtml(value)}</section>`] : [],
  );

function subtasks(site: JiraSite, issue: Issue): Markup {
  const rows = [...issue.subtasks].flatMap((id) => site.issues.get(id) ?? []);
  if (rows.length === 0) return html``;
  return html`<section><h2>Sub-tasks</h2><table>${rows.map(issueRow)}</table></section>`;
}

export const issueRow = (issue: Issue): Markup =>
  html`<tr><td><a href="/browse/${issue.key}">${issue.key}</a></td><td>${textOf(issue.state.values.get('summary')) ?? ''}</td>
    <td>${issue.type.name}</td><td>${statusLozenge(issue)}</td><td class="soft">${moment(issue.state.updated)}</td></tr>`;

function approvals(site: JiraSite, issue: Issue): Markup {
  if (issue.approvals.length === 0) return html``;
  return html`<section><h2>Approvals</h2>${issue.approvals.map(
    ({ step, outcome, approvers, decisions }) =>
      html`<p>${step.name}: <span class="lozenge">${outcome}</span> ${approvers
        .map((id) => `${nameOf(site, id)} (${decisions.get(id) ?? 'pending'})`)
        .join(', ')}</p>`,
  )}</section>`;
}

const commentHtml = (site: JiraSite, comment: Comment): Markup =>
  html`<div class="comment"><p class="soft">${nameOf(site, comment.author)}, ${moment(comment.created)}
    ${isPublic(comment) ? '' : html`<span class="lozenge yellow">internal</span>`}
    ${comment.visibility === undefined ? '' : html`<span class="lozenge">${comment.visibility.value} only</span>`}</p>
    ${documentHtml(comment.body)}
    ${comment.properties.size === 0 ? '' : html`<details><summary>properties</summary><pre>${JSON.stringify(Object.fromEntries(comment.properties), null, 2)}</pre></details>`}</div>`;

function attachments({ attachments }: Issue): Markup {
  if (attachments.size === 0) return html``;
  return html`<section><h2>Attachments</h2>${[...attachments.values()].map(
    ({ id, filename, content }) =>
      html`<p><a href="/_media/${id}">${filename}</a> <span class="soft">${content.length} bytes</span></p>`,
  )}</section>`;
}

const changeRow = (site: JiraSite, { author, at, items }: Change): Markup =>
  html`<tr><td class="soft">${moment(at)}</td><td>${nameOf(site, author)}</td><td>${items.map(
    ({ field, fromString, toString: after }) => html`${field}: ${fromString ?? 'nothing'} → ${after ?? 'nothing'}<br>`,
  )}</td></tr>`;
