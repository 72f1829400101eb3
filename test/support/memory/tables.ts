/** All tables, each with what its rows are found by. The names are those of the migrations of the databases' stores. */
import type { StreamId } from '../../../src/core/evidence/model.ts';
import type { Exclusion, Grant } from '../../../src/core/grant/model.ts';
import type { Account, Engagement, Person } from '../../../src/core/person/model.ts';
import type { Policy } from '../../../src/core/policy/model.ts';
import type { OwnOption } from '../../../src/core/portal/model.ts';
import type { MembershipRecord } from '../../../src/core/reconcile/model.ts';
import type {
  AccountId,
  AdoptionId,
  CaseId,
  ChangeSetId,
  ConnectionId,
  GroupId,
  PersonId,
  ProviderAccountId,
} from '../../../src/core/shared/ids.ts';
import type { Instant } from '../../../src/core/shared/instant.ts';
import type { DeskActRow, DeskCardRow, DeskTokenRow } from '../../../src/ports/deskRows.ts';
import type { RaisedRow } from '../../../src/ports/raised.ts';
import type {
  AdoptionItemRow,
  AdoptionRow,
  CaseRow,
  ChangeSetItem,
  ChangeSetRow,
  ExceptionRow,
  ReconcileRow,
  StoredGroup,
} from '../../../src/ports/store.ts';
import { EventLog, type Events } from './events.ts';
import { type Rows, Table } from './table.ts';

export interface StreamRow {
  readonly id: StreamId;
  readonly seq: number;
  readonly hash: string;
  readonly changedAt: Instant;
  readonly cursor: number;
}

/** Personal text of one event; `body` and `salt` are `null` once it is erased. */
export interface PersonalRow {
  readonly stream: StreamId;
  readonly seq: number;
  readonly person: string | null;
  readonly salt: string | null;
  readonly body: unknown;
}

interface RecordRow {
  readonly person: PersonId;
  readonly body: MembershipRecord;
}

export interface PolicyRow {
  readonly id: number;
  readonly policy: Policy;
  readonly author: string;
  readonly approver: string | null;
}

interface GroupRow {
  readonly connection: ConnectionId;
  readonly body: StoredGroup;
}

interface PartyRow {
  readonly party: string;
  readonly case: CaseId;
  readonly part: 'asker' | 'approver';
}

interface ItemRow {
  readonly changeSet: ChangeSetId;
  readonly body: ChangeSetItem;
}

interface AdoptionItem extends AdoptionItemRow {
  readonly adoption: AdoptionId;
}

export interface MeterRow {
  readonly id: number;
  readonly meter: string;
  readonly at: Instant;
  readonly count: number;
  readonly key: string | null;
}

interface UseRow {
  readonly connection: ConnectionId;
  readonly app: string;
  readonly account: ProviderAccountId;
  readonly at: Instant;
}

interface TokenRow extends DeskTokenRow {
  readonly spentAt: Instant | null;
}

interface ActRow extends DeskActRow {
  readonly at: Instant;
}

export const fold = (text: string) => text.toLowerCase();
const foldedOrNone = (text: string | null | undefined) => (text ? fold(text) : null);

export const recordKey = (row: { readonly account: AccountId; readonly group: GroupId }) =>
  `${row.account} ${row.group}`;
export const providerKey = (connection: ConnectionId, providerId: ProviderAccountId) => `${connection} ${providerId}`;
export const personalKey = (stream: StreamId, seq: number) => `${stream} ${seq}`;
export const useKey = ({ connection, app, account }: Omit<UseRow, 'at'>) => JSON.stringify([connection, app, account]);
export const itemKey = (of: ChangeSetId, person: PersonId) => `${of} ${person}`;
export const adoptionItemKey = (of: AdoptionId, account: ProviderAccountId) => `${of} ${account}`;

const byId = (row: { readonly id: string | number }) => String(row.id);
const byPerson = (row: { readonly person: PersonId | null }) => row.person;

