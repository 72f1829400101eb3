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
      { displayName: 'Mia Customer', email: 'mia@acme.example', token: 'demo-mia-token', accountType: 'customer' },
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
        ],
        approvals: [
          { status: 'Waiting for approval', approversField: 'Approvers', approve: 'Approve', decline: 'Decline' },
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
          { name: 'Access request', screen: ['Applications', 'Reason', 'Approvers'], workflow: 'access request' },
          { name: 'Sub-task', subtask: true },
        ],
        requestTypes: [
          {
            name: 'Request access',
            issueType: 'Access request',
            fields: ['summary', 'description', 'Applications', 'Reason', 'Approvers'],
          },
        ],
      },
    ],
  };
}
