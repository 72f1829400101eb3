/**
 * One transaction of the store in memory: at most one person and one case, locked in that order, as the databases' stores
 * hold it. Its changes are drafts that are put into the tables together, with the jobs, or not at all.
 */
import type { Head } from '../../../src/adapters/postgres/chain.ts';
import { LockOrder } from '../../../src/adapters/postgres/lockOrder.ts';
import { UnknownAccount } from '../../../src/adapters/postgres/reconcileRows.ts';
import type { RecordedEvent, StreamId } from '../../../src/core/evidence/model.ts';
import type { PersonLedger } from '../../../src/core/grant/index.ts';
import { canonical } from '../../../src/core/shared/canonical.ts';
import type { AccountId, PersonId } from '../../../src/core/shared/ids.ts';
import type { Instant } from '../../../src/core/shared/instant.ts';
import type { Job, Lane } from '../../../src/ports/engine.ts';
import type { First, ReconcileRow, Tx } from '../../../src/ports/store.ts';
import * as cases from './cases.ts';
import * as desk from './desk.ts';
import { erasePersonalText } from './erasing.ts';
import * as evidence from './evidence.ts';
import type { Jobs } from './jobs.ts';
import { storable } from './kept.ts';
import * as ledger from './ledgerRows.ts';
import type { Locks } from './locks.ts';
import * as reconcile from './reconcileRows.ts';
import * as sets from './sets.ts';
import * as small from './small.ts';
import { type Pause, Statements } from './statements.ts';
import { type Drafts, draftsOf, type Tables } from './tables.ts';

/** What every transaction of a store shares. */
export interface Shared {
  readonly tables: Tables;
  readonly jobs: Jobs;
  readonly locks: Locks;
  readonly now: () => Instant;
  readonly saltOf?: () => string;
  readonly pause: Pause;
  /** For rows that have no id of their own. */
  readonly freshId: () => number;
  /** Told after commit. */
  readonly onJobs: (lanes: readonly Lane[]) => void;
  readonly onWakeUp: (at: Instant) => void;
}

export async function transact<Result>(
  shared: Shared,
  work: (tx: Tx) => Promise<Result>,
  first: First,
): Promise<Result> {
  const tx = new OpenTransaction(shared, first);
  try {
    const result = await work(tx.port);
    await tx.commit();
    return result;
  } catch (fault) {
    await tx.rollback();
    throw fault;
  }
}

class OpenTransaction {
  readonly port: Tx;
  readonly #shared: Shared;
  readonly #now: Instant;
  readonly #drafts: Drafts;
  readonly #statements: Statements;
  readonly #heads = new Map<StreamId, Head>();
  readonly #jobs = new Map<string, Job>();
  readonly #later: { readonly at: Instant; readonly job: Job }[] = [];
  #person: PersonId | null;
  #case: StreamId | null;

  constructor(shared: Shared, first: First) {
    this.#shared = shared;
    this.#now = shared.now();
    this.#drafts = draftsOf(shared.tables);
    this.#statements = new Statements(shared.locks, shared.pause);
    this.#person = first.person ?? null;
    this.#case = first.case ?? null;
    this.#lockFirst(first);
    this.port = this.#portOf(this.#now, this.#drafts, this.#statements);
  }

