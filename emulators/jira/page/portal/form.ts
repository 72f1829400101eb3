/** Filing a request by hand: the page, and what comes back from it. */
import { html } from 'hono/html';
import type { DeskProject, Request } from '../../jsm/access.ts';
import { createRequest } from '../../jsm/request.ts';
import type { Json } from '../../json.ts';
import type { Field, RequestType, User } from '../../model.ts';
import { JiraRefusal } from '../../refusal.ts';
import type { JiraSite } from '../../site/site.ts';
import type { Markup } from '../adfHtml.ts';
import { type Entered, fromForm, inputOf } from './fields.ts';
import { option, PORTAL, people, portalFrame } from './person.ts';

const ON_BEHALF = 'raiseOnBehalfOf';

export interface Filing {
  readonly site: JiraSite;
  readonly person: User;
  readonly project: DeskProject;
  readonly type: RequestType;
}

export function formPage(filing: Filing, entered: Entered = new Map(), refusal?: JiraRefusal): Markup {
  const { site, person, project, type } = filing;
  const asked = shownFields(filing).map(
    ({ field, required }) => html`<p><label>${field.name}${required ? ' *' : ''}<br>
      ${inputOf(site, project, field, entered.get(field.id) ?? [])}</label>
      ${refusal?.errors[field.id] === undefined ? '' : html`<br><span class="refused">${refusal.errors[field.id]}</span>`}</p>`,
  );
  return portalFrame(
    site,
    person,
    type.name,
    html`<p class="soft"><a href="${PORTAL}/portals">Portal</a> / ${project.name}</p><h1>${type.name}</h1>
      <p class="soft">${type.helpText || type.description}</p>
      ${refusal?.errorMessages.map((message) => html`<p class="refused">${message}</p>`) ?? ''}
      <section class="form"><form method="post">${asked}${person.agent ? behalf(site, entered) : ''}
      <button>Send</button></form></section>`,
  );
}

/** Agents only, as the interface has it. */
const behalf = (site: JiraSite, entered: Entered): Markup =>
  html`<p><label>Raise this request on behalf of<br><select name="${ON_BEHALF}"><option value=""></option>
    ${people(site).map(({ accountId, displayName }) => option(accountId, displayName, entered.get(ON_BEHALF)?.includes(accountId) === true))}
    </select></label></p>`;

/** The filed request, or why it was refused. */
export function fileFromForm(filing: Filing, entered: Entered): Request | JiraRefusal {
  const { site, person, project, type } = filing;
  const requestFieldValues: Record<string, Json> = {};
  for (const { field } of shownFields(filing)) {
    const value = fromForm(field, entered.get(field.id) ?? []);
    if (value !== undefined) requestFieldValues[field.id] = value;
  }
  const [onBehalf = ''] = entered.get(ON_BEHALF) ?? [];
  try {
    return createRequest(site, person, {
      serviceDeskId: project.desk.id,
      requestTypeId: type.id,
      requestFieldValues,
      ...(onBehalf === '' ? {} : { raiseOnBehalfOf: onBehalf }),
    });
  } catch (refusal) {
    if (refusal instanceof JiraRefusal) return refusal;
    throw refusal;
  }
}

const shownFields = ({ site, type }: Filing): { readonly field: Field; readonly required: boolean }[] =>
  type.fields.flatMap(({ id, required, preset }) => {
    const field = site.fields.get(id);
    return field === undefined || preset !== undefined ? [] : [{ field, required }];
  });
