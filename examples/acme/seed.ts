/** The example company, as the emulators' seeding takes it. */
import type { SiteSeed } from '../../emulators/jira/index.ts';
import type { OktaSeed } from '../../emulators/okta/index.ts';
import type { WorkspaceSeed } from '../../emulators/slack/index.ts';
import { acme } from './world.ts';

export const oktaSeed: OktaSeed = {
  attributes: Object.fromEntries(
    acme.okta.profileAttributes.map(({ name, title }) => [name, { title, type: 'string' }]),
  ),
  groups: [...acme.okta.groups],
  users: [
    ...acme.okta.people.map((person) => ({
      profile: {
        login: person.mail,
        email: person.mail,
        firstName: person.givenName,
        lastName: person.familyName,
        employeeNumber: person.employeeNumber,
        department: person.department,
        title: person.title,
      },
      groups: [...person.groups],
    })),
    ...acme.okta.protectedAccounts.map((account) => ({
      profile: {
        login: account.login,
        email: account.login,
        firstName: account.givenName,
        lastName: account.familyName,
      },
      groups: [...account.groups],
    })),
  ],
  rules: acme.okta.rules.map(({ name, attribute, equals, group }) => ({
    name,
    expression: `user.${attribute}=="${equals}"`,
    groups: [group],
  })),
  policies: [{ type: 'MFA_ENROLL', name: 'A second factor for everybody', groups: ['all-staff-tools'] }],
  apps: acme.okta.apps.map(({ label, provisioning, groups }) => ({
    label,
    features: provisioning ? ['PUSH_NEW_USERS', 'PUSH_USER_DEACTIVATION'] : [],
    groups: [...groups],
  })),
};

export const jiraSeed: SiteSeed = {
  groups: acme.jira.groups,
  users: acme.jira.users.map(({ displayName, email, token, admin, bot, agent, portalOnly, groups }) => ({
    displayName,
    email,
    groups,
    ...(token === undefined ? {} : { token }),
    ...(admin === undefined ? {} : { admin }),
    ...(bot === true ? { accountType: 'app' as const } : {}),
    ...(portalOnly === true ? { accountType: 'customer' as const } : { agent: agent === true }),
  })),
  fields: acme.jira.fields.map(({ levels, ...field }) =>
    levels === undefined
      ? field
      : { ...field, options: Object.entries(levels).map(([value, children]) => ({ value, children })) },
  ),
  workflows: acme.jira.workflows,
  projects: acme.jira.projects,
};

/** Everybody who works here, by their work address; a guest of a customer, and a bot. */
export const slackSeed: WorkspaceSeed = {
  users: [
    ...acme.okta.people.map(({ mail, givenName, familyName }) => ({
      email: mail,
      realName: `${givenName} ${familyName}`,
      displayName: givenName,
    })),
    { email: 'guest@partner.example', realName: 'A guest', guest: 'single-channel' as const },
    { name: 'builds', realName: 'Builds', bot: true },
  ],
  channels: [{ name: 'general', members: [...acme.okta.people.map(({ mail }) => mail), 'app'] }],
};
