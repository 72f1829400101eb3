/**
 * Whose account it is where accounts are not ours: looked up once by the work address, and known by its id from then on.
 * What is not certain is a person's decision, and who is not there yet is waited for.
 */
import { startOf } from '../../core/grant/index.ts';
import { connectionOf } from '../../core/shared/ids.ts';
import { BEGINNING, epochOf, type Instant, later as laterOf } from '../../core/shared/instant.ts';
import type { CallOptions } from '../../ports/provider.ts';
import { later, type World } from '../world.ts';
import type { Run } from './run.ts';
import { absentEvents, type Telling, unsureEvents } from './trouble.ts';

/** The address as it is now: an account that is not found yet was intended under an older one, perhaps. */
export async function findAccount({ applied, lease, at, wanted }: Run, call: CallOptions): Promise<void> {
  if (applied.providerId !== null || at.kind !== 'target') return;
  const address = lease.ledger.person?.profile.workMail ?? lease.account.login;
  const found = await at.system.findAccount(address, call);
  if (found === null) return;
  if (found.certain) applied.providerId = found.providerId;
  // Who has left and was never found was given nothing there.
  else if (wanted.state !== 'deactivated') applied.unsure = found.providerId;
}

const NOT_THERE = new Set(['account-not-found', 'account-unsure']);
const SOONEST = 15_000;
const LATEST = 10 * 60_000;
const PATIENCE = 60 * 60_000;

/** `null` = nobody is waited for, or not any more: somebody has accepted that they are not there. `again` is when to look again; `telling`: a person is told. */
export async function waitsForAccount(
  { store }: World,
  { lease, wanted, applied }: Run,
  at: Instant,
): Promise<{ readonly again: Instant; readonly telling: Telling | null } | null> {
  const { account, ledger } = lease;
  if (account.origin !== 'found' || applied.providerId !== null || wanted.groups.size === 0) return null;
  const told = (await store.read.exceptions({ account: account.id })).filter(({ kind }) => NOT_THERE.has(kind)).at(-1);
  if (told?.settled?.verdict === 'accept') return null;
  // It comes about when its person may sign in at the provider, and not before.
  const opened = ledger.engagements.map(({ activeFrom }) => activeFrom).filter((one) => one <= at);
  const given = ledger.grants
    .filter(({ groups }) => groups.some((group) => connectionOf(group) === account.connection))
    .map(startOf);
  const since = [...opened, ...given.filter((one) => one <= at)].reduce(laterOf, BEGINNING);
  const age = opened.length === 0 ? 0 : epochOf(at) - epochOf(since);
  const telling =
    applied.unsure !== null
      ? unsureEvents(account.id, account.connection, applied.unsure)
      : age >= PATIENCE
        ? absentEvents(account.id, account.connection)
        : null;
  return { again: later(at, Math.min(LATEST, Math.max(SOONEST, age / 4))), telling };
}
