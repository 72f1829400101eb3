/**
 * What the decisions on a person need from the policy in force, with group names already pinned to the ledger's
 * ids. The shell puts it together once per policy version (app/policy/rules.ts).
 */

import type { Held } from '../grant/model.ts';
import type { CaseKind, CaseSettings, Risk, Settings } from '../policy/model.ts';
import type { ConnectionId, GroupId, GroupName, PolicyVersion, RowId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { FieldValue } from './form.ts';
import type { Attributes, Profile } from './model.ts';

/** Something the table gives, resolved. */
export interface Entitled {
  readonly holds: Held;
  readonly groups: readonly GroupId[];
  readonly risk: Risk;
  readonly rows: readonly RowId[];
  /** Named by the policy, unknown at the provider. */
  readonly missing: readonly GroupName[];
  /** A person opens it: the title of the sub-task. */
  readonly manual: string | null;
}

/** A line ticked on a form. */
export type TickedLine =
  | { readonly kind: 'automatic'; readonly entitled: Entitled }
  | { readonly kind: 'ask'; readonly entitled: Entitled }
  | { readonly kind: 'unknown' };

export interface EngagementTimes {
  readonly start: Instant;
  readonly end: Instant | null;
  readonly accountFrom: Instant;
  readonly activeFrom: Instant;
}

export interface CaseRules {
  readonly version: PolicyVersion;
  readonly settings: Settings;
  readonly primary: ConnectionId;
  caseSettings(kind: CaseKind): CaseSettings | undefined;
  /** A login or work address that is registered as no person's own. */
  isNonPerson(name: string | null | undefined): boolean;
  entitledBy(attributes: Attributes): readonly Entitled[];
  ticked(line: string): TickedLine;
  /** Policy decides about ticked lines that are not given by ticking them alone. */
  readonly asksAboutTicked: boolean;
  /** `null` when a value is no date. */
  startOf(value: FieldValue, attributes: Attributes): Instant | null;
  endOf(value: FieldValue, attributes: Attributes): Instant | null;
  times(start: Instant, end: Instant | null): EngagementTimes;
  /** The login by the naming rule, `n` = 1, 2, 3 ...; `null` when the name gives none. */
  login(profile: Pick<Profile, 'givenName' | 'familyName' | 'naturalKey' | 'workMail'>, n: number): string | null;
}
