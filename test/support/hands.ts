/** What other people do in a story: IT settles an exception, another hand changes something at Okta. */
import { type Destination, moveIssue as jiraMove } from '../../emulators/jira/index.ts';
import type { Filed, Filer } from '../../examples/acme/forms.ts';
import { settle } from '../../src/app/settling/settle.ts';
import type { Verdict } from '../../src/core/evidence/model.ts';
import type { ExceptionRow } from '../../src/ports/store.ts';
import type { Company } from './company.ts';
import { accountWith, groupId } from './looks.ts';
import { engineer, MARA } from './people.ts';

/** May confirm and accept, by the example's policy. */
export const INES = 'ines.keller@acme.example';

export async function openException(company: Company, kind: string): Promise<ExceptionRow> {
  const open = await company.store.read.exceptions({ open: true });
  const found = open.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no open exception ${kind}, only ${open.map((one) => one.kind).join(', ')}`);
  return found;
}

export const openKinds = async ({ store }: Company): Promise<readonly string[]> =>
  (await store.read.exceptions({ open: true })).map(({ kind }) => kind).sort();

export async function decide(company: Company, kind: string, verdict: Verdict, by = INES) {
  const { id } = await openException(company, kind);
  return settle(company.world, { exception: id, verdict, by, reason: 'looked into it' });
}

/** An administrator's own click, past Tenure. */
export async function clickAtOkta({ systems }: Company, method: string, path: string): Promise<void> {
  const answer = await fetch(`${systems.okta.url}/api/v1${path}`, {
    method,
    headers: { authorization: 'SSWS emulator-token', 'content-type': 'application/json' },
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

/** Moved in Jira's own dialog, which has no REST call. */
export function moveIssue({ systems }: Company, by: Filer, issue: Filed, to: Destination): void {
  const { site } = systems.jira;
  jiraMove(site, site.directory.userWithMail(by.email), issue.id, to);
}

export const takeFrom = (company: Company, group: string, login: string): void =>
  company.systems.okta.directory.removeMember(groupId(company, group), accountWith(company, login).id);

/** Somebody is hired, and an administrator takes a group from them: an exception is open when it is read. */
export async function groupTakenByHand(company: Company): Promise<ExceptionRow> {
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  takeFrom(company, 'eng-core', MARA);
  const [her] = await company.store.read.findPersons(MARA);
  const account = her === undefined ? undefined : (await company.store.read.person(her)).accounts[0];
  if (account !== undefined) await company.world.engine.send({ lane: 'bulk', look: account.id });
  await company.untilQuiet();
  return openException(company, 'gone-after-verified');
}

export const putInto = (company: Company, group: string, login: string): void =>
  company.systems.okta.directory.addMember(groupId(company, group), accountWith(company, login).id);
