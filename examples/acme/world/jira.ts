/** Acme's Jira: the project forms are filed in, its fields, and who may file. */
import { ACCESS_FIELDS, ACCESS_WORKFLOW, HELP_DESK, TASK_WORKFLOW } from './accessRequests.ts';
import { people } from './people.ts';
import type { AcmeField, AcmeJira, AcmeUser } from './types.ts';

export const DEPARTMENTS = ['Science', 'Engineering', 'Data', 'Product', 'Sales', 'Finance', 'People', 'IT'];
export const LOCATIONS = ['Zurich', 'Basel', 'London', 'Boston'];
export const TITLES = [
  'Research Scientist',
  'Senior Scientist',
  'Principal Scientist',
  'Lab Technician',
  'Computational Biologist',
  'Software Engineer',
  'Senior Engineer',
  'Site Reliability Engineer',
  'Engineering Manager',
  'Data Engineer',
  'Data Scientist',
  'Data Analyst',
  'Product Manager',
  'Product Designer',
  'Head of Product',
  'Account Executive',
  'Sales Manager',
  'Accountant',
  'Finance Manager',
  'People Partner',
  'Head of People',
  'Support Engineer',
  'Security Engineer',
  'Head of IT',
];

const APPLICATIONS = [
  ...['Figma: editor', 'Figma: viewer', 'GitHub: member', 'NetSuite', 'Salesforce', 'Snowflake', 'Tableau'],
];
const fields: readonly AcmeField[] = [
  { name: 'Employee', type: 'text' },
  { name: 'Employee number', type: 'text' },
  { name: 'First name', type: 'text' },
  { name: 'Last name', type: 'text' },
  { name: 'Private email', type: 'text' },
  { name: 'Department', type: 'select', options: DEPARTMENTS },
  { name: 'Job title', type: 'select', options: TITLES },
  { name: 'Location', type: 'select', options: LOCATIONS },
  { name: 'Worker type', type: 'select', options: ['Employee', 'Contractor'] },
  { name: 'Additional engagement', type: 'select', options: ['No', 'Yes'] },
  { name: 'Manager', type: 'user' },
  { name: 'Start date', type: 'date' },
  { name: 'Last day', type: 'date' },
  { name: 'Applications', type: 'multiselect', options: APPLICATIONS },
  { name: 'Access until', type: 'date' },
  { name: 'Access that ends', type: 'multiselect', options: APPLICATIONS },
  { name: 'Hardware', type: 'checkboxes', options: ['MacBook Pro', 'ThinkPad', 'Monitor', 'Phone'] },
  { name: 'Notify', type: 'text' },
  { name: 'Hand-over until', type: 'date' },
  { name: 'Legal hold', type: 'select', options: ['Yes', 'No'] },
  { name: 'Confidential', type: 'select', options: ['Yes', 'No'] },
  ...ACCESS_FIELDS,
];

/** Where an open exception is moved is what somebody decides about it (`exceptions.tasks` of tenure.yaml). */
const DECIDED = ['Tried again', 'Restored', 'Confirmed', 'Left as it is', 'Accepted'];
const EXCEPTION_WORKFLOW: AcmeJira['workflows'][number] = {
  name: 'exception',
  statuses: [
    { name: 'To Do', category: 'new' },
    ...DECIDED.map((name) => ({ name, category: 'indeterminate' as const })),
    { name: 'Done', category: 'done' },
  ],
  transitions: [
    ...DECIDED.map((name) => ({ name, from: ['To Do'], to: name })),
    { name: 'Close', from: ['To Do', ...DECIDED], to: 'Done', resolution: 'Done' },
    { name: 'Back', from: [...DECIDED, 'Done'], to: 'To Do' },
  ],
};

const ACCESS = ['Applications', 'Access until'];
const JOB = ['Department', 'Job title', 'Location', 'Worker type', 'Manager'];
const ONBOARDING = [
  ...['Employee number', 'First name', 'Last name', 'Private email', ...JOB, 'Additional engagement'],
  ...['Start date', 'Last day', ...ACCESS, 'Hardware', 'Notify'],
];

