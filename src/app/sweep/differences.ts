/** What the staged listings and the ledger do not agree on, judged one by one: accounts to look at, and findings. */
import { judgeAccount, judgeMembership } from '../../core/finding/index.ts';
import type { Finding } from '../../core/finding/model.ts';
import { nonPersonAccount } from '../../core/policy/index.ts';
import type { Policy } from '../../core/policy/model.ts';
import type { AccountId, ProviderAccountId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { AccountDifference, MemberDifference, Staging } from '../../ports/sweeps.ts';
import type { World } from '../world.ts';
import type { Concluded } from './found.ts';
import type { StagedGroup } from './listing.ts';

const PAGE = 500;

export interface Differences {
  readonly looks: ReadonlySet<AccountId>;
  readonly findings: readonly Concluded[];
}

export async function accountDifferences(
  world: World,
  staging: Staging,
  { from, policy, goOn }: { readonly from: Instant; readonly policy: Policy; readonly goOn: () => Promise<void> },
): Promise<Differences> {
  const { connection } = staging;
  const isKnown = knownOtherwise(policy);
  const found = gather();
  const judged = async ({ providerId, login, listed, account: id, person }: AccountDifference) => {
    const { accounts } = person === null ? { accounts: [] } : await world.store.read.person(person);
    const account = accounts.find((one) => one.id === id) ?? null;
    return judgeAccount({ account, listed, listedFrom: from, isKnownOtherwise: isKnown(providerId, login) });
  };
  for await (const one of paged((after) => world.store.sweeps.accountDifferences(staging, after, PAGE))) {
    await goOn();
    const judgement = await judged(one);
    if (judgement === 'look' && one.account !== null) found.looks.add(one.account);
    if (judgement !== 'finding') continue;
    const { providerId } = one;
    const finding: Finding = { kind: 'account-without-person', connection, providerId };
    const stillSo = async () => (await world.store.sweeps.ownerOf(connection, providerId)) === null;
    found.findings.push({ finding, stillSo });
  }
  return found;
}

export async function memberDifferences(
  world: World,
  staging: Staging,
  { group: { id: group, owner }, from }: StagedGroup,
  goOn: () => Promise<void>,
): Promise<Differences> {
  const foreign = owner !== 'tenure' && owner !== 'mixed';
  const found = gather();
  const judged = async ({ account: id, person, listed }: MemberDifference) => {
    const [ledger, now] = await Promise.all([world.store.read.person(person), world.store.read.now()]);
    const account = ledger.accounts.find((one) => one.id === id);
    if (account === undefined) return 'nothing';
    return judgeMembership({ ledger, account, group, owner, listed, listedFrom: from, now });
  };
  const page = (after: ProviderAccountId | null) =>
    world.store.sweeps.memberDifferences(staging, group, { foreign, after, limit: PAGE });
  for await (const one of paged(page)) {
    await goOn();
    const judgement = await judged(one);
    if (judgement === 'look') found.looks.add(one.account);
    if (judgement !== 'finding') continue;
    const { account, person } = one;
    const finding: Finding = { kind: 'unexplained-membership', person, account, group };
    found.findings.push({ finding, stillSo: async () => (await judged(one)) === 'finding' });
  }
  return found;
}

/** Protected by the policy, or registered as nobody's own. */
export function knownOtherwise({ settings: { protected: guarded }, catalogue }: Policy) {
  const names = new Set(guarded.accounts.map((one) => one.toLowerCase()));
  return (providerId: ProviderAccountId, login: string | null): boolean =>
    [providerId, login ?? ''].some((one) => names.has(one.toLowerCase())) ||
    nonPersonAccount(catalogue, [providerId, login]) !== undefined;
}

interface Gathered {
  readonly looks: Set<AccountId>;
  readonly findings: Concluded[];
}
const gather = (): Gathered => ({ looks: new Set(), findings: [] });

async function* paged<Row extends { readonly providerId: ProviderAccountId }>(
  read: (after: ProviderAccountId | null) => Promise<readonly Row[]>,
): AsyncGenerator<Row> {
  for (let after: ProviderAccountId | null = null; ; ) {
    const rows: readonly Row[] = await read(after);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.providerId;
  }
}
