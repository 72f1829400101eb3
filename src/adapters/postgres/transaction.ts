/**
 * One transaction: at most one person and one case, locked in that order, and everything that follows from the
 * decision. Jobs are collected and written at the end, one statement a lane.
 */
import type { CompiledQuery, DatabaseConnection, Kysely } from 'kysely';
import type { StreamId } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { canonical } from '../../core/shared/canonical.ts';
import type { AccountId, ConnectionId, NaturalKey, PersonId } from '../../core/shared/ids.ts';
import { type Instant, instantOf } from '../../core/shared/instant.ts';
import type { Job, Lane } from '../../ports/engine.ts';
import type { First, ReconcileRow, Tx } from '../../ports/store.ts';
import * as activity from './activity.ts';
import * as adoptions from './adoptions.ts';
import { type Ahead, askAhead } from './ahead.ts';
import * as cases from './cases.ts';
import { chain, type Head } from './chain.ts';
import * as changeSets from './changeSets.ts';
import type { ClockReading } from './clockReading.ts';
import { type Database, on, Recorder } from './database.ts';
import * as desk from './desk.ts';
import { plain } from './dialect.ts';
import { erasePersonalText } from './erasing.ts';
import * as events from './events.ts';
import * as exceptions from './exceptions.ts';
import { isUntouched } from './finding.ts';
import * as groups from './groups.ts';
import type { Sender } from './lanes.ts';
import * as ledger from './ledger.ts';
import { LockOrder } from './lockOrder.ts';
import * as options from './ownOptions.ts';
import { type PolicyShelf, putPolicyInForce } from './policies.ts';
import * as raised from './raised.ts';
import * as reconcile from './reconcileRows.ts';
import { saveParties } from './requestParties.ts';
import * as small from './small.ts';
import { putWakeUp } from './wakeUps.ts';

/** What every transaction of a store shares. */
export interface Shared {
  readonly sender: Sender;
  readonly policies: PolicyShelf;
  readonly clock: (() => Instant) | undefined;
  readonly reading: ClockReading;
  /** Told after commit, so that a wake-up sooner than the next look is not late. */
  readonly onWakeUp: (at: Instant) => void;
  /** Told after commit: this process's workers need no notification. */
  readonly onJobs: (lanes: readonly Lane[]) => void;
}

export function transact<Result>(
  db: Kysely<unknown>,
  shared: Shared,
  work: (tx: Tx) => Promise<Result>,
  first: First = {},
): Promise<Result> {
  const executor = db.getExecutor();
  return executor.provideConnection(async (connection) => {
    try {
      // One round trip for both; a text without parameters may hold several statements.
      const begun = connection.executeQuery<{ now: Date }>(plain('begin; select now() as now'));
      const ahead = askAhead(on(executor, connection), first);
      const read = (await begun).rows[0]?.now;
      if (read === undefined) throw new Error('the database did not tell the time');
      const now = instantOf(read);
      shared.reading.heard(now);
      const tx = new OpenTransaction(executor, connection, shared, shared.clock?.() ?? now, ahead, first);
      const result = await work(tx.port);
      const wakeUps = await tx.commit();
      for (const at of wakeUps) shared.onWakeUp(at);
      if (tx.lanes.length > 0) shared.onJobs(tx.lanes);
      return result;
    } catch (fault) {
      await connection.executeQuery(plain('rollback')).catch(() => {});
      throw fault;
    }
  });
}

/**
 * Statements that answer nothing are written down and sent together with the next one that does, or with the commit:
 * a decision's many writes cost one or two round trips. What goes wrong with one of them is thrown there.
 */
class OpenTransaction {
  readonly port: Tx;
  readonly #connection: DatabaseConnection;
  readonly #shared: Shared;
  readonly #now: Instant;
  readonly #recorder = new Recorder();
  /** For statements with an answer; only through `#ask`. */
  readonly #answering: Database;
  /** For statements without. */
  readonly #recording: Database;
  readonly #heads = new Map<StreamId, Head>();
  readonly #jobs = new Map<Lane, Map<string, Job>>();
  readonly #wakeUps: { readonly at: Instant; readonly job: Job }[] = [];
  /** Rows locked here: nobody else changes them before the end. */
  readonly #rows = new Map<AccountId, ReconcileRow>();
  readonly #ahead: Ahead;
  /** Answers that may be left alone: what went wrong with them goes wrong with the commit. */
  readonly #loose: Promise<unknown>[] = [];
  /** Locked, taken or not. */
  #person: PersonId | null;
  #case: StreamId | null;

