/**
 * Policies, read only. What matters to access is which groups an enrolment policy includes: a person is made
 * to enrol a factor by being put into such a group.
 */
import { invalid, notFound } from '../http/errors.ts';
import { limitOf, linkHeader, positionOf, takePage } from '../http/paging.ts';
import { type Answer, type Call, ok, type Route } from '../http/route.ts';
import { POLICY_TYPES, type StoredPolicy } from '../store/model.ts';

const READ = 'okta.policies.read';

export const policyRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/policies', scope: READ, handle: listPolicies },
  { method: 'GET', path: '/api/v1/policies/:id', scope: READ, handle: readPolicy },
];

/** `type` is required, and one the org knows. */
function listPolicies(call: Call): Answer {
  const type = call.query.get('type');
  if (type === null || !POLICY_TYPES.some((known) => known === type))
    throw invalid('type', 'type: Invalid policy type');
  const page = takePage(
    call.org.policies.from(positionOf(call.query)),
    limitOf(call.query, { default: 20, max: 200 }),
    (policy) => policy.type === type,
  );
  return ok(
    page.items.map((policy) => policyView(policy, call.url.origin)),
    { link: linkHeader(call.url, page.next) },
  );
}

function readPolicy(call: Call): Answer {
  const policy = call.org.policies.get(call.param('id'));
  if (policy === undefined) throw notFound(call.param('id'), 'Policy');
  return ok(policyView(policy, call.url.origin));
}

function policyView(policy: StoredPolicy, origin: string) {
  const self = `${origin}/api/v1/policies/${policy.id}`;
  return {
    id: policy.id,
    type: policy.type,
    name: policy.name,
    status: policy.status,
    priority: policy.priority,
    system: policy.system,
    created: policy.created,
    lastUpdated: policy.created,
    conditions: { people: { groups: { include: policy.groupIds } } },
    settings: policy.type === 'MFA_ENROLL' ? enrolmentSettings(policy) : {},
    _links: { self: { href: self }, rules: { href: `${self}/rules`, hints: { allow: ['GET'] } } },
  };
}

/** As in an org of the Identity Engine; one that came from Classic keeps `factors` ("Authenticator enrollment policy settings"). */
const enrolmentSettings = ({ authenticators }: StoredPolicy) => ({
  type: 'AUTHENTICATORS',
  authenticators: Object.entries(authenticators).map(([key, self]) => ({ key, enroll: { self } })),
});
