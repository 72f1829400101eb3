/** Reading what is committed, without locks; never beside a transaction that is under way. */
import { besideNothing } from '../../../src/adapters/postgres/store.ts';
import { type Instant, plus } from '../../../src/core/shared/instant.ts';
import { LONGEST_WAIT } from '../../../src/core/shared/putOff.ts';
import type { Reader } from '../../../src/ports/store.ts';
import * as cases from './cases.ts';
import * as desk from './desk.ts';
import * as evidence from './evidence.ts';
import type { Jobs } from './jobs.ts';
import * as ledger from './ledgerRows.ts';
import { ordered } from './order.ts';
import * as reconcile from './reconcileRows.ts';
import * as sets from './sets.ts';
import * as small from './small.ts';
import type { Pause } from './statements.ts';
import type { View } from './tables.ts';

export interface ReadFrom {
  readonly view: View;
  readonly jobs: Jobs;
  readonly now: () => Instant;
  readonly pause: Pause;
}

export function readerOver({ view, jobs, now, pause }: ReadFrom): Reader {
  const read = async <Answer>(look: () => Answer): Promise<Answer> => {
    besideNothing();
    const wait = pause('read');
    if (wait !== null) await wait;
    return look();
  };
  return {
    now: async () => now(),
    person: (person) => read(() => ledger.readPerson(view, person)),
    findPersons: (text) => read(() => ledger.findPersons(view, text)),
    findFormer: (mail) => read(() => ledger.findFormer(view, mail)),
    allPersons: () => each(() => read(() => ledger.personsPage(view, Number.POSITIVE_INFINITY, ''))),
    personsPage: (limit, after) => read(() => ledger.personsPage(view, limit, after ?? '')),
    grantsPage: (page) => read(() => ledger.grantsPage(view, page)),
    workforce: () => read(() => ledger.workforce(view, now())),
    personOfAccount: (account) => read(() => view.accounts.get(account)?.person ?? null),
    accountsWith: (connection, accounts) => read(() => ledger.accountsWith(view, connection, accounts)),
    lastUses: (connection, account) => read(() => small.lastUses(view, connection, account ?? null)),
    loginTaken: (connection, login) => read(() => ledger.loginTaken(view, connection, login)),
    stream: (stream, afterSeq) => read(() => evidence.readStream(view, stream, afterSeq)),
    eventsAbout: (person) => read(() => evidence.eventsAbout(view, person)),
    streams: () => each(() => read(() => ordered(view.streams.all(), ({ id }) => id).map(({ id }) => id))),
    latestTime: (among) => read(() => evidence.latestTime(view, among)),
    streamsWith: (types) => read(() => evidence.streamsWith(view, types)),
    appLooks: (since) => read(() => evidence.appLooks(view, since)),
    unsentNotices: (since) => read(() => evidence.unsentNotices(view, since)),
    rawStream: (stream, afterSeq) => read(() => evidence.readRaw(view, stream, afterSeq)),
    evidenceCursor: (stream) => read(() => evidence.evidenceCursor(view, stream)),
    evidenceStanding: (stream) => read(() => evidence.evidenceStanding(view, stream)),
    case: (id) => read(() => view.cases.get(id) ?? null),
    caseByKey: (issueKey) => read(() => cases.caseByKey(view, issueKey)),
    caseHeads: (person) => read(() => cases.caseHeads(view, person)),
    cases: (filter) => read(() => cases.cases(view, filter)),
    requestsBy: (person, limit) => read(() => cases.requestsBy(view, person, limit)),
    openRequestsBy: (person) => read(() => cases.openRequestsBy(view, person)),
    requestsAsking: (mails) => read(() => cases.requestsAsking(view, mails)),
    casesAsking: () => read(() => cases.casesAsking(view)),
    filedCasesPage: (page) => read(() => cases.filedCasesPage(view, page)),
    casesPage: (page) => read(() => cases.casesPage(view, page)),
    reconcileRow: (account) => read(() => view.reconcile.get(account) ?? null),
    exceptions: (filter) => read(() => cases.exceptions(view, filter)),
    exception: (id) => read(() => view.exceptions.get(id) ?? null),
    policyInForce: () => read(() => small.policyInForce(view)),
    policyBy: (version) => read(() => small.policyBy(view, version)),
    groups: (connection) => read(() => small.groups(view, connection ?? null)),
    changeSet: (id) =>
      read(() => {
        const row = view.changeSets.get(id);
        return row === undefined ? null : { row, items: sets.changeSetItems(view, id) };
      }),
    changeSetsToTell: () => read(() => sets.changeSetsToTell(view)),
    changeSetsSince: (since) => read(() => sets.changeSetsSince(view, since)),
    changeSetFamily: (root) => read(() => sets.changeSetFamily(view, root)),
    changeSetItems: (id) => read(() => sets.changeSetItems(view, id)),
    changeSets: (state) => read(() => sets.changeSets(view, state ?? null)),
    adoption: (id) => read(() => view.adoptions.get(id) ?? null),
    adoptions: (state) => read(() => sets.adoptions(view, state ?? null)),
    adoptionItems: (id) => read(() => sets.adoptionItems(view, id)),
    adoptionItem: (id, account) => read(() => sets.adoptionItem(view, id, account)),
    raised: (key) => read(() => view.raised.get(key) ?? null),
    raisedAs: (issue) => read(() => view.raised.find('issue_id', issue)[0] ?? null),
    unfiledRequests: () => read(() => asRaised(view.raised.find('unfiled', 'unfiled'))),
    unfiledAbout: (person) =>
      read(() =>
        asRaised(
          view.raised
            .find('person', person)
            .filter(({ issue, droppedAt }) => issue === null && droppedAt === undefined),
        ),
      ),
    deskCards: (of) => read(() => desk.deskCards(view, of)),
    deskToken: (hash) => read(() => desk.deskToken(view, hash)),
    deskAct: (id) => read(() => view.deskActs.get(id)?.act ?? null),
    deskTroubles: () => read(() => desk.deskTroubles(view)),
    deskWork: (before) => read(() => desk.deskWork(view, before)),
    getControl: (key) => read(() => small.getControl(view, key)),
    ownOptions: () => read(() => ordered(view.ownOptions.all(), ({ row }) => row)),
    askedInVain: (since) => read(() => small.askedInVain(view, since)),
    dueAccounts: (limit, among = {}) => read(() => reconcile.dueAccounts(view, now(), limit, among)),
    nearestChange: () => read(() => reconcile.nearestChange(view, now())),
    heldBackAccounts: (limit) => read(() => reconcile.heldBackAccounts(view, limit)),
    unsettledAccounts: (idle, limit) => read(() => reconcile.unsettledAccounts(view, now(), idle, limit)),
    putOffAccounts: (after, limit) => read(() => reconcile.putOffAccounts(view, now(), after, limit)),
    overdueLeavers: (since, limit) => read(() => reconcile.overdueLeavers(view, now(), since, limit)),
    peopleWithEnds: (after, until) => read(() => ledger.peopleWithEnds(view, after, until)),
    peopleWithLeaves: (after, until) => read(() => ledger.peopleWithLeaves(view, after, until)),
    grantsInReview: () => read(() => ledger.grantsInReview(view, now())),
    unwrittenStreams: (idle, limit) =>
      read(() =>
        evidence.unwrittenStreams(view, (job) => jobs.isInHand(job, plus(now(), LONGEST_WAIT)), {
          now: now(),
          idle,
          limit,
        }),
      ),
  };
}

async function* each<Value>(list: () => Promise<readonly Value[]>): AsyncIterable<Value> {
  yield* await list();
}

const asRaised = <Row extends { readonly raisedAt: Instant; readonly key: string }>(rows: readonly Row[]) =>
  ordered(
    rows,
    ({ raisedAt }) => raisedAt,
    ({ key }) => key,
  );
