/**
 * A Jira site for the tracker's tests: one project of forms, people who may file them and one who may not. With
 * CONTRACTS_DIR set, every request of the adapter is held against Atlassian's own description of the API, and `stop`
 * fails where they differ.
 */
import { expect } from 'vitest';
import {
  createIssue,
  editIssue,
  type JiraEmulator,
  type JiraEmulatorOptions,
  startJiraEmulator,
  transitionIssue,
} from '../../emulators/jira/index.ts';
import {
  createJiraRoles,
  createJiraTracker,
  type JiraOptions,
  type JiraTracker,
} from '../../src/adapters/jira/index.ts';
import type { CaseSettings, JiraConnection } from '../../src/core/policy/model.ts';
import { connectionId } from '../../src/core/shared/ids.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import type { TargetSystem } from '../../src/ports/targets.ts';
import { checkedFetch } from './checkedFetch.ts';
import { loadDescription } from './openapi.ts';

const contracts = process.env.CONTRACTS_DIR;
const violations: string[] = [];
const fetchIt =
  contracts === undefined ? fetch : checkedFetch(loadDescription(`${contracts}/jira.openapi.json`), violations);

export const BOT = { email: 'tenure-bot@acme.example', token: 'bot-token' } as const;

export const FIELDS = {
  givenName: 'Given name',
  familyName: 'Family name',
  start: 'Start date',
  end: 'Last moment',
  manager: 'Manager',
  department: 'Department',
  workerType: 'Worker type',
  applications: 'Applications',
  hardware: 'Hardware',
  notify: 'Tell also',
  note: 'Note',
  cost: 'Cost centre',
} as const;

export const CASES: readonly CaseSettings[] = [
  {
    kind: 'onboarding',
    project: 'ONB',
    issueType: 'Onboarding',
    mayFile: [
      { kind: 'group', group: 'hr' },
      { kind: 'role', role: 'People team' },
    ],
    statuses: { working: 'In Progress', waiting: 'Waiting', done: 'Done' },
    mode: 'live',
  },
];

/** Requests on the project of the help desk. */
export const REQUESTS: CaseSettings = {
  kind: 'access-request',
  project: 'HELP',
  issueType: 'Access request',
  mayFile: [],
  statuses: { working: 'In Progress', waiting: 'Waiting', approval: 'Waiting for approval', done: 'Done' },
  mode: 'live',
};

export interface JiraUnderTest {
  readonly jira: JiraEmulator;
  readonly tracker: JiraTracker;
  /** The roles of its projects. */
  readonly roles: TargetSystem;
  /** A second tracker on the same site, by default with the same options. */
  another(options?: Partial<JiraOptions>): JiraTracker;
  /** Files an onboarding form; returns the issue's id. */
  file(by: Person, fields?: Readonly<Record<string, unknown>>): string;
  edit(by: Person, issue: string, fields: Readonly<Record<string, unknown>>): void;
  move(by: Person, issue: string, status: string): void;
  /** The id of the custom field with this display name. */
  fieldId(name: string): string;
  accountOf(person: Person): string;
}

export type Person = 'ada' | 'grace' | 'mallory' | 'bot';
const MAILS: Readonly<Record<Person, string>> = {
  ada: 'ada@acme.example',
  grace: 'grace@acme.example',
  mallory: 'mallory@acme.example',
  bot: BOT.email,
};

