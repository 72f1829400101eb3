/** What the invariants of a history are said about: everything that was done and said, with how it stood when it was sent. */
import type { PersonLedger } from '../../../src/core/grant/index.ts';
import { emptyLedger } from '../../../src/core/grant/index.ts';
import type { AccountId, GroupId, PersonId, ProviderAccountId } from '../../../src/core/shared/ids.ts';
import { accountId } from '../../../src/core/shared/ids.ts';
import { type Instant, instantOf } from '../../../src/core/shared/instant.ts';
import type { ReconcileRow } from '../../../src/ports/store.ts';
import type { History } from './history.ts';
import type { Entry, State } from './okta.ts';
import type { SentCall } from './trace.ts';

/** One of our own writes that was carried out, and what Tenure knew when it was sent. */
export interface OwnWrite extends Entry {
  readonly sent: SentCall;
  /** What the store's clock showed when it was sent. */
  readonly clock: Instant;
  readonly account: ProviderAccountId;
  readonly of: AccountId;
  readonly person: PersonId | null;
  readonly ledger: PersonLedger;
  readonly row: ReconcileRow | null;
  /** When the lease was taken it was sent under. */
  readonly takenAt: number;
  /** The ledgers there were from the taking of the lease to the sending, the first of them first. */
  readonly during: readonly PersonLedger[];
}

export class Facts {
  readonly history: History;
  readonly writes: readonly OwnWrite[];
  private readonly ledgers = new Map<PersonId, { readonly commit: number; readonly ledger: PersonLedger }[]>();
  private readonly rows = new Map<AccountId, { readonly commit: number; readonly row: ReconcileRow }[]>();
  private readonly owners = new Map<AccountId, PersonId>();
  /** By the ledger: what we have not made bears no mark of ours. */
  private readonly adopted = new Map<ProviderAccountId, AccountId>();

  constructor(history: History) {
    this.history = history;
    for (const [commit, { ledgers, rows }] of history.trace.commits.entries()) {
      for (const ledger of ledgers) {
        if (ledger.person === null) continue;
        push(this.ledgers, ledger.person.id, { commit, ledger });
        for (const { id, providerId } of ledger.accounts) {
          this.owners.set(id, ledger.person.id);
          if (providerId !== null) this.adopted.set(providerId, id);
        }
      }
      for (const row of rows) push(this.rows, row.account, { commit, row });
    }
    this.writes = history.okta.log.flatMap((entry) => {
      const sent = entry.call === null ? undefined : history.trace.calls[entry.call];
      return entry.hand === 'tenure' && sent !== undefined ? [this.known(entry, sent)] : [];
    });
  }

  /** Ours, by the mark inside it or by what the ledger says. */
  accountOf(id: ProviderAccountId): AccountId | null {
    const mark = this.history.okta.accounts.get(id)?.mark;
    return mark == null ? (this.adopted.get(id) ?? null) : accountId(mark.slice('tenure:'.length));
  }

  providerIdOf(account: AccountId): ProviderAccountId | null {
    return [...this.history.okta.accounts.keys()].find((id) => this.accountOf(id) === account) ?? null;
  }

  personOf(account: AccountId): PersonId | null {
    return this.owners.get(account) ?? null;
  }

  get people(): readonly PersonId[] {
    return [...this.ledgers.keys()];
  }

  /** After that many commits. */
  ledgerAfter(person: PersonId | null, commits: number): PersonLedger {
    const all = person === null ? [] : (this.ledgers.get(person) ?? []);
    return all.findLast(({ commit }) => commit < commits)?.ledger ?? emptyLedger;
  }

  /** Whether the account was in the group at some moment between the two. */
  wasIn(id: ProviderAccountId, group: GroupId, from: number, until: number, isIn: boolean): boolean {
    const moves = this.history.okta.log.filter((one) => one.account === id && one.group === group);
    const before = moves.findLast(({ at }) => at < from);
    if ((before?.op === 'add') === isIn) return true;
    return moves.some(({ at, op }) => from <= at && at <= until && (op === 'add') === isIn);
  }

  /** Whether the account was in this state at some moment between the two. */
  wasState(id: ProviderAccountId, state: State, from: number, until: number): boolean {
    const history = this.history.okta.states.filter(({ account }) => account === id);
    const before = history.findLast(({ at }) => at < from);
    return before?.state === state || history.some((one) => from <= one.at && one.at <= until && one.state === state);
  }

  private known(entry: Entry, sent: SentCall): OwnWrite {
    const of = this.accountOf(entry.account) ?? accountId(entry.account);
    const person = this.personOf(of);
    const row = this.rows.get(of)?.findLast(({ commit }) => commit < sent.afterCommits)?.row ?? null;
    const taken = this.rows.get(of)?.find((one) => one.row.leaseEpoch === row?.leaseEpoch)?.commit ?? 0;
    const versions = person === null ? [] : (this.ledgers.get(person) ?? []);
    const within = versions.filter(({ commit }) => taken < commit && commit < sent.afterCommits);
    const during = [this.ledgerAfter(person, taken), ...within.map(({ ledger }) => ledger)];
    const takenAt = row === null ? sent.at : (this.history.trace.commits[taken]?.at ?? sent.at);
    const ledger = this.ledgerAfter(person, sent.afterCommits);
    return {
      ...entry,
      sent,
      clock: instant(this.history.clock.shownAt(sent.at)),
      of,
      person,
      row,
      during,
      takenAt,
      ledger,
    };
  }
}

export const instant = (epoch: number): Instant => instantOf(new Date(epoch));

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
