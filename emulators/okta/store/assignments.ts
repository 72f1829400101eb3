/** Which app is given to which group and which person, both ways round. */
import { OrderedTable } from './orderedTable.ts';

export interface AppUser {
  readonly id: string;
  /** USER: assigned in person. GROUP: through a group, and gone with it. */
  readonly scope: 'USER' | 'GROUP';
  readonly status: 'STAGED' | 'PROVISIONED' | 'ACTIVE' | 'DEPROVISIONED';
  readonly syncState: 'DISABLED' | 'OUT_OF_SYNC' | 'SYNCING' | 'SYNCHRONIZED' | 'ERROR';
  readonly externalId: string | null;
  readonly created: string;
  readonly lastUpdated: string;
  readonly statusChanged: string;
  readonly lastSync: string | null;
  readonly userName: string;
  readonly profile: Readonly<Record<string, unknown>>;
}

export interface AppGroup {
  readonly id: string;
  readonly priority: number;
  readonly lastUpdated: string;
  readonly profile: Readonly<Record<string, unknown>>;
}

const NONE: ReadonlySet<string> = new Set();

export class Assignments {
  readonly #users = new Map<string, OrderedTable<AppUser>>();
  readonly #groups = new Map<string, OrderedTable<AppGroup>>();
  readonly #appsOfUser = new Map<string, Set<string>>();
  readonly #appsOfGroup = new Map<string, Set<string>>();

  usersOf(appId: string): OrderedTable<AppUser> {
    return this.#users.get(appId) ?? new OrderedTable();
  }

  groupsOf(appId: string): OrderedTable<AppGroup> {
    return this.#groups.get(appId) ?? new OrderedTable();
  }

  appsOfUser(userId: string): ReadonlySet<string> {
    return this.#appsOfUser.get(userId) ?? NONE;
  }

  appsOfGroup(groupId: string): ReadonlySet<string> {
    return this.#appsOfGroup.get(groupId) ?? NONE;
  }

  setUser(appId: string, user: AppUser): void {
    put(this.#users, this.#appsOfUser, appId, user);
  }

  setGroup(appId: string, group: AppGroup): void {
    put(this.#groups, this.#appsOfGroup, appId, group);
  }

  deleteUser(appId: string, userId: string): void {
    this.#users.get(appId)?.delete(userId);
    this.#appsOfUser.get(userId)?.delete(appId);
  }

  deleteGroup(appId: string, groupId: string): void {
    this.#groups.get(appId)?.delete(groupId);
    this.#appsOfGroup.get(groupId)?.delete(appId);
  }
}

function put<Row extends { readonly id: string }>(
  rows: Map<string, OrderedTable<Row>>,
  back: Map<string, Set<string>>,
  appId: string,
  row: Row,
): void {
  const table = rows.get(appId) ?? new OrderedTable<Row>();
  table.set(row.id, row);
  rows.set(appId, table);
  const apps = back.get(row.id) ?? new Set();
  apps.add(appId);
  back.set(row.id, apps);
}
