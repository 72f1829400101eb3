/** Everything a store can be asked about the few things there are. What is hashed with a random salt is left out. */

import type { RecordedEvent } from '../../../src/core/evidence/model.ts';
import { BEGINNING, milliseconds } from '../../../src/core/shared/instant.ts';
import type { Engine } from '../../../src/ports/engine.ts';
import type { Store } from '../../../src/ports/store.ts';
import * as the from './things.ts';

const LIMIT = 3;
const HOUR = milliseconds(3_600_000);

export async function allAnswers({ read, sweeps }: Store, engine: Engine): Promise<Readonly<Record<string, unknown>>> {
  const of = async <Answer>(ask: (n: number) => Promise<Answer>) => Promise.all(the.FEW.map(ask));
  return {
    person: await of((n) => read.person(the.personOf(n))),
    found: await of((n) => read.findPersons(the.mail(n))),
    byKey: await of((n) => read.findPersons(`e-${n}`)),
    persons: [await all(read.allPersons()), await read.personsPage(1), await read.personsPage(2, the.personOf(0))],
    workforce: await read.workforce(),
    grants: await of((n) => read.grantsPage({ entitlement: the.roleOf(n), live: the.hour(n * 4), limit: LIMIT })),
    grantsOf: await of((n) => read.grantsPage({ person: the.personOf(n), limit: 1 })),
    owners: await of((n) => read.personOfAccount(the.accountOf(n))),
    accounts: sorted(await read.accountsWith(the.okta, the.FEW.map(the.providerIdOf))),
    uses: [sorted(await read.lastUses(the.okta)), sorted(await read.lastUses(the.okta, the.providerIdOf(1)))],
    taken: await of((n) => read.loginTaken(the.okta, the.mail(n))),
    streams: await of(async (n) => (await read.stream(the.caseOf(n), n)).map(bare)),
    about: await of(async (n) => (await read.eventsAbout(the.personOf(n))).map(bare)),
    ids: [await all(read.streams()), await read.streamsWith(['AppCheckBegun', 'CaseConcerns'])],
    latest: await of((n) => read.latestTime(n)),
    looks: await read.appLooks(the.hour(6)),
    unsent: await read.unsentNotices(the.hour(3)),
    raw: await of(async (n) => (await read.rawStream(the.caseOf(n))).length),
    standing: await of(async (n) => [
      await read.evidenceCursor(the.caseOf(n)),
      await read.evidenceStanding(the.caseOf(n)),
    ]),
    case: await of((n) => read.case(the.caseOf(n))),
    caseByKey: await of((n) => read.caseByKey(`KEY-${n}`)),
    cases: [await read.cases(), await read.cases({ state: 'open' }), await read.cases({ kind: 'access-request' })],
    casesSince: await read.cases({ kind: 'onboarding', updatedSince: the.hour(3) }),
    casesOf: await of((n) => read.cases({ person: the.personOf(n) })),
    // Without the hash: how much of each is erased.
    heads: await of(async (n) =>
      [...(await read.caseHeads(the.personOf(n)))].map(([id, head]) => `${id} ${head.split(' ')[1]}`).sort(),
    ),
    requests: await of((n) => read.requestsBy(the.personOf(n), LIMIT)),
    openRequests: await of((n) => read.openRequestsBy(the.personOf(n))),
    asking: await of((n) => read.requestsAsking([the.mail(n)])),
    askingAnybody: await read.casesAsking(),
    page: await read.casesPage({ kind: 'access-request', limit: 2 }),
    filed: [
      await read.filedCasesPage({ limit: 2, after: null, since: null }),
      await read.filedCasesPage({ limit: LIMIT, after: the.caseOf(1), since: await read.now() }),
    ],
    rows: await of((n) => read.reconcileRow(the.accountOf(n))),
    exceptions: [await read.exceptions(), await read.exceptions({ open: true, kinds: ['login-clash'] })],
    exceptionsOf: await of((n) => read.exceptions({ account: the.accountOf(n), open: n !== 1 })),
    policy: [await read.policyInForce(), ...(await of((n) => read.policyBy(the.version(n))))],
    groups: await read.groups(the.okta),
    sets: [await read.changeSets(), await read.changeSets('held'), await read.changeSetsToTell()],
    setsSince: [await read.changeSetsSince(BEGINNING), await read.changeSetsSince(await read.now())],
    set: await of(async (n) => [await read.changeSet(the.changeSet(n)), await read.changeSetFamily(the.changeSet(n))]),
    adoptions: [await read.adoptions(), await read.adoptions('applying')],
    adoption: await of((n) => read.adoptionItems(the.adoption(n))),
    raised: [await read.unfiledRequests(), ...(await of((n) => read.unfiledAbout(the.personOf(n))))],
    raisedAs: await of((n) => read.raisedAs(String(n))),
    cards: await of((n) => read.deskCards(the.caseOf(n))),
    buttons: await of((n) => read.deskToken(`b${n}0`)),
    desk: [await read.deskTroubles(), await read.deskWork(the.hour(5)), await read.deskAct('act0')],
    controls: await of((n) => read.getControl(`c${n}`)),
    options: [await read.ownOptions(), await read.askedInVain(the.hour(4))],
    due: [await read.dueAccounts(LIMIT), await read.nearestChange()],
    dueAmong: await of((n) =>
      read.dueAccounts(LIMIT, {
        after: { nextChange: the.hour(n * 4), account: the.accountOf(n) },
        doubt: the.hour(n),
      }),
    ),
    unsettled: await read.unsettledAccounts(HOUR, LIMIT),
    putOff: [
      await read.putOffAccounts(null, LIMIT),
      ...(await of((n) => read.putOffAccounts(the.accountOf(n), LIMIT))),
    ],
    leavers: await read.overdueLeavers(HOUR, LIMIT),
    heldBack: await read.heldBackAccounts(LIMIT),
    withEnds: [await read.peopleWithEnds(BEGINNING, the.hour(40)), await read.peopleWithEnds(the.hour(2), the.hour(8))],
    withLeaves: await of((n) => read.peopleWithLeaves(the.hour(n * 3), the.hour(n * 3 + 3))),
    inReview: await read.grantsInReview(),
    unwritten: await read.unwrittenStreams(milliseconds(0), 10),
    backlog: await engine.backlog(),
    free: await engine.notInHand(the.FEW.map((n) => ({ lane: 'evidence', stream: the.caseOf(n) }) as const)),
    swept: await swept(sweeps),
  };
}

