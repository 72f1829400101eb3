/**
 * The five answers for one person in the words people know: keys of issues, names of groups and people. Where these come
 * from is the caller's business: the store, or a bundle.
 */
import {
  type Approval,
  type ApprovedBy,
  type AskedFor,
  fiveAnswers,
  type GrantAnswer,
  type NotGiven,
  standingAt,
} from '../core/audit/index.ts';
import { because, holdName } from '../core/evidence/index.ts';
import type { RecordedEvent } from '../core/evidence/model.ts';
import type { Grant } from '../core/grant/model.ts';
import { durationWords } from '../core/shared/durationWords.ts';
import type { CaseId, GroupId, PersonId, PolicyVersion } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';
import type { ShownPerson } from './operations/find.ts';

export interface AuditNames {
  nameOf(group: GroupId): string;
  keyOf(of: CaseId): Promise<string>;
  personOf(id: PersonId): Promise<ShownPerson>;
  /** Who wrote a policy that was in force, and who agreed. */
  policyBy(version: PolicyVersion): Promise<PolicyBy | null>;
  /** Who confirmed the list, or settled the finding, this case took something over by. */
  confirmedBy(on: CaseId): Promise<string | null>;
}

interface PolicyBy {
  readonly author: string;
  readonly approver: string | null;
}

export interface Audited {
  readonly shown: ShownPerson;
  readonly grants: readonly Grant[];
  /** Of all cases about the person, in their order. */
  readonly events: readonly RecordedEvent[];
}

export interface AuditOnly {
  readonly entitlement?: string | undefined;
  readonly at?: Instant | undefined;
}

export async function auditOf(
  { shown, grants: held, events }: Audited,
  names: AuditNames,
  { entitlement, at }: AuditOnly,
) {
  const answers = fiveAnswers(held, events);
  const words = wordsFrom(names, shown);
  const grants = answers.grants
    .filter(
      ({ holds }) => entitlement === undefined || (holds.kind === 'entitlement' && holds.entitlement === entitlement),
    )
    .map((one) => ({ ...one, standing: at === undefined ? null : standingAt(at, one, answers.grants) }))
    .filter(({ standing }) => at === undefined || standing !== null);
  const ledgerOf = new Map(held.map((grant) => [grant.id, grant]));
  const namesOf = ({ grant }: GrantAnswer) => {
    const kept = ledgerOf.get(grant);
    return kept === undefined ? { access: '', because: '' } : { access: holdName(kept, names), because: because(kept) };
  };
  const notGiven = answers.notGiven.filter(
    ({ asked }) => at === undefined && (entitlement === undefined || asked.entitlement === entitlement),
  );
  return {
    person: shown,
    at: at ?? null,
    grants: await Promise.all(
      grants.map(async (one) => ({
        grant: one.grant,
        ...namesOf(one),
        cause: one.cause,
        standing: one.standing,
        asked: await words.asked(one.asked),
        approved: await words.approved(one),
        policy: one.policy,
        groups: one.groups.map(({ group, began, ended, stillBy }) => ({
          group: names.nameOf(group),
          began,
          ended,
          stillBy,
        })),
        byHand: one.byHand,
        from: one.from,
        wasThere: one.wasThere,
        until: one.until,
        endedBy: one.endedBy === null ? null : await names.keyOf(one.endedBy),
        began: one.began,
        ended: one.ended,
      })),
    ),
    notGiven: await Promise.all(notGiven.map((one) => words.notGiven(one))),
  };
}

/** Names and keys for ids, each looked up once. */
function wordsFrom(names: AuditNames, self: ShownPerson) {
  const people = new Map<PersonId, Promise<ShownPerson>>([[self.id, Promise.resolve(self)]]);
  const personOf = (id: PersonId): Promise<ShownPerson> => {
    const known = people.get(id) ?? names.personOf(id);
    people.set(id, known);
    return known;
  };
  const policies = new Map<PolicyVersion, Promise<PolicyBy | null>>();
  const policyBy = (version: PolicyVersion) => {
    const known = policies.get(version) ?? names.policyBy(version);
    policies.set(version, known);
    return known;
  };
  const asked = async ({ case: on, by, duration, ...rest }: AskedFor) => ({
    ...rest,
    case: await names.keyOf(on),
    by: by === null ? null : await personOf(by),
    duration: duration === undefined ? null : durationWords(duration),
  });
  return {
    asked,
    async notGiven({ asked: what, decisions, ...rest }: NotGiven) {
      return { ...rest, decisions: decisions.map(inWords), asked: await asked(what) };
    },
    /** Of what is not decided case by case, also who answers for the rule or list that gave it. */
    async approved({ approved, policy, asked: { case: on } }: GrantAnswer): Promise<Approved> {
      if (approved.kind === 'people') {
        return { ...approved, decisions: approved.decisions.map(inWords), policyBy: await policyBy(policy) };
      }
      if (approved.kind !== 'list') return { ...approved, policyBy: await policyBy(policy) };
      return { ...approved, confirmedBy: await names.confirmedBy(on), policyBy: await policyBy(policy) };
    },
  };
}

/** As people read it. */
const inWords = ({ duration, ...made }: Approval) => ({
  ...made,
  duration: duration === null ? null : durationWords(duration),
});

type Approved = InWords<ApprovedBy> & {
  readonly policyBy: PolicyBy | null;
  readonly confirmedBy?: string | null;
};

type InWords<Of extends ApprovedBy> = Of extends { readonly decisions: readonly Approval[] }
  ? Omit<Of, 'decisions'> & { readonly decisions: readonly ReturnType<typeof inWords>[] }
  : Of;
