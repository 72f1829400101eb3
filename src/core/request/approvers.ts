/**
 * Whom one stage asks. Nobody decides for themselves: who asks and whom it is for are no approvers, by any name they
 * are known by. A manager who cannot answer is stood in for by the next one up, then by the owner; never by nobody.
 *
 * Where somebody who is asked has named a delegate for a time, both may answer, once for both. That is one step: whom the
 * delegate has named is not asked, and where nobody is left by it the way goes on as if nobody had been named.
 */
import { seatOf } from '../evidence/index.ts';
import type { ApproverRole, AskedApprover } from '../evidence/model.ts';
import type { Application, ApproverRule, StageRule } from '../policy/model.ts';
import { unreachable } from '../shared/outcome.ts';
import type { ApproverFacts, Candidate, Delegate } from './look.ts';

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
  const found = stage.approvers.map((rule) => candidatesOf(rule, application, facts, barred));
  const approvers = distinct(found.flat());
  const seats = new Set(approvers.map(seatOf)).size;
  switch (stage.needs) {
    case 'any':
      return seats === 0 ? null : { approvers, needs: 1 };
    case 'all':
      // Somebody of each kind, and every one of them; a manager who is the owner too agrees once, and for both.
      return found.some((kind) => kind.length === 0) ? null : { approvers, needs: seats };
    default:
      return seats < stage.needs ? null : { approvers, needs: stage.needs };
  }
}

/** Who may answer as well, when nobody has in time: whoever manages the one asked, else the owner or the deputy. */
export function escalatedTo(
  asked: readonly AskedApprover[],
  application: Application,
  facts: ApproverFacts,
  barred: ReadonlySet<string>,
): readonly AskedApprover[] {
  const known = new Set(asked.flatMap((one) => [one.mail, seatOf(one)]));
  const above = facts.managers.slice(1).map((candidate) => ({ candidate, as: 'above' as const }));
  for (const { candidate, as } of [...above, ...ownersOf(application, facts)]) {
    if (candidate.names.some((name) => known.has(name))) continue;
    const next = whoAnswers(candidate, as, barred).filter(
      (one) => !one.candidate.names.some((name) => known.has(name)),
    );
    if (next.length > 0) return distinct(next);
  }
  return [];
}

/** Delegates of those who are asked, who are not asked yet: named since. */
export function delegatesOf(
  asked: readonly AskedApprover[],
  stage: StageRule,
  application: Application,
  facts: ApproverFacts,
  barred: ReadonlySet<string>,
): readonly AskedApprover[] {
  const known = new Set(asked.map(({ mail }) => mail));
  const found = asked.flatMap(({ mail, as }) =>
    as === 'delegate'
      ? []
      : inRole(as, stage, application, facts)
          .candidates.filter((one) => one.mail === mail)
          .flatMap((one) => whoAnswers(one, as, barred)),
  );
  return distinct(found.filter(({ candidate }) => !candidate.names.some((name) => known.has(name))));
}

/** A role may be lost between asking and answering; one nobody could read now is not known to be lost. */
export function standingOf(
  { mail, as, of }: AskedApprover,
  stage: StageRule,
  application: Application,
  facts: ApproverFacts,
  barred: ReadonlySet<string>,
): 'may' | 'may-not' | 'unknown' {
  const seat = as === 'delegate' ? of : { mail, as };
  if (seat === undefined) return 'may-not';
  const { candidates, isWhole } = inRole(seat.as, stage, application, facts);
  const found = candidates
    .filter((one) => one.mail === seat.mail)
    .flatMap((one) => whoAnswers(one, seat.as, barred))
    .some((one) => one.candidate.mail === mail && (one.of === undefined) === (of === undefined));
  return found ? 'may' : isWhole ? 'may-not' : 'unknown';
}

