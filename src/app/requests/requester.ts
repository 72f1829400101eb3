/** Whoever asks, as policy looks at them: by every name, where they work, and in which of the groups its rules name. */
import type { CaseLine } from '../../core/evidence/index.ts';
import { leadingEngagement, mailsOf, type PersonLedger } from '../../core/grant/index.ts';
import { attributesOf, groupsOfAskers } from '../../core/policy/index.ts';
import { type KnownRequester, type Requester, workOf } from '../../core/request/index.ts';
import type { ConnectionId, GroupName, PersonId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { IdentityProvider } from '../../ports/provider.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';

export async function requesterNamed(world: World, force: RulesInForce, person: PersonId): Promise<KnownRequester> {
  const requester = await askerNamed(world, person);
  return { ...requester, groups: await groupsOf(world, force, await world.store.read.person(person)) };
}

/** Without their groups: enough for everything but policy's answer to what they ask. */
export async function askerNamed({ store }: World, person: PersonId): Promise<Requester> {
  const [ledger, now] = await Promise.all([store.read.person(person), store.read.now()]);
  const engagement = leadingEngagement(ledger.engagements, now);
  return {
    person,
    names: mailsOf(ledger),
    works: workOf({ ledger, now }) !== null,
    groups: null,
    attributes: engagement === undefined ? {} : attributesOf(engagement),
  };
}

/** Somebody who filed a form, by the addresses the tracker shows; who is known by the first of them is who asks. */
export async function requesterCalled(world: World, mails: readonly string[]): Promise<Requester> {
  const names = [...new Set((await Promise.all(mails.map((mail) => namesOf(world, mail)))).flat())];
  const [first] = mails;
  const found = first === undefined ? [] : await world.store.read.findPersons(first);
  const [person, ...more] = found;
  if (person === undefined || more.length > 0) {
    return { person: null, names, works: true, groups: new Set(), attributes: {} };
  }
  return { ...(await askerNamed(world, person)), names };
}

/** The groups of whoever asks; why not, where their provider gives no answer now. Nobody the ledger knows is in none. */
export async function groupsRead(
  world: World,
  force: RulesInForce,
  { person, groups }: Requester,
): Promise<ReadonlySet<GroupName> | Fault> {
  if (groups !== null || person === null) return groups ?? new Set();
  try {
    return await groupsOf(world, force, await world.store.read.person(person));
  } catch (trouble) {
    if (trouble instanceof Fault && trouble.kind === 'transient') return trouble;
    throw trouble;
  }
}

/** Every name of one person, so that a second address of theirs is still theirs. */
export async function namesOf({ store }: World, mail: string): Promise<readonly string[]> {
  const found = await store.read.findPersons(mail.toLowerCase());
  const ledgers = await Promise.all(found.map((person) => store.read.person(person)));
  return [...new Set([mail.toLowerCase(), ...ledgers.flatMap(mailsOf)])];
}

/** Who asked for these lines, as far as the ledger knows them: also whoever filed a form, or ticked on it. */
export async function askersOf({ store }: World, lines: readonly CaseLine[]): Promise<readonly PersonId[]> {
  const mails = new Set(lines.flatMap(({ asked }) => asked.personal.askedBy ?? []));
  const called = await Promise.all([...mails].map((mail) => store.read.findPersons(mail)));
  return [...new Set([...lines.flatMap(({ asked }) => asked.by ?? []), ...called.flat()])];
}

/** Everybody who asked for one of these lines, by every name: none of them decides about any. */
export async function namesOfAskers(world: World, lines: readonly CaseLine[]): Promise<readonly string[]> {
  const persons = new Set(lines.flatMap(({ asked }) => asked.by ?? []));
  const mails = new Set(lines.flatMap(({ asked }) => asked.personal.askedBy ?? []));
  const names = await Promise.all([
    ...[...persons].map((person) => world.store.read.person(person).then(mailsOf)),
    ...[...mails].map((mail) => namesOf(world, mail)),
  ]);
  return [...new Set(names.flat())];
}

interface Asked {
  readonly providers: ReadonlyMap<ConnectionId, Pick<IdentityProvider, 'readGroupsOf'>>;
  readonly timing: Pick<World['timing'], 'callMilliseconds'>;
}

/**
 * As the provider says now. Asked only where a rule names groups. An account that is gone, or not ours to see, is in none:
 * what was asked with it goes on to its end.
 */
export async function groupsOf(
  world: Asked,
  { policy, groupsById }: Pick<RulesInForce, 'policy' | 'groupsById'>,
  { accounts }: Pick<PersonLedger, 'accounts'>,
): Promise<ReadonlySet<GroupName>> {
  const named = policy.requests === undefined ? new Set<GroupName>() : groupsOfAskers(policy.requests);
  if (named.size === 0) return named;
  const call = { lane: 'ordinary', timeoutMilliseconds: world.timing.callMilliseconds } as const;
  const found = new Set<GroupName>();
  for (const { connection, providerId } of accounts) {
    const provider = world.providers.get(connection);
    if (provider === undefined || providerId === null) continue;
    for (const { group } of await provider.readGroupsOf(providerId, call).catch(inNone)) {
      const name = groupsById.get(group)?.name;
      if (name !== undefined && named.has(name)) found.add(name);
    }
  }
  return found;
}

function inNone(trouble: unknown): readonly [] {
  if (trouble instanceof Fault && trouble.kind !== 'transient') return [];
  throw trouble;
}
