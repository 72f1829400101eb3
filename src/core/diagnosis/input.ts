/** What a diagnosis is made from: complete listings of one provider, the ledger, the policy. */
import type { ListedAccount } from '../adoption/index.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { CaseRules } from '../person/index.ts';
import type { Catalogue } from '../policy/model.ts';
import type { ConnectionId, GroupId, GroupName, ProviderAccountId, RowId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { DiagnosedGroup, Known, LastUse, ListedApplication } from './model.ts';

export interface DiagnosisInput {
  readonly connection: ConnectionId;
  readonly rules: CaseRules;
  readonly catalogue: Catalogue;
  /** The rows of the reference table, in the order of the file. */
  readonly rows: readonly RowId[];
  /** Groups that some row gives, by itself or through an entitlement. */
  readonly given: readonly GroupName[];
  /** Every account; who is an administrator stands in `admins` alone. */
  readonly accounts: readonly Omit<ListedAccount, 'admin'>[];
  readonly admins: Known<ReadonlySet<ProviderAccountId>>;
  /** Every group of the provider. */
  readonly groups: readonly DiagnosedGroup[];
  /** Named by the policy and not at the provider. */
  readonly absentGroups: readonly GroupName[];
  readonly applications: Known<readonly ListedApplication[]>;
  readonly privileged: Known<ReadonlySet<GroupId>>;
  readonly lastUse: Known<LastUse>;
  readonly ledgers: readonly PersonLedger[];
  /** When the listings began. */
  readonly now: Instant;
}
