/**
 * Shadow against what IT did: every step that was held back and not set free, from the record, and each of those
 * accounts read anew. Reads only.
 */
import { adoptionList, type ListedAccount } from '../../core/adoption/index.ts';
import {
  givenBesides,
  type HeldStep,
  type JudgedStep,
  judgeShadow,
  type ShadowedAccount,
  type ShadowReading,
  type ShadowVerdict,
} from '../../core/diagnosis/index.ts';
import { type PersonLedger, wanted } from '../../core/grant/index.ts';
import type { Account } from '../../core/person/model.ts';
import { entitlementsOfGroup } from '../../core/policy/index.ts';
import type { CaseKind } from '../../core/policy/model.ts';
import type { AccountId, CaseId, GroupId, NaturalKey, PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { CallOptions, IdentityProvider } from '../../ports/provider.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { observe, wantedProfile } from '../reconcile/observe.ts';
import type { World } from '../world.ts';

export interface ComparedStep extends JudgedStep {
  readonly person: PersonId;
}
export interface GivenBesides {
  readonly person: PersonId;
  readonly group: GroupId;
  readonly kind: CaseKind;
  readonly verdict: ShadowVerdict;
}

export interface ShadowComparison {
  readonly steps: readonly ComparedStep[];
  /** Given by hand to somebody whose account was made by hand, and not by the table. */
  readonly besides: readonly GivenBesides[];
}

export async function compareShadow(world: World, force: RulesInForce, youngest: Instant): Promise<ShadowComparison> {
  const { read } = world.store;
  const now = await read.now();
  const steps: ComparedStep[] = [];
  const besides: GivenBesides[] = [];
  const keys = once(() => keysOfAccounts(world, force));
  for (const [id, held] of await heldSteps(world)) {
    const person = await read.personOfAccount(id);
    if (person === null || held.length === 0) continue;
    const ledger = await read.person(person);
    const account = ledger.accounts.find((one) => one.id === id);
    if (account === undefined) continue;
    const of: ShadowedAccount = {
      steps: held,
      wanted: wanted(ledger, account, now),
      profile: wantedProfile(force, ledger, account, now),
      reading: await readingOf(world, account, ledger, held, keys),
      kindOf: await kindsOf(world, person),
      besides: (group) => groupsBeside(force, group),
    };
    steps.push(...judgeShadow(of, youngest).map((one) => ({ ...one, person })));
    for (const group of givenBesides(of)) besides.push({ person, group, kind: 'onboarding', verdict: 'otherwise' });
  }
  return { steps, besides };
}

/** What was recorded as held back and not set free since, by account, each with its first day. */
async function heldSteps({ store: { read } }: World): Promise<ReadonlyMap<AccountId, readonly HeldStep[]>> {
  const streams = await read.streamsWith(['ShadowRecorded', 'ShadowLifted']);
  const recorded = (await Promise.all(streams.map((stream) => read.stream(stream)))).flat();
  const held = new Map<AccountId, Map<string, HeldStep>>();
  // One account's steps may stand on several cases: in the order in which they were decided.
  for (const { event } of recorded.sort((a, b) => a.position - b.position)) {
    if (event.type === 'ShadowRecorded') {
      const own = held.get(event.account) ?? new Map<string, HeldStep>();
      held.set(event.account, own);
      for (const one of event.would) if (!own.has(keyOf(one))) own.set(keyOf(one), { ...one, since: event.at });
    }
    if (event.type === 'ShadowLifted') for (const one of event.changes) held.get(event.account)?.delete(keyOf(one));
  }
  return new Map([...held].map(([account, steps]) => [account, [...steps.values()]]));
}

const keyOf = ({ change, group }: { readonly change: string; readonly group: GroupId | null }) => `${change} ${group}`;

async function readingOf(
  { providers, timing }: World,
  account: Account,
  ledger: PersonLedger,
  held: readonly HeldStep[],
  keys: () => Promise<ReadonlySet<NaturalKey>>,
): Promise<ShadowReading | null> {
  const provider = providers.get(account.connection);
  if (provider === undefined) return null;
  const call: CallOptions = { lane: 'bulk', timeoutMilliseconds: timing.callMilliseconds };
  try {
    const id = account.providerId ?? (await provider.readAccountByLogin(account.login, call))?.providerId ?? null;
    const leaves = held.some(({ change }) => change === 'remove-direct-app');
    const seen = await observe(provider, id, leaves, call);
    if (seen.unseen === true) return null;
    const key = ledger.person?.profile.naturalKey;
    const elsewhere = seen.account === null && key !== undefined && (await keys()).has(key);
    return { account: seen.account, groups: seen.groups, elsewhere, directApps: seen.directApps?.length ?? null };
  } catch (fault) {
    // Not read is not known, which is not "nobody did it".
    if (fault instanceof Fault) return null;
    throw fault;
  }
}

async function kindsOf({ store }: World, person: PersonId): Promise<(id: CaseId) => CaseKind | null> {
  const kinds = new Map((await store.read.cases({ person })).map(({ id, kind }) => [id, kind]));
  return (id) => kinds.get(id) ?? null;
}

function groupsBeside({ policy, groupsById, groupsByName }: RulesInForce, group: GroupId): ReadonlySet<GroupId> {
  const name = groupsById.get(group)?.name;
  const applications = name === undefined ? [] : entitlementsOfGroup(policy.catalogue, name);
  const names = applications.flatMap(({ application }) => application.entitlements.flatMap(({ groups }) => groups));
  return new Set(names.flatMap((one) => groupsByName.get(one)?.id ?? []));
}

/** The person keys in the accounts of the primary connection: listed only when somebody has none under their login. */
async function keysOfAccounts(world: World, { rules, policy }: RulesInForce): Promise<ReadonlySet<NaturalKey>> {
  const connection = policy.settings.primaryConnection;
  const provider: IdentityProvider | undefined = world.providers.get(connection);
  if (provider === undefined) throw new Error(`no provider for ${connection}`);
  const accounts: ListedAccount[] = [];
  for await (const one of provider.listAccounts({ lane: 'bulk', timeoutMilliseconds: 30 * 60_000 })) {
    if (one.state !== 'deactivated') accounts.push({ ...one, admin: false });
  }
  const now = await world.store.read.now();
  const scope = { kind: 'connection', connection } as const;
  const { items } = adoptionList({ scope, accounts, groups: [], ledgers: [], rules, now });
  return new Set(items.flatMap(({ person }) => person?.profile.naturalKey ?? []));
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
