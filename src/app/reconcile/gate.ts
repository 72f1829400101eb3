/** Before the first outside write of a run: everything that may hold it, and what must be recorded first. */
import { type CaseState, foldCase } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import type { Account } from '../../core/person/model.ts';
import { recordOf } from '../../core/reconcile/index.ts';
import type { Plan, Seen } from '../../core/reconcile/model.ts';
import type { GroupId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { CallOptions } from '../../ports/provider.ts';
import { commitCase } from '../commit.ts';
import { readStop } from '../stop.ts';
import type { World } from '../world.ts';
import { recordedApps } from './applications.ts';
import { heldAgain } from './held.ts';
import { lockLeased } from './lease.ts';
import type { Run } from './run.ts';

export type GateAnswer =
  | { readonly kind: 'open'; readonly isAdmin: boolean }
  | { readonly kind: 'held'; readonly until: Instant };

export async function gate(world: World, run: Run, next: Plan, seen: Seen, call: CallOptions): Promise<GateAnswer> {
  const stop = await readStop(world.store.read);
  if (stop !== null && (!next.leaver || stop.leaversToo))
    return { kind: 'held', until: await heldAgain(world, run.lease) };
  // An account that was there before this run may have been made an administrator by another hand.
  const isAdmin = seen.account !== null && (await run.at.system.holdsAdminRole(seen.account.providerId, call));
  return { kind: 'open', isAdmin };
}

/** A leaver's memberships and applications are on the receipt before the first of them is taken. */
export async function recordInventory(world: World, run: Run, seen: Seen): Promise<void> {
  const { lease, force, wanted } = run;
  const keep = new Set(force.policy.settings.keep.map((name) => force.groupsByName.get(name)?.id));
  await world.store.transaction(async (tx) => {
    const ledger = await tx.lockPerson(lease.account.person);
    const stream = await tx.lockCase(wanted.because);
    if ((await lockLeased(tx, lease)) === null) return;
    // A later attempt: what is there now was recorded by an earlier one.
    const recorded = stream.some(
      ({ event }) => event.type === 'MembershipsRecorded' && event.account === lease.account.id,
    );
    const memberships: TenureEvent = {
      type: 'MembershipsRecorded',
      account: lease.account.id,
      groups: seen.groups.map(({ group, name, owner }) => ({
        group,
        name,
        owner: force.groupsById.get(group)?.owner ?? owner,
        kept: keep.has(group),
      })),
      at: run.now,
    };
    const isNews = !recorded || !seen.groups.every(({ group }) => isOnRecord(ledger, lease.account, group));
    const state = foldCase(wanted.because, stream);
    const events = [...(isNews ? [memberships] : []), ...applications(run, state, seen)];
    if (events.length === 0) return;
    await commitCase(tx, {
      ledger,
      state,
      events,
      settings: force.policy.settings,
      timing: world.timing,
      edits: false,
      mayProve: false,
    });
  });
}

function applications({ lease, force, now }: Run, { appsBefore }: CaseState, { apps }: Seen): TenureEvent[] {
  const { id } = lease.account;
  if (apps === undefined || apps.length === 0 || appsBefore[id] !== undefined) return [];
  const { catalogue } = force.policy;
  return [{ type: 'AppsRecorded', account: id, apps: recordedApps(apps, catalogue.applications), at: now }];
}

function isOnRecord(ledger: PersonLedger, account: Account, group: GroupId): boolean {
  const record = recordOf(ledger, account, group);
  return record?.verifiedAt != null && (record.removalVerifiedAt ?? '') < record.verifiedAt;
}
