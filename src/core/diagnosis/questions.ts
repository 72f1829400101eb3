/**
 * The five questions an outsider asks about an application: who asked for it and why, through which group exactly, for
 * how long, when was it last used, and is taking it away one step or two. Answered from the record and the listings.
 */
import { isLive, type PersonLedger } from '../grant/index.ts';
import type { Grant } from '../grant/model.ts';
import type { Application } from '../policy/model.ts';
import { type GroupId, type ProviderAccountId, withinConnection } from '../shared/ids.ts';
import type { DiagnosisInput } from './input.ts';
import { type Answers, type Known, known, type ListedApplication, notKnown, type SecondTask } from './model.ts';
import type { Standings } from './standings.ts';

const NOT_MAPPED = 'not in the catalogue';

export function questionsOf(input: DiagnosisInput, standings: Standings): readonly Answers[] {
  const { catalogue, applications } = input;
  const provided = applications.known ? applications.value : [];
  const idsOf = groupIdsOf(input);
  const behind = new Map(catalogue.applications.map((one) => [one.id, providedBehind(idsOf(one), provided)]));
  const taken = new Set([...behind.values()].flat().map(({ app }) => app));
  return [
    ...catalogue.applications.map((one) => mapped(input, standings, one, idsOf(one), behind.get(one.id) ?? [])),
    ...provided.filter(({ app }) => !taken.has(app)).map((one) => unmapped(input, one)),
  ];
}

function groupIdsOf({ groups }: DiagnosisInput) {
  const byName = new Map(groups.map(({ name, group }) => [name, group]));
  return ({ entitlements }: Application): readonly GroupId[] => [
    ...new Set(entitlements.flatMap((one) => one.groups.flatMap((name) => byName.get(name) ?? []))),
  ];
}

const providedBehind = (ids: readonly GroupId[], provided: readonly ListedApplication[]) =>
  provided.filter(({ groups }) => groups.some((group) => ids.includes(group)));

function mapped(
  input: DiagnosisInput,
  standings: Standings,
  application: Application,
  ids: readonly GroupId[],
  behind: readonly ListedApplication[],
): Answers {
  const named = application.entitlements.flatMap(({ groups }) => groups);
  const manual = application.provisioning === 'manual' && named.length === 0;
  const holders = manual ? notKnown('opened by hand: only its owner can count') : holdersOf(input, ids);
  const held = holders.known ? [...holders.value].map((account) => reasonFor(input, standings, account, ids)) : [];
  const tally = (fits: (grant: Grant) => boolean): Known<number> =>
    holders.known ? known(held.filter((grant) => grant !== undefined && fits(grant)).length) : holders;
  return {
    application: application.name,
    holders: holders.known ? known(holders.value.size) : holders,
    // What was taken over says only that it was there.
    explained: tally(({ cause }) => cause !== 'adopted'),
    groups: known([...new Set(named.map(withinConnection))].sort()),
    temporary: tally(({ end }) => end !== null),
    permanent: tally(({ end }) => end === null),
    lastUse: lastUseOf(input, behind),
    secondTask: secondTaskOf(input, application, behind),
  };
}

function unmapped(input: DiagnosisInput, one: ListedApplication): Answers {
  return {
    application: one.name,
    holders: known(new Set(one.assignments.map(({ account }) => account)).size),
    explained: notKnown(NOT_MAPPED),
    groups: notKnown(NOT_MAPPED),
    temporary: notKnown(NOT_MAPPED),
    permanent: notKnown(NOT_MAPPED),
    lastUse: lastUseOf(input, [one]),
    secondTask: known(stepsAt([one])),
  };
}

/** Through its groups; who has it directly stands in a figure of its own. */
function holdersOf({ groups }: DiagnosisInput, ids: readonly GroupId[]): Known<ReadonlySet<ProviderAccountId>> {
  const holders = new Set<ProviderAccountId>();
  for (const { group, members } of groups) {
    if (!ids.includes(group)) continue;
    if (members === null) return notKnown('its groups were not listed');
    for (const one of members) holders.add(one);
  }
  return known(holders);
}

/** The live grant that covers one of its groups; the one that says most, if several do. */
function reasonFor(
  { now }: DiagnosisInput,
  { ledgers }: Standings,
  account: ProviderAccountId,
  ids: readonly GroupId[],
): Grant | undefined {
  const live = liveGrants(ledgers.get(account), now).filter(({ groups }) => groups.some((one) => ids.includes(one)));
  return live.find(({ cause }) => cause !== 'adopted') ?? live[0];
}

const liveGrants = (ledger: PersonLedger | undefined, now: DiagnosisInput['now']) =>
  ledger?.grants.filter((grant) => isLive(grant, now)) ?? [];

function lastUseOf(
  { lastUse }: DiagnosisInput,
  behind: readonly ListedApplication[],
): Known<DiagnosisInput['now'] | null> {
  if (!lastUse.known) return lastUse;
  if (behind.length === 0) return notKnown('no application of the provider stands behind its groups');
  const seen = behind.flatMap(({ app }) => lastUse.value.byApp.get(app) ?? []).sort();
  const last = seen.at(-1);
  if (last !== undefined) return known(last);
  return notKnown(`not used since records began on ${lastUse.value.since.slice(0, 10)}`);
}

function secondTaskOf(
  { applications }: DiagnosisInput,
  { provisioning }: Application,
  behind: readonly ListedApplication[],
): Known<SecondTask> {
  if (provisioning === 'manual') return known('opened-by-hand');
  if (!applications.known) return applications;
  if (behind.length === 0) return notKnown('no application of the provider stands behind its groups');
  return known(stepsAt(behind));
}

function stepsAt(behind: readonly ListedApplication[]): SecondTask {
  if (behind.some(({ assignments }) => assignments.some(({ direct }) => direct))) return 'direct-assignments';
  return behind.every(({ closesAccounts }) => closesAccounts) ? 'none' : 'account-stays';
}
