/**
 * Who may be asked about a request: managers upwards, owners and deputies, whoever the rules name. Asked before the
 * transaction, and only about what the request is about: a company has more owners and groups than one request can ask.
 */
import type { CaseLine, CaseState } from '../../core/evidence/index.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { entitlementById, rulesAbout, ticked } from '../../core/policy/index.ts';
import type { Policy } from '../../core/policy/model.ts';
import type { ApproverFacts, Candidate } from '../../core/request/index.ts';
import {
  connectionOf,
  type EntitlementId,
  type GroupId,
  type GroupName,
  type PersonId,
} from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { RulesInForce } from '../rules.ts';
import type { World } from '../world.ts';
import { type People, peopleNow } from './people.ts';

/** A chain of managers longer than this is a circle, or nobody's to climb. */
const MOST_ABOVE = 5;

export interface AskedAbout {
  readonly entitlements: readonly EntitlementId[];
  /** By which a line was answered, whatever else fits by now. */
  readonly rules: readonly string[];
  readonly asker: PersonId | null;
}

/** What a request asks about: its lines that are not over, and what its form says. */
export function askedAbout(
  policy: Policy,
  state: CaseState | null,
  asker: PersonId | null,
  onForm: readonly string[] = [],
): AskedAbout {
  // What an emergency was is asked after its end, too.
  const waits = ({ ended, asked, reviewed }: CaseLine) =>
    ended === null || (asked.answer === 'break-glass' && reviewed === null);
  const lines = state?.request.lines.filter(waits) ?? [];
  const written = onForm.flatMap((text) => {
    const found = ticked(policy, text);
    return found.kind === 'unknown' ? [] : [found.entitlement.id];
  });
  return {
    entitlements: [...new Set([...lines.map(({ entitlement }) => entitlement), ...written])],
    rules: lines.map(({ asked }) => asked.rule),
    asker,
  };
}

export async function approverFacts(
  world: World,
  { policy, groupsByName }: Pick<RulesInForce, 'policy' | 'groupsByName'>,
  ledger: PersonLedger,
  { entitlements, rules: named, asker }: AskedAbout,
  /** Of a sweep: looked up once for all its requests, and groups left unread. */
  known: { readonly people: People | null; readonly groups: boolean } = { people: null, groups: true },
): Promise<ApproverFacts> {
  const book = known.people ?? (await peopleNow(world));
  const entries = entitlements.flatMap((id) => entitlementById(policy.catalogue, id) ?? []);
  const rules = policy.requests === undefined ? [] : rulesAbout(policy.requests, entries, named);
  const stages = rules.flatMap(({ answer }) =>
    answer.kind === 'stages' ? answer.stages : answer.kind === 'break-glass' ? [answer.review] : [],
  );
  const approvers = stages.flatMap((stage) => stage.approvers);
  const mails = new Set([
    ...entries.flatMap(({ application: { owner, deputy } }) => [owner, ...(deputy === null ? [] : [deputy])]),
    ...approvers.flatMap((one) => (one.kind === 'person' ? [one.mail] : [])),
  ]);
  const candidates = await Promise.all([...mails].map((mail) => book.named(mail)));
  const groups = new Set(approvers.flatMap((one) => (one.kind === 'group' ? [one.group] : [])));
  const members = new Map<GroupName, readonly Candidate[]>();
  for (const group of known.groups ? groups : []) {
    const listed = groupsByName.get(group);
    const found = listed === undefined ? null : await membersOf(world, book, group, listed.id);
    if (found !== null) members.set(group, found);
  }
  const concerned = [ledger.person?.id ?? null, asker].filter((one) => one !== null);
  const theirs = await Promise.all([...new Set(concerned)].map((person) => book.delegatesOf(person)));
  return {
    managers: await managersAbove(book, ledger),
    named: new Map(candidates.map(({ candidate }) => [candidate.mail, candidate])),
    members,
    theirDelegates: theirs.flat().flatMap(({ names }) => names),
  };
}

/** Of whom it is for, upwards; where somebody is unknown to the ledger the way ends with them. */
async function managersAbove(people: People, ledger: PersonLedger): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  let mail = ledger.person?.profile.managerMail ?? null;
  while (mail !== null && found.length < MOST_ABOVE && !found.some(({ names }) => names.includes(mail ?? ''))) {
    const next = await people.named(mail);
    found.push(next.candidate);
    mail = next.ledger?.person?.profile.managerMail?.toLowerCase() ?? null;
  }
  return found;
}

/** As the provider lists them now, and as the ledger knows them: a member nobody knows is asked nothing. `null` = nobody can say who is in it. */
async function membersOf(
  world: World,
  people: People,
  group: GroupName,
  id: GroupId,
): Promise<readonly Candidate[] | null> {
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
    const candidate = person === null ? null : await people.byId(person);
    if (candidate !== null) found.push(candidate);
  }
  return found;
}
