/** Groups ("Groups"). Reading needs to be signed in, writing site administration; a group kept by the identity provider refuses all of it. */
import { textOf } from '../json.ts';
import type { Group } from '../model.ts';
import { refuse } from '../refusal.ts';
import { showUser } from '../show/user.ts';
import { admin, browsingUsers, mayBrowseUsers, signedIn } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { actorOf, answer, bodyOf, flag, type JiraContext, page, type Routes, windowOf } from './http.ts';

export const groupRoutes: Routes = (app, site) => {
  const named = (context: JiraContext): Group =>
    groupOf(site, context.req.query('groupId'), context.req.query('groupname'));

  app.get('/rest/api/3/group', (context) => {
    signedIn(actorOf(context));
    return answer(showGroup(site, named(context)));
  });

  app.post('/rest/api/3/group', async (context) => {
    admin(actorOf(context));
    const name = textOf((await bodyOf(context)).name) ?? '';
    if (name === '') throw refuse(400, 'Group name cannot be empty.');
    if (site.directory.groupNamed(name) !== undefined)
      throw refuse(400, 'A group or user with this name already exists.');
    return answer(showGroup(site, site.directory.addGroup({ name })), 201);
  });

  app.delete('/rest/api/3/group', (context) => {
    admin(actorOf(context));
    const group = named(context);
    refuseScim(group);
    site.directory.removeGroup(group);
    return new Response(null, { status: 200 });
  });

  app.get('/rest/api/3/group/member', (context) => {
    const actor = signedIn(actorOf(context));
    if (!actor.admin) browsingUsers(actor);
    const inactiveToo = flag(context, 'includeInactiveUsers');
    const members = [...named(context).members]
      .flatMap((accountId) => site.directory.user(accountId) ?? [])
      .filter(({ active }) => active || inactiveToo);
    return answer(page(members, windowOf(context, 50), (user) => showUser(user, site.view())));
  });

  app.post('/rest/api/3/group/user', async (context) => {
    admin(actorOf(context));
    const group = named(context);
    refuseScim(group);
    const accountId = textOf((await bodyOf(context)).accountId) ?? '';
    const user = site.directory.user(accountId);
    if (user === undefined) throw refuse(404, `User with account ID '${accountId}' does not exist`);
    if (group.members.has(accountId) && site.options.quirks.existingMemberIs400)
      throw refuse(400, 'Cannot add user. User is already a member of the group.');
    site.directory.join(group, accountId);
    return answer(showGroup(site, group), 201);
  });

  app.delete('/rest/api/3/group/user', (context) => {
    admin(actorOf(context));
    const group = named(context);
    refuseScim(group);
    const accountId = context.req.query('accountId') ?? '';
    if (site.directory.user(accountId) === undefined)
      throw refuse(404, `User with account ID '${accountId}' does not exist`);
    if (!group.members.has(accountId)) throw refuse(400, 'Cannot remove user. User is not a member of the group.');
    site.directory.leave(group, accountId);
    return new Response(null, { status: 200 });
  });

  app.get('/rest/api/3/groups/picker', (context) => {
    const isOpen = mayBrowseUsers(signedIn(actorOf(context)));
    const query = (context.req.query('query') ?? '').toLowerCase();
    const fits = (name: string) => (isOpen ? name.includes(query) : name === query);
    const found = [...site.directory.groups()].filter(({ name }) => fits(name.toLowerCase()));
    const { maxResults } = windowOf(context, 20, 1_000);
    const shown = found.slice(0, maxResults);
    return answer({
      header: `Showing ${shown.length} of ${found.length} matching groups`,
      total: found.length,
      groups: shown.map(({ name, groupId }) => ({ name, html: escapeHtml(name), labels: [], groupId })),
    });
  });

  app.get('/rest/api/3/group/bulk', (context) => {
    browsingUsers(actorOf(context));
    const ids = context.req.queries('groupId') ?? [];
    const names = context.req.queries('groupName') ?? [];
    const wanted =
      ids.length + names.length === 0
        ? [...site.directory.groups()]
        : [...ids.map(site.directory.group), ...names.map(site.directory.groupNamed)].filter((g) => g !== undefined);
    return answer(page(wanted, windowOf(context, 50, 1_000), ({ name, groupId }) => ({ name, groupId })));
  });
};

export function groupOf(site: JiraSite, groupId: string | undefined, name: string | undefined): Group {
  if (groupId === undefined && name === undefined) throw refuse(400, "'groupId' or 'groupname' must be provided.");
  const found = groupId === undefined ? site.directory.groupNamed(name ?? '') : site.directory.group(groupId);
  if (found === undefined)
    throw refuse(404, `Group with ${groupId === undefined ? `name '${name}'` : `id '${groupId}'`} does not exist.`);
  return found;
}

function refuseScim({ managedBy, name }: Group): void {
  if (managedBy === 'scim')
    throw refuse(403, `Group '${name}' is managed by the identity provider and cannot be changed here.`);
}

const showGroup = (site: JiraSite, { name, groupId, members }: Group) => ({
  name,
  groupId,
  self: `${site.baseUrl}/rest/api/3/group?groupId=${groupId}`,
  users: { size: members.size, items: [], 'max-results': 50, 'start-index': 0, 'end-index': 0 },
  expand: 'users',
});

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
