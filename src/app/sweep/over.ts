/**
 * Whether a finding is over. That a listing lacks it says only where to look: the one account is read by its id, and
 * what cannot be read leaves it as it is.
 */
import type { OverBecause } from '../../core/evidence/model.ts';
import { judgeAccount, judgeMembership } from '../../core/finding/index.ts';
import type { Policy } from '../../core/policy/model.ts';
import type { AccountId, GroupId, PersonId, ProviderAccountId } from '../../core/shared/ids.ts';
import { type ConnectionId, providerAccountId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { CallOptions, IdentityProvider } from '../../ports/provider.ts';
import type { ExceptionRow, StoredGroup } from '../../ports/store.ts';
import { observe, type Reading } from '../reconcile/observe.ts';
import type { World } from '../world.ts';
import { knownOtherwise } from './differences.ts';

const CALL: CallOptions = { lane: 'bulk', timeoutMilliseconds: 10 * 60_000 };

export interface Read {
  readonly connection: ConnectionId;
  readonly policy: Policy;
  /** By id; vanished ones too. */
  readonly managed: ReadonlyMap<GroupId, StoredGroup>;
  /** Whose members were read to their end. */
  readonly groups: ReadonlySet<GroupId>;
}

/** Of a row that the listings did not show. `null` = it stands, as far as anybody knows. */
export function overCheck(world: World, provider: IdentityProvider, read: Read) {
  const readings = new Map<ProviderAccountId, Promise<Reading | null>>();
  const isKnown = knownOtherwise(read.policy);
  return (row: ExceptionRow): Promise<OverBecause | null> | OverBecause | null => {
    const { kind, person, account, group, detail } = row;
    if (kind === 'many-findings') return 'fewer';
    if (kind === 'account-without-person') return whyAccount(providerAccountId(String(detail.providerId)));
    if (group === null) return null;
    if (!read.managed.has(group)) return 'not-managed';
    // What vanished or was filled by others was told from the listing of groups, and that was complete.
    if (kind !== 'unexplained-membership') return 'gone';
    return person === null || account === null ? null : whyMembership(person, account, group);
  };

  async function whyMembership(person: PersonId, id: AccountId, group: GroupId): Promise<OverBecause | null> {
    const { vanished = true, owner = 'built-in' } = read.managed.get(group) ?? {};
    if (!read.groups.has(group) && !vanished && owner !== 'built-in') return null;
    const ledger = await world.store.read.person(person);
    const account = ledger.accounts.find((one) => one.id === id);
    if (account?.providerId == null) return null;
    const seen = await readingOf(account.providerId);
    if (seen === null || seen.unseen === true) return null;
    if (!seen.groups.some((one) => one.group === group)) return 'gone';
    const now = await world.store.read.now();
    const judged = judgeMembership({ ledger, account, group, owner, listed: true, listedFrom: now, now });
    return judged === 'finding' ? null : 'explained';
  }

  async function whyAccount(id: ProviderAccountId): Promise<OverBecause | null> {
    if ((await world.store.sweeps.ownerOf(read.connection, id)) !== null) return 'explained';
    const seen = await readingOf(id);
    if (seen === null || seen.unseen === true) return null;
    if (seen.account === null) return 'gone';
    const { state, login } = seen.account;
    const isKnownOtherwise = isKnown(id, login);
    const now = await world.store.read.now();
    const judged = judgeAccount({ account: null, listed: state, listedFrom: now, isKnownOtherwise });
    return judged === 'finding' ? null : isKnownOtherwise ? 'explained' : 'gone';
  }

  function readingOf(id: ProviderAccountId): Promise<Reading | null> {
    const known = readings.get(id) ?? observe(provider, id, false, CALL).catch(unknown);
    readings.set(id, known);
    return known;
  }
}

function unknown(fault: unknown): null {
  if (fault instanceof Fault) return null;
  throw fault;
}
