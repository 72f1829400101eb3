/** A small site to start with: one project for people's access, one service desk, a bot with an API token. */
import type { SiteSeed } from './site/site.ts';

export const DEMO_BOT = { email: 'tenure-bot@acme.example', token: 'demo-bot-token' } as const;
export const DEMO_PERSON = { email: 'ada@acme.example', token: 'demo-ada-token' } as const;

export function demoSite(): SiteSeed {
  return {
    groups: [{ name: 'hr' }, { name: 'it' }],
    users: [
      { displayName: 'Tenure', ...DEMO_BOT, accountType: 'app', admin: true },
      { displayName: 'Ada Lovelace', ...DEMO_PERSON, groups: ['hr'] },
      { displayName: 'Grace Hopper', email: 'grace@acme.example', token: 'demo-grace-token', groups: ['it'] },
      { displayName: 'Alan Turing', email: 'alan@acme.example', token: 'demo-alan-token', mailHidden: true },
      // An account without a licence: a customer of the portals, with an API token of its own.
      { displayName: 'Mia Customer', email: 'mia@acme.example', token: 'demo-mia-token', licensed: false },
      // Known to this site only: no licence, no token, the portal's page is the only way in.
      { displayName: 'Paul Partner', email: 'paul@partner.example', accountType: 'customer' },
      { displayName: 'Nora Needle', email: 'nora@acme.example', token: 'demo-nora-token', agent: false },
    ],
    fields: [
      { name: 'Employee number', type: 'text' },
      { name: 'Work address', type: 'text' },
      { name: 'Start date', type: 'date' },
      { name: 'Manager', type: 'user' },
      { name: 'Worker type', type: 'select', options: ['Employee', 'Contractor'] },
      {
        name: 'Department',
        type: 'cascading',
        options: [
          { value: 'Engineering', children: ['Platform', 'Product'] },
          { value: 'Sales', children: ['Field', 'Inside'] },
        ],
      },
      { name: 'Applications', type: 'multiselect', options: ['GitHub', 'Salesforce', 'Snowflake'] },
      { name: 'Reason', type: 'textarea' },
      { name: 'Approvers', type: 'multi-user' },
      { name: 'Approver groups', type: 'multi-group' },
    ],
    workflows: [
      {
        name: 'access request',
        statuses: [
          { name: 'Waiting for approval', category: 'new' },
          { name: 'In Progress', category: 'indeterminate' },
          { name: 'Done', category: 'done' },
          { name: 'Declined', category: 'done' },
        ],
        transitions: [
          { name: 'Approve', from: ['Waiting for approval'], to: 'In Progress' },
          { name: 'Decline', from: ['Waiting for approval'], to: 'Declined', resolution: 'Declined' },
          { name: 'Complete', from: ['In Progress'], to: 'Done', resolution: 'Done' },
          { name: 'Cancel request', from: 'any', to: 'Declined', resolution: 'Declined', customer: true },
          { name: 'Go on without', from: ['Waiting for approval'], to: 'In Progress' },
          { name: 'Ask again', from: ['In Progress'], to: 'Waiting for approval' },
        ],
        approvals: [
          { status: 'Waiting for approval', approversField: 'Approvers', approve: 'Approve', decline: 'Decline' },
        ],
      },
      {
        name: 'by all',
        statuses: [
          { name: 'Waiting for everybody', category: 'new' },
          { name: 'Waiting for the groups', category: 'indeterminate' },
          { name: 'Done', category: 'done' },
          { name: 'Declined', category: 'done' },
        ],
        transitions: [
          { name: 'All agreed', from: ['Waiting for everybody'], to: 'Waiting for the groups' },
          {
            name: 'Groups agreed',
            from: ['Waiting for the groups'],
            to: 'Done',
            resolution: 'Done',
            required: ['Department'],
          },
          {
            name: 'Refuse',
            from: ['Waiting for everybody', 'Waiting for the groups'],
            to: 'Declined',
            resolution: 'Declined',
          },
        ],
        approvals: [
          {
            status: 'Waiting for everybody',
            approversField: 'Approvers',
            needed: 'all',
            exclude: ['reporter'],
            approve: 'All agreed',
            decline: 'Refuse',
          },
          {
            status: 'Waiting for the groups',
            approversField: 'Approver groups',
            needed: { numberPerPrincipal: 1 },
            approve: 'Groups agreed',
            decline: 'Refuse',
          },
        ],
      },
    ],
    projects: [
      {
        key: 'ONB',
        name: 'People',
        types: [
          {
            name: 'Onboarding',
            screen: [
              'Employee number',
              'Work address',
              'Start date',
              'Manager',
              'Worker type',
              'Department',
              'Applications',
            ],
          },
          { name: 'Offboarding', screen: ['Employee number', 'Reason'] },
          { name: 'Sub-task', subtask: true },
        ],
        roles: { Administrators: { groups: ['it'] } },
        securityLevels: [{ name: 'HR only', members: [{ group: 'hr' }, 'reporter'] }],
      },
      {
        key: 'HELP',
        name: 'Service desk',
        kind: 'service_desk',
        types: [
          {
            name: 'Access request',
            screen: ['Applications', 'Department', 'Reason', 'Approvers'],
            workflow: 'access request',
          },
          { name: 'Purchase', screen: ['Reason', 'Approvers', 'Approver groups'], workflow: 'by all' },
          { name: 'Sub-task', subtask: true },
        ],
        requestTypes: [
          {
            name: 'Request access',
            issueType: 'Access request',
            description: 'An application, a role in it',
            fields: ['summary', 'description', 'Applications', 'Department', 'Reason', 'Approvers'],
          },
          {
            name: 'Buy something',
            issueType: 'Purchase',
            fields: [
              'summary',
              { field: 'Reason', required: true },
              'Approvers',
              'Approver groups',
              { field: 'priority', preset: { id: '2' } },
            ],
            groups: ['Money'],
          },
        ],
      },
    ],
  };
}
