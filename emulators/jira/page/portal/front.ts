/** The portal's front: what waits for this person, what can be asked for, what was asked for. */
import { html } from 'hono/html';
import { type DeskProject, mayEnter, type Request } from '../../jsm/access.ts';
import { awaits, requestsSeenBy } from '../../jsm/mine.ts';
import { textOf } from '../../json.ts';
import type { User } from '../../model.ts';
import { hasDesk } from '../../site/projects.ts';
import type { JiraSite } from '../../site/site.ts';
import type { Markup } from '../adfHtml.ts';
import { moment, statusLozenge } from '../issue.ts';
import { PORTAL, portalFrame } from './person.ts';

export function frontPage(site: JiraSite, person: User | undefined): Markup {
  if (person === undefined)
    return portalFrame(site, person, 'Portal', html`<h1>Portal</h1><p>Say who you are, and go on.</p>`);
  const seen = requestsSeenBy(site, person);
  const waiting = seen.filter((issue) => awaits(site, issue, person));
  const desks = [...site.projects.all()].filter(hasDesk).filter((project) => mayEnter(project, person));
  return portalFrame(
    site,
    person,
    'Portal',
    html`<h1>Portal</h1>
      ${waiting.length === 0 ? '' : html`<section><h2>Waiting for your approval</h2>${list(waiting)}</section>`}
      ${desks.map(deskSection)}
      <section><h2>Requests you see</h2>${list(seen)}</section>`,
  );
}

const deskSection = (project: DeskProject): Markup => {
  const offered = [...project.desk.requestTypes.values()].filter(({ groupIds }) => groupIds.length > 0);
  return html`<section><h2>${project.name}</h2>${offered.map(
    ({ id, name, description }) =>
      html`<p><a href="${PORTAL}/portal/${project.desk.id}/create/${id}">${name}</a> <span class="soft">${description}</span></p>`,
  )}</section>`;
};

const list = (requests: readonly Request[]): Markup =>
  requests.length === 0
    ? html`<p class="soft">None.</p>`
    : html`<table>${requests.map(
        (issue) => html`<tr><td><a href="${pathOf(issue)}">${issue.key}</a></td>
          <td>${textOf(issue.state.values.get('summary')) ?? ''}</td><td>${statusLozenge(issue)}</td>
          <td class="soft">${moment(issue.state.updated)}</td></tr>`,
      )}</table>`;

export const pathOf = ({ key, project }: Request): string => `${PORTAL}/portal/${project.desk.id}/${key}`;
