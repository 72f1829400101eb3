/**
 * A provider in memory: one account, its memberships, and a log of every write with the hand that made it. Refuses
 * what Okta refuses: suspending somebody who never came in, writing a group that rules or a directory fill.
 */
import type { SeenState } from '../../src/core/person/model.ts';
import type { GroupOwner, Seen } from '../../src/core/reconcile/model.ts';
import { type GroupId, providerAccountId, withinConnection } from '../../src/core/shared/ids.ts';
import { seenAccount } from '../support/build.ts';

export type Hand = 'tenure' | 'other';
export type State = Exclude<SeenState, 'changing'>;
export type Op = 'create' | 'activate' | 'suspend' | 'unsuspend' | 'deactivate' | 'sessions' | 'add' | 'remove' | 'app';

export interface Entry {
  readonly op: Op;
  readonly hand: Hand;
  readonly minute: number;
  readonly group: GroupId | null;
  /** The account and its groups before the write. */
  readonly was: State | null;
  readonly had: ReadonlySet<GroupId>;
  /** Counts Tenure's runs, so that a log can be read run by run. */
  readonly run: number;
  /** Its place among everything that happened. */
  readonly place: number;
}

const STATE_AFTER: { readonly [Name in Op]?: State } = {
  activate: 'awaiting-user',
  suspend: 'suspended',
  unsuspend: 'active',
  deactivate: 'deactivated',
};

export class RefusedHere extends Error {}

export class Provider {
  state: State | null = null;
  readonly groups = new Set<GroupId>();
  readonly apps = new Set<string>();
  /** Whose hand closed the sign-in last; `null` while it is open. */
  loweredBy: Hand | null = null;
  readonly log: Entry[] = [];
  run = 0;
  /** Writes, and what the record says, in one order. */
  place = 0;

  private readonly owners: ReadonlyMap<GroupId, GroupOwner>;

  constructor(owners: ReadonlyMap<GroupId, GroupOwner>) {
    this.owners = owners;
  }

  read(leaver: boolean): Seen {
    if (this.state === null) return { account: null, groups: [] };
    return {
      account: seenAccount(this.state),
      groups: [...this.groups].sort().map((group) => ({
        group,
        name: withinConnection(group),
        // The kind a reading shows: rules are only in the catalogue.
        owner: this.ownerSeen(group),
      })),
      ...(leaver ? { directApps: [...this.apps].map((app) => ({ app, name: app })) } : {}),
    };
  }

  write(op: Op, hand: Hand, minute: number, target: GroupId | string | null = null): void {
    const group = op === 'add' || op === 'remove' ? (target as GroupId) : null;
    if (op !== 'create' && (this.state === null || !this.allows(op)))
      throw new RefusedHere(`${op} while ${this.state}`);
    const { run, state: was } = this;
    this.place += 1;
    this.log.push({ op, hand, minute, group, was, had: new Set(this.groups), run, place: this.place });
    if (op === 'create') this.move('staged', hand);
    else this.carryOut(op, hand, group, target);
  }

  private allows(op: Op): boolean {
    if (op === 'activate') return this.state === 'staged' || this.state === 'deactivated';
    if (op === 'suspend') return this.state === 'active';
    return op !== 'unsuspend' || this.state === 'suspended';
  }

  private carryOut(op: Op, hand: Hand, group: GroupId | null, target: string | null): void {
    const to = STATE_AFTER[op];
    if (to !== undefined) this.move(to, hand);
    if (op === 'add' && group !== null) this.groups.add(group);
    if (op === 'remove' && group !== null) this.groups.delete(group);
    if (op === 'app' && target !== null) this.apps.delete(target);
  }

  /** The person uses the activation link. */
  comeIn(): void {
    if (this.state === 'awaiting-user') this.state = 'active';
  }

  get open(): boolean {
    return this.state === 'active' || this.state === 'awaiting-user';
  }

  get providerId() {
    return this.state === null ? null : providerAccountId('u1');
  }

  private ownerSeen(group: GroupId): GroupOwner {
    const owner = this.owners.get(group) ?? 'tenure';
    return owner === 'directory' || owner === 'built-in' ? owner : 'tenure';
  }

  private move(to: State, hand: Hand): void {
    const low = to === 'suspended' || to === 'deactivated';
    if (low && this.state !== to) this.loweredBy = hand;
    if (!low) this.loweredBy = null;
    this.state = to;
  }
}
