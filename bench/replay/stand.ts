/** The stand-ins of an organisation that lives by its history: empty Okta but for the groups, Jira with three forms. */
import { type SiteSeed, startJiraEmulator } from '../../emulators/jira/index.ts';
import { startMailSink } from '../../emulators/mail/index.ts';
import { seed, startOktaEmulator } from '../../emulators/okta/index.ts';
import type { Systems } from '../../examples/acme/company.ts';
import { NADIA } from '../../examples/acme/forms.ts';
import { acme } from '../../examples/acme/world.ts';
import type { JumpingClock } from './clock.ts';
import type { History } from './history.ts';
import { BASELINE, tickOf } from './policy.ts';

/** Limits are off: the clock stands still while there is work, so a minute would never pass. */
export async function startStand(history: Pick<History, 'groups'>, clock: JumpingClock): Promise<Systems> {
  const okta = await startOktaEmulator({ clock: clock.emulators, limits: 'off' });
  seed(okta.directory, {
    attributes: { tenureMark: { title: 'Made by Tenure', type: 'string' } },
    groups: [BASELINE, ...history.groups].map((name) => ({ name })),
  });
  const jira = await startJiraEmulator({ clock: clock.emulators, seed: jiraSeed(history) });
  const mail = await startMailSink();
  return {
    okta,
    jira,
    mail,
    slack: null,
    addresses: { okta: okta.url, jira: jira.url, smtp: mail.smtpUrl },
    async stop() {
      await Promise.all([okta.stop(), jira.stop(), mail.stop()]);
    },
  };
}

function jiraSeed({ groups }: Pick<History, 'groups'>): SiteSeed {
  return {
    groups: [{ name: 'hr-team' }, { name: 'jira-administrators' }],
    users: [
      {
        displayName: 'Tenure',
        email: 'tenure@acme.example',
        token: 'tenure-token',
        admin: true,
        accountType: 'app',
        groups: [],
      },
      { displayName: 'Nadia Weber', email: NADIA.email, token: NADIA.token, groups: ['hr-team'] },
    ],
    fields: [
      { name: 'Employee', type: 'text' },
      { name: 'Employee number', type: 'text' },
      { name: 'First name', type: 'text' },
      { name: 'Last name', type: 'text' },
      { name: 'Worker type', type: 'select', options: ['Employee', 'Contractor'] },
      { name: 'Start date', type: 'date' },
      { name: 'Last day', type: 'date' },
      { name: 'Applications', type: 'multiselect', options: groups.map(tickOf) },
      { name: 'Access until', type: 'date' },
      { name: 'Access that ends', type: 'multiselect', options: groups.map(tickOf) },
    ],
    workflows: acme.jira.workflows.filter(({ name }) => name === 'people case'),
    projects: [
      {
        key: 'PEO',
        name: 'People',
        types: [
          { name: 'Onboarding', screen: ONBOARDING, workflow: 'people case' },
          {
            name: 'Change',
            screen: ['Employee', 'Applications', 'Access until', 'Access that ends'],
            workflow: 'people case',
          },
          { name: 'Offboarding', screen: ['Employee', 'Last day'], workflow: 'people case' },
          { name: 'Adoption', screen: [], workflow: 'people case' },
          { name: 'Sub-task', subtask: true },
        ],
        roles: { Administrators: { groups: ['jira-administrators'] } },
      },
    ],
  };
}

const ONBOARDING = [
  ...['Employee number', 'First name', 'Last name', 'Worker type'],
  ...['Start date', 'Last day', 'Applications'],
];
