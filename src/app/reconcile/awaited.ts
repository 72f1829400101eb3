/**
 * What a rule or a directory has yet to do about an account. It is looked at again, at first soon and then more
 * rarely; when it has not come in an hour it becomes a person's, and nobody looks by the clock any more.
 */

import { startOf } from '../../core/grant/index.ts';
import { type ConcludeInput, endedCover, ownerNow, recordOf } from '../../core/reconcile/index.ts';
import type { Obstacle, Plan } from '../../core/reconcile/model.ts';
import { BEGINNING, epochOf, type Instant, later as laterOf } from '../../core/shared/instant.ts';
import { later } from '../world.ts';

const SOONEST = 15_000;
const LATEST = 10 * 60_000;
const PATIENCE = 60 * 60_000;

type NotWritable = Extract<Obstacle, { readonly type: 'group-not-writable' }>;
interface Waiting {
  readonly obstacle: NotWritable;
  readonly since: Instant;
}

export interface Awaiting {
  /** When to look again; `null` = nothing is waited for. */
  readonly again: Instant | null;
  /** Waited for too long. */
  readonly overdue: readonly NotWritable[];
}

export function awaiting(input: ConcludeInput, { awaited }: Plan): Awaiting {
  const { at } = input;
  const age = ({ since }: Waiting) => epochOf(at) - epochOf(since);
  const all = [...toCome(input, awaited), ...toGo(input)];
  const patient = all.filter((one) => age(one) < PATIENCE);
  const wait = Math.min(LATEST, ...patient.map((one) => Math.max(SOONEST, age(one) / 4)));
  return {
    again: patient.length === 0 ? null : later(at, wait),
    overdue: all.filter((one) => age(one) >= PATIENCE).map(({ obstacle }) => obstacle),
  };
}

/** Memberships a grant gives and somebody else fills in. */
function toCome({ ledger, wanted }: ConcludeInput, awaited: Plan['awaited']): Waiting[] {
  return awaited.map(({ for: on, group, owner }) => {
    const under = wanted.groups.get(group) ?? [];
    const starts = ledger.grants.filter(({ id }) => under.includes(id)).map(startOf);
    const obstacle = { type: 'group-not-writable', for: on, group, owner, wanted: 'present' } as const;
    return { obstacle, since: latest(starts) };
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
    const obstacle = { type: 'group-not-writable', for: on, group, owner: 'rule', wanted: 'absent' } as const;
    return [{ obstacle, since: latest(ended.flatMap(({ end }) => end ?? [])) }];
  });
}

const latest = (instants: readonly Instant[]): Instant => instants.reduce(laterOf, BEGINNING);