export const newTables = () => ({
  persons: new Table<Person, 'natural_key' | 'work_mail'>({
    name: 'person',
    key: byId,
    by: {
      natural_key: ({ profile }) => profile.naturalKey ?? null,
      work_mail: ({ profile }) => foldedOrNone(profile.workMail),
    },
    unique: ['natural_key'],
  }),
  engagements: new Table<Engagement, 'person'>({ name: 'engagement', key: byId, by: { person: byPerson } }),
  accounts: new Table<Account, 'person' | 'login' | 'provider_id' | 'connection'>({
    name: 'account',
    key: byId,
    by: {
      person: byPerson,
      login: ({ login }) => foldedOrNone(login),
      provider_id: ({ connection, providerId }) => (providerId === null ? null : providerKey(connection, providerId)),
      connection: ({ connection }) => connection,
    },
    unique: ['provider_id'],
  }),
  /** The columns of an account that reconcile writes. */
  reconcile: new Table<ReconcileRow>({ name: 'account', key: ({ account }) => account, by: {} }),
  records: new Table<RecordRow, 'person' | 'group'>({
    name: 'membership_record',
    key: ({ body }) => recordKey(body),
    by: { person: byPerson, group: ({ body }) => body.group },
  }),
  grants: new Table<Grant, 'person' | 'entitlement'>({
    name: 'access_grant',
    key: byId,
    by: { person: byPerson, entitlement: ({ holds }) => (holds.kind === 'entitlement' ? holds.entitlement : null) },
  }),
  exclusions: new Table<Exclusion, 'person'>({ name: 'exclusion', key: byId, by: { person: byPerson } }),

  events: new EventLog(),
  streams: new Table<StreamRow>({ name: 'stream', key: byId, by: {} }),
  personal: new Table<PersonalRow, 'person' | 'stream'>({
    name: 'personal_text',
    key: ({ stream, seq }) => personalKey(stream, seq),
    by: { person: ({ person }) => person, stream: ({ stream }) => stream },
  }),

  cases: new Table<CaseRow, 'issue_key' | 'person' | 'kind'>({
    name: 'case_file',
    key: byId,
    by: { issue_key: ({ issueKey }) => issueKey, person: byPerson, kind: ({ kind }) => kind },
  }),
  parties: new Table<PartyRow, 'case' | 'party'>({
    name: 'request_party',
    key: (row) => JSON.stringify([row.party, row.case, row.part]),
    by: { case: (row) => row.case, party: ({ party, part }) => `${part} ${party}` },
  }),
  exceptions: new Table<ExceptionRow, 'open' | 'case' | 'account' | 'person'>({
    name: 'exception',
    key: byId,
    by: {
      open: ({ settled }) => (settled === null ? 'open' : null),
      case: (row) => row.case,
      account: ({ account }) => account,
      person: byPerson,
    },
  }),

  policies: new Table<PolicyRow>({ name: 'policy', key: byId, by: {} }),
  groups: new Table<GroupRow, 'connection'>({
    name: 'provider_group',
    key: ({ connection, body }) => JSON.stringify([connection, body.id]),
    by: { connection: ({ connection }) => connection },
  }),
  changeSets: new Table<ChangeSetRow, 'recounts'>({
    name: 'change_set',
    key: byId,
    by: { recounts: ({ recounts }) => recounts ?? null },
  }),
  changeSetItems: new Table<ItemRow, 'changeSet'>({
    name: 'change_set_item',
    key: ({ changeSet, body }) => itemKey(changeSet, body.person),
    by: { changeSet: ({ changeSet }) => changeSet },
  }),
  adoptions: new Table<AdoptionRow>({ name: 'adoption', key: byId, by: {} }),
  adoptionItems: new Table<AdoptionItem, 'adoption' | 'person'>({
    name: 'adoption_item',
    key: ({ adoption, account }) => adoptionItemKey(adoption, account),
    by: { adoption: ({ adoption }) => adoption, person: byPerson },
  }),

  meters: new Table<MeterRow, 'meter'>({ name: 'meter', key: byId, by: { meter: ({ meter }) => meter } }),
  deliveries: new Table<{ readonly id: string }>({ name: 'delivery', key: byId, by: {} }),
  controls: new Table<{ readonly key: string; readonly value: unknown }>({
    name: 'control',
    key: ({ key }) => key,
    by: {},
  }),
  uses: new Table<UseRow, 'connection' | 'account'>({
    name: 'last_use',
    key: useKey,
    by: {
      connection: ({ connection }) => connection,
      account: ({ connection, account }) => providerKey(connection, account),
    },
  }),
  ownOptions: new Table<OwnOption, 'at'>({
    name: 'own_option',
    key: ({ row }) => row,
    by: { at: ({ place, id }) => (id === null ? null : JSON.stringify([place.field, place.context, id])) },
    unique: ['at'],
  }),
  raised: new Table<RaisedRow, 'issue_id' | 'person' | 'unfiled'>({
    name: 'raised_request',
    key: ({ key }) => key,
    by: {
      issue_id: ({ issue }) => issue?.id ?? null,
      person: ({ asker, beneficiary }) => (asker === beneficiary ? asker : [asker, beneficiary]),
      unfiled: ({ issue, droppedAt }) => (issue === null && droppedAt === undefined ? 'unfiled' : null),
    },
    unique: ['issue_id'],
  }),
  deskCards: new Table<DeskCardRow, 'case'>({
    name: 'desk_card',
    key: ({ key }) => key,
    by: { case: (row) => row.case },
  }),
  deskTokens: new Table<TokenRow, 'card'>({
    name: 'desk_token',
    key: ({ hash }) => hash,
    by: { card: ({ card }) => card },
  }),
  deskActs: new Table<ActRow>({ name: 'desk_act', key: byId, by: {} }),
});

export type Tables = ReturnType<typeof newTables>;

/** What a reader sees, and a transaction of its own changes too. */
export type View = {
  readonly [Name in keyof Tables]: Tables[Name] extends Table<infer Row, infer Index> ? Rows<Row, Index> : Events;
};

export const draftsOf = (tables: Tables) => ({
  persons: tables.persons.draft(),
  engagements: tables.engagements.draft(),
  accounts: tables.accounts.draft(),
  reconcile: tables.reconcile.draft(),
  records: tables.records.draft(),
  grants: tables.grants.draft(),
  exclusions: tables.exclusions.draft(),
  events: tables.events.draft(),
  streams: tables.streams.draft(),
  personal: tables.personal.draft(),
  cases: tables.cases.draft(),
  parties: tables.parties.draft(),
  exceptions: tables.exceptions.draft(),
  policies: tables.policies.draft(),
  groups: tables.groups.draft(),
  changeSets: tables.changeSets.draft(),
  changeSetItems: tables.changeSetItems.draft(),
  adoptions: tables.adoptions.draft(),
  adoptionItems: tables.adoptionItems.draft(),
  meters: tables.meters.draft(),
  deliveries: tables.deliveries.draft(),
  controls: tables.controls.draft(),
  uses: tables.uses.draft(),
  ownOptions: tables.ownOptions.draft(),
  raised: tables.raised.draft(),
  deskCards: tables.deskCards.draft(),
  deskTokens: tables.deskTokens.draft(),
  deskActs: tables.deskActs.draft(),
});

export type Drafts = ReturnType<typeof draftsOf>;
