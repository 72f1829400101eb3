/** The store: transactions, tried again when they got in each other's way, and reading without locks. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { sql } from 'kysely';
import { type Instant, instantOf } from '../../core/shared/instant.ts';
import type { Reader, Store, Tx } from '../../ports/store.ts';
import * as activity from './activity.ts';
import * as adoptions from './adoptions.ts';
import * as cases from './cases.ts';
import * as changeSets from './changeSets.ts';
import { type Databases, inUse } from './databases.ts';
import * as desk from './desk.ts';
import * as events from './events.ts';
import * as exceptions from './exceptions.ts';
import * as finding from './finding.ts';
import * as groups from './groups.ts';
import * as ledger from './ledger.ts';
import * as options from './ownOptions.ts';
import { policyBy } from './policies.ts';
import * as raised from './raised.ts';
import { readTogether } from './readTogether.ts';
import * as reconcile from './reconcileRows.ts';
import { casesAsking, openRequestsBy, requestsAsking, requestsBy } from './requestParties.ts';
import { sealBook } from './seals.ts';
import * as small from './small.ts';
import { sweepStage } from './sweeps.ts';
import { type Shared, transact } from './transaction.ts';

const RETRIES = 3;
/** serialization_failure, deadlock_detected */
const COLLISIONS: ReadonlySet<unknown> = new Set(['40001', '40P01']);

/** Set while a transaction's work runs, whoever it calls. */
const underWay = new AsyncLocalStorage<true>();
export const besideNothing = () => {
  if (underWay.getStore() === true) throw new ReadBesideTransaction();
};

/** On one connection it would wait for its own transaction for ever; on several it would see what that has not changed yet. */
export class ReadBesideTransaction extends Error {
  constructor() {
    super('the store was read beside a transaction that is under way; read before it, or through it');
    this.name = 'ReadBesideTransaction';
  }
}

export function storeOver(databases: Databases, shared: Shared, close: () => Promise<void>): Store {
  return {
    read: readerOver(databases, shared),
    sweeps: sweepStage(() => inUse(databases)),
    seals: sealBook(databases, shared),
    close,
    transaction: async (work, first) => {
      await shared.sender.ready();
      return triedAgain(work, (underWayToo) => transact(inUse(databases), shared, underWayToo, first));
    },
  };
}

/** Three times, when it collided with another; nobody reads the store beside it. */
export async function triedAgain<Result>(
  work: (tx: Tx) => Promise<Result>,
  once: (work: (tx: Tx) => Promise<Result>) => Promise<Result>,
): Promise<Result> {
  for (let retries = 0; ; retries++) {
    try {
      return await once((tx) => underWay.run(true, () => work(tx)));
    } catch (fault) {
      if (retries >= RETRIES || !isCollision(fault)) throw fault;
    }
  }
}

function isCollision(fault: unknown): boolean {
  return fault instanceof Error && (('code' in fault && COLLISIONS.has(fault.code)) || isCollision(fault.cause));
}

export async function readClock(databases: Databases, shared: Shared): Promise<Instant> {
  if (shared.clock !== undefined) return shared.clock();
  const read = shared.reading.now();
  if (read !== null) return read;
  const { rows } = await sql<{ now: Date }>`select now() as now`.execute(inUse(databases));
  const now = rows[0]?.now;
  if (now === undefined) throw new Error('the database did not tell the time');
  shared.reading.heard(instantOf(now));
  return instantOf(now);
}

