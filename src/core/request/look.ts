/** One look at a request: what is known when it is decided. The shell asks outside before (app/requests). */
import type { CaseState } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { mailsOf, type PersonLedger } from '../grant/index.ts';
import type { CaseRules, Concerned, FiledForm } from '../person/index.ts';
import type { Attributes } from '../person/model.ts';
import type { Asker } from '../policy/index.ts';
import type { Policy } from '../policy/model.ts';
import type { EntitlementId, GroupName, PersonId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { Asked } from './readAsked.ts';
import type { Speaker } from './speaker.ts';

/** Somebody who may be asked. */
export interface Candidate {
  /** Work address, lower-case. */
  readonly mail: string;
  /** Every address and login they are or were known by, `mail` among them; lower-case. */
  readonly names: readonly string[];
  /** `false` = their work is known to be over, or they are away. Nobody the ledger does not know is taken for gone. */
  readonly works: boolean;
  /** They work here, and are on leave: what they have passed on stays so. Absent = no. */
  readonly isAway?: true;
  /** Whom they have named to answer in their place now. Whom these have named is nobody's business here. Absent = nobody. */
  readonly delegates?: readonly Delegate[];
}

export interface Delegate extends Omit<Candidate, 'delegates'> {
  /** Every name of who has named them in the approver's place. Absent = the approver. */
  readonly namedBy?: readonly string[];
}

export interface ApproverFacts {
  /** Of whom it is for, upwards: their manager, the manager's manager, ... */
  readonly managers: readonly Candidate[];
  /** Owners, deputies and people the rules name, by the address that names them. */
  readonly named: ReadonlyMap<string, Candidate>;
  /** Of the groups the rules name. A group nobody could read is not here. */
  readonly members: ReadonlyMap<GroupName, readonly Candidate[]>;
  /** Of those, the ones whose provider gives no answer now: who is in them is known in a moment. Absent = none. */
  readonly unread?: ReadonlySet<GroupName>;
  /** Every name of those who stand in now for whoever asks or whom it is for: they decide nothing about it. Absent = nobody. */
  readonly theirDelegates?: readonly string[];
}

/** Somebody who asks, by every name they are known by. */
export interface Requester {
  /** `null` = who filed a form, unknown to the ledger. */
  readonly person: PersonId | null;
  readonly names: readonly string[];
  /** `false` = their work is over: they ask for nobody any more. */
  readonly works: boolean;
  /** Of the groups whose members policy lets ask, or see: those they are in. `null` = nobody has asked the provider. */
  readonly groups: ReadonlySet<GroupName> | null;
  readonly attributes: Attributes;
}

/** Of whom everything is known that policy's rules look at. */
export interface KnownRequester extends Requester {
  readonly groups: ReadonlySet<GroupName>;
}

export const isKnown = (requester: Requester): requester is KnownRequester => requester.groups !== null;

export interface RequestLook {
  readonly form: FiledForm;
  readonly asked: Asked;
  readonly state: CaseState;
  /** Of whom it is for. */
  readonly ledger: PersonLedger;
  readonly person: PersonId | 'ambiguous' | null;
  /** Who asks; `null` = nobody who works here. */
  readonly requester: Requester | null;
  /** Asked for outside the tracker; absent = on its form. */
  readonly raised?: Extract<TenureEvent, { readonly type: 'CaseOpened' }>['raised'];
  readonly rules: CaseRules;
  readonly policy: Policy;
  readonly facts: ApproverFacts;
  /** What other requests for them ask, and nobody has decided yet. */
  readonly askedElsewhere: readonly EntitlementId[];
  /** Of these, what whoever asks has asked for themselves. */
  readonly askedByThem: readonly EntitlementId[];
  /** Whom it is for, as far as the tracker can tell. */
  readonly concerned: Concerned;
  /** By the tracker's id of who closed a sub-task, as far as they are known. */
  readonly closers: ReadonlyMap<string, Speaker>;
  /** From when on the form was read. */
  readonly readFrom: Instant;
  readonly now: Instant;
}

/** Whoever asks, as rules look at them. */
export function askerOf(
  { person, names, groups, attributes }: KnownRequester,
  { managers: [manager] }: Pick<ApproverFacts, 'managers'>,
  ledger: PersonLedger,
): Asker {
  const isSelf = person !== null && person === ledger.person?.id;
  return { names, groups, attributes, isSelf, isManager: !isSelf && manager !== undefined && isNamed(manager, names) };
}

/** The manager of whom it is for asks for it: by an address of theirs, and not as the person themselves. */
export const isAskedByManager = (
  names: readonly string[],
  { managers: [manager] }: ApproverFacts,
  ledger: PersonLedger,
): boolean => manager !== undefined && isNamed(manager, names) && !mailsOf(ledger).some((name) => names.includes(name));

const isNamed = (one: Candidate, names: readonly string[]) => one.names.some((name) => names.includes(name));
