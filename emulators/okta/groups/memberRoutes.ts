/** Who is in a group, over HTTP. Membership calls take ids only. */
import { invalid, notFound, notInThisState } from '../http/errors.ts';
import { limitOf, linkHeader, positionOf, takePage } from '../http/paging.ts';
import { type Answer, type Call, noContent, ok, type Route } from '../http/route.ts';
import type { StoredUser } from '../store/model.ts';
import { userById } from '../users/userChange.ts';
import { userView } from '../users/userView.ts';
import { groupOf } from './groupRoutes.ts';
import { addMember, removeMember, requireWritable } from './membership.ts';

const SIZE = { default: 1000, max: 1000 };
const PATH = '/api/v1/groups/:id/users';

export const memberRoutes: readonly Route[] = [
  { method: 'GET', path: PATH, scope: 'okta.groups.read', handle: listMembers },
  { method: 'PUT', path: `${PATH}/:userId`, scope: 'okta.groups.manage', handle: putMember },
  { method: 'DELETE', path: `${PATH}/:userId`, scope: 'okta.groups.manage', handle: deleteMember },
];

function listMembers(call: Call): Answer {
  const { org, query, url } = call;
  const group = groupOf(call);
  const ids = group.id === org.everyoneId ? org.users.rows : org.memberships.membersOf(group.id);
  const rows = (function* () {
    for (const { key, next } of ids.from(positionOf(query))) {
      const user = org.users.get(key);
      if (user !== undefined) yield { value: user, next };
    }
  })();
  const shown = ({ status }: StoredUser) => org.quirks.listDeprovisionedMembers || status !== 'DEPROVISIONED';
  const page = takePage(rows, limitOf(query, SIZE), shown);
  return ok(
    page.items.map((user) => userView(org, user, url.origin, 'list')),
    { link: linkHeader(url, page.next) },
  );
}

function putMember(call: Call): Answer {
  const { org } = call;
  const group = groupOf(call);
  const user = userById(org, call.param('userId'));
  requireWritable(org, group, call.principal.superAdmin);
  if (user.status === 'DEPROVISIONED' && org.quirks.addDeprovisioned !== 204) throw notInThisState();
  const already = org.memberships.origin(group.id, user.id) !== undefined;
  if (already && org.quirks.addMemberAgain === 400) {
    throw invalid('userId', 'userId: The user is already a member of this group');
  }
  addMember(org, group.id, user.id, call.by);
  return noContent;
}

function deleteMember(call: Call): Answer {
  const { org } = call;
  const group = groupOf(call);
  const user = userById(org, call.param('userId'));
  requireWritable(org, group, call.principal.superAdmin);
  const removed = removeMember(org, group.id, user.id, call.by);
  if (!removed && org.quirks.removeNonMember === 404) throw notFound(user.id, 'User');
  return noContent;
}
