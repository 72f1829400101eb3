/**
 * One transaction: at most one person and one case, locked in that order, and everything that follows from the
 * decision. Jobs are collected and written at the end, one statement a lane.
 */
import { type Kysely, sql } from 'kysely';
import type { StreamId, TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/ledger.ts';
import { canonical } from '../../core/shared/canonical.ts';
import type { ConnectionId, NaturalKey, PersonId } from '../../core/shared/ids.ts';
import { type Instant, instantOf } from '../../core/shared/instant.ts';
import type { Job, Lane } from '../../ports/engine.ts';
import type { Tx } from '../../ports/store.ts';
import * as cases from './cases.ts';
import type { Head } from './chain.ts';
import * as changeSets from './changeSets.ts';
import * as events from './events.ts';
import * as exceptions from './exceptions.ts';
import * as groups from './groups.ts';
import type { Sender } from './lanes.ts';
import * as ledger from './ledger.ts';
import { type PolicyShelf, putPolicyInForce } from './policies.ts';
import * as reconcile from './reconcileRows.ts';
import * as small from './small.ts';
import { putWakeUp } from './wakeUps.ts';

/** What every transaction of a store shares. */
export interface Shared {
  readonly sender: Sender;
  readonly policies: PolicyShelf;
  readonly clock: (() => Instant) | undefined;
  /** Told after commit, so that a wake-up sooner than the next look is not late. */
  readonly onWakeUp: (at: Instant) => void;
}

export async function transact<Result>(
  db: Kysely<unknown>,
  shared: Shared,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return db.connection().execute(async (connection) => {
    // One round trip for both; a text without parameters may hold several statements.
    const { rows } = await sql.raw<{ now: Date }>('begin; select now() as now').execute(connection);
    try {
      const read = rows[0]?.now;
      if (read === undefined) throw new Error('the database did not tell the time');
      const tx = new OpenTransaction(connection, shared, shared.clock?.() ?? instantOf(read));
      const result = await work(tx.port);
      const wakeUps = await tx.finish();
      await sql.raw('commit').execute(connection);
      for (const at of wakeUps) shared.onWakeUp(at);
      return result;
    } catch (fault) {
      await sql
        .raw('rollback')
        .execute(connection)
        .catch(() => {});
      throw fault;
    }
  });
}

class OpenTransaction {
  readonly port: Tx;
  readonly #db: Kysely<unknown>;
  readonly #shared: Shared;
  readonly #now: Instant;
  readonly #heads = new Map<StreamId, Head>();
  readonly #jobs = new Map<Lane, Map<string, Job>>();
  readonly #wakeUps: { readonly at: Instant; readonly job: Job }[] = [];
  #person: PersonId | null = null;

  constructor(db: Kysely<unknown>, shared: Shared, now: Instant) {
    this.#db = db;
    this.#shared = shared;
    this.#now = now;
    this.port = {
      now,
      lockNaturalKey: (key: NaturalKey) => ledger.lockNaturalKey(db, key),
      lockPerson: (person) => this.#lockPerson(person),
      lockCase: (stream) => this.#lockStream(stream),
      append: (stream, appended) => this.#append(stream, appended),
      saveLedger: async (before: PersonLedger, after: PersonLedger) => {
        await ledger.saveLedger(db, before, after, now);
      },
      saveCase: (row) => cases.saveCase(db, row),
      raiseWanted: (account, next) => reconcile.raiseWanted(db, account, next, now),
      setNextChange: (account, next) => reconcile.setNextChange(db, account, next),
      lockReconcile: (account) => reconcile.lockReconcile(db, account),
      saveReconcile: (row) => reconcile.saveReconcile(db, row, now),
      raiseException: (row) => exceptions.raiseException(db, row),
      settleException: (id, settlement) => exceptions.settleException(db, id, settlement),
      openExceptions: (of) => exceptions.openExceptions(db, of),
      rememberDelivery: (id) => small.rememberDelivery(db, id, now),
      evidenceCursor: (stream) => events.evidenceCursor(db, stream),
      moveEvidenceCursor: (stream, seq) => events.moveEvidenceCursor(db, stream, seq),
      policyInForce: () => shared.policies.inForce(db),
      putPolicyInForce: (policy, by) => putPolicyInForce(db, policy, by, now),
      saveGroups: (connection: ConnectionId, listed, at) => groups.saveGroups(db, connection, listed, at),
      saveChangeSet: (row) => changeSets.saveChangeSet(db, row),
      lockChangeSet: (id) => changeSets.lockChangeSet(db, id),
      saveChangeSetItems: (id, items) => changeSets.saveChangeSetItems(db, id, items),
      markItem: (id, person, state) => changeSets.markItem(db, id, person, state),
      bookMeters: (meters) => small.bookMeters(db, meters, now),
      getControl: (key) => small.getControl(db, key),
      setControl: (key, value) => small.setControl(db, key, value),
      erasePersonalText: (person) => events.erasePersonalText(db, person, now),
      send: async (job, options) => this.#send(job, options?.startAfter),
    };
  }

  /** Writes what was collected; answers when the later ones are due. */
  async finish(): Promise<readonly Instant[]> {
    for (const [lane, jobs] of this.#jobs)
      await this.#shared.sender.send(
        this.#db,
        lane,
        [...jobs.values()].map((job) => ({ job, tries: 0 })),
      );
    for (const { at, job } of this.#wakeUps) await putWakeUp(this.#db, at, job.lane, { job, tries: 0 });
    return this.#wakeUps.map(({ at }) => at);
  }

  async #lockPerson(person: PersonId): Promise<PersonLedger> {
    const cased = [...this.#heads.keys()].find((stream) => stream !== 'system');
    if (this.#person !== null && this.#person !== person) throw new LockOrder('a second person');
    if (this.#person === null && cased !== undefined) throw new LockOrder('a person after a case');
    this.#person = person;
    return ledger.lockPerson(this.#db, person);
  }

  async #lockStream(stream: StreamId) {
    const other = [...this.#heads.keys()].find((known) => known !== stream);
    // The system stream is everybody's; it comes last and is held shortly.
    if (other !== undefined && stream !== 'system') throw new LockOrder('a second case, or a case after `system`');
    const locked = await events.lockStream(this.#db, stream);
    this.#heads.set(stream, locked.head);
    return locked.events;
  }

  async #append(stream: StreamId, appended: readonly TenureEvent[]) {
    const head = this.#heads.get(stream);
    if (head === undefined) throw new Error(`${stream} is not locked in this transaction`);
    const recorded = await events.appendEvents(this.#db, stream, head, appended, this.#now);
    const last = recorded.at(-1);
    if (last !== undefined) this.#heads.set(stream, { seq: last.seq, hash: last.hash });
    return recorded;
  }

  #send(job: Job, startAfter: Instant | undefined) {
    if (startAfter !== undefined && startAfter > this.#now) {
      this.#wakeUps.push({ at: startAfter, job });
      return;
    }
    // An alarm said twice in one transaction is one alarm.
    const jobs = this.#jobs.get(job.lane) ?? new Map<string, Job>();
    this.#jobs.set(job.lane, jobs.set(canonical(job), job));
  }
}

/** Two transactions that lock in different orders wait for each other; so the order is not left to care. */
export class LockOrder extends Error {
  constructor(what: string) {
    super(`a transaction holds at most one person and one case, in that order; this one asked for ${what}`);
    this.name = 'LockOrder';
  }
}