  #portOf(now: Instant, drafts: Drafts, statements: Statements): Tx {
    const ask = <Answer>(locks: readonly string[], act: () => Answer) => statements.ask(locks, act);
    const unawaited = <Answer>(locks: readonly string[], act: () => Answer) => statements.unawaited(locks, act);
    const write = (locks: readonly string[], act: () => void) => statements.write(locks, act);
    return {
      now,
      lockNaturalKey: (key) => ask([`key:${key}`], () => drafts.persons.find('natural_key', key)[0]?.id ?? null),
      lockPerson: (person) => this.#lockPerson(person),
      peekPerson: (person) => ask([], () => ledger.readPerson(drafts, person)),
      findPersons: (text) => ask([], () => ledger.findPersons(drafts, text)),
      findFormer: (mail) => ask([], () => ledger.findFormer(drafts, mail)),
      lockCase: (stream) => this.#lockStream(stream),
      holdCase: (stream) => write([streamLock(stream)], () => {}),
      lockSystem: () => this.#lockSystem(),
      append: (stream, events) => {
        // Said at once: nobody may be waiting for the answer.
        const head = this.#heads.get(stream);
        if (head === undefined) throw new Error(`${stream} is not locked in this transaction`);
        return unawaited([streamRow(stream)], () => {
          const { saltOf } = this.#shared;
          const given = {
            stream,
            head: this.#heads.get(stream) ?? head,
            at: now,
            ...(saltOf === undefined ? {} : { saltOf }),
          };
          const recorded = evidence.appendEvents(drafts, given, events);
          this.#heads.set(stream, evidence.headOf(drafts, stream));
          return recorded;
        });
      },
      putBack: (put) =>
        write([...new Set(put.map(({ stream }) => streamRow(stream)))].sort(), () => evidence.putBack(drafts, put)),
      isUntouched: () => ask([], () => ledger.isUntouched(drafts)),
      saveLedger: (before, after) =>
        write(ledger.accountsChanged(before, after).map(accountRow), () =>
          ledger.saveLedger(drafts, before, after, now),
        ),
      saveCase: (row) => write([`case:${row.id}`], () => void drafts.cases.put(row)),
      saveParties: (of, parties) => write([`parties:${of}`], () => cases.saveParties(drafts, of, parties)),

      raiseWanted: (account, next) =>
        unawaited([accountRow(account)], () => reconcile.raiseWanted(drafts, account, next, now)),
      setNextChange: (account, next) =>
        write([accountRow(account)], () => reconcile.setNextChange(drafts, account, next)),
      lockReconcile: (account) => this.#lockReconcile(account),
      saveReconcile: (row) => write([accountRow(row.account)], () => reconcile.saveReconcile(drafts, row, now)),

      raiseException: (row) => write([exceptionRow(row.id)], () => cases.raiseException(drafts, row)),
      settleException: (id, settled) => write([exceptionRow(id)], () => cases.settleException(drafts, id, settled)),
      forgetInDetail: (id, keys) => write([exceptionRow(id)], () => cases.forgetInDetail(drafts, id, keys)),
      endException: (id, at) => write([exceptionRow(id)], () => cases.endException(drafts, id, at)),
      exceptionNow: (id) => ask([exceptionRow(id)], () => drafts.exceptions.get(id) ?? null),
      openExceptions: (of) => ask([], () => cases.openExceptions(drafts, of)),

      rememberDeliveries: (ids) =>
        ask(
          ids.toSorted().map((id) => `delivery:${id}`),
          () => small.rememberDeliveries(drafts, ids),
        ),
      evidenceCursor: (stream) => ask([], () => evidence.evidenceCursor(drafts, stream)),
      moveEvidenceCursor: (stream, seq) =>
        write([streamRow(stream)], () => evidence.moveEvidenceCursor(drafts, stream, seq)),

      policyInForce: () => ask([], () => small.policyInForce(drafts)),
      putPolicyInForce: (policy, { author, approver }) =>
        write([], () => void drafts.policies.put({ id: this.#shared.freshId(), policy, author, approver })),
      saveGroups: (connection, listed) =>
        write([`groups:${connection}`], () => small.saveGroups(drafts, connection, listed)),

      saveChangeSet: (row) => write([changeSetRow(row.id)], () => void drafts.changeSets.put(row)),
      lockChangeSet: (id) => ask([changeSetRow(id)], () => drafts.changeSets.get(id) ?? null),
      saveChangeSetItems: (id, items) =>
        write([`items of ${changeSetRow(id)}`], () => sets.saveChangeSetItems(drafts, id, items)),
      markItem: (id, person, state) =>
        ask([changeSetRow(id), `items of ${changeSetRow(id)}`], () => sets.markItem(drafts, id, person, state)),
      saveAdoption: (row) => write([adoptionRow(row.id)], () => void drafts.adoptions.put(row)),
      lockAdoption: (id) => ask([adoptionRow(id)], () => drafts.adoptions.get(id) ?? null),
      saveAdoptionItems: (id, items) =>
        write([`items of ${adoptionRow(id)}`], () => sets.saveAdoptionItems(drafts, id, items)),
      markAdoptionItem: (id, account, mark) =>
        ask([adoptionRow(id), `items of ${adoptionRow(id)}`], () => sets.markAdoptionItem(drafts, id, account, mark)),

      lockRaised: (key) => ask([`raised:${key}`], () => drafts.raised.get(key) ?? null),
      saveRaised: (row) => write([`raised:${row.key}`], () => void drafts.raised.put(row)),
      lockDeskCard: (key) => ask([`card:${key}`], () => drafts.deskCards.get(key) ?? null),
      saveDeskCard: (row) => write([`card:${row.key}`], () => void drafts.deskCards.put(row)),
      addDeskToken: (row) => write([`button:${row.hash}`], () => desk.addDeskToken(drafts, row)),
      spendDeskToken: (hash) => ask([`button:${hash}`], () => desk.spendDeskToken(drafts, hash, now)),
      saveDeskActs: (acts) =>
        write(
          acts.map(({ id }) => `act:${id}`),
          () => desk.saveDeskActs(drafts, acts, now),
        ),
      takeDeskAct: (id) => ask([`act:${id}`], () => desk.takeDeskAct(drafts, id)),

      bookMeters: (meters) =>
        ask([...new Set(meters.map(({ meter }) => `meter:${meter}`))].sort(), () =>
          small.bookMeters(drafts, meters, { now, freshId: this.#shared.freshId }),
        ),
      // What is stored under a key has the type its writer gave it; only the reader can know it.
      getControl: <Value>(key: string) => ask([], () => small.getControl<Value>(drafts, key)),
      lockControl: <Value>(key: string) => ask([`control:${key}`], () => small.getControl<Value>(drafts, key)),
      setControl: (key, value) => write([`control:${key}`], () => void drafts.controls.put({ key, value })),
      noteUses: (connection, uses) => write(['uses'], () => small.noteUses(drafts, connection, uses)),
      forgetUses: (before) => ask(['uses'], () => small.forgetUses(drafts, before)),
      erasePersonalText: (person) => ask(['uses'], () => erasePersonalText(drafts, person)),
      saveOwnOptions: (own) =>
        write(['options'], () => {
          for (const option of own) drafts.ownOptions.put(option);
        }),
      dropOwnOptions: (rows) =>
        write(['options'], () => {
          for (const row of rows) drafts.ownOptions.drop(row);
        }),
      send: async (job, when) => this.#send(job, when?.startAfter),
    };
  }

  async commit(): Promise<void> {
    await this.#statements.commit(() => {
      const drafts = Object.values(this.#drafts);
      for (const draft of drafts) if ('check' in draft) draft.check();
      for (const draft of drafts) draft.commit();
      const { jobs } = this.#shared;
      for (const { at, job } of this.#later) jobs.sendLater(at, { job, tries: 0 });
      jobs.send([...this.#jobs.values()].map((job) => ({ job, tries: 0 })));
    });
    for (const { at } of this.#later) this.#shared.onWakeUp(at);
    if (this.#jobs.size > 0) this.#shared.onJobs([...new Set([...this.#jobs.values()].map(({ lane }) => lane))]);
  }

  rollback(): Promise<void> {
    return this.#statements.rollback();
  }

  /** In the order of every transaction's locks; whoever asks for them afterwards has them already. */
  #lockFirst({ naturalKey, person, case: of, account, evidenceCursor, control }: First) {
    const locks = [
      ...(naturalKey === undefined ? [] : [`key:${naturalKey}`]),
      ...(person === undefined ? [] : [personLock(person)]),
      ...(of === undefined ? [] : [streamLock(of)]),
      ...(account === undefined ? [] : [accountRow(account)]),
    ];
    if (locks.length === 0 && evidenceCursor === undefined && control === undefined) return;
    void this.#statements.write(locks, () => {
      for (const key of [naturalKey, person, of, account, evidenceCursor, control])
        if (key !== undefined) storable(key);
    });
  }

  async #lockPerson(person: PersonId): Promise<PersonLedger> {
    if (this.#person !== null && this.#person !== person) throw new LockOrder('a second person');
    if (this.#person === null && this.#case !== null && this.#case !== 'system')
      throw new LockOrder('a person after a case');
    this.#person = person;
    return this.#statements.ask([personLock(person)], () => ledger.readPerson(this.#drafts, person));
  }

  async #lockStream(stream: StreamId): Promise<readonly RecordedEvent[]> {
    // The system stream is everybody's; it comes last and is held shortly.
    if (stream !== 'system' && this.#case !== null && this.#case !== stream)
      throw new LockOrder('a second case, or a case after `system`');
    this.#case ??= stream;
    return this.#statements.ask([streamLock(stream)], () => {
      this.#heads.set(stream, evidence.headOf(this.#drafts, stream));
      return evidence.readStream(this.#drafts, stream);
    });
  }

  async #lockSystem(): Promise<void> {
    this.#case ??= 'system';
    await this.#statements.ask([streamLock('system')], () => {
      this.#heads.set('system', evidence.headOf(this.#drafts, 'system'));
    });
  }

  async #lockReconcile(account: AccountId): Promise<ReconcileRow> {
    const row = await this.#statements.ask([accountRow(account)], () => this.#drafts.reconcile.get(account));
    if (row === undefined) throw new UnknownAccount(account);
    return row;
  }

  #send(job: Job, startAfter: Instant | undefined) {
    if (startAfter !== undefined && startAfter > this.#now) this.#later.push({ at: startAfter, job });
    // An alarm said twice in one transaction is one alarm.
    else this.#jobs.set(canonical(job), job);
  }
}

const personLock = (person: PersonId) => `person:${person}`;
const streamLock = (stream: StreamId) => `stream:${stream}`;
const streamRow = (stream: StreamId) => `row of stream:${stream}`;
const accountRow = (account: AccountId) => `account:${account}`;
const exceptionRow = (id: string) => `exception:${id}`;
const changeSetRow = (id: string) => `change set:${id}`;
const adoptionRow = (id: string) => `adoption:${id}`;
