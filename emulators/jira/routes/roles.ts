/**
 * Project roles and their actors. Only project administrators see or change them; others get 404. A team-managed project
 * answers with roles of its own, under names of its own.
 */
import { type Json, type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import type { Project, Role } from '../model.ts';
import { refuse } from '../refusal.ts';
import { type Actor, may, visibleProject } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { actorOf, answer, bodyOf, flag, type JiraContext, noContent, param, type Routes } from './http.ts';

const ONE = '/rest/api/3/project/:project/role/:role';

export const roleRoutes: Routes = (app, site) => {
  app.get('/rest/api/3/role', () => {
    const shared = [...site.projects.roles()].map((role) => ({ ...role, actors: [] }));
    const own = [...site.projects.all()].flatMap((project) =>
      [...project.ownRoles.values()].map((role) => ({ ...role, actors: [], scope: scopeOf(project) })),
    );
    return answer([...shared, ...own]);
  });

  app.get('/rest/api/3/project/:project/role', (context) => {
    const project = administered(site, actorOf(context), param(context, 'project'));
    return answer(
      Object.fromEntries(
        [...site.projects.rolesIn(project)].map(({ id, name }) => [
          name,
          `${site.baseUrl}/rest/api/3/project/${project.id}/role/${id}`,
        ]),
      ),
    );
  });

  app.get(ONE, (context) => {
    const { project, role } = find(site, context);
    return answer(showRole(site, project, role, flag(context, 'excludeInactiveUsers')));
  });

  app.post(ONE, async (context) => {
    const { project, role } = find(site, context);
    const { users, groups } = actorsIn(site, await bodyOf(context));
    if (users.length + groups.length === 0) throw refuse(400, 'Can not add role actors with null or empty actors.');
    const present = project.actors.get(role.id);
    const again = users.some((id) => present?.users.has(id)) || groups.some((id) => present?.groups.has(id));
    if (again && site.options.quirks.existingActorIs400)
      throw refuse(400, `We can't add the actor to the project role: it is already a member of the role.`);
    for (const id of users) site.projects.addActor(project, role, 'users', id);
    for (const id of groups) site.projects.addActor(project, role, 'groups', id);
    return answer(showRole(site, project, role));
  });

  /** Replaces everything. */
  app.put(ONE, async (context) => {
    const { project, role } = find(site, context);
    const actors = objectOf((await bodyOf(context)).categorisedActors);
    const { users, groups } = actorsIn(site, {
      user: actors['atlassian-user-role-actor'],
      groupId: actors['atlassian-group-role-actor-id'],
      group: actors['atlassian-group-role-actor'],
    });
    project.actors.delete(role.id);
    for (const id of users) site.projects.addActor(project, role, 'users', id);
    for (const id of groups) site.projects.addActor(project, role, 'groups', id);
    return answer(showRole(site, project, role));
  });

  app.delete(ONE, (context) => {
    const { project, role } = find(site, context);
    const query = (name: string) => context.req.query(name);
    const [user, groupId, group] = [query('user'), query('groupId'), query('group')];
    const id = groupId ?? (group === undefined ? undefined : site.directory.groupNamed(group)?.groupId);
    if ([user, groupId, group].filter((one) => one !== undefined).length !== 1)
      throw refuse(400, 'Specify one actor to remove: user, groupId or group.');
    const actors = project.actors.get(role.id);
    const removed = user === undefined ? actors?.groups.delete(id ?? '') : actors?.users.delete(user);
    if (removed !== true) throw refuse(404, 'The actor is not a member of the project role.');
    return noContent();
  });
};

function administered(site: JiraSite, actor: Actor, idOrKey: string): Project {
  const project = visibleProject(site, actor, idOrKey);
  if (!may(site, actor, 'ADMINISTER_PROJECTS', project))
    throw refuse(404, `No project could be found with key '${idOrKey}'.`);
  return project;
}

function find(site: JiraSite, context: JiraContext): { project: Project; role: Role } {
  const project = administered(site, actorOf(context), param(context, 'project'));
  const role = site.projects.roleIn(project, Number(param(context, 'role')));
  if (role === undefined) throw refuse(404, `Can not retrieve a role actor for an unknown project role.`);
  return { project, role };
}

/** All or nothing: one unknown or inactive actor is 404 and nobody is added. */
function actorsIn(site: JiraSite, body: JsonObject): { users: string[]; groups: string[] } {
  const words = (value: Json | undefined) => listOf(value).map((entry) => textOf(entry) ?? '');
  const users = words(body.user);
  for (const id of users)
    if (site.directory.user(id)?.active !== true)
      throw refuse(404, `The user '${id}' does not exist or is not active.`);
  const groups = [
    ...words(body.groupId).map(site.directory.group),
    ...words(body.group).map(site.directory.groupNamed),
  ];
  return {
    users,
    groups: groups.map((group) => {
      if (group === undefined) throw refuse(404, 'A group does not exist.');
      return group.groupId;
    }),
  };
}

const scopeOf = ({ id }: Project) => ({ type: 'PROJECT', project: { id } });

function showRole(site: JiraSite, project: Project, role: Role, onlyActive = false): JsonObject {
  const actors = project.actors.get(role.id);
  const people = [...(actors?.users ?? [])].flatMap(([accountId, id]) => {
    const user = site.directory.user(accountId);
    return user === undefined || (onlyActive && !user.active)
      ? []
      : [{ id, displayName: user.displayName, type: 'atlassian-user-role-actor', actorUser: { accountId } }];
  });
  const groups = [...(actors?.groups ?? [])].flatMap(([groupId, id]) => {
    const group = site.directory.group(groupId);
    if (group === undefined) return [];
    const { name } = group;
    const actorGroup = { name, displayName: name, groupId };
    return [{ id, displayName: name, type: 'atlassian-group-role-actor', name, actorGroup }];
  });
  return {
    self: `${site.baseUrl}/rest/api/3/project/${project.id}/role/${role.id}`,
    ...role,
    ...(project.style === 'next-gen' ? { scope: scopeOf(project) } : {}),
    actors: [...people, ...groups],
  };
}