  constructor(
    executor: ReturnType<Database['getExecutor']>,
    connection: DatabaseConnection,
    shared: Shared,
    now: Instant,
    ahead: Ahead,
    first: First,
  ) {
    this.#ahead = ahead;
    this.#person = first.person ?? null;
    this.#case = first.case ?? null;
    this.#connection = connection;
    this.#shared = shared;
    this.#now = now;
    this.#answering = on(executor, connection);
    this.#recording = on(executor, this.#recorder);
    const later = this.#recording;
    const ask = <Answer>(question: (db: Database) => Promise<Answer>) => this.#ask(question);
    this.port = {
      now,
      lockNaturalKey: (key: NaturalKey) =>
        ahead.naturalKey.take(key, () => ask((db) => ledger.lockNaturalKey(db, key))),
      lockPerson: (person) => this.#lockPerson(person),
      ...ledger.peeksOver(ask),
      lockCase: (stream) => this.#lockStream(stream),
      holdCase: (stream) => events.holdStream(later, stream),
      lockSystem: async () => {
        this.#case ??= 'system';
        this.#heads.set('system', await ask((db) => events.lockHead(db, 'system')));
      },
      append: (stream, appended) => {
        // Said at once: nobody may be waiting for the answer.
        const head = this.#heads.get(stream);
        if (head === undefined) throw new Error(`${stream} is not locked in this transaction`);
        const links = chain(head, stream, appended, now);
        // Known before the answer comes: what is appended next goes on from here, whether or not anybody waited.
        this.#heads.set(stream, links.at(-1) ?? head);
        return this.#unawaited(ask((db) => events.appendEvents(db, stream, links, appended, now)));
      },
      putBack: (put) => events.putBack(later, put),
      isUntouched: () => ask((db) => isUntouched(db)),
      saveLedger: async (before, after) => void (await ledger.saveLedger(later, before, after, now)),
      saveCase: (row) => cases.saveCase(later, row),
      saveParties: (of, parties) => saveParties(later, of, parties),
      raiseWanted: (account, next) => {
        this.#forget(account);
        return this.#unawaited(ask((db) => reconcile.raiseWanted(db, account, next, now)));
      },
      setNextChange: (account, next) => {
        this.#forget(account);
        return reconcile.setNextChange(later, account, next);
      },
      lockReconcile: (account) => this.#lockReconcile(account),
      saveReconcile: (row) => {
        if (this.#rows.has(row.account)) this.#rows.set(row.account, { ...row, touchedAt: now });
        return reconcile.saveReconcile(later, row, now);
      },
      raiseException: (row) => exceptions.raiseException(later, row),
      settleException: (id, settlement) => exceptions.settleException(later, id, settlement),
      forgetInDetail: (id, keys) => exceptions.forgetInDetail(later, id, keys),
      endException: (id, at) => exceptions.endException(later, id, at),
      exceptionNow: (id) => ask((db) => exceptions.exceptionNow(db, id)),
      openExceptions: (of) => ask((db) => exceptions.openExceptions(db, of)),
      rememberDeliveries: (ids) => ask((db) => small.rememberDeliveries(db, ids, now)),
      evidenceCursor: (stream) =>
        ahead.evidenceCursor.take(stream, () => ask((db) => events.evidenceCursor(db, stream))),
      moveEvidenceCursor: (stream, seq) => events.moveEvidenceCursor(later, stream, seq),
      policyInForce: () => ask((db) => shared.policies.inForce(db)),
      putPolicyInForce: (policy, by) => putPolicyInForce(later, policy, by, now),
      saveGroups: (connectionId: ConnectionId, listed, at) => groups.saveGroups(later, connectionId, listed, at),
      saveChangeSet: (row) => changeSets.saveChangeSet(later, row),
      lockChangeSet: (id) => ask((db) => changeSets.lockChangeSet(db, id)),
      saveChangeSetItems: (id, items) => changeSets.saveChangeSetItems(later, id, items),
      markItem: (id, person, state) => ask((db) => changeSets.markItem(db, id, person, state)),
      saveAdoption: (row) => adoptions.saveAdoption(later, row),
      lockAdoption: (id) => ask((db) => adoptions.lockAdoption(db, id)),
      saveAdoptionItems: (id, items) => adoptions.saveItems(later, id, items),
      markAdoptionItem: (id, account, mark) => ask((db) => adoptions.markItem(db, id, account, mark)),
      lockRaised: (key) => ask((db) => raised.lockRaised(db, key)),
      saveRaised: (row) => raised.saveRaised(later, row),
      lockDeskCard: (key) => ask((db) => desk.lockDeskCard(db, key)),
      saveDeskCard: (row) => desk.saveDeskCard(later, row),
      addDeskToken: (row) => desk.addDeskToken(later, row, now),
      spendDeskToken: (hash) => ask((db) => desk.spendDeskToken(db, hash, now)),
      saveDeskActs: (acts) => desk.saveDeskActs(later, acts, now),
      takeDeskAct: (id) => ask((db) => desk.takeDeskAct(db, id)),
      bookMeters: (meters) => ask((db) => small.bookMeters(db, meters, now)),
      // What is stored under a key has the type its writer gave it; only the reader can know it.
      getControl: <Value>(key: string) =>
        ahead.control.take(key, () => ask((db) => small.getControl<unknown>(db, key))) as Promise<Value | null>,
      lockControl: <Value>(key: string) => ask((db) => small.lockControl<Value>(db, key)),
      setControl: (key, value) => small.setControl(later, key, value),
      noteUses: (connection, uses) => activity.noteUses(later, connection, uses),
      forgetUses: (before) => ask((db) => activity.forgetUses(db, before)),
      erasePersonalText: (person) => ask((db) => erasePersonalText(db, person, now)),
      saveOwnOptions: (own) => options.saveOwnOptions(later, own),
      dropOwnOptions: (rows) => options.dropOwnOptions(later, rows),
      send: async (job, when) => this.#send(job, when?.startAfter),
    };
  }

  /** With jobs that are to be done now. */
  get lanes(): readonly Lane[] {
    return [...this.#jobs.keys()];
  }

  /** Everything still to be written, the jobs, and the commit, together; answers when the later jobs are due. */
  async commit(): Promise<readonly Instant[]> {
    for (const { at, job } of this.#wakeUps) await putWakeUp(this.#recording, at, job.lane, { job, tries: 0 });
    for (const [lane, jobs] of this.#jobs) {
      const payloads = [...jobs.values()].map((job) => ({ job, tries: 0 }));
      await this.#shared.sender.send(this.#recording, lane, payloads);
    }
    await inOrder([
      ...this.#loose,
      ...this.#issue(this.#recorder.take()),
      this.#connection.executeQuery(plain('commit')),
    ]);
    return this.#wakeUps.map(({ at }) => at);
  }

  #unawaited<Answer>(answer: Promise<Answer>): Promise<Answer> {
    answer.catch(() => {});
    this.#loose.push(answer);
    return answer;
  }

  async #ask<Answer>(question: (db: Database) => Promise<Answer>): Promise<Answer> {
    const earlier = [...Object.values(this.#ahead).flatMap(({ asked }) => asked), ...this.#loose];
    const written = this.#issue(this.#recorder.take());
    const answer = question(this.#answering);
    try {
      await inOrder([...written, answer]);
    } catch (fault) {
      // What was asked before and not waited for may be the cause; only the cause says whether to try again.
      await inOrder(earlier);
      throw fault;
    }
    return answer;
  }

  /** Given to the driver at once and in this order; it sends what is given in one go. */
  #issue(queries: readonly CompiledQuery[]): readonly Promise<unknown>[] {
    return queries.map((query) => this.#connection.executeQuery(query));
  }

  async #lockPerson(person: PersonId): Promise<PersonLedger> {
    if (this.#person !== null && this.#person !== person) throw new LockOrder('a second person');
    if (this.#person === null && this.#case !== null && this.#case !== 'system')
      throw new LockOrder('a person after a case');
    this.#person = person;
    return this.#ahead.person.take(person, () => this.#ask((db) => ledger.lockPerson(db, person)));
  }

  async #lockStream(stream: StreamId) {
    // The system stream is everybody's; it comes last and is held shortly.
    if (stream !== 'system' && this.#case !== null && this.#case !== stream)
      throw new LockOrder('a second case, or a case after `system`');
    this.#case ??= stream;
    const locked = await this.#ahead.stream.take(stream, () => this.#ask((db) => events.lockStream(db, stream)));
    this.#heads.set(stream, locked.head);
    return locked.events;
  }

  async #lockReconcile(account: AccountId): Promise<ReconcileRow> {
    const known = this.#rows.get(account);
    if (known !== undefined) return known;
    const row = await this.#ahead.account.take(account, () => this.#ask((db) => reconcile.lockReconcile(db, account)));
    this.#rows.set(account, row);
    return row;
  }

  #forget(account: AccountId) {
    this.#rows.delete(account);
    this.#ahead.account.drop();
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

/** Waits for all and throws the first one's fault: the later ones only fail because of it. */
async function inOrder(promises: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(promises)) if (outcome.status === 'rejected') throw outcome.reason;
}
