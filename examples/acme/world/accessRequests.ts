/** Where Acme's people ask for access: a service project with one request type, and the approval in its workflow. */
import type { AcmeField, AcmeJira } from './types.ts';

/** Application -> its roles, as IT wrote them before the form followed catalogue.yaml: some are missing. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  AWS: ['developer', 'production'],
  Benchling: ['scientist', 'admin'],
  Figma: ['viewer', 'editor'],
  GitHub: ['member', 'maintainer'],
  'Lab access': ['badge'],
  NetSuite: ['clerk'],
  Salesforce: ['sales'],
  Snowflake: ['reader', 'engineer'],
  Tableau: ['viewer'],
};

export const ACCESS_FIELDS: readonly AcmeField[] = [
  { name: 'Requested access', type: 'cascading', levels: ROLES },
  { name: 'Other application', type: 'text' },
  { name: 'Duration', type: 'select', options: ['1 hour', '6 hours', '24 hours', '7 days', '30 days', '90 days'] },
  { name: 'Reason', type: 'textarea' },
  { name: 'For whom', type: 'user' },
  { name: 'Break-glass', type: 'select', options: ['No', 'Yes'] },
  { name: 'Ticket link', type: 'url' },
  { name: 'Approvers', type: 'multi-user' },
];

const ASKED = [
  'Requested access',
  'Applications',
  'Other application',
  'Duration',
  'Reason',
  'For whom',
  'Break-glass',
  'Ticket link',
];

/**
 * Entering "Waiting for approval" opens an approval of those in the field Approvers; "Approve" and "Decline" belong to it
 * then. The other two ways out are for a decision that was made elsewhere.
 */
export const ACCESS_WORKFLOW: AcmeJira['workflows'][number] = {
  name: 'access request',
  statuses: [
    { name: 'To Do', category: 'new' },
    { name: 'Waiting for approval', category: 'indeterminate' },
    { name: 'In Progress', category: 'indeterminate' },
    { name: 'Waiting', category: 'indeterminate' },
    { name: 'Done', category: 'done' },
    { name: 'Declined', category: 'done' },
    { name: 'Withdrawn', category: 'done' },
  ],
  transitions: [
    { name: 'Ask for approval', from: ['To Do', 'In Progress', 'Waiting'], to: 'Waiting for approval' },
    { name: 'Approve', from: ['Waiting for approval'], to: 'In Progress' },
    { name: 'Decline', from: ['Waiting for approval'], to: 'Declined', resolution: 'Declined' },
    { name: 'Approved elsewhere', from: ['Waiting for approval'], to: 'In Progress' },
    { name: 'Declined elsewhere', from: ['Waiting for approval'], to: 'Declined', resolution: 'Declined' },
    { name: 'Start', from: ['To Do', 'Waiting'], to: 'In Progress' },
    { name: 'Wait', from: ['To Do', 'Waiting for approval', 'In Progress'], to: 'Waiting' },
    { name: 'Refuse', from: ['To Do', 'In Progress', 'Waiting'], to: 'Declined', resolution: 'Declined' },
    { name: 'Finish', from: ['To Do', 'In Progress', 'Waiting'], to: 'Done', resolution: 'Done' },
    { name: 'Reopen', from: ['Done', 'Declined', 'Withdrawn'], to: 'In Progress' },
    {
      name: 'Withdraw',
      from: ['To Do', 'Waiting for approval', 'In Progress', 'Waiting'],
      to: 'Withdrawn',
      resolution: "Won't Do",
      customer: true,
    },
  ],
  approvals: [{ status: 'Waiting for approval', approversField: 'Approvers', approve: 'Approve', decline: 'Decline' }],
};

/** An ordinary sub-task is finished; one that looks at an emergency is closed with what it was. */
export const TASK_WORKFLOW: AcmeJira['workflows'][number] = {
  name: 'help sub-task',
  statuses: [
    { name: 'To Do', category: 'new' },
    { name: 'In Progress', category: 'indeterminate' },
    { name: 'Done', category: 'done' },
  ],
  transitions: [
    { name: 'Start', from: ['To Do'], to: 'In Progress' },
    { name: 'Finish', from: ['To Do', 'In Progress'], to: 'Done', resolution: 'Done' },
    { name: 'Justified', from: ['To Do', 'In Progress'], to: 'Done', resolution: 'Justified' },
    { name: 'Not justified', from: ['To Do', 'In Progress'], to: 'Done', resolution: 'Not justified' },
    { name: 'Reopen', from: ['Done'], to: 'To Do' },
  ],
};

export const HELP_DESK: AcmeJira['projects'][number] = {
  key: 'HELP',
  name: 'IT help',
  kind: 'service_desk',
  types: [
    { name: 'Access request', screen: [...ASKED, 'Approvers'], workflow: 'access request' },
    { name: 'Sub-task', subtask: true, workflow: 'help sub-task' },
  ],
  requestTypes: [
    {
      name: 'Access request',
      description: 'An application and a role in it, for a while',
      issueType: 'Access request',
      fields: ['summary', 'description', ...ASKED],
    },
  ],
  roles: { Administrators: { groups: ['jira-administrators'] } },
  securityLevels: [],
};
