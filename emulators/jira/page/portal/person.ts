/** Who is looking at the portal. There is no sign-in: whoever tries it out says which of the site's people they are. */
import { html } from 'hono/html';
import type { User } from '../../model.ts';
import type { JiraSite } from '../../site/site.ts';
import type { Markup } from '../adfHtml.ts';
import { pageFrame } from '../frame.ts';

export const PORTAL = '/servicedesk/customer';

export const people = (site: JiraSite): User[] => site.directory.users().filter(({ active }) => active);

const roleOf = ({ accountType, agent, licensed }: User): string => {
  if (accountType === 'app') return 'service account';
  if (accountType === 'customer') return 'portal only';
  if (agent) return 'agent';
  return licensed ? 'customer with a Jira licence' : 'customer';
};

export function portalFrame(site: JiraSite, person: User | undefined, title: string, body: Markup): Markup {
  return pageFrame(
    title,
    html`<form class="who" method="post" action="${PORTAL}/person"><label>You are
        <select name="person">${person === undefined ? html`<option value="">nobody yet</option>` : ''}
        ${people(site).map((one) => option(one.accountId, `${one.displayName}, ${roleOf(one)}`, one === person))}</select></label>
        <button>Go on</button></form>${body}`,
  );
}

export const option = (value: string, label: string, selected: boolean): Markup =>
  selected
    ? html`<option value="${value}" selected>${label}</option>`
    : html`<option value="${value}">${label}</option>`;
