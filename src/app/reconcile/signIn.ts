/**
 * Stopping a leaver's sign-in without waiting: for the lease, which another worker may hold, or for a plan, which
 * needs readings that may fail. Both calls are convergent, so two workers may make them; whoever holds the lease
 * stops at their next add, because a newer revision is wanted.
 */
import { UnknownEvent } from '../../core/evidence/index.ts';
import { wanted } from '../../core/grant/index.ts';
import { readAsStopped, setsOutToLower, setThatEndedWork } from '../../core/reconcile/index.ts';
import type { AccountId, ProviderAccountId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { CallOptions, IdentityProvider, Moved } from '../../ports/provider.ts';
import { readStop } from '../stop.ts';
import type { World } from '../world.ts';
import { closesByClock, lookedAtAsOf } from './byClock.ts';
import { refusePutBack } from './lease.ts';
import { noteLowering, withdrawLowering } from './noteLowering.ts';
import { boundsOf } from './observe.ts';

/** What holds an ordinary run holds this too: the stop switch, shadow mode, what is out of reach. */
export async function stopSignIn(world: World, id: AccountId): Promise<void> {
  const { read } = world.store;
  const [person, force, stop, clock] = await Promise.all([
    read.personOfAccount(id),
    world.rules.current(),
    readStop(read),
    read.now(),
  ]);
  if (person === null || force === null || stop?.leaversToo === true) return;
  const ledger = await read.person(person);
  const now = await lookedAtAsOf(read, ledger, clock);
  const account = ledger.accounts.find((one) => one.id === id);
  // What is only looked up has no sign-in of ours.
  if (account?.providerId == null || account.origin === 'found') return;
  const { state, because } = wanted(ledger, account, now);
  // Read back as closed already: whoever opened it since was another hand, and a person decides.
  const closed = account.verified === 'deactivated' && readAsStopped({ account, ledger, now });
  if (state !== 'deactivated' || closed) return;
  // What ends the work of many at once is counted before it is carried out: nothing of it runs ahead of the plan.
  if (setThatEndedWork(ledger, now) !== null) return;
  if (await closesByClock(read, ledger, now)) return;
  const bounds = boundsOf(force, account, ledger, false, new Set(), () => 'offboarding', now);
  if (bounds.protectedAccount || bounds.shadows({ type: 'suspend', for: because })) return;
  const provider = world.providers.get(account.connection);
  if (provider === undefined) return;
  const call = { lane: 'revocation', timeoutMilliseconds: world.timing.callMilliseconds } as const;
  try {
    const [isAdmin, seen] = await Promise.all([
      provider.holdsAdminRole(account.providerId, call),
      // Whose hand stopped it is told apart by this; it keeps nothing open when it cannot be read.
      provider.readAccount(account.providerId, call).catch(() => null),
    ]);
    if (isAdmin) return;
    const suspend = [{ type: 'suspend', for: because }] as const;
    const stoodOpen = seen !== null && setsOutToLower(suspend, account, { account: seen, groups: [] });
    const lowering = stoodOpen ? { account, because, from: seen.state, lease: null, shownAt: clock } : null;
    const noted = lowering !== null && (await noteLowering(world, force, lowering));
    // Also where nothing could be noted, which nobody would know to be ours.
    refusePutBack({ shownAt: clock }, await read.now());
    const moved = await suspendOrClose(provider, account.providerId, call);
    if (noted && moved === 'there-already') await withdrawLowering(world, force, lowering);
    await provider.endSessions(account.providerId, call);
  } catch (fault) {
    // A newer version's case is that one's work from here on.
    if (fault instanceof UnknownEvent) throw fault;
    world.log.warn(
      { account: id, case: because, fault: String(fault) },
      'sign-in could not be stopped ahead of the plan',
    );
  }
}

/**
 * Stops a leaver's sign-in now. What cannot be suspended (an account whose person never came in) is closed at once
 * instead: memberships can be taken from a closed account too.
 */
export async function suspendOrClose(
  provider: IdentityProvider,
  id: ProviderAccountId,
  call: CallOptions,
): Promise<Moved> {
  try {
    return await provider.suspend(id, call);
  } catch (fault) {
    if (!(fault instanceof Fault) || fault.kind !== 'conflict') throw fault;
    return provider.deactivate(id, call);
  }
}
