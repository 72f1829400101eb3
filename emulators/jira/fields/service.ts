/** The fields Service Management brings to a site. Their values come from elsewhere, or through its own interface. */
import type { Field } from '../model.ts';
import type { FieldKind } from './kind.ts';
import { users } from './people.ts';
import { readOnly } from './system.ts';

export const REQUEST_TYPE = 'customfield_10010';
export const PARTICIPANTS = 'customfield_10026';
export const APPROVALS = 'customfield_10031';

const requestType = readOnly({ type: 'sd-customerrequesttype', custom: 'com.atlassian.servicedesk:vp-origin' });
const participants: FieldKind = {
  ...users,
  schema: { type: 'array', items: 'user', custom: 'com.atlassian.servicedesk:sd-request-participants' },
};
const approvals = readOnly({
  type: 'sd-approvals',
  custom: 'com.atlassian.servicedesk.approvals-plugin:sd-approvals',
});

const field = (id: string, name: string, kind: FieldKind): Field => ({
  id,
  name,
  kind,
  custom: true,
  contextId: '',
  options: [],
  ownContexts: [],
});

export const serviceFields = (): Field[] => [
  field(REQUEST_TYPE, 'Request Type', requestType),
  field(PARTICIPANTS, 'Request participants', participants),
  field(APPROVALS, 'Approvals', approvals),
];