function readerOver(databases: Databases, shared: Shared): Reader {
  const main = readTogether(databases.main);
  const urgent = readTogether(databases.urgent);
  const db = () => {
    besideNothing();
    return inUse(databases) === databases.urgent ? urgent : main;
  };
  const now = () => readClock(databases, shared);
  return {
    now,
    person: (person) => ledger.readPerson(db(), person),
    findPersons: (text) => finding.findPersons(db(), text),
    findFormer: (mail) => finding.findFormer(db(), mail),
    allPersons: () => finding.allPersons(db()),
    personsPage: (limit, after) => finding.personsPage(db(), limit, after ?? ''),
    grantsPage: (page) => ledger.grantsPage(db(), page),
    workforce: async () => finding.workforce(db(), await now()),
    personOfAccount: (account) => finding.personOfAccount(db(), account),
    accountsWith: (connection, accounts) => activity.accountsWith(db(), connection, accounts),
    lastUses: (connection, account) => activity.lastUses(db(), connection, account ?? null),
    loginTaken: (connection, login) => finding.loginTaken(db(), connection, login),
    stream: (stream, afterSeq = 0) => events.readStream(db(), stream, afterSeq),
    eventsAbout: (person) => events.eventsAbout(db(), person),
    streams: () => finding.streams(db()),
    latestTime: (among) => events.latestTime(db(), among),
    streamsWith: (types) => finding.streamsWith(db(), types),
    appLooks: (since) => finding.appLooks(db(), since),
    unsentNotices: (since) => finding.unsentNotices(db(), since),
    rawStream: (stream, afterSeq = 0) => events.readRaw(db(), stream, afterSeq),
    evidenceCursor: (stream) => events.evidenceCursor(db(), stream),
    evidenceStanding: (stream) => events.evidenceStanding(db(), stream),
    case: (id) => cases.caseById(db(), id),
    caseByKey: (issueKey) => cases.caseByKey(db(), issueKey),
    caseHeads: (person) => cases.caseHeads(db(), person),
    cases: (filter) => cases.cases(db(), filter),
    requestsBy: (person, limit) => requestsBy(db(), person, limit),
    openRequestsBy: (person) => openRequestsBy(db(), person),
    requestsAsking: (mails) => requestsAsking(db(), mails),
    casesAsking: () => casesAsking(db()),
    filedCasesPage: (page) => cases.filedCasesPage(db(), page),
    casesPage: (page) => cases.casesPage(db(), page),
    reconcileRow: (account) => reconcile.readReconcile(db(), account),
    exceptions: (filter) => exceptions.exceptions(db(), filter),
    exception: (id) => exceptions.exceptionById(db(), id),
    policyInForce: () => shared.policies.inForce(db()),
    policyBy: (version) => policyBy(db(), version),
    groups: (connection) => groups.groups(db(), connection ?? null),
    changeSet: (id) => changeSets.changeSet(db(), id),
    changeSetsToTell: () => changeSets.changeSetsToTell(db()),
    changeSetsSince: (since) => changeSets.changeSetsSince(db(), since),
    changeSetFamily: (root) => changeSets.changeSetFamily(db(), root),
    changeSetItems: (id) => changeSets.changeSetItems(db(), id),
    changeSets: (state) => changeSets.changeSets(db(), state ?? null),
    adoption: (id) => adoptions.adoptionById(db(), id),
    adoptions: (state) => adoptions.adoptions(db(), state ?? null),
    adoptionItems: (id) => adoptions.itemsOf(db(), id),
    adoptionItem: (id, account) => adoptions.itemOf(db(), id, account),
    raised: (key) => raised.raisedByKey(db(), key),
    raisedAs: (issue) => raised.raisedAs(db(), issue),
    unfiledRequests: () => raised.unfiled(db()),
    unfiledAbout: (person) => raised.unfiledAbout(db(), person),
    deskCards: (of) => desk.deskCards(db(), of),
    deskToken: (hash) => desk.deskToken(db(), hash),
    deskAct: (id) => desk.deskAct(db(), id),
    deskTroubles: () => desk.deskTroubles(db()),
    deskWork: (before) => desk.deskWork(db(), before),
    getControl: (key) => small.getControl(db(), key),
    ownOptions: () => options.ownOptions(db()),
    askedInVain: (since) => options.askedInVain(db(), since),
    dueAccounts: async (limit, among = {}) => reconcile.dueAccounts(db(), await now(), limit, among),
    nearestChange: async () => reconcile.nearestChange(db(), await now()),
    heldBackAccounts: (limit) => reconcile.heldBackAccounts(db(), limit),
    unsettledAccounts: async (idle, limit) => reconcile.unsettledAccounts(db(), await now(), idle, limit),
    putOffAccounts: async (after, limit) => reconcile.putOffAccounts(db(), await now(), after, limit),
    overdueLeavers: async (since, limit) => reconcile.overdueLeavers(db(), await now(), since, limit),
    peopleWithEnds: (after, until) => ledger.peopleWithEnds(db(), after, until),
    peopleWithLeaves: (after, until) => ledger.peopleWithLeaves(db(), after, until),
    grantsInReview: async () => ledger.grantsInReview(db(), await now()),
    unwrittenStreams: async (idle, limit) => finding.unwrittenStreams(db(), await now(), idle, limit),
  };
}