/** Whoever may be meant by a role of this stage now; not whole where a group could not be read. */
function inRole(
  as: ApproverRole,
  stage: StageRule,
  application: Application,
  facts: ApproverFacts,
): { readonly candidates: readonly Candidate[]; readonly isWhole: boolean } {
  const whole = (candidates: readonly Candidate[]) => ({ candidates, isWhole: true });
  switch (as) {
    case 'manager':
    case 'above':
      return whole(facts.managers);
    case 'owner':
    case 'deputy':
      return whole(ownersOf(application, facts).map(({ candidate }) => candidate));
    case 'named':
      return whole(stage.approvers.flatMap((one) => (one.kind === 'person' ? [personNamed(one.mail, facts)] : [])));
    case 'member': {
      const groups = stage.approvers.flatMap((one) => (one.kind === 'group' ? [facts.members.get(one.group)] : []));
      return { candidates: groups.flatMap((members) => members ?? []), isWhole: !groups.includes(undefined) };
    }
    default:
      return unreachable(as);
  }
}

const isBarred = ({ names }: Candidate, barred: ReadonlySet<string>) =>
  names.some((name) => barred.has(name.toLowerCase()));

/** Put in the approver's place by whoever asks, or whom it is for: nobody chooses who decides about their own. */
const isChosenBy = ({ namedBy = [] }: Delegate, barred: ReadonlySet<string>) =>
  namedBy.some((name) => barred.has(name.toLowerCase()));

/** Who works here and is nobody who asks, or whom it is for, by any name. */
export const mayDecide = (barred: ReadonlySet<string>) => (candidate: Candidate) =>
  candidate.works && !isBarred(candidate, barred);

/** They themselves, and whoever they have named for now. Whoever may not decide, or has left, passes nothing on. */
function whoAnswers(candidate: Candidate, as: ApproverRole, barred: ReadonlySet<string>): readonly Found[] {
  if (isBarred(candidate, barred)) return [];
  const { works, isAway = false, delegates = [], mail } = candidate;
  const named =
    works || isAway ? delegates.filter((one) => one.works && !isBarred(one, barred) && !isChosenBy(one, barred)) : [];
  return [
    ...(works ? [{ candidate, as }] : []),
    ...named.map((one) => ({ candidate: one, as: 'delegate' as const, of: { mail, as } })),
  ];
}

interface Found {
  readonly candidate: Candidate;
  readonly as: AskedApprover['as'];
  readonly of?: NonNullable<AskedApprover['of']>;
}

/** One person under two addresses is asked once, and in their own right before they are in somebody's place. */
function distinct(found: readonly Found[]): readonly AskedApprover[] {
  const known = new Set<string>();
  const inOrder = [...found.filter(({ of }) => of === undefined), ...found.filter(({ of }) => of !== undefined)];
  return inOrder.flatMap(({ candidate: { mail, names }, as, of }) => {
    if (names.some((name) => known.has(name))) return [];
    for (const name of names) known.add(name);
    return [{ mail, as, ...(of === undefined ? {} : { of }) }];
  });
}

function candidatesOf(
  rule: ApproverRule,
  application: Application,
  facts: ApproverFacts,
  barred: ReadonlySet<string>,
): readonly Found[] {
  switch (rule.kind) {
    case 'manager': {
      const managers = facts.managers.map((one, nth) => whoAnswers(one, nth === 0 ? 'manager' : 'above', barred));
      return managers.find((found) => found.length > 0) ?? ownerOf(application, facts, barred);
    }
    case 'owner':
      return ownerOf(application, facts, barred);
    case 'person':
      return whoAnswers(personNamed(rule.mail, facts), 'named', barred);
    case 'group':
      return (facts.members.get(rule.group) ?? []).flatMap((one) => whoAnswers(one, 'member', barred));
    default:
      return unreachable(rule);
  }
}

/** The deputy answers in the owner's place, not beside them. */
const ownerOf = (application: Application, facts: ApproverFacts, barred: ReadonlySet<string>) =>
  ownersOf(application, facts)
    .map(({ candidate, as }) => whoAnswers(candidate, as, barred))
    .find((found) => found.length > 0) ?? [];

export const ownersOf = (
  { owner, deputy }: Application,
  facts: ApproverFacts,
): readonly { readonly candidate: Candidate; readonly as: 'owner' | 'deputy' }[] => [
  { candidate: personNamed(owner, facts), as: 'owner' },
  ...(deputy === null ? [] : [{ candidate: personNamed(deputy, facts), as: 'deputy' as const }]),
];

/** Somebody the ledger does not know is nobody who is known to have left. */
export function personNamed(address: string, { named }: ApproverFacts): Candidate {
  const mail = address.toLowerCase();
  return named.get(mail) ?? { mail, names: [mail], works: true };
}
