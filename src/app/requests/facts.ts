/**
 * Who may be asked about a request: managers upwards, owners and deputies, whoever the rules name; only about what the
 * request is about, because a company has more owners and groups than one request can ask. Groups are listed before any
 * transaction; what the ledger says of people may be read within one.
 */
import type { CaseLine, CaseState } from '../../core/evidence/index.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { entitlementById, rulesAbout, ticked } from '../../core/policy/index.ts';
import type { ApproverRule, Policy, RequestRule } from '../../core/policy/model.ts';
import type { ApproverFacts, Candidate } from '../../core/request/index.ts';
import {
  connectionOf,
  type EntitlementId,
  type GroupId,
  type GroupName,
  type PersonId,
} from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import { type People, peopleNow } from './people.ts';

/** A chain of managers longer than this is a circle, or nobody's to climb. */
const MOST_ABOVE = 5;

export interface AskedAbout {
  readonly entitlements: readonly EntitlementId[];
  /** By which a line was answered, whatever else fits by now. */
  readonly rules: readonly string[];
  /** Everybody who asks for some of it: none of their delegates decides about any. */
  readonly askers: readonly PersonId[];
  /** As a form names them, where the ledger does not know yet whom it is for. */
  readonly manager?: string | null;
}

/** What a request asks about: its lines that are not over, and what its form says. */
export function askedAbout(
  policy: Policy,
  state: CaseState | null,
  askers: readonly PersonId[],
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
    askers,
  };
}

export async function approverFacts(
  world: World,
  force: Pick<RulesInForce, 'policy' | 'groupsByName'>,
  ledger: PersonLedger,
  about: AskedAbout,
  /** Of a sweep: looked up once for all its requests. */
  known: { readonly people: People | null; readonly groups: 'all' | 'readable' | 'none' } = {
    people: null,
    groups: 'all',
  },
): Promise<ApproverFacts> {
  const [people, listed] = await Promise.all([
    known.people ?? peopleNow(world),
    known.groups === 'none' ? NOT_LISTED : listedIn(world, force, about),
  ]);
  const facts = await factsFrom(people, force.policy, ledger, about, known.groups === 'all' ? whole(listed) : listed);
  return known.groups === 'none' ? { ...facts, unread: groupsAmong(approversAbout(force.policy, about)) } : facts;
}

/** Who is in the groups that are asked, as their provider lists them. */
export interface Listed {
  /** A group nobody can list is not there. */
  readonly members: ReadonlyMap<GroupName, readonly PersonId[]>;
  /** Nor is one whose provider gives no answer now, and why it gives none. */
  readonly unread: ReadonlyMap<GroupName, Fault>;
}
const NOT_LISTED: Listed = { members: new Map(), unread: new Map() };

export async function listedIn(
  world: World,
  { policy, groupsByName }: Pick<RulesInForce, 'policy' | 'groupsByName'>,
  about: AskedAbout,
): Promise<Listed> {
  const members = new Map<GroupName, readonly PersonId[]>();
  const unread = new Map<GroupName, Fault>();
  for (const group of groupsAmong(approversAbout(policy, about))) {
    const known = groupsByName.get(group);
    const found = known === undefined ? null : await membersOf(world, group, known.id);
    if (found instanceof Fault) unread.set(group, found);
    else if (found !== null) members.set(group, found);
  }
  return { members, unread };
}

/** For whoever can do nothing with a part of them. */
export function whole(listed: Listed): Listed {
  for (const fault of listed.unread.values()) throw fault;
  return listed;
}

