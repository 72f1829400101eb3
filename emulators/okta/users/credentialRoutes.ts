/** What a person holds besides a password: factors, OAuth clients with tokens and consents, admin roles. */
import { notFound } from '../http/errors.ts';
import { limitOf, numbered, positionOf, takePage } from '../http/paging.ts';
import { type Answer, type Call, noContent, ok, parseBody, type Route, z } from '../http/route.ts';
import { ROLE_LABELS } from '../roles/labels.ts';
import type { StoredClient, StoredFactor, StoredRole } from '../store/model.ts';
import { OrderedTable } from '../store/orderedTable.ts';
import { userParty } from '../store/organization.ts';
import { userById, userOf } from './userChange.ts';

const READ = 'okta.users.read';
const MANAGE = 'okta.users.manage';
const at = (rest: string) => `/api/v1/users/:id/${rest}`;

export const credentialRoutes: readonly Route[] = [
  { method: 'GET', path: at('factors'), scope: READ, handle: listFactors },
  { method: 'GET', path: at('factors/:factorId'), scope: READ, handle: (call) => ok(factorView(call, factorOf(call))) },
  { method: 'DELETE', path: at('factors/:factorId'), scope: MANAGE, handle: deleteFactor },
  { method: 'GET', path: at('clients'), scope: READ, handle: listClients },
  { method: 'GET', path: at('clients/:clientId/tokens'), scope: READ, handle: listTokens },
  { method: 'DELETE', path: at('clients/:clientId/tokens'), scope: MANAGE, handle: (call) => revoke(call, 'tokenIds') },
  { method: 'GET', path: at('clients/:clientId/grants'), scope: READ, handle: listGrants },
  { method: 'DELETE', path: at('clients/:clientId/grants'), scope: MANAGE, handle: (call) => revoke(call, 'grantIds') },
  { method: 'DELETE', path: at('grants'), scope: MANAGE, handle: revokeAllGrants },
  { method: 'GET', path: at('roles'), scope: 'okta.roles.read', handle: listRoles },
  { method: 'POST', path: at('roles'), scope: 'okta.roles.manage', handle: addRole },
  { method: 'DELETE', path: at('roles/:roleId'), scope: 'okta.roles.manage', handle: removeRole },
  { method: 'GET', path: '/api/v1/iam/assignees/users', scope: 'okta.roles.read', handle: listAssignees },
];

function factorsOf(call: Call): OrderedTable<StoredFactor> {
  return call.org.factors.get(userOf(call).id) ?? new OrderedTable();
}

function factorOf(call: Call): StoredFactor {
  const factor = factorsOf(call).get(call.param('factorId'));
  if (factor === undefined) throw notFound(call.param('factorId'), 'UserFactor');
  return factor;
}

function listFactors(call: Call): Answer {
  return ok([...factorsOf(call).values()].map((factor) => factorView(call, factor)));
}

function factorView(call: Call, factor: StoredFactor) {
  const user = `${call.url.origin}/api/v1/users/${userOf(call).id}`;
  return {
    id: factor.id,
    factorType: factor.factorType,
    provider: factor.provider,
    vendorName: factor.provider,
    status: factor.status,
    created: factor.created,
    lastUpdated: factor.created,
    profile: {},
    _links: {
      self: { href: `${user}/factors/${factor.id}`, hints: { allow: ['GET', 'DELETE'] } },
      user: { href: user, hints: { allow: ['GET'] } },
    },
  };
}

function deleteFactor(call: Call): Answer {
  const factor = factorOf(call);
  const user = userOf(call);
  call.org.factors.get(user.id)?.delete(factor.id);
  call.org.log.add('user.mfa.factor.deactivate', { ...call.by, targets: [userParty(user)] });
  return noContent;
}

/** Clients, tokens and consents are addressed by user id only. */
function clientsOf(call: Call): OrderedTable<StoredClient> {
  return call.org.clients.get(userById(call.org, call.param('id')).id) ?? new OrderedTable();
}

const holdsSomething = ({ tokenIds, grantIds }: StoredClient) => tokenIds.length + grantIds.length > 0;

