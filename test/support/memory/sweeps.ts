/** The staging tables of full sweeps: beside every transaction, and what they and the committed ledger do not agree on. */
import type { MembershipRecord } from '../../../src/core/reconcile/model.ts';
import type { ConnectionId, GroupId, ProviderAccountId } from '../../../src/core/shared/ids.ts';
import type { AccountDifference, MemberDifference, Staging, SweepStage } from '../../../src/ports/sweeps.ts';
import { kept } from './kept.ts';
import { distinct, ordered } from './order.ts';
import { providerKey, recordKey, type View } from './tables.ts';

type StagedAccount = Staging & Parameters<SweepStage['stageAccounts']>[1][number];

interface StagedMember {
  readonly sweep: string;
  readonly group: GroupId;
  readonly providerId: ProviderAccountId;
}

/** A membership the ledger holds: read back as present, and not as absent since. */
const isHeld = ({ verifiedAt, removalVerifiedAt }: MembershipRecord) =>
  verifiedAt !== null && (removalVerifiedAt ?? '') < verifiedAt;

const isOf = (staging: Staging) => (row: Staging) =>
  row.sweep === staging.sweep && row.connection === staging.connection;
const isIn = (group: GroupId, connection: ConnectionId) => group.startsWith(`${connection}:`);

export function sweepStage(view: () => View): SweepStage {
  let accounts: readonly StagedAccount[] = [];
  let members: readonly StagedMember[] = [];
  const without = <Row>(rows: readonly Row[], gone: (row: Row) => boolean) => rows.filter((row) => !gone(row));
  const heldOf = (group: GroupId) =>
    view()
      .records.find('group', group)
      .filter(({ body }) => isHeld(body));
  const membersOf = (sweep: string, group: GroupId) =>
    members.filter((row) => row.sweep === sweep && row.group === group);

  return {
    async clear(connection) {
      accounts = without(accounts, (row) => row.connection === connection);
      members = without(members, ({ group }) => isIn(group, connection));
    },
    async clearOwn(staging) {
      accounts = without(accounts, isOf(staging));
      members = without(members, ({ sweep, group }) => sweep === staging.sweep && isIn(group, staging.connection));
    },
    async stageAccounts({ sweep, connection }, listed) {
      accounts = [...accounts, ...kept(listed).map((row) => ({ ...row, sweep, connection }))];
    },
    countAccounts: async (staging) => accounts.filter(isOf(staging)).length,
    async accountDifferences(staging, after, limit) {
      const listed = accounts.filter(isOf(staging));
      const known = view().accounts.find('connection', staging.connection);
      const ids = new Set(listed.map(({ providerId }) => providerId));
      const found = listed.flatMap(({ providerId, login, state }): readonly AccountDifference[] => {
        const [account] = view().accounts.find('provider_id', providerKey(staging.connection, providerId));
        if (account === undefined) return [{ providerId, login, listed: state, account: null, person: null }];
        const { id, person, verified } = account;
        return state === verified ? [] : [{ providerId, login: null, listed: state, account: id, person }];
      });
      const missing = known.flatMap(({ providerId, id, person, verified }): readonly AccountDifference[] =>
        providerId === null || ids.has(providerId) || verified === null
          ? []
          : [{ providerId, login: null, listed: null, account: id, person }],
      );
      return page([...found, ...missing], after, limit);
    },
    async stageMembers({ sweep }, group, listed) {
      members = [...members, ...listed.map((providerId) => ({ sweep, group, providerId }))];
    },
    countMembers: async ({ sweep }, group) => membersOf(sweep, group).length,
    async memberDifferences({ sweep, connection }, group, { foreign, after, limit }) {
      const listed = new Set(membersOf(sweep, group).map(({ providerId }) => providerId));
      const isFilled = (person: string) =>
        view()
          .grants.find('person', person)
          .some(({ groups }) => groups.includes(group));
      const differing = view()
        .accounts.find('connection', connection)
        .flatMap(({ id, person, providerId }): readonly MemberDifference[] => {
          if (providerId === null) return [];
          const record = view().records.get(recordKey({ account: id, group }))?.body;
          const isListed = listed.has(providerId);
          if (isListed === (record !== undefined && isHeld(record))) return [];
          return isListed && foreign && !isFilled(person)
            ? []
            : [{ providerId, account: id, person, listed: isListed }];
        });
      return page(differing, after, limit);
    },
    async clearMembers({ sweep }, group) {
      members = without(members, (row) => row.sweep === sweep && row.group === group);
    },
    heldIn: async (groups) =>
      distinct(groups)
        .toSorted()
        .flatMap((group) => {
          const held = heldOf(group);
          const givenByUs = held.filter(({ body }) => body.givenByUs).length;
          return held.length === 0 ? [] : [{ group, holders: held.length, givenByUs }];
        }),
    async heldAmong(connection, among, groups) {
      const holders = new Set(groups.flatMap(heldOf).map(({ person }) => person));
      return new Set(
        among.filter((id) => {
          const [own] = view().accounts.find('provider_id', providerKey(connection, id));
          return own !== undefined && holders.has(own.person);
        }),
      );
    },
    heldGroups: async (connection) =>
      view()
        .groups.find('connection', connection)
        .map(({ body }) => body.id)
        .filter((group) => heldOf(group).length > 0)
        .toSorted(),
    ownerOf: async (connection, providerId) =>
      view().accounts.find('provider_id', providerKey(connection, providerId))[0]?.person ?? null,
    loginOf: async (connection, providerId) =>
      accounts.find((row) => row.connection === connection && row.providerId === providerId)?.login ?? null,
    async keepOnly(staging, some) {
      const stay = new Set(some);
      accounts = without(accounts, (row) => isOf(staging)(row) && !stay.has(row.providerId));
    },
  };
}

const page = <Row extends { readonly providerId: ProviderAccountId }>(
  rows: readonly Row[],
  after: ProviderAccountId | null,
  limit: number,
): readonly Row[] =>
  ordered(
    rows.filter(({ providerId }) => after === null || providerId > after),
    ({ providerId }) => providerId,
  ).slice(0, limit);
