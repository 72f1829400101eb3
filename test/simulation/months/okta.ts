/**
 * The provider of a simulated company: accounts, groups and what every hand has done to them, in one log. It refuses what
 * Okta refuses. It knows nothing of time-outs and faults; those lie on the way to it (calls.ts).
 */
import type { SeenAccount, SeenGroup } from '../../../src/core/reconcile/model.ts';
import {
  type GroupId,
  type GroupName,
  groupId,
  type ProviderAccountId,
  providerAccountId,
} from '../../../src/core/shared/ids.ts';
import { Fault } from '../../../src/ports/fault.ts';
import type { Moved, NewAccount, ProviderGroup } from '../../../src/ports/provider.ts';
import { GROUPS, okta } from './company.ts';

export type Hand = 'tenure' | 'other';
export type State = 'staged' | 'awaiting-user' | 'active' | 'suspended' | 'deactivated';
export type Op =
  | 'create'
  | 'profile'
  | 'activate'
  | 'suspend'
  | 'unsuspend'
  | 'deactivate'
  | 'sessions'
  | 'add'
  | 'remove'
  | 'unassign';

/** One thing done at the provider, by whom, and how it stood before. */
export interface Entry {
  readonly at: number;
  readonly op: Op;
  readonly hand: Hand;
  readonly account: ProviderAccountId;
  readonly group: GroupId | null;
  readonly was: State | null;
  /** Of our own writes: the call it came with. */
  readonly call: number | null;
}

export interface OktaAccount {
  readonly id: ProviderAccountId;
  login: string;
  profile: Record<string, string>;
  readonly mark: string | null;
  state: State;
  readonly groups: Set<GroupId>;
  /** Assigned directly, not through a group. */
  readonly apps: Set<string>;
  isAdmin: boolean;
}

export class Okta {
  readonly accounts = new Map<ProviderAccountId, OktaAccount>();
  readonly log: Entry[] = [];
  /** How each account stood, from when on. */
  readonly states: { readonly at: number; readonly account: ProviderAccountId; readonly state: State }[] = [];
  /** Who was made an administrator, or is none any more, when. */
  readonly admins: { readonly at: number; readonly account: ProviderAccountId; readonly isAdmin: boolean }[] = [];
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  // ---- reading -------------------------------------------------------------------------------------------

  readAccount(id: ProviderAccountId): SeenAccount | null {
    const found = this.accounts.get(id);
    return found === undefined ? null : seen(found);
  }

  byLogin(login: string): OktaAccount | null {
    return [...this.accounts.values()].find((one) => one.login.toLowerCase() === login.toLowerCase()) ?? null;
  }

  groupsOf(id: ProviderAccountId): readonly SeenGroup[] {
    const { groups } = this.known(id, 'read groups of account');
    return GROUPS.filter((one) => one.owner === 'built-in' || groups.has(one.id)).map(({ id: group, name, owner }) => ({
      group,
      name,
      // Rules stand in the catalogue of groups only.
      owner: owner === 'directory' || owner === 'built-in' ? owner : 'tenure',
    }));
  }

  members(group: GroupId): readonly ProviderAccountId[] {
    const everybody = GROUPS.some((one) => one.id === group && one.owner === 'built-in');
    return [...this.accounts.values()].flatMap((one) => (everybody || one.groups.has(group) ? [one.id] : []));
  }

  // ---- writing -------------------------------------------------------------------------------------------

  create(made: NewAccount, hand: Hand = 'tenure', call: number | null = null): OktaAccount {
    if (this.byLogin(made.login) !== null) throw new Fault('conflict', 'create account', { vendorCode: 'E0000001' });
    const id = providerAccountId(`00u${this.accounts.size + 1}`);
    const { login, mark, profile } = made;
    const account: OktaAccount = {
      ...{ id, login, mark: hand === 'tenure' ? mark : null, profile: { ...profile }, isAdmin: false },
      ...{ state: 'staged', groups: new Set(), apps: new Set() },
    };
    this.accounts.set(id, account);
    this.turn(account, 'staged');
    this.note('create', hand, account, null, call, null);
    for (const group of made.groups) this.add(group, id, hand, call);
    if (made.active) this.activate(id, hand, call);
    return account;
  }

  updateProfile(id: ProviderAccountId, profile: Readonly<Record<string, string>>, login: string | null, call: number) {
    const account = this.known(id, 'update profile');
    const holder = login === null ? null : this.byLogin(login);
    if (holder !== null && holder.id !== id) throw new Fault('conflict', 'change login', { vendorCode: 'E0000001' });
    this.note('profile', 'tenure', account, null, call);
    account.profile = { ...account.profile, ...profile };
    if (login !== null) account.login = login;
  }

  activate(id: ProviderAccountId, hand: Hand = 'tenure', call: number | null = null): Moved {
    return this.move('activate', id, hand, call, ['staged', 'deactivated'], 'awaiting-user', [
      'active',
      'awaiting-user',
    ]);
  }

