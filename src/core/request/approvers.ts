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
  const found = stage.approvers.map((rule) => candidatesOf(rule, application, facts, mayDecide(barred)));
  const approvers = distinct(found.flat());
  switch (stage.needs) {
    case 'any':
      return approvers.length === 0 ? null : { approvers, needs: 1 };
    case 'all':
      // Somebody of each kind, and every one of them; a manager who is the owner too agrees once, and for both.
      return found.some((kind) => kind.length === 0) ? null : { approvers, needs: approvers.length };
    default:
      return approvers.length < stage.needs ? null : { approvers, needs: stage.needs };
  }
}

/** Who may answer as well, when nobody has in time: whoever manages the one asked, else the owner or the deputy. */
export function escalatedTo(
  asked: readonly AskedApprover[],
  application: Application,
  facts: ApproverFacts,
  barred: ReadonlySet<string>,
): readonly AskedApprover[] {
  const known = new Set(asked.map(({ mail }) => mail));
  const above = facts.managers.slice(1).map((candidate) => ({ candidate, as: 'above' as const }));
  const next = [...above, ...ownersOf(application, facts)].find(
    ({ candidate }) => mayDecide(barred)(candidate) && !candidate.names.some((name) => known.has(name)),
  );
  return next === undefined ? [] : [{ mail: next.candidate.mail, as: next.as }];
}

/** A role may be lost between asking and answering; one nobody could read now is not known to be lost. */
export function standingOf(
  { mail, as }: AskedApprover,
  stage: StageRule,
  application: Application,
  facts: ApproverFacts,
  barred: ReadonlySet<string>,
): 'may' | 'may-not' | 'unknown' {
  const among = (candidates: readonly Candidate[]) =>
    candidates.some((one) => one.mail === mail && mayDecide(barred)(one)) ? 'may' : 'may-not';
  switch (as) {
    case 'manager':
    case 'above':
      return among(facts.managers);
    case 'owner':
    case 'deputy':
      return among(ownersOf(application, facts).map(({ candidate }) => candidate));
    case 'named':
      return among(stage.approvers.flatMap((one) => (one.kind === 'person' ? [personNamed(one.mail, facts)] : [])));
    case 'member': {
      const groups = stage.approvers.flatMap((one) => (one.kind === 'group' ? [facts.members.get(one.group)] : []));
      const found = among(groups.flatMap((members) => members ?? []));
      return found === 'may-not' && groups.includes(undefined) ? 'unknown' : found;
    }
    default:
      return unreachable(as);
  }
}

const mayDecide =
  (barred: ReadonlySet<string>) =>
  ({ names, works }: Candidate) =>
    works && !names.some((name) => barred.has(name.toLowerCase()));

interface Found {
  readonly candidate: Candidate;
  readonly as: AskedApprover['as'];
}

/** One person under two addresses is asked once. */
function distinct(found: readonly Found[]): readonly AskedApprover[] {
  const known = new Set<string>();
  return found.flatMap(({ candidate: { mail, names }, as }) => {
    if (names.some((name) => known.has(name))) return [];
    for (const name of names) known.add(name);
    return [{ mail, as }];
  });
}

function candidatesOf(
  rule: ApproverRule,
  application: Application,
  facts: ApproverFacts,
  may: (candidate: Candidate) => boolean,
): readonly Found[] {
  switch (rule.kind) {
    case 'manager': {
      const nth = facts.managers.findIndex(may);
      const candidate = facts.managers[nth];
      if (candidate !== undefined) return [{ candidate, as: nth === 0 ? 'manager' : 'above' }];
      return ownerOf(application, facts, may);
    }
    case 'owner':
      return ownerOf(application, facts, may);
    case 'person': {
      const candidate = personNamed(rule.mail, facts);
      return may(candidate) ? [{ candidate, as: 'named' }] : [];
    }
    case 'group':
      return (facts.members.get(rule.group) ?? [])
        .filter(may)
        .map((candidate) => ({ candidate, as: 'member' as const }));
    default:
      return unreachable(rule);
  }
}

/** The deputy answers in the owner's place, not beside them. */
const ownerOf = (application: Application, facts: ApproverFacts, may: (candidate: Candidate) => boolean) =>
  ownersOf(application, facts)
    .filter(({ candidate }) => may(candidate))
    .slice(0, 1);

const ownersOf = ({ owner, deputy }: Application, facts: ApproverFacts): readonly Found[] => [
  { candidate: personNamed(owner, facts), as: 'owner' },
  ...(deputy === null ? [] : [{ candidate: personNamed(deputy, facts), as: 'deputy' as const }]),
];

/** Somebody the ledger does not know is nobody who is known to have left. */
function personNamed(address: string, { named }: ApproverFacts): Candidate {
  const mail = address.toLowerCase();
  return named.get(mail) ?? { mail, names: [mail], works: true };
}
