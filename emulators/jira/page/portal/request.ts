/** A request as its customer or approver sees it, with what they may do: answer, comment, move. */
import { html } from 'hono/html';
import { isAdf } from '../../adf/validate.ts';
import type { Request } from '../../jsm/access.ts';
import { customerTransitions } from '../../jsm/onRequest.ts';
import { seenComments, statusHistory } from '../../jsm/showRequest.ts';
import { textOf } from '../../json.ts';
import type { Approval, User } from '../../model.ts';
import type { JiraSite } from '../../site/site.ts';
import { mayAnswer } from '../../work/approval.ts';
import { approversOf } from '../../work/openApproval.ts';
import { documentHtml, type Markup } from '../adfHtml.ts';
import { moment, nameOf, statusLozenge, words } from '../issue.ts';
import { pathOf } from './front.ts';
import { PORTAL, portalFrame } from './person.ts';

export function requestPage(site: JiraSite, person: User, issue: Request, refusal?: string): Markup {
  const title = textOf(issue.state.values.get('summary')) ?? '';
  const moves = customerTransitions(site, issue);
  return portalFrame(
    site,
    person,
    `${issue.key} ${title}`,
    html`<p class="soft"><a href="${PORTAL}/portals">Portal</a> / ${issue.project.name} / ${issue.key}
        (<a href="/browse/${issue.key}">the issue</a>)</p>
      <h1>${title} ${statusLozenge(issue)}</h1>
      ${refusal === undefined ? '' : html`<p class="refused">${refusal}</p>`}
      ${issue.approvals.map((approval) => approvalSection(site, person, issue, approval)).reverse()}
      <section><table class="facts">${facts(site, issue)}</table></section>
      ${moves.length === 0 ? '' : html`<section>${moves.map(({ id, name }) => button(issue, 'transition', id, name))}</section>`}
      <section><h2>Activity</h2>${seenComments(issue, person).map(
        ({ author, created, body }) =>
          html`<div class="comment"><p class="soft">${nameOf(site, author)}, ${moment(created)}</p>${documentHtml(body)}</div>`,
      )}
      <form method="post" action="${pathOf(issue)}/comment"><textarea name="body" rows="2"></textarea><button>Comment</button></form>
      <p class="soft">${statusHistory(site, issue).map(({ status }) => html`${String(status)}<br>`)}</p></section>`,
  );
}

function approvalSection(site: JiraSite, person: User, issue: Request, approval: Approval): Markup {
  const answers = approversOf(site, issue, approval).map(
    (id) => html`${nameOf(site, id)} (${approval.decisions.get(id) ?? 'pending'})<br>`,
  );
  return html`<section><h2>${approval.step.name} <span class="lozenge">${approval.outcome}</span></h2>
    <p>${answers.length === 0 ? 'Nobody is asked.' : answers}</p>
    ${
      mayAnswer(site, issue, approval, person)
        ? html`${button(issue, `approval/${approval.id}`, 'approve', 'Approve')} ${button(issue, `approval/${approval.id}`, 'decline', 'Decline')}`
        : ''
    }</section>`;
}

/** One click, one answer: the form goes to the request's own address. */
const button = (issue: Request, what: string, value: string, label: string): Markup =>
  html`<form class="inline" method="post" action="${pathOf(issue)}/${what}"><button name="choice" value="${value}">${label}</button></form>`;

function facts(site: JiraSite, issue: Request): Markup[] {
  const type = issue.project.desk.requestTypes.get(issue.requestTypeId ?? '');
  return (type?.fields ?? []).flatMap(({ id, preset }) => {
    const field = site.fields.get(id);
    const value = issue.state.values.get(id);
    if (field === undefined || value === undefined || preset !== undefined || id === 'summary') return [];
    const shown = isAdf(value)
      ? documentHtml(value)
      : words(field.kind.show(value, site.fieldContext(field, issue.project)));
    return [html`<tr><th>${field.name}</th><td>${shown}</td></tr>`];
  });
}
