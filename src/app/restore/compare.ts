/** What a restored ledger says of each account against what its provider shows, before anything is written anywhere. */
import type { PersonLedger } from '../../core/grant/index.ts';
import type { SeenAccount } from '../../core/reconcile/model.ts';
import type { AccountId, GroupId } from '../../core/shared/ids.ts';
import type { World } from '../world.ts';

export interface Difference {
  readonly account: AccountId;
  readonly what: 'account-gone' | 'other-state' | 'membership-gone';
  readonly is: string | null;
  readonly should: string;
}

export interface Compared {
  /** How many accounts were read. */
  readonly accounts: number;
  readonly differences: readonly Difference[];
}

/** Nothing follows from it by itself: reconcile reads each account anew, in shadow. */
export async function compareAccounts(
  { providers, timing }: Pick<World, 'providers' | 'timing'>,
  ledgers: readonly PersonLedger[],
  seen: ReadonlyMap<AccountId, SeenAccount | null>,
): Promise<Compared> {
  const differences: Difference[] = [];
  let accounts = 0;
  const call = { lane: 'bulk', timeoutMilliseconds: timing.callMilliseconds } as const;
  for (const { id, connection, verified, records } of ledgers.flatMap(accountsOf)) {
    const found = seen.get(id);
    const provider = providers.get(connection);
    if (found === undefined || provider === undefined) continue;
    accounts += 1;
    if (found === null) {
      differences.push({ account: id, what: 'account-gone', is: null, should: verified ?? 'there' });
      continue;
    }
    if (verified !== null && found.state !== verified) {
      differences.push({ account: id, what: 'other-state', is: found.state, should: verified });
    }
    const groups = new Set((await provider.readGroupsOf(found.providerId, call)).map(({ group }) => group));
    for (const group of records) {
      if (!groups.has(group)) differences.push({ account: id, what: 'membership-gone', is: null, should: group });
    }
  }
  return { accounts, differences };
}

/** With the groups each was last read back as being in. */
const accountsOf = ({ accounts, records }: PersonLedger) =>
  accounts.map(({ id, connection, verified }) => ({
    id,
    connection,
    verified,
    records: records.flatMap((one): readonly GroupId[] =>
      one.account === id && one.verifiedAt !== null && (one.removalVerifiedAt ?? '') < one.verifiedAt
        ? [one.group]
        : [],
    ),
  }));