function listClients(call: Call): Answer {
  const clients = [...clientsOf(call).values()].filter(holdsSomething);
  return ok(
    clients.map(({ id, name }) => {
      const self = `${call.url.origin}/api/v1/users/${call.param('id')}/clients/${id}`;
      return {
        client_id: id,
        client_name: name,
        _links: { grants: { href: `${self}/grants` }, tokens: { href: `${self}/tokens` } },
      };
    }),
  );
}

function clientOf(call: Call): StoredClient {
  const client = clientsOf(call).get(call.param('clientId'));
  if (client === undefined) throw notFound(call.param('clientId'), 'PublicClientApp');
  return client;
}

function listTokens(call: Call): Answer {
  const client = clientOf(call);
  const created = call.org.timestamp();
  return ok(
    client.tokenIds.map((id) => ({
      id,
      status: 'ACTIVE',
      created,
      lastUpdated: created,
      expiresAt: created,
      issuer: call.url.origin,
      clientId: client.id,
      userId: call.param('id'),
      scopes: ['offline_access'],
    })),
  );
}

function listGrants(call: Call): Answer {
  const client = clientOf(call);
  const created = call.org.timestamp();
  return ok(
    client.grantIds.map((id) => ({
      id,
      status: 'ACTIVE',
      created,
      lastUpdated: created,
      issuer: call.url.origin,
      clientId: client.id,
      userId: call.param('id'),
      scopeId: 'openid',
      source: 'END_USER',
    })),
  );
}

function revoke(call: Call, what: 'tokenIds' | 'grantIds'): Answer {
  const client = clientOf(call);
  clientsOf(call).set(client.id, { ...client, [what]: [] });
  return noContent;
}

function revokeAllGrants(call: Call): Answer {
  const clients = clientsOf(call);
  for (const client of [...clients.values()]) clients.set(client.id, { ...client, grantIds: [] });
  return noContent;
}

const rolesOf = (call: Call): readonly StoredRole[] => call.org.roles.get(userOf(call).id) ?? [];

const roleView = (role: StoredRole) => ({
  id: role.id,
  label: role.label,
  type: role.type,
  status: 'ACTIVE',
  created: role.created,
  lastUpdated: role.created,
  assignmentType: 'USER',
});

function listRoles(call: Call): Answer {
  return ok(rolesOf(call).map(roleView));
}

/** "List all users with role assignments": this list names its next page in the body, not in a header. */
function listAssignees({ org, query, url }: Call): Answer {
  const holders = [...org.roles].filter(([, roles]) => roles.length > 0).map(([id]) => id);
  const page = takePage(numbered(holders, positionOf(query)), limitOf(query, { default: 100, max: 200 }));
  const following = new URL(url.href);
  if (page.next !== undefined) following.searchParams.set('after', page.next);
  return ok({
    value: page.items.map((id) => ({
      id,
      orn: `orn:okta:directory:00o0:users:${id}`,
      _links: {
        self: { href: `${url.origin}/api/v1/users/${id}`, hints: { allow: ['GET'] } },
        roles: { href: `${url.origin}/api/v1/users/${id}/roles`, hints: { allow: ['GET', 'POST'] } },
      },
    })),
    _links: page.next === undefined ? {} : { next: { href: following.href } },
  });
}

function addRole(call: Call): Answer {
  const { type } = parseBody(z.object({ type: z.string() }), call.body);
  const user = userOf(call);
  const label = ROLE_LABELS[type];
  if (label === undefined) throw notFound(type, 'RoleAssignment');
  const role = { id: call.org.newId('irb'), type, label, created: call.org.timestamp() };
  call.org.roles.set(user.id, [...rolesOf(call), role]);
  call.org.log.add('user.account.privilege.grant', { ...call.by, targets: [userParty(user)] });
  return { status: 201, body: roleView(role) };
}

function removeRole(call: Call): Answer {
  const user = userOf(call);
  const left = rolesOf(call).filter(({ id }) => id !== call.param('roleId'));
  if (left.length === rolesOf(call).length) throw notFound(call.param('roleId'), 'RoleAssignment');
  call.org.roles.set(user.id, left);
  call.org.log.add('user.account.privilege.revoke', { ...call.by, targets: [userParty(user)] });
  return noContent;
}
