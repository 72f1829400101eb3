/**
 * Which groups are made to enrol a second factor ("Authenticator enrollment policy"). Policies bind to groups; nothing is
 * written per person. Every org has a default policy over Everyone, which as Okta makes it lets people enrol one and asks
 * nobody to: to be under a policy says nothing, only what it requires does.
 */
import type { Errand, OktaClient } from './client.ts';
import { type Policy, policy } from './schemas.ts';

export async function enrollingGroups(client: OktaClient, errand: Errand): Promise<ReadonlySet<string>> {
  const policies = await client.list(
    { operation: 'read enrolment policies', method: 'GET', path: '/api/v1/policies?type=MFA_ENROLL', effect: 'read' },
    policy,
    errand,
  );
  return new Set(policies.filter(asksForOne).flatMap(({ conditions }) => conditions?.people?.groups?.include ?? []));
}

export function asksForOne({ status, settings }: Pick<Policy, 'status' | 'settings'>): boolean {
  const factors = Object.entries(settings?.factors ?? {}).map(([key, factor]) => ({ key, enroll: factor?.enroll }));
  const isAsked = [...(settings?.authenticators ?? []), ...factors].some(
    ({ key, enroll }) => enroll?.self === 'REQUIRED' && !NO_SECOND_FACTOR.has(key),
  );
  return status === 'ACTIVE' && isAsked;
}

/** What is known beside a password is none, and the address of everybody's profile Okta enrols by itself ("autoEnroll"). */
const NO_SECOND_FACTOR: ReadonlySet<string> = new Set([
  'okta_password',
  'security_question',
  'okta_question',
  'okta_email',
]);
