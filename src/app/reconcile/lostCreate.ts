/**
 * A leaver's account that no answer told us of: a create that was cut off, or whose worker was. It may even land
 * after we have looked, as long as the vendor may still be working on the call. So the login is read once when the
 * lease is ours (nobody of ours can create any more), and once more when the last such call must be over; before
 * that a leaver is not proved. For everybody else the next create finds it, because its login is taken.
 * One that HR or a directory makes is looked for by the same search, for as long as its import may take.
 */
import { foldCase } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { Engagement } from '../../core/person/model.ts';
import { earlier, type Instant, later as laterOf, plus } from '../../core/shared/instant.ts';
import type { CallOptions } from '../../ports/provider.ts';
import { later, type World } from '../world.ts';
import { markOf } from './apply.ts';
import { AWAITED_AGAIN, comesFromElsewhere } from './delivered.ts';
import type { Run, RunResult } from './run.ts';

/** Only its mark says that it is ours. */
export async function findLostCreate({ applied, lease, at }: Run, call: CallOptions): Promise<void> {
  if (applied.providerId !== null || at.kind !== 'provider') return;
  const found = await at.system.readAccountByLogin(lease.account.login, call);
  if (found?.mark === markOf(lease.account)) applied.providerId = found.providerId;
}

export interface Search {
  /** When to look again. */
  readonly again: Instant;
  /** The first look, as evidence; later ones before that time add nothing. */
  readonly events: readonly TenureEvent[];
}

/** `null` = there is nothing to look for, or it has been looked for late enough. */
export async function searchAfter(world: World, run: Run, { plan, seen }: RunResult): Promise<Search | null> {
  const { lease, applied, now, wanted } = run;
  if (!plan.leaver || lease.account.origin === 'found' || seen.account !== null || applied.providerId !== null)
    return null;
  const { settings } = run.force.policy;
  const mayCome = comesFromElsewhere(lease.ledger, settings);
  if (!mayCome && !(await mayHaveBeenMade(world, run))) return null;
  const { because } = wanted;
  const first = foldCase(because, await world.store.read.stream(because)).sought[lease.account.id];
  const { leaseMilliseconds, callMilliseconds, lateCreateMilliseconds } = world.timing;
  const from = first ?? now;
  const answered = later(from, leaseMilliseconds + callMilliseconds + lateCreateMilliseconds);
  const last = mayCome ? laterOf(answered, plus(from, settings.mastered.within)) : answered;
  // An account that may be theirs is a person's question, and no statement that nothing is left.
  const isAsked = applied.clash !== null;
  // Both readings began at their run's `now`.
  if (first !== undefined && now >= last && !isAsked) return null;
  const next = later(now, AWAITED_AGAIN);
  const again = isAsked ? next : mayCome ? earlier(last, next) : last;
  return { again, events: first === undefined ? [{ type: 'AccountSought', account: lease.account.id, at: now }] : [] };
}

/**
 * There was a time at which an account was wanted: by what the ledger says now, or by what it said until an edit. A start
 * put off does not undo a call that is under way.
 */
async function mayHaveBeenMade({ store }: World, { lease, now }: Run): Promise<boolean> {
  const { engagements, person } = lease.ledger;
  if (engagements.some((one) => isWantedBefore(one, now))) return true;
  if (person === null) return false;
  for (const { id } of await store.read.cases({ person: person.id })) {
    const said = (await store.read.stream(id)).flatMap(({ event, at }) =>
      event.type === 'EngagementOpened' || event.type === 'EngagementChanged' ? [{ at, ...event.engagement }] : [],
    );
    const wasWanted = said.some((one, index) => {
      const next = said.slice(index + 1).find((after) => after.id === one.id);
      return isWantedBefore(one, next?.at ?? now);
    });
    if (wasWanted) return true;
  }
  return false;
}

const isWantedBefore = ({ accountFrom, end }: Engagement, until: Instant) =>
  accountFrom <= until && (end === null || accountFrom < end);
