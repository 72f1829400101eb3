/**
 * What a rule or a directory has yet to do about an account, or a site that copies the provider's groups. It is looked at
 * again, at first soon and then more rarely; when it has not come in an hour, or in the time policy gives that site, it
 * becomes a person's, and nobody looks by the clock any more.
 */

import { startOf } from '../../core/grant/index.ts';
import type { Account } from '../../core/person/model.ts';
import { type ConcludeInput, endedCover, ownerNow, recordOf } from '../../core/reconcile/index.ts';
import type { Obstacle, Plan } from '../../core/reconcile/model.ts';
import { BEGINNING, epochOf, type Instant, later as laterOf, type Milliseconds } from '../../core/shared/instant.ts';
import { later } from '../world.ts';

const SOONEST = 15_000;
const LATEST = 10 * 60_000;
/** That they come in is heard of by the provider’s log as well. */
const UNTIL_THEY_CAME_IN = 60 * 60_000;

type Overdue = Extract<Obstacle, { readonly type: 'group-not-writable' | 'group-not-synced' }>;
interface Waiting {
  readonly obstacle: Overdue;
  readonly since: Instant;
}

export interface Awaiting {
  /** When to look again; `null` = nothing is waited for. */
  readonly again: Instant | null;
  /** Waited for too long. */
  readonly overdue: readonly Overdue[];
}

export function awaiting(input: ConcludeInput, { awaited }: Plan, patience: Milliseconds): Awaiting {
  const { at } = input;
  const age = ({ since }: Waiting) => epochOf(at) - epochOf(since);
  const begun = awaited.filter(({ owner }) => owner !== 'rule' || movesThem(input));
  const all = [...toCome(input, begun), ...toGo(input)];
  const patient = all.filter((one) => age(one) < patience);
  // Not past the time at which a person is to be told.
  const untilNext = (old: number) => Math.min(LATEST, Math.max(SOONEST, old / 4), patience - old);
  const waits = patient.map((one) => untilNext(age(one)));
  if (begun.length < awaited.length) waits.push(UNTIL_THEY_CAME_IN);
  return {
    again: waits.length === 0 ? null : later(at, Math.min(...waits)),
    overdue: all.filter((one) => age(one) >= patience).map(({ obstacle }) => obstacle),
  };
}

/** A rule of the provider fills in nobody who has yet to come in, or is stopped; a site copies whom it knows. */
const movesThem = ({ account, seen }: ConcludeInput) => account.origin === 'found' || seen.account?.state === 'active';

/** Memberships a grant gives and somebody else fills in. */
function toCome({ ledger, wanted, account, seen }: ConcludeInput, awaited: Plan['awaited']): Waiting[] {
  const openSince = account.origin === 'found' ? BEGINNING : (seen.account?.stateSince ?? BEGINNING);
  return awaited.map(({ for: on, group, owner }) => {
    const under = wanted.groups.get(group) ?? [];
    const starts = ledger.grants.filter(({ id }) => under.includes(id)).map(startOf);
    const obstacle = overdueOf(account, { for: on, group, owner, wanted: 'present' });
    return { obstacle, since: latest(owner === 'rule' ? [...starts, openSince] : starts) };
  });
}

/** Memberships whose grant has ended and that only their rule can take. */
function toGo(input: ConcludeInput): Waiting[] {
  const { ledger, account, wanted, seen, now } = input;
  return seen.groups.flatMap(({ group, owner }): Waiting[] => {
    if (wanted.groups.has(group) || ownerNow(input, { group, owner }) !== 'rule') return [];
    const ended = endedCover(ledger.grants, group, recordOf(ledger, account, group), now);
    const last = [...ended].sort((a, b) => ((a.end ?? '') < (b.end ?? '') ? -1 : 1)).at(-1);
    if (last === undefined) return [];
    const on = last.endedBy ?? last.givenBy;
    const obstacle = overdueOf(account, { for: on, group, owner: 'rule', wanted: 'absent' });
    return [{ obstacle, since: latest(ended.flatMap(({ end }) => end ?? [])) }];
  });
}

/** What is held at a site that only copies groups is late by its copying, not by anybody's rule. */
function overdueOf({ origin }: Account, of: Omit<Extract<Obstacle, { type: 'group-not-writable' }>, 'type'>): Overdue {
  if (origin !== 'found') return { type: 'group-not-writable', ...of };
  return { type: 'group-not-synced', for: of.for, group: of.group, wanted: of.wanted };
}

const latest = (instants: readonly Instant[]): Instant => instants.reduce(laterOf, BEGINNING);