  suspend(id: ProviderAccountId, hand: Hand = 'tenure', call: number | null = null): Moved {
    return this.move('suspend', id, hand, call, ['active'], 'suspended', ['suspended']);
  }

  unsuspend(id: ProviderAccountId, hand: Hand = 'tenure', call: number | null = null): Moved {
    return this.move('unsuspend', id, hand, call, ['suspended'], 'active', ['active', 'awaiting-user']);
  }

  /** Memberships stay, and come to life again with the account: Okta keeps them. */
  deactivate(id: ProviderAccountId, hand: Hand = 'tenure', call: number | null = null): Moved {
    const open: readonly State[] = ['staged', 'awaiting-user', 'active', 'suspended'];
    return this.move('deactivate', id, hand, call, open, 'deactivated', ['deactivated']);
  }

  endSessions(id: ProviderAccountId, call: number): void {
    this.note('sessions', 'tenure', this.known(id, 'end sessions'), null, call);
  }

  add(group: GroupId, id: ProviderAccountId, hand: Hand = 'tenure', call: number | null = null): void {
    const account = this.member(group, id, 'add member', hand);
    if (account.groups.has(group)) return;
    this.note('add', hand, account, group, call);
    account.groups.add(group);
  }

  remove(group: GroupId, id: ProviderAccountId, hand: Hand = 'tenure', call: number | null = null): void {
    const account = this.member(group, id, 'remove member', hand);
    if (!account.groups.has(group)) return;
    this.note('remove', hand, account, group, call);
    account.groups.delete(group);
  }

  /** The person uses the activation link. */
  comeIn(id: ProviderAccountId): void {
    const account = this.accounts.get(id);
    if (account?.state === 'awaiting-user') this.turn(account, 'active');
  }

  assign(app: string, id: ProviderAccountId): void {
    const account = this.known(id, 'assign application');
    if (account.state === 'deactivated') throw new Fault('denied', 'assign application', { vendorCode: 'E0000117' });
    account.apps.add(app);
  }

  unassign(app: string, id: ProviderAccountId, call: number): void {
    const account = this.known(id, 'remove application');
    if (account.apps.delete(app)) this.note('unassign', 'tenure', account, null, call);
  }

  setAdmin(id: ProviderAccountId, isAdmin: boolean): void {
    const account = this.accounts.get(id);
    if (account === undefined || account.isAdmin === isAdmin) return;
    account.isAdmin = isAdmin;
    this.admins.push({ at: this.now(), account: id, isAdmin });
  }

  /** Since when, of whoever was an administrator at that moment. */
  adminSince(id: ProviderAccountId, at: number): number | null {
    const last = this.admins.findLast((one) => one.account === id && one.at <= at);
    return last?.isAdmin === true ? last.at : null;
  }

  private member(group: GroupId, id: ProviderAccountId, operation: string, hand: Hand): OktaAccount {
    const account = this.known(id, operation);
    const known = GROUPS.find((one) => one.id === group);
    if (known === undefined) throw new Fault('missing', operation, { vendorCode: 'E0000007' });
    const isClosed = known.owner === 'built-in' || known.owner === 'directory';
    if (isClosed && hand === 'tenure') throw new Fault('denied', operation, { vendorCode: 'E0000006' });
    return account;
  }

  private move(
    op: Op,
    id: ProviderAccountId,
    hand: Hand,
    call: number | null,
    from: readonly State[],
    to: State,
    reached: readonly State[],
  ): Moved {
    const account = this.known(id, op);
    if (reached.includes(account.state)) return 'there-already';
    if (!from.includes(account.state)) throw new Fault('conflict', op, { note: `the account is ${account.state}` });
    this.note(op, hand, account, null, call);
    this.turn(account, to);
    return 'moved';
  }

  private turn(account: OktaAccount, to: State): void {
    account.state = to;
    this.states.push({ at: this.now(), account: account.id, state: to });
  }

  private known(id: ProviderAccountId, operation: string): OktaAccount {
    const found = this.accounts.get(id);
    if (found === undefined) throw new Fault('missing', operation, { vendorCode: 'E0000007' });
    return found;
  }

  private note(
    op: Op,
    hand: Hand,
    { id, state }: OktaAccount,
    group: GroupId | null,
    call: number | null,
    was: State | null = state,
  ): void {
    this.log.push({ at: this.now(), op, hand, account: id, group, was, call });
  }
}

export const isOpen = ({ state }: Pick<OktaAccount, 'state'>) => state === 'active' || state === 'awaiting-user';

export const seen = ({ id, login, state, profile }: OktaAccount): SeenAccount => ({
  providerId: id,
  login,
  state,
  profile: { ...profile },
  masteredElsewhere: false,
});

/** As the catalogue of groups answers: owners from kinds and rules. */
export const catalogue = (members: (group: GroupId) => number): readonly ProviderGroup[] =>
  GROUPS.map(({ id, name, owner }) => ({
    id,
    name: name as GroupName,
    owner,
    members: members(id),
    mfaEnrolment: false,
  }));

export const inOkta = (local: string): GroupId => groupId(okta, local);