export async function startJira(options: JiraEmulatorOptions = {}): Promise<JiraUnderTest> {
  const emulator = await startJiraEmulator({ searchIndexDelayMilliseconds: 0, ...options });
  const jira: JiraEmulator = {
    ...emulator,
    // Not in a hook of this module: a process that runs many files loads it once.
    async stop() {
      await emulator.stop();
      expect(violations.splice(0)).toEqual([]);
    },
  };
  const { site } = jira;
  site.seed({
    groups: [{ name: 'hr' }, { name: 'it' }],
    users: [
      { displayName: 'Tenure', ...BOT, admin: true },
      { displayName: 'Ada Lovelace', email: MAILS.ada, token: 'ada-token', groups: ['hr'] },
      { displayName: 'Grace Hopper', email: MAILS.grace, token: 'grace-token', mailHidden: true },
      { displayName: 'Mallory', email: MAILS.mallory, token: 'mallory-token', groups: ['it'] },
    ],
    fields: [
      { name: FIELDS.givenName, type: 'text' },
      { name: FIELDS.familyName, type: 'text' },
      { name: FIELDS.start, type: 'date' },
      { name: FIELDS.end, type: 'datetime' },
      { name: FIELDS.manager, type: 'user' },
      {
        name: FIELDS.department,
        type: 'cascading',
        options: [{ value: 'Engineering', children: ['Backend', 'Frontend'] }, 'Sales'],
      },
      { name: FIELDS.workerType, type: 'select', options: ['Employee', 'Contractor'] },
      { name: FIELDS.applications, type: 'multiselect', options: ['Figma', 'GitHub', 'Salesforce'] },
      { name: FIELDS.hardware, type: 'labels' },
      { name: FIELDS.notify, type: 'multi-user' },
      { name: FIELDS.note, type: 'textarea' },
      { name: FIELDS.cost, type: 'number' },
    ],
    workflows: [
      {
        name: 'people',
        statuses: [
          { name: 'Open', category: 'new' },
          { name: 'In Progress', category: 'indeterminate' },
          { name: 'Waiting', category: 'indeterminate' },
          { name: 'Done', category: 'done' },
        ],
        transitions: [
          { name: 'Start', from: ['Open', 'Waiting'], to: 'In Progress' },
          { name: 'Wait', from: ['In Progress'], to: 'Waiting' },
          { name: 'Finish', from: ['In Progress', 'Waiting'], to: 'Done', resolution: 'Done' },
        ],
      },
    ],
    projects: [
      {
        key: 'ONB',
        name: 'People',
        types: [
          { name: 'Onboarding', screen: Object.values(FIELDS), workflow: 'people' },
          { name: 'Question' },
          { name: 'Sub-task', subtask: true },
        ],
        roles: { 'People team': { users: [] }, Administrators: { groups: ['it'] } },
        securityLevels: [{ name: 'HR only', members: [{ group: 'hr' }, { user: 'nobody' }] }],
      },
    ],
  });
  const accountOf = (person: Person) => userOf(person).accountId;
  const userOf = (person: Person) => {
    const user = site.directory.userWithMail(MAILS[person]);
    if (user === undefined) throw new Error(`no user ${person}`);
    return user;
  };
  site.addActor('ONB', 'People team', 'users', accountOf('grace'));
  const base: JiraOptions = {
    connection: connectionTo(jira.url),
    token: BOT.token,
    fields: FIELDS,
    cases: CASES,
    fetch: fetchIt,
    now: () => jira.clock.now(),
  };
  const another = (changed: Partial<JiraOptions> = {}) => createJiraTracker({ ...base, ...changed });
  return {
    jira,
    tracker: another(),
    roles: createJiraRoles(base),
    another,
    accountOf,
    fieldId: (name) => site.fields.require(name).id,
    file: (by, fields = {}) =>
      createIssue(site, userOf(by), {
        fields: {
          project: { key: 'ONB' },
          issuetype: { name: 'Onboarding' },
          summary: 'Onboarding',
          ...byId(site, fields),
        },
      }).id,
    edit: (by, issue, fields) => void editIssue(site, userOf(by), issue, { fields: byId(site, fields) }),
    move(by, issue, status) {
      const { workflow } = site.issue(issue).project.types.get(site.issue(issue).type.id) ?? {};
      const transition = workflow?.transitions.find(({ to }) => to.name === status);
      transitionIssue(site, userOf(by), issue, { transition: { id: transition?.id ?? '0' } });
    },
  };
}

export const connectionTo = (baseUrl: string): JiraConnection => ({
  kind: 'jira',
  id: connectionId('jira'),
  baseUrl,
  auth: { email: BOT.email, token: { env: 'JIRA_TOKEN' } },
  webhookSecret: null,
  automationToken: null,
  sweepEvery: milliseconds(120_000),
});

/** Display names of custom fields become their ids; names of system fields stay. */
function byId(site: JiraEmulator['site'], fields: Readonly<Record<string, unknown>>) {
  const names = new Set<string>(Object.values(FIELDS));
  return JSON.parse(
    JSON.stringify(
      Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [names.has(name) ? site.fields.require(name).id : name, value]),
      ),
    ),
  );
}
