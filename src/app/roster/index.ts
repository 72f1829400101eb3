/**
 * A list of everybody who works here: read, proved, compared, and its differences put on the list of exceptions. Nobody
 * gains or loses anything by it. A list that is not fit is refused whole, and the last one stays what is compared with.
 */
import { type AdoptionItem, adoptionList, type ListedAccount } from '../../core/adoption/index.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import {
  compareRoster,
  type Declared,
  keyDigest,
  latest,
  type Roster,
  type RosterRefusal,
  readRoster,
  type UsedRoster,
  unfit,
  workingNow,
} from '../../core/roster/index.ts';
import { sha256 } from '../../core/shared/canonical.ts';
import { type ConnectionId, providerAccountId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import { Fault } from '../../ports/fault.ts';
import type { CallOptions } from '../../ports/provider.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { tellsGone } from '../reconcile/observe.ts';
import { mayConfirm } from '../settling/deciders.ts';
import type { World } from '../world.ts';
import { tellRoster } from './findings.ts';

const ROSTER = 'roster';
const BULK: CallOptions = { lane: 'bulk', timeoutMilliseconds: 30 * 60_000 };

export interface SentRoster {
  readonly text: string;
  readonly declared: Declared;
  /** Exactly so many of the last list are gone, by the word of somebody who may confirm. */
  readonly missing: number | null;
  readonly by: string;
}

export interface RosterResult {
  readonly people: number;
  readonly ignored: readonly string[];
  readonly findings: Readonly<Record<string, number>>;
  readonly raised: number;
  readonly withdrawn: number;
}

export type RosterOutcome = Outcome<
  RosterResult,
  RosterRefusal | { readonly why: 'bad'; readonly problems: readonly string[] } | { readonly why: 'not-allowed' }
>;

export async function useRoster(world: World, force: RulesInForce, sent: SentRoster): Promise<RosterOutcome> {
  const { settings } = force.policy;
  if (sent.missing !== null && !(await mayConfirm(world, sent.by))) return refuse({ why: 'not-allowed' });
  const read = readRoster(sent.text, sent.declared, settings);
  if (!read.ok) return refuse({ why: 'bad', problems: read.refusal });
  const roster = read.value;
  const ledgers = await ledgersOf(world);
  const now = await world.store.read.now();
  const last = await world.store.read.getControl<UsedRoster>(ROSTER);
  const proof = { roster, last, working: workingNow(ledgers, now), missingConfirmed: sent.missing, now };
  const wrong = unfit({ ...proof, zone: settings.timeZone });
  if (wrong !== null) return refuse(wrong);
  const connection = settings.primaryConnection;
  const accounts = await accountsOf(world, force, ledgers);
  const findings = compareRoster({ roster, ledgers, connection, accounts, now });
  const used = usedOf(roster, sent, now, last?.salt ?? world.freshId());
  const isReallyOver = overCheck(world, connection, accounts);
  const most = settings.sweep.mostFindings;
  const told = await tellRoster(world, { all: findings, most, used, control: ROSTER, isReallyOver });
  if (told === null) return refuse({ why: 'older', made: used.madeAt, last: now });
  const kinds: Record<string, number> = {};
  for (const { kind } of findings) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return accept({ people: roster.people.length, ignored: roster.ignored, findings: kinds, ...told });
}

function usedOf(roster: Roster, { text, by }: SentRoster, now: Instant, salt: string): UsedRoster {
  return {
    digest: sha256(text),
    total: roster.people.length,
    madeAt: roster.made === null ? now : latest(roster.made, now),
    usedAt: now,
    by,
    keys: roster.people.map(({ key }) => keyDigest(key, salt)).sort(),
    salt,
  };
}

/** An account that the provider's listing lacks is read by its id; whatever else differs, the list itself tells of. */
function overCheck({ providers }: World, connection: ConnectionId, accounts: readonly AdoptionItem[]) {
  const listed = new Set(accounts.map(({ account }) => account));
  return async ({ kind, detail }: ExceptionRow): Promise<boolean> => {
    const id = providerAccountId(String(detail.providerId));
    if (kind !== 'account-not-on-roster' || listed.has(id)) return true;
    const provider = providers.get(connection);
    const seen = await provider?.readAccount(id, BULK).catch(asUnknown);
    if (provider === undefined || seen === undefined) return false;
    return seen === null ? (await tellsGone(provider, BULK).catch(asUnknown)) === true : seen.state !== 'active';
  };
}

function asUnknown(fault: unknown): undefined {
  if (!(fault instanceof Fault)) throw fault;
}

/** Whose each account is, as adoption tells it. */
async function accountsOf(
  { providers, store }: World,
  { rules, policy }: RulesInForce,
  ledgers: readonly PersonLedger[],
) {
  const connection = policy.settings.primaryConnection;
  const provider = providers.get(connection);
  if (provider === undefined) throw new Error(`no provider for ${connection}`);
  const now = await store.read.now();
  const accounts: ListedAccount[] = [];
  for await (const one of provider.listAccounts(BULK)) accounts.push({ ...one, admin: false });
  return adoptionList({ scope: { kind: 'connection', connection }, accounts, groups: [], ledgers, rules, now }).items;
}

async function ledgersOf({ store }: World): Promise<readonly PersonLedger[]> {
  const ledgers: PersonLedger[] = [];
  for await (const person of store.read.allPersons()) ledgers.push(await store.read.person(person));
  return ledgers;
}
