/** Users ("Users", "User search", "Myself"). */
import type { User } from '../model.ts';
import { notSignedIn, refuse } from '../refusal.ts';
import { showUser } from '../show/user.ts';
import { browsingUsers, mayBrowseUsers, signedIn } from '../site/permissions.ts';
import { actorOf, answer, type JiraContext, type Routes, windowOf } from './http.ts';

export const userRoutes: Routes = (app, site) => {
  const named = (context: JiraContext): User => {
    browsingUsers(actorOf(context));
    const accountId = context.req.query('accountId');
    if (accountId === undefined) throw refuse(400, 'The accountId query parameter needs to be provided.');
    const user = site.directory.user(accountId);
    if (user === undefined) throw refuse(404, 'Specified user does not exist or you do not have required permissions');
    return user;
  };

  app.get('/rest/api/3/myself', (context) => {
    const actor = actorOf(context);
    if (actor === undefined) throw notSignedIn();
    // One's own address is always shown.
    return answer({ ...showUser(actor, site.view()), emailAddress: actor.email, locale: 'en_US' });
  });

  app.get('/rest/api/3/user', (context) => {
    const shown = showUser(named(context), site.view());
    if (!site.failingUsers.has(String(shown.accountId))) return answer(shown);
    const { self, avatarUrls } = shown;
    return answer({ self, avatarUrls, accountId: 'unknown', accountType: 'unknown', displayName: '', active: false });
  });

  app.get('/rest/api/3/user/groups', (context) =>
    answer(
      site.directory.groupsOf(named(context).accountId).map(({ name, groupId }) => ({
        name,
        groupId,
        self: `${site.baseUrl}/rest/api/3/group?groupId=${groupId}`,
      })),
    ),
  );

  /** Finds active users by the start of a name or address, customers of a service desk too: `accountType` tells them apart. */
  app.get('/rest/api/3/user/search', (context) => {
    const actor = signedIn(actorOf(context));
    const { startAt, maxResults } = windowOf(context, 50, 1_000);
    const query = context.req.query('query');
    const accountId = context.req.query('accountId');
    if (query === undefined && accountId === undefined)
      throw refuse(400, 'Either query or accountId must be specified.');
    if (!mayBrowseUsers(actor)) return answer([]);
    const found =
      accountId === undefined
        ? site.directory.search(query ?? '', startAt + maxResults)
        : [site.directory.user(accountId)].filter((user) => user !== undefined);
    return answer(found.slice(startAt, startAt + maxResults).map((user) => showUser(user, site.view())));
  });

  app.get('/rest/api/3/users/search', (context) => {
    browsingUsers(actorOf(context));
    const { startAt, maxResults } = windowOf(context, 50, 1_000);
    return answer(site.directory.usersFrom(startAt, maxResults).map((user) => showUser(user, site.view())));
  });

  app.get('/rest/api/3/user/bulk', (context) => {
    signedIn(actorOf(context));
    const ids = context.req.queries('accountId') ?? [];
    if (ids.length === 0) throw refuse(400, 'The accountId query parameter needs to be provided.');
    const users = ids.flatMap((id) => site.directory.user(id) ?? []);
    return answer({
      maxResults: Math.max(10, ids.length),
      startAt: 0,
      total: users.length,
      isLast: true,
      values: users.map((user) => showUser(user, site.view())),
    });
  });
};
