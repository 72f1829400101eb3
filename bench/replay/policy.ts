/**
 * The policy such an organisation would write, made from its history: one application per team, one role per level,
 * one group per role, all of them ticked on the form; and one row of the reference table that everybody gets.
 */
import { parsePolicy } from '../../src/core/policy/index.ts';
import type { Policy } from '../../src/core/policy/model.ts';
import type { History } from './history.ts';

export interface Addresses {
  readonly okta: string;
  readonly jira: string;
  readonly smtp: string;
}

/** Comes with every engagement, and must be gone with it. */
export const BASELINE = 'everyone-here';
export const DOMAIN = 'replay.example';
/** Who plans an adoption, and who confirms it. */
export const PLANNER = `planner@${DOMAIN}`;
export const CONFIRMER = `confirmer@${DOMAIN}`;
export const loginOf = (person: string) => `${person}@${DOMAIN}`;

/** `member compiler lead` is ticked as `member compiler: lead`. */
export const tickOf = (group: string) => `${teamOf(group)}: ${roleOf(group)}`;

const teamOf = (group: string) => group.slice(0, group.lastIndexOf(' '));
const roleOf = (group: string) => group.slice(group.lastIndexOf(' ') + 1);

export function policyOf(history: Pick<History, 'groups'>, addresses: Addresses): Policy {
  const parsed = parsePolicy([
    { path: 'tenure.yaml', text: settingsText(addresses) },
    {
      path: 'reference-table.csv',
      text: `id,workerType,groups,note\neveryone,,${BASELINE},Comes with belonging here\n`,
    },
    { path: 'catalogue.yaml', text: catalogueText(history.groups) },
  ]);
  if (!parsed.ok)
    throw new Error(parsed.problems.map(({ file, line, message }) => `${file}:${line} ${message}`).join('\n'));
  return parsed.policy;
}

/** JSON is YAML: names with odd characters need no care. */
function catalogueText(groups: readonly string[]): string {
  const teams = new Map<string, string[]>();
  for (const group of groups) teams.set(teamOf(group), [...(teams.get(teamOf(group)) ?? []), group]);
  const applications = [...teams].map(([team, roles], place) => [
    `team-${place + 1}`,
    {
      name: team,
      owner: `owner@${DOMAIN}`,
      entitlements: Object.fromEntries(
        roles.map((group) => [roleOf(group), { groups: [group], risk: 'low', onForm: 'automatic' }]),
      ),
    },
  ]);
  return JSON.stringify({ applications: Object.fromEntries(applications) });
}

/** Every limit of the brake is out of the way: what is replayed was decided by people, thousands of them in one instant. */
function settingsText({ okta, jira, smtp }: Addresses): string {
  const filed = (issueType: string) => ({
    project: 'PEO',
    issueType,
    mayFile: [{ group: 'hr-team' }],
    statuses: STATUSES,
  });
  return JSON.stringify({
    company: 'Replay',
    timeZone: 'UTC',
    connections: {
      okta: { kind: 'okta', baseUrl: okta, auth: { token: { env: 'OKTA_TOKEN' } }, markAttribute: 'tenureMark' },
      jira: {
        kind: 'jira',
        baseUrl: jira,
        auth: { email: 'tenure@acme.example', token: { env: 'JIRA_TOKEN' } },
        webhookSecret: { env: 'JIRA_WEBHOOK_SECRET' },
      },
      mail: { kind: 'mail', url: smtp },
    },
    fields: {
      person: 'Employee',
      employeeNumber: 'Employee number',
      givenName: 'First name',
      familyName: 'Last name',
      start: 'Start date',
      end: 'Last day',
      workerType: 'Worker type',
      applications: 'Applications',
      applicationsUntil: 'Access until',
      applicationsEnding: 'Access that ends',
    },
    requiredFields: ['employeeNumber', 'givenName', 'familyName', 'workerType', 'start'],
    cases: {
      onboarding: filed('Onboarding'),
      change: filed('Change'),
      offboarding: filed('Offboarding'),
      adoption: { project: 'PEO', issueType: 'Adoption', statuses: STATUSES },
    },
    naming: { login: `{employeeNumber}@${DOMAIN}` },
    profile: { employeeNumber: '{employeeNumber}', userType: '{workerType}' },
    times: { startHour: '00:00', accountAhead: '0s', activeAhead: '0s', moverOverlap: '0s' },
    activation: { mailFrom: 'provider' },
    modes: { default: 'live' },
    brake: {
      peoplePerOrigin: MANY,
      membersPerGroup: MANY,
      sharePerGroup: 1,
      emptiesUpTo: MANY,
      removalsPerHour: MANY,
      actorRemovalsPerHour: MANY,
      groupRemovalsPerHour: MANY,
      leaversPerHour: MANY,
    },
    mail: { from: `IT <it@${DOMAIN}>`, offboarded: [`it@${DOMAIN}`], exception: [`it@${DOMAIN}`] },
    roles: { confirm: [PLANNER, CONFIRMER] },
  });
}

const STATUSES = { working: 'In Progress', waiting: 'Waiting', done: 'Done' };
const MANY = 1_000_000;
