/** Who may see and do what on a portal. A customer sees the own requests; an agent those of projects they may browse. */
import { texts } from '../fields/kind.ts';
import { PARTICIPANTS } from '../fields/service.ts';
import type { Issue, Project, ServiceDesk, User } from '../model.ts';
import { noLicence, refuse } from '../refusal.ts';
import { type Actor, may, maySee, signedIn } from '../site/permissions.ts';
import { hasDesk } from '../site/projects.ts';
import type { JiraSite } from '../site/site.ts';
import { approversOf } from '../work/openApproval.ts';

export type DeskProject = Project & { readonly desk: ServiceDesk };
export type Request = Issue & { readonly project: DeskProject };

export const participantsOf = ({ state }: Issue): readonly string[] => texts(state.values.get(PARTICIPANTS) ?? []);

/** The request, if this person may see it; undefined for what is hidden and for what is not there. */
export function seenRequest(site: JiraSite, user: User, idOrKey: string): Request | undefined {
  const issue = site.issues.get(idOrKey);
  return issue !== undefined && isRequest(issue) && maySeeRequest(site, user, issue) ? issue : undefined;
}

export const isRequest = (issue: Issue): issue is Request => hasDesk(issue.project);

export function visibleRequest(
  site: JiraSite,
  actor: Actor,
  idOrKey: string,
): { readonly issue: Request; readonly actor: User } {
  const user = signedIn(actor);
  const issue = seenRequest(site, user, idOrKey);
  if (issue === undefined) throw refuse(404, 'The request does not exist, or you do not have permission to view it.');
  return { issue, actor: user };
}

export const maySeeRequest = (site: JiraSite, user: User, issue: Issue): boolean =>
  isParty(site, issue, user) || (user.agent && maySee(site, user, issue));

const isParty = (site: JiraSite, issue: Issue, { accountId }: User): boolean =>
  issue.state.values.get('reporter') === accountId ||
  participantsOf(issue).includes(accountId) ||
  issue.approvals.some((approval) => approversOf(site, issue, approval).includes(accountId));

/** An open portal is there for everybody with an account, a closed one for its customers and agents. */
export const mayEnter = ({ desk }: DeskProject, user: User): boolean =>
  desk.access === 'open' || user.agent || desk.customers.has(user.accountId);

export function deskOf(site: JiraSite, actor: Actor, serviceDeskId: string): DeskProject {
  const user = signedIn(actor);
  const project = site.projects.desk(serviceDeskId);
  if (project === undefined || !mayEnter(project, user))
    throw refuse(404, `The service desk with ID ${serviceDeskId} does not exist.`);
  return project;
}

export function agent(actor: Actor): User {
  const user = signedIn(actor);
  if (!user.agent) throw noLicence();
  return user;
}

/** Project administrators, who need an agent's licence as well. */
export function deskAdmin(site: JiraSite, actor: Actor, project: Project): User {
  const user = agent(actor);
  if (!may(site, user, 'ADMINISTER_PROJECTS', project))
    throw refuse(403, 'You need to be a service project administrator.');
  return user;
}
