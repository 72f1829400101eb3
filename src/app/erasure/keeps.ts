/**
 * Why somebody's personal text cannot be erased yet. Whatever still has to be done about them needs to know whom it is
 * about, and what a hold, a protection or somebody's own decision keeps is not taken by a clean-up.
 */
import { type Binding, bindings, mailsOf, type PersonLedger } from '../../core/grant/index.ts';
import { nonPersonAccount } from '../../core/policy/index.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { readDelegations } from '../requests/delegations.ts';
import type { World } from '../world.ts';

export type KeptBecause =
  | Binding
  | 'erased-already'
  | 'protected'
  | 'case-open'
  | 'not-applied'
  | 'exception-open'
  | 'request-open'
  | 'answer-awaited'
  | 'delegation';

export interface Keeps {
  readonly why: KeptBecause;
  readonly what: string;
}

export async function keepsOf(world: World, person: PersonId, ledger: PersonLedger): Promise<readonly Keeps[]> {
  const now = await world.store.read.now();
  return [
    ...bindings(ledger, now),
    ...(await protectedNames(world, ledger)),
    ...(await openWork(world, person, ledger)),
    ...(await openQuestions(world, person, ledger, now)),
  ];
}

async function protectedNames({ rules }: World, ledger: PersonLedger): Promise<readonly Keeps[]> {
  const force = await rules.current();
  if (force === null) return [];
  const { settings, catalogue } = force.policy;
  const names = [...mailsOf(ledger), ...ledger.accounts.flatMap(({ providerId }) => providerId ?? [])];
  const listed = settings.protected.accounts.filter((one) =>
    names.some((name) => name.toLowerCase() === one.toLowerCase()),
  );
  const shared = nonPersonAccount(catalogue, names);
  return [...listed, ...(shared === undefined ? [] : [shared.login])].map((what) => ({ why: 'protected', what }));
}

async function openWork(
  { store: { read } }: World,
  person: PersonId,
  { accounts }: PersonLedger,
): Promise<readonly Keeps[]> {
  const cases = await read.cases({ person });
  const rows = await Promise.all(accounts.map(({ id }) => read.reconcileRow(id)));
  const open = await read.exceptions({ open: true });
  return [
    ...cases
      .filter(({ state }) => state !== 'proved' && state !== 'closed')
      .map(({ issueKey }) => ({ why: 'case-open' as const, what: issueKey })),
    ...rows
      .filter((row) => row !== null && row.appliedRev < row.wantedRev)
      .map((row) => ({ why: 'not-applied' as const, what: row?.account ?? '' })),
    ...open.filter((row) => row.person === person).map(({ id }) => ({ why: 'exception-open' as const, what: id })),
  ];
}

async function openQuestions(
  { store: { read } }: World,
  person: PersonId,
  ledger: PersonLedger,
  now: Instant,
): Promise<readonly Keeps[]> {
  const [asked, unfiled, asking, standIns] = await Promise.all([
    read.openRequestsBy(person),
    read.unfiledAbout(person),
    read.requestsAsking(mailsOf(ledger)),
    readDelegations(read),
  ]);
  const inPlace = standIns.filter(({ of, to, until }) => (of === person || to === person) && until > now);
  return [
    ...asked.map(({ issueKey }) => ({ why: 'request-open' as const, what: issueKey })),
    ...unfiled.map(({ key }) => ({ why: 'request-open' as const, what: key })),
    ...asking.map(({ issueKey }) => ({ why: 'answer-awaited' as const, what: issueKey })),
    ...inPlace.map(({ until }) => ({ why: 'delegation' as const, what: until })),
  ];
}
