/**
 * The people of the harness: each joins, does what their itinerary says, and leaves, filing each form when the one before
 * is done. They know nothing of Tenure and look at nothing but Jira, Slack and what they may do.
 */
import type { SlackEmulator } from '../../emulators/slack/index.ts';
import type { Systems } from '../../examples/acme/company.ts';
import { AISHA, type Filed, type Filer, JiraForms, NADIA } from '../../examples/acme/forms.ts';
import { engineer } from '../support/people.ts';
import type { Itinerary } from './wire.ts';

export const MANAGER = 'tomasz.nowak@acme.example';
const APPROVE = 'question.approve';
/** A press nobody took is repeated after this long; the first may have been lost with the process that heard it. */
const PRESS_AGAIN = 2_000;
const LOOK = 20;

export interface Leg {
  readonly leg: string;
  readonly filed: Filed;
  readonly filedAt: number;
  doneAt: number | null;
}

export interface Traveller {
  readonly itinerary: Itinerary;
  readonly number: number;
  readonly given: string;
  readonly login: string;
  readonly legs: Leg[];
  arrived: boolean;
  left: boolean;
}

const FAMILY = 'Frey';

export function newTraveller(itinerary: Itinerary, number: number): Traveller {
  // Names have letters only, and nobody's contains another's.
  const letters = [...String(number).padStart(4, '0')].map((digit) => 'abcdefghij'[Number(digit)]).join('');
  const given = `Kim${letters}`;
  const login = `${given}.${FAMILY}@acme.example`.toLowerCase();
  return { itinerary, number, given, login, legs: [], arrived: false, left: false };
}

const employee = ({ number }: Traveller) => `K${String(number).padStart(5, '0')}`;
const ownAccount = ({ given, login }: Traveller): Filer => ({ email: login, token: `${given.toLowerCase()}-token` });

export async function travel(systems: Systems, who: Traveller): Promise<void> {
  const forms = new JiraForms(systems.jira.url);
  await file(systems, forms, who, 'joins', NADIA, 'Onboarding', {
    ...engineer({ 'Employee number': employee(who), 'First name': who.given, 'Last name': FAMILY }),
    'Start date': '2026-01-05',
    'Private email': `${who.given.toLowerCase()}@home.example`,
    Hardware: who.itinerary === 'mover' ? ['MacBook Pro'] : null,
  });
  switch (who.itinerary) {
    case 'mover':
      await file(systems, forms, who, 'moves', NADIA, 'Change', {
        Employee: employee(who),
        Department: 'Data',
        'Job title': 'Data Engineer',
      });
      break;
    case 'asker':
      await asks(systems, forms, who, 'Tableau: viewer');
      // Held by the hour: here, for seconds.
      await until(() => !isIn(systems, who, 'app-tableau'));
      break;
    case 'holder':
      await asks(systems, forms, who, 'Salesforce: sales');
      break;
  }
  await file(systems, forms, who, 'leaves', NADIA, 'Offboarding', { Employee: employee(who) });
  who.left = true;
  who.arrived = true;
}

async function asks(systems: Systems, forms: JiraForms, who: Traveller, what: string): Promise<void> {
  systems.slack?.workspace.users.add({ email: who.login, realName: `${who.given} ${FAMILY}`, displayName: who.given });
  await until(() => systems.jira.site.directory.userWithMail(who.login) !== undefined);
  const values = { 'Requested access': what, Reason: 'The upgrade' };
  await file(systems, forms, who, 'asks', ownAccount(who), 'Access request', values);
}

async function file(
  systems: Systems,
  forms: JiraForms,
  who: Traveller,
  leg: string,
  by: Filer,
  type: string,
  values: Parameters<JiraForms['file']>[3],
): Promise<void> {
  const filed = await forms.file(by, type, `${who.given} ${leg}`, values);
  const own: Leg = { leg, filed, filedAt: Date.now(), doneAt: null };
  who.legs.push(own);
  const { site } = systems.jira;
  let pressed = 0;
  await until(async () => {
    const issue = site.issue(filed.id);
    if (issue.state.status.name === 'Done') return true;
    for (const id of issue.subtasks) {
      const task = site.issue(id);
      if (task.state.status.name !== 'Done') await forms.moveTo(AISHA, task.key, 'Done');
    }
    if (issue.state.status.name === 'Waiting for approval' && Date.now() - pressed > PRESS_AGAIN) {
      pressed = Date.now();
      if (systems.slack !== null) await approves(systems.slack, filed.key);
    }
    return false;
  });
  own.doneAt = Date.now();
}

/** Presses the button on the card about this issue, if there is one and it has a button still. */
async function approves(slack: SlackEmulator, key: string): Promise<void> {
  const manager = slack.as(MANAGER);
  for (const { ts, blocks } of manager.messages) {
    const card = JSON.stringify(blocks);
    if (card.includes(APPROVE) && card.includes(key)) await manager.click(APPROVE, { ts });
  }
}

export function isIn({ okta }: Systems, { login }: Traveller, group: string): boolean {
  const { directory } = okta;
  const id = directory.groups().find(({ profile }) => profile.name === group)?.id ?? '';
  return directory.groupsOf(directory.user(login)?.id ?? '').includes(id);
}

/** Whoever waits goes on waiting: that nothing comes any more is for the harness to say. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, LOOK));
}
