/** One look at a form: what is known when it is decided, and what a decision answers. */
import type { CaseState } from '../evidence/index.ts';
import type { FormProblem, Sealed, TenureEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { FiledKind } from '../policy/model.ts';
import type { CaseId, EngagementId, PersonId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { Concerned } from './authority.ts';
import type { FiledForm } from './form.ts';
import type { Filed } from './readForm.ts';
import type { CaseRules } from './rules.ts';

export interface Look {
  readonly kind: FiledKind;
  readonly form: FiledForm;
  readonly filed: Filed;
  readonly state: CaseState;
  /** Of the person concerned; empty when nobody is known yet. */
  readonly ledger: PersonLedger;
  readonly rules: CaseRules;
  readonly concerned: Concerned;
  /** `ambiguous` = more than one person fits what the form says. */
  readonly person: PersonId | 'ambiguous' | null;
  /** For a person not registered yet. */
  readonly freshPerson: PersonId;
  /** `false` = the tracker, the ledger and the provider know nobody with the manager's address. */
  readonly managerKnown: boolean;
  /** The person's offboardings. */
  readonly offboardings: ReadonlySet<CaseId>;
  /** The cases that opened work of theirs by a form written after this one. */
  readonly filedSince: ReadonlySet<CaseId>;
  /**
   * For an onboarding that has opened nothing yet, and a change that names a last day: whether an offboarding of theirs was
   * written after it. One that is not here has not been asked about.
   */
  readonly leaves: ReadonlyMap<CaseId, 'since' | 'before'>;
  /** For a change, and for an onboarding that has opened nothing: offboardings of theirs that ended work at once before it was filed. */
  readonly left: ReadonlySet<CaseId>;
  /** For an onboarding that has opened nothing: work of theirs that went on when it was filed, and the date it was to end by. */
  readonly filedWithin: ReadonlyMap<EngagementId, Instant>;
  /** The same, of work that was over by then: the day it was asked to end, where it was read later, by a clock that stood ahead perhaps. */
  readonly overBy?: ReadonlyMap<EngagementId, Instant>;
  /** The same, of work that was asked for beside this, by a form filed after it. */
  readonly besideIt?: ReadonlySet<EngagementId>;
  /** For a change, and for an onboarding that was accepted: the fields of it that another form has written since, by the work it wrote them of. */
  readonly saidLater: ReadonlyMap<EngagementId, ReadonlySet<string>>;
  /** Of a form that was accepted: the fields of it that another form has written since they were edited. Absent = none. */
  readonly outdated?: ReadonlySet<string>;
  /** The login is another person's, by the ledger. */
  readonly takenLogins: ReadonlySet<string>;
  /** From when on the form was read. */
  readonly readFrom: Instant;
  readonly now: Instant;
}

export type Decision =
  | { readonly ok: true; readonly events: readonly TenureEvent[] }
  | { readonly ok: false; readonly problems: readonly FormProblem[] }
  | {
      readonly ok: 'later';
      readonly until: Instant;
      readonly sealed?: Sealed;
      /** What has to be in the ledger before its day. */
      readonly ahead?: readonly TenureEvent[];
      /** What is asked beside it already. */
      readonly asked?: readonly TenureEvent[];
    };