async function swept(sweeps: Store['sweeps']) {
  const staging = { sweep: 's', connection: the.okta };
  await sweeps.clear(the.okta);
  await sweeps.stageAccounts(staging, [
    { providerId: the.providerIdOf(1), login: 'one', state: 'active' },
    { providerId: the.providerIdOf(7), login: 'seven', state: 'active' },
  ]);
  await sweeps.stageMembers(staging, the.group(0), [the.providerIdOf(0), the.providerIdOf(1)]);
  const members = (foreign: boolean) =>
    sweeps.memberDifferences(staging, the.group(0), { foreign, after: null, limit: LIMIT });
  return [
    await sweeps.accountDifferences(staging, null, LIMIT),
    await sweeps.accountDifferences(staging, the.providerIdOf(1), LIMIT),
    await members(false),
    await members(true),
    await sweeps.heldIn(the.FEW.map(the.group)),
    await sweeps.heldGroups(the.okta),
    [...(await sweeps.heldAmong(the.okta, the.FEW.map(the.providerIdOf), [the.group(0)]))].sort(),
    await sweeps.ownerOf(the.okta, the.providerIdOf(1)),
    await sweeps.loginOf(the.okta, the.providerIdOf(7)),
    [await sweeps.countAccounts(staging), await sweeps.countMembers(staging, the.group(0))],
  ];
}

const bare = ({ stream, seq, position, at, event }: RecordedEvent) => ({ stream, seq, position, at, event });
const sorted = <Key, Value>(map: ReadonlyMap<Key, Value>) => [...map].map((entry) => JSON.stringify(entry)).sort();

async function all<Value>(values: AsyncIterable<Value>): Promise<readonly Value[]> {
  const list: Value[] = [];
  for await (const value of values) list.push(value);
  return list;
}
