/** Project roles in the stories: who holds one, what another hand does there, and what we wrote. */
import type { Project, Role } from '../../emulators/jira/model.ts';
import type { Company } from './company.ts';

function roleOf({ systems }: Company, project: string, role: string): { project: Project; role: Role } {
  const { projects } = systems.jira.site;
  const found = projects.get(project);
  const named = found === undefined ? undefined : projects.roleNamedIn(found, role);
  if (found === undefined || named === undefined) throw new Error(`no role ${role} in ${project}`);
  return { project: found, role: named };
}

/** Work addresses of people who are actors of a role themselves, and names of groups that are. */
export function actorsOf(company: Company, project: string, role: string): readonly string[] {
  const found = roleOf(company, project, role);
  const { directory } = company.systems.jira.site;
  const actors = found.project.actors.get(found.role.id);
  const people = [...(actors?.users.keys() ?? [])].map((id) => directory.user(id)?.email ?? id);
  const groups = [...(actors?.groups.keys() ?? [])].map((id) => `group ${directory.group(id)?.name}`);
  return [...people, ...groups].sort();
}

/** A project administrator's own click. */
export function putActor(company: Company, project: string, role: string, who: string): void {
  const { site } = company.systems.jira;
  const user = site.directory.userWithMail(who);
  const group = site.directory.groupNamed(who);
  if (user !== undefined) site.addActor(project, role, 'users', user.accountId);
  else if (group !== undefined) site.addActor(project, role, 'groups', group.groupId);
  else throw new Error(`nobody at the site is called ${who}`);
}

export function takeActor(company: Company, project: string, role: string, who: string): void {
  const { directory } = company.systems.jira.site;
  const found = roleOf(company, project, role);
  const actors = found.project.actors.get(found.role.id);
  const taken =
    actors?.users.delete(directory.userWithMail(who)?.accountId ?? '') === true ||
    actors?.groups.delete(directory.groupNamed(who)?.groupId ?? '') === true;
  if (!taken) throw new Error(`${who} is not in ${project}/${role}`);
}

/** What we wrote to roles since a mark of the site's log, in order: `POST OPS`, `DELETE ENG`. */
export function roleWrites({ systems }: Company, since = 0): readonly string[] {
  return systems.jira.log.list({ since }).flatMap(({ method, path }) => {
    const project = /\/project\/([^/]+)\/role\//.exec(path)?.[1];
    if (project === undefined || method === 'GET') return [];
    return [`${method} ${systems.jira.site.projects.get(project)?.key}`];
  });
}

export const markOfSite = ({ systems }: Company): number => (systems.jira.log.list().at(-1)?.sequence ?? -1) + 1;