/** HR files forms, IT settles and works on requests; everybody else asks and approves as a customer of the portal. */
const TEAMS: Readonly<Record<string, Pick<AcmeUser, 'agent' | 'groups'>>> = {
  'nadia.weber@acme.example': { groups: ['hr-team'] },
  'sofia.rossi@acme.example': { groups: ['hr-team'] },
  'rafael.ortiz@acme.example': { agent: true, groups: ['it-team', 'jira-administrators'] },
  'aisha.khan@acme.example': { agent: true, groups: ['it-team'] },
};

export const jira: AcmeJira = {
  groups: [
    { name: 'hr-team' },
    { name: 'it-team' },
    { name: 'jira-administrators' },
    { name: 'service-accounts' },
    // Okta pushes this one to the site and keeps it in step.
    { name: 'eng-oncall', managedBy: 'scim' },
  ],
  users: [
    {
      displayName: 'Tenure',
      email: 'tenure@acme.example',
      token: 'tenure-token',
      admin: true,
      bot: true,
      agent: true,
      groups: ['service-accounts'],
    },
    ...people.map(({ givenName, familyName, mail }) => ({
      displayName: `${givenName} ${familyName}`,
      email: mail,
      token: `${givenName.toLowerCase()}-token`,
      groups: [],
      ...TEAMS[mail],
    })),
    { displayName: 'Dana Vogt', email: 'dana.vogt@partner.example', portalOnly: true, groups: [] },
  ],
  fields,
  workflows: [
    {
      name: 'people case',
      statuses: [
        { name: 'To Do', category: 'new' },
        { name: 'In Progress', category: 'indeterminate' },
        { name: 'Waiting', category: 'indeterminate' },
        { name: 'Done', category: 'done' },
        { name: 'Withdrawn', category: 'done' },
        { name: 'No-show', category: 'done' },
      ],
      transitions: [
        { name: 'Start', from: ['To Do', 'Waiting'], to: 'In Progress' },
        { name: 'Wait', from: ['To Do', 'In Progress'], to: 'Waiting' },
        { name: 'Finish', from: ['In Progress', 'Waiting'], to: 'Done', resolution: 'Done' },
        { name: 'Reopen', from: ['Done', 'Withdrawn', 'No-show'], to: 'In Progress' },
        {
          name: 'Withdraw',
          from: ['To Do', 'In Progress', 'Waiting', 'Done'],
          to: 'Withdrawn',
          resolution: "Won't Do",
        },
        {
          name: 'Did not show up',
          from: ['To Do', 'In Progress', 'Waiting', 'Done'],
          to: 'No-show',
          resolution: "Won't Do",
        },
      ],
    },
    EXCEPTION_WORKFLOW,
    ACCESS_WORKFLOW,
    TASK_WORKFLOW,
  ],
  projects: [
    {
      key: 'PEO',
      name: 'People',
      types: [
        { name: 'Onboarding', screen: ONBOARDING, workflow: 'people case' },
        {
          name: 'Change',
          screen: [
            'Employee',
            'First name',
            'Last name',
            ...JOB,
            'Start date',
            'Last day',
            ...ACCESS,
            'Access that ends',
            'Notify',
          ],
          workflow: 'people case',
        },
        { name: 'Leave', screen: ['Employee', 'Start date', 'Last day', 'Notify'], workflow: 'people case' },
        {
          name: 'Offboarding',
          screen: ['Employee', 'Last day', 'Notify', 'Hand-over until', 'Legal hold', 'Confidential'],
          workflow: 'people case',
        },
        { name: 'Adoption', workflow: 'people case' },
        { name: 'Policy change', workflow: 'people case' },
        { name: 'Seals', workflow: 'people case' },
        { name: 'Exception', workflow: 'exception' },
        { name: 'Sub-task', subtask: true },
      ],
      roles: { Administrators: { groups: ['jira-administrators'] } },
      securityLevels: [
        { name: 'People team only', members: [{ group: 'hr-team' }, { group: 'service-accounts' }, 'reporter'] },
      ],
    },
    {
      key: 'ENG',
      name: 'Engineering',
      types: [{ name: 'Task' }],
      roles: { Administrators: { groups: ['jira-administrators'] }, Developers: { groups: [] } },
      securityLevels: [],
    },
    HELP_DESK,
    {
      key: 'OPS',
      name: 'Operations',
      types: [{ name: 'Task' }],
      roles: { Administrators: { groups: ['jira-administrators'] }, 'On-call': { groups: [] } },
      securityLevels: [],
    },
  ],
};