/** What the ledger says of whoever may be asked: read where the decision is made, so that it is true when it counts. */
export async function factsFrom(
  people: People,
  policy: Policy,
  ledger: PersonLedger,
  about: AskedAbout,
  listed: Listed,
): Promise<ApproverFacts> {
  const approvers = approversAbout(policy, about);
  const mails = new Set([
    ...entriesAbout(policy, about).flatMap(({ application: { owner, deputy } }) => [
      owner,
      ...(deputy === null ? [] : [deputy]),
    ]),
    ...approvers.flatMap((one) => (one.kind === 'person' ? [one.mail] : [])),
    ...(rulesOf(policy, about).some(({ answer }) => answer.kind === 'break-glass') ? confirmers(policy) : []),
  ]);
  const named = await Promise.all(
    [...mails].map(async (mail) => [mail.toLowerCase(), (await people.named(mail)).candidate] as const),
  );
  const members = new Map<GroupName, readonly Candidate[]>();
  for (const group of groupsAmong(approvers)) {
    const ids = listed.members.get(group);
    if (ids === undefined) continue;
    const found = await Promise.all(ids.map((id) => people.byId(id)));
    members.set(
      group,
      found.flatMap((one) => one ?? []),
    );
  }
  const concerned = [...(ledger.person === null ? [] : [ledger.person.id]), ...about.askers];
  const theirs = await Promise.all([...new Set(concerned)].map((person) => people.delegatesOf(person)));
  return {
    managers: await managersAbove(people, about.manager === undefined ? managerOf(ledger) : about.manager),
    named: new Map(named),
    members,
    unread: new Set(listed.unread.keys()),
    theirDelegates: theirs.flat().flatMap(({ names }) => names),
  };
}

const entriesAbout = (policy: Policy, { entitlements }: AskedAbout) =>
  entitlements.flatMap((id) => entitlementById(policy.catalogue, id) ?? []);

/** They may say what an emergency was, as long as they work here. */
const confirmers = ({ settings }: Policy) => settings.roles.confirm.map((mail) => mail.toLowerCase());

const rulesOf = (policy: Policy, about: AskedAbout): readonly RequestRule[] =>
  policy.requests === undefined ? [] : rulesAbout(policy.requests, entriesAbout(policy, about), about.rules);

const approversAbout = (policy: Policy, about: AskedAbout): readonly ApproverRule[] =>
  rulesOf(policy, about)
    .flatMap(({ answer }) =>
      answer.kind === 'stages' ? answer.stages : answer.kind === 'break-glass' ? [answer.review] : [],
    )
    .flatMap((stage) => stage.approvers);

const groupsAmong = (approvers: readonly ApproverRule[]): ReadonlySet<GroupName> =>
  new Set(approvers.flatMap((one) => (one.kind === 'group' ? [one.group] : [])));

const managerOf = ({ person }: PersonLedger): string | null => person?.profile.managerMail ?? null;

/** Without whoever else may be asked: enough to tell who asks. */
export const managersOf = async (world: World, ledger: PersonLedger): Promise<readonly Candidate[]> =>
  managersAbove(await peopleNow(world), managerOf(ledger));

/** Of whom it is for, upwards; where somebody is unknown to the ledger the way ends with them. */
async function managersAbove(people: People, manager: string | null): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  let mail = manager;
  while (mail !== null && found.length < MOST_ABOVE && !found.some(({ names }) => names.includes(mail ?? ''))) {
    const next = await people.named(mail);
    found.push(next.candidate);
    mail = next.ledger?.person?.profile.managerMail?.toLowerCase() ?? null;
  }
  return found;
}

/** As the provider lists them now: a member nobody knows is asked nothing. `null` = nobody can say who is in it. */
async function membersOf(world: World, group: GroupName, id: GroupId): Promise<readonly PersonId[] | Fault | null> {
  const provider = world.providers.get(connectionOf(group));
  if (provider === undefined) return null;
  const call = { lane: 'ordinary', timeoutMilliseconds: world.timing.callMilliseconds } as const;
  const ids = [];
  try {
    for await (const account of provider.listMembers(id, call)) ids.push(account);
  } catch (trouble) {
    if (!(trouble instanceof Fault)) throw trouble;
    // Gone, or not ours to see: who is in it is not known. What may pass is tried again.
    return trouble.kind === 'transient' ? trouble : null;
  }
  const known = await world.store.read.accountsWith(connectionOf(group), ids);
  const found = await Promise.all([...known.values()].map((account) => world.store.read.personOfAccount(account)));
  return found.filter((person) => person !== null);
}
