/** From what a row or a form line says to what the ledger keeps: groups by the provider's id, frozen when given. */

import { fold } from '../shared/fold.ts';
import type { ApplicationId, EntitlementId, GroupId, GroupName } from '../shared/ids.ts';
import { applicationCalled, entitlementById, groupNamesOf, riskOfGroup, riskRank, UNSTATED_RISK } from './catalogue.ts';
import type { Application, Entitlement, Given, KnownGroup, Policy, Risk } from './model.ts';

export interface Resolved {
  readonly given: Given;
  /** `null` for a group given by itself, and for an entitlement the catalogue no longer has. */
  readonly application: ApplicationId | null;
  readonly entitlement: EntitlementId | null;
  readonly groups: readonly GroupId[];
  /** Named by the policy, unknown at the provider: an exception, never silently left out. */
  readonly missing: readonly GroupName[];
  /** A person has to open it: a sub-task. */
  readonly manual: boolean;
  readonly risk: Risk;
}

export function resolveGiven(policy: Policy, given: Given, groupsByName: ReadonlyMap<GroupName, KnownGroup>): Resolved {
  const { catalogue } = policy;
  const entry = given.kind === 'entitlement' ? entitlementById(catalogue, given.entitlement) : undefined;
  const names = groupNamesOf(catalogue, given);
  const known = names.flatMap((name) => groupsByName.get(name) ?? []);
  return {
    given,
    application: entry?.application.id ?? null,
    entitlement: entry?.entitlement.id ?? null,
    groups: [...new Set(known.map(({ id }) => id))],
    missing: names.filter((name) => !groupsByName.has(name)),
    manual: entry?.application.provisioning === 'manual',
    risk: given.kind === 'group' ? riskOfGroup(catalogue, given.group) : (entry?.entitlement.risk ?? UNSTATED_RISK),
  };
}

export type Ticked =
  | { readonly kind: 'entitlement'; readonly application: Application; readonly entitlement: Entitlement }
  | {
      readonly kind: 'unknown';
      readonly value: string;
      readonly why: 'no-such-application' | 'no-such-role' | 'several-roles';
    };

/**
 * A ticked application: its name or id, alone or with `: role`. Alone it means the least risky role; when two roles
 * are equally risky nobody can say which was meant, and guessing would be giving access nobody asked for.
 */
export function ticked(policy: Policy, value: string): Ticked {
  const whole = applicationCalled(policy.catalogue, value);
  if (whole !== undefined) return leastRisky(whole, value);
  const colon = value.lastIndexOf(':');
  const application = colon === -1 ? undefined : applicationCalled(policy.catalogue, value.slice(0, colon));
  if (application === undefined) return { kind: 'unknown', value, why: 'no-such-application' };
  const role = fold(value.slice(colon + 1));
  const entitlement = application.entitlements.find((one) => fold(one.role) === role);
  return entitlement === undefined
    ? { kind: 'unknown', value, why: 'no-such-role' }
    : { kind: 'entitlement', application, entitlement };
}

function leastRisky(application: Application, value: string): Ticked {
  const ranks = application.entitlements.map(({ risk }) => riskRank(risk));
  const least = application.entitlements.filter(({ risk }) => riskRank(risk) === Math.min(...ranks));
  const [entitlement] = least;
  return entitlement === undefined || least.length > 1
    ? { kind: 'unknown', value, why: 'several-roles' }
    : { kind: 'entitlement', application, entitlement };
}
