/**
 * Whom one stage asks. Nobody decides for themselves: who asks and whom it is for are no approvers, by any name they
 * are known by. A manager who cannot answer is stood in for by the next one up, then by the owner; never by nobody.
 */
import type { AskedApprover } from '../evidence/model.ts';
import type { Application, ApproverRule, StageRule } from '../policy/model.ts';
import { unreachable } from '../shared/outcome.ts';
import type { ApproverFacts, Candidate } from './look.ts';

export interface StageAsked {
  readonly approvers: readonly AskedApprover[];
  /** How many of them must agree. */
  readonly needs: number;
}

/** `null` = too few are left to ask: a person has to settle that. */
export function askedIn(
  stage: StageRule,
  application: Application,
  facts: ApproverFacts,
  barred: ReadonlySet<string>,
): StageAsked | null {
  const may = ({ names, works }: Candidate) => works && !names.some((name) => barred.has(name));
  const found = stage.approvers.flatMap((rule) => candidatesOf(rule, application, facts, may));
  const approvers = [...new Map(found.map((one) => [one.mail, one])).values()];
  const needs = stage.needs === 'any' ? 1 : stage.needs === 'all' ? stage.approvers.length : stage.needs;
  // Where all are to agree, somebody of each kind must: a manager who is the owner too agrees once, and for both.
  const fewest = stage.needs === 'all' ? Math.min(needs, Math.max(approvers.length, 1)) : needs;
  return approvers.length < fewest ? null : { approvers, needs: fewest };
}

/** Who may answer as well, when nobody has in time: whoever manages the one asked, and the deputy. */
export function escalatedTo(
  asked: readonly AskedApprover[],
  application: Application,
  facts: ApproverFacts,
  barred: ReadonlySet<string>,
): readonly AskedApprover[] {
  const may = ({ names, works }: Candidate) => works && !names.some((name) => barred.has(name));
  const known = new Set(asked.map(({ mail }) => mail));
  const above = facts.managers.slice(1).find((one) => may(one) && !known.has(one.mail));
  const owners = ownersOf(application, facts).filter(({ candidate }) => may(candidate) && !known.has(candidate.mail));
  return [
    ...(above === undefined ? [] : [{ mail: above.mail, as: 'above' } as const]),
    ...owners.map(({ candidate, as }) => ({ mail: candidate.mail, as })),
  ].slice(0, 1);
}

function candidatesOf(
  rule: ApproverRule,
  application: Application,
  facts: ApproverFacts,
  may: (candidate: Candidate) => boolean,
): readonly AskedApprover[] {
  switch (rule.kind) {
    case 'manager': {
      const nth = facts.managers.findIndex(may);
      const manager = facts.managers[nth];
      if (manager !== undefined) return [{ mail: manager.mail, as: nth === 0 ? 'manager' : 'above' }];
      return ownerOf(application, facts, may);
    }
    case 'owner':
      return ownerOf(application, facts, may);
    case 'person': {
      const found = facts.named.get(rule.mail) ?? { mail: rule.mail, names: [rule.mail], works: true };
      return may(found) ? [{ mail: found.mail, as: 'named' }] : [];
    }
    case 'group':
      return (facts.members.get(rule.group) ?? []).filter(may).map(({ mail }) => ({ mail, as: 'member' as const }));
    default:
      return unreachable(rule);
  }
}

function ownerOf(
  application: Application,
  facts: ApproverFacts,
  may: (candidate: Candidate) => boolean,
): readonly AskedApprover[] {
  const first = ownersOf(application, facts).find(({ candidate }) => may(candidate));
  return first === undefined ? [] : [{ mail: first.candidate.mail, as: first.as }];
}

/** The deputy answers in the owner's place, not beside them. */
const ownersOf = ({ owner, deputy }: Application, { named }: ApproverFacts) =>
  [
    { mail: owner.toLowerCase(), as: 'owner' as const },
    ...(deputy === null ? [] : [{ mail: deputy.toLowerCase(), as: 'deputy' as const }]),
  ].map(({ mail, as }) => ({ candidate: named.get(mail) ?? { mail, names: [mail], works: true }, as }));
