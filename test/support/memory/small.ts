/** Meters, deliveries, control values, last uses, groups, policies and the portal's own options. */
import type { Policy } from '../../../src/core/policy/model.ts';
import type { ConnectionId, PolicyVersion, ProviderAccountId } from '../../../src/core/shared/ids.ts';
import { epochOf, type Instant } from '../../../src/core/shared/instant.ts';
import type { MeterBooking, StoredGroup, Tx } from '../../../src/ports/store.ts';
import { readEvents } from './evidence.ts';
import { distinct, eachOnce, ordered } from './order.ts';
import { type Drafts, type MeterRow, type PolicyRow, providerKey, useKey, type View } from './tables.ts';

// ---- meters ----------------------------------------------------------------------------------------------

const DAY = 86_400_000;

const isWithin = ({ at }: MeterRow, now: Instant, window: number) => epochOf(at) > epochOf(now) - window;

/** All or none; what is named counts once in its window. */
export function bookMeters(
  drafts: Drafts,
  meters: readonly MeterBooking[],
  { now, freshId }: { readonly now: Instant; readonly freshId: () => number },
): { readonly booked: boolean; readonly over: readonly string[] } {
  const rowsOf = (meter: string) => drafts.meters.find('meter', meter);
  const named = new Set<string>();
  const fresh = meters.filter(({ meter, key, window, ...rest }) => {
    if (key === undefined) return true;
    const same = JSON.stringify([meter, key, window, rest.count, rest.limit]);
    if (named.has(same) || rowsOf(meter).some((row) => row.key === key && isWithin(row, now, window))) return false;
    named.add(same);
    return true;
  });
  const over = distinct(fresh.map(({ meter }) => meter))
    .filter((meter) => {
      const asked = fresh.filter((one) => one.meter === meter);
      const window = Math.max(...asked.map((one) => one.window));
      const limit = Math.min(...asked.map((one) => one.limit));
      const booked = rowsOf(meter).filter((row) => isWithin(row, now, window));
      return sumOf(asked) + sumOf(booked) > limit;
    })
    .toSorted();
  const ahead = over.flatMap((meter) => {
    const window = Math.max(...meters.filter((one) => one.meter === meter).map((one) => one.window));
    return rowsOf(meter).filter(({ at }) => epochOf(at) > epochOf(now) + window);
  });
  for (const { id } of ahead) drafts.meters.drop(String(id));
  if (ahead.length > 0) return bookMeters(drafts, meters, { now, freshId });
  if (over.length > 0) return { booked: false, over };
  for (const { meter, window } of fresh)
    for (const row of rowsOf(meter)) if (!isWithin(row, now, Math.max(window, DAY))) drafts.meters.drop(String(row.id));
  for (const { meter, key = null, count } of fresh)
    if (count > 0) drafts.meters.put({ id: freshId(), meter, at: now, count, key });
  return { booked: true, over: [] };
}

const sumOf = (counts: readonly { readonly count: number }[]) => counts.reduce((sum, { count }) => sum + count, 0);

// ---- deliveries, uses ------------------------------------------------------------------------------------

export function rememberDeliveries(drafts: Drafts, ids: readonly string[]): ReadonlySet<string> {
  const fresh = new Set(ids.filter((id) => drafts.deliveries.get(id) === undefined));
  for (const id of fresh) drafts.deliveries.put({ id });
  return fresh;
}

/** The latest stands, in whatever order they come. */
export function noteUses(drafts: Drafts, connection: ConnectionId, uses: Parameters<Tx['noteUses']>[1]): void {
  for (const use of uses) {
    const row = { connection, ...use };
    const known = drafts.uses.get(useKey(row));
    if (known === undefined || known.at < use.at) drafts.uses.put(row);
  }
}

export function forgetUses(drafts: Drafts, before: Instant): number {
  const old = drafts.uses.all().filter(({ at }) => at < before);
  for (const use of old) drafts.uses.drop(useKey(use));
  return old.length;
}

export function lastUses(view: View, connection: ConnectionId, account: ProviderAccountId | null) {
  const latest = new Map<string, Instant>();
  const uses =
    account === null
      ? view.uses.find('connection', connection)
      : view.uses.find('account', providerKey(connection, account));
  for (const { app, at } of uses) if ((latest.get(app) ?? '') < at) latest.set(app, at);
  return latest;
}

/** What is stored under a key has the type its writer gave it; only the reader can know it. */
export const getControl = <Value>(view: View, key: string) => (view.controls.get(key)?.value ?? null) as Value | null;

// ---- groups, policies, options ---------------------------------------------------------------------------

/** Nothing is concluded from an empty list: a missing right looks the same. */
export function saveGroups(drafts: Drafts, connection: ConnectionId, groups: readonly StoredGroup[]): void {
  if (groups.length === 0) return;
  eachOnce(groups.map(({ id }) => id));
  const listed = new Set(groups.map(({ id }) => id));
  for (const row of drafts.groups.find('connection', connection))
    if (!listed.has(row.body.id) && !row.body.vanished)
      drafts.groups.put({ ...row, body: { ...row.body, vanished: true } });
  for (const body of groups) drafts.groups.put({ connection, body });
}

export const groups = (view: View, connection: ConnectionId | null): readonly StoredGroup[] =>
  ordered(
    connection === null ? view.groups.all() : view.groups.find('connection', connection),
    (row) => row.connection,
    ({ body }) => body.id,
  ).map(({ body }) => body);

export const policyInForce = (view: View): Policy | null => newest(view.policies.all())?.policy ?? null;

const newest = (rows: readonly PolicyRow[]) => ordered(rows, ({ id }) => String(id).padStart(12, '0')).at(-1);

/** One that came into force twice did so first by these. */
export function policyBy(view: View, version: PolicyVersion) {
  const row = view.policies.all().find(({ policy }) => policy.version === version);
  return row === undefined ? null : { author: row.author, approver: row.approver };
}

/** What was asked for, and named nothing of the catalogue; without what has been erased. */
export const askedInVain = (view: View, since: Instant): readonly string[] =>
  readEvents(view, view.events.ofTypes(['LineNotAsked'])).flatMap(({ event, at }) =>
    event.type === 'LineNotAsked' && at >= since && event.because === 'not-in-catalogue'
      ? (event.personal?.asked ?? [])
      : [],
  );
