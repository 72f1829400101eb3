/** Who may be asked about a request: managers upwards, owners and deputies, whoever the rules name. Asked before the transaction. */
import { leadingEngagement, mailsOf, type PersonLedger } from '../../core/grant/index.ts';
import type { ApproverFacts, Candidate } from '../../core/request/index.ts';
import { connectionOf, type GroupId, type GroupName } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { RulesInForce } from '../rules.ts';
import type { World } from '../world.ts';

/** A chain of managers longer than this is a circle, or nobody's to climb. */
const MOST_ABOVE = 5;

export async function approverFacts(
  world: World,
  { policy, groupsByName }: RulesInForce,
  ledger: PersonLedger,
): Promise<ApproverFacts> {
  const rules = policy.requests?.rules ?? [];
  const stages = rules.flatMap(({ answer }) =>
    answer.kind === 'stages' ? answer.stages : answer.kind === 'break-glass' ? [answer.review] : [],
  );
  const approvers = stages.flatMap((stage) => stage.approvers);
  const mails = new Set([
    ...policy.catalogue.applications.flatMap(({ owner, deputy }) => [owner, ...(deputy === null ? [] : [deputy])]),
    ...approvers.flatMap((one) => (one.kind === 'person' ? [one.mail] : [])),
  ]);
  const groups = new Set(approvers.flatMap((one) => (one.kind === 'group' ? [one.group] : [])));
  const candidates = await Promise.all([...mails].map((mail) => candidate(world, mail)));
  const named = new Map(candidates.map((one) => [one.candidate.mail, one.candidate]));
  const members = new Map<GroupName, readonly Candidate[]>();
  for (const group of groups) {
    const known = groupsByName.get(group);
    const found = known === undefined ? null : await membersOf(world, group, known.id);
    if (found !== null) members.set(group, found);
  }
  return { managers: await managersAbove(world, ledger), named, members };
}

/** Of whom it is for, upwards; where somebody is unknown to the ledger the way ends with them. */
async function managersAbove(world: World, ledger: PersonLedger): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  let mail = ledger.person?.profile.managerMail ?? null;
  while (mail !== null && found.length < MOST_ABOVE && !found.some(({ names }) => names.includes(mail ?? ''))) {
    const next = await candidate(world, mail);
    found.push(next.candidate);
    mail = next.ledger?.person?.profile.managerMail?.toLowerCase() ?? null;
  }
  return found;
}

async function candidate(world: World, address: string) {
  const mail = address.toLowerCase();
  const [person, ...more] = await world.store.read.findPersons(mail);
  // Two people of one address: neither is taken for the one that is meant, and the address alone is compared.
  if (person === undefined || more.length > 0) return { candidate: { mail, names: [mail], works: true }, ledger: null };
  const [ledger, now] = await Promise.all([world.store.read.person(person), world.store.read.now()]);
  return { candidate: { mail, names: [...new Set([mail, ...mailsOf(ledger)])], works: worksNow(ledger, now) }, ledger };
}

/** Who has left, or is away, decides nothing; somebody the ledger knows by an address alone may. */
function worksNow({ engagements }: PersonLedger, now: Instant): boolean {
  if (engagements.length === 0) return true;
  const running = engagements.filter(({ end }) => end === null || end > now);
  const leading = leadingEngagement(running, now);
  return (
    leading !== undefined &&
    leading.start <= now &&
    !(leading.leaves ?? []).some(({ from, until }) => from <= now && (until === null || until > now))
  );
}

/** As the provider lists them now, and as the ledger knows them: a member nobody knows is asked nothing. `null` = nobody can say who is in it. */
async function membersOf(world: World, group: GroupName, id: GroupId): Promise<readonly Candidate[] | null> {
  const provider = world.providers.get(connectionOf(group));
  if (provider === undefined) return null;
  const call = { lane: 'ordinary', timeoutMilliseconds: world.timing.callMilliseconds } as const;
  const ids = [];
  try {
    for await (const account of provider.listMembers(id, call)) ids.push(account);
  } catch (trouble) {
    // Gone, or not ours to see: who is in it is not known. What may pass is tried again.
    if (trouble instanceof Fault && trouble.kind !== 'transient') return null;
    throw trouble;
  }
  const known = await world.store.read.accountsWith(connectionOf(group), ids);
  const found: Candidate[] = [];
  for (const account of known.values()) {
    const person = await world.store.read.personOfAccount(account);
    const ledger = person === null ? null : await world.store.read.person(person);
    const mail = ledger?.person?.profile.workMail.toLowerCase();
    if (ledger === null || mail === undefined) continue;
    found.push({ mail, names: mailsOf(ledger), works: worksNow(ledger, await world.store.read.now()) });
  }
  return found;
}
