/** Who may see a request on the portal: its people, and agents who may browse the project. */
import type { Issue, Project, User } from '../model.ts';
import { noLicence, refuse } from '../refusal.ts';
import { type Actor, maySee, signedIn } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';

export function visibleRequest(site: JiraSite, actor: Actor, idOrKey: string): { issue: Issue; actor: User } {
  const user = signedIn(actor);
  const issue = site.issues.get(idOrKey);
  if (
    issue?.project.serviceDeskId === undefined ||
    !(isParty(issue, user) || (user.agent && maySee(site, user, issue)))
  )
    throw refuse(404, 'The request does not exist, or you do not have permission to view it.');
  return { issue, actor: user };
}

const isParty = (issue: Issue, { accountId }: User): boolean =>
  issue.state.values.get('reporter') === accountId ||
  issue.participants.has(accountId) ||
  issue.approvals.some(({ approvers }) => approvers.includes(accountId));

export function deskOf(site: JiraSite, actor: Actor, serviceDeskId: string): Project {
  signedIn(actor);
  const project = site.projects.desk(serviceDeskId);
  if (project === undefined) throw refuse(404, `The service desk with ID ${serviceDeskId} does not exist.`);
  return project;
}

export function agent(actor: Actor): User {
  const user = signedIn(actor);
  if (!user.agent) throw noLicence();
  return user;
}
