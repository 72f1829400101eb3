/** High risk is decided by somebody who is named for it: whether any of them still works here. */
import { type CatalogueEntry, fitsEntitlement, mayBeAsked } from '../policy/index.ts';
import type { Application, ApproverRule, Policy, RequestRule } from '../policy/model.ts';
import type { EntitlementId } from '../shared/ids.ts';
import { unreachable } from '../shared/outcome.ts';
import type { ApproverFacts, Candidate } from './look.ts';

/** What may be asked for, is of high risk, and by one of its rules is left to people of whom nobody works here. */
export function leftWithoutApprover(
  { catalogue, requests }: Policy,
  facts: Pick<ApproverFacts, 'named' | 'members'>,
): readonly EntitlementId[] {
  const risky = catalogue.applications.flatMap((application) =>
    application.entitlements
      .filter(({ risk }) => risk === 'high')
      .map((entitlement): CatalogueEntry => ({ application, entitlement })),
  );
  return risky
    .filter((entry) => mayBeAsked(requests, entry))
    .filter((entry) =>
      requests?.rules.some((rule) => fitsEntitlement(rule.when, entry) && haveAllLeft(rule, entry.application, facts)),
    )
    .map(({ entitlement }) => entitlement.id);
}

type Facts = Pick<ApproverFacts, 'named' | 'members'>;

/** A group nobody could read may have somebody in it: nothing is concluded from that. */
function haveAllLeft({ answer }: RequestRule, application: Application, facts: Facts): boolean {
  if (answer.kind !== 'stages') return false;
  const named = answer.stages.flatMap(({ approvers }) => approvers.filter(({ kind }) => kind !== 'manager'));
  const found = named.map((approver) => candidatesFor(approver, application, facts));
  return found.length > 0 && found.every((some) => some?.every(({ works }) => !works) === true);
}

function candidatesFor(
  approver: ApproverRule,
  { owner, deputy }: Application,
  { named, members }: Facts,
): readonly Candidate[] | null {
  const called = (mail: string | null) => (mail === null ? [] : (named.get(mail.toLowerCase()) ?? []));
  switch (approver.kind) {
    case 'manager':
      return null;
    case 'owner':
      return [called(owner), called(deputy)].flat();
    case 'person':
      return [called(approver.mail)].flat();
    case 'group':
      return members.get(approver.group) ?? null;
    default:
      return unreachable(approver);
  }
}
