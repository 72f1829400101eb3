/**
 * The look at a person's accounts inside applications, after their groups were read back: the day-one check, and the
 * leaver's. It only reads. A look that finds something on its way comes again later; no job waits for it.
 */
import {
  APP_TROUBLE,
  appEvents,
  appsOf,
  type CaseApps,
  type CaseState,
  foldCase,
  type Judged,
  nextLook,
  takenOf,
} from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { type PersonLedger, wanted } from '../../core/grant/index.ts';
import type { Account } from '../../core/person/model.ts';
import { entitlementsOfGroup } from '../../core/policy/index.ts';
import type { AccountId, CaseId, GroupId, ProviderAccountId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { AppLook, JobResult } from '../../ports/engine.ts';
import { Fault } from '../../ports/fault.ts';
import { commitCase } from '../commit.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { raiseOnce } from '../reconcile/trouble.ts';
import { later, type World } from '../world.ts';

/** Without the right to read them, nothing is known; it is asked for again after this long. Milliseconds. */
const UNREAD_AGAIN = 10 * 60_000;

export async function lookAtApps(world: World, on: CaseId, id: AccountId, check: string): Promise<JobResult> {
  const { read } = world.store;
  const [person, force, before, at] = await Promise.all([
    read.personOfAccount(id),
    world.rules.current(),
    read.stream(on),
    read.now(),
  ]);
  if (person === null || force === null) return undefined;
  const known = foldCase(on, before);
  const asked = openCheck(known, await read.person(person), id, check, at);
  if (asked === null) return undefined;
  const found = await readJudged(world, force, asked, known, at);
  return world.store.transaction(
    async (tx): Promise<JobResult> => {
      const ledger = await tx.lockPerson(person);
      const state = foldCase(on, await tx.lockCase(on));
      const now = openCheck(state, ledger, id, check, tx.now);
      if (now === null) return undefined;
      const events = found instanceof Fault ? unread(state, id, found) : appEvents(state, now.check, found, at);
      const settings = force.policy.settings;
      const timing = world.timing;
      const after = await commitCase(tx, { ledger, state, events, settings, timing, edits: false, mayProve: true });
      const again =
        found instanceof Fault ? whileUnread(after.state, id, at) : nextLook(after.state, now.check, found, at);
      return again === null ? undefined : { again };
    },
    { person, case: on },
  );
}

/** Something of it is on its way still, and nobody has taken the risk: for whoever looks for jobs that were lost. */
export async function isStillAwaited({ store: { read } }: World, { apps, case: on, check }: AppLook): Promise<boolean> {
  const person = await read.personOfAccount(apps);
  if (person === null) return false;
  const [state, ledger, at] = [foldCase(on, await read.stream(on)), await read.person(person), await read.now()];
  const asked = openCheck(state, ledger, apps, check, at);
  if (asked === null) return false;
  const { read: said } = asked.check;
  return said === null ? whileUnread(state, apps, at) !== null : nextLook(state, asked.check, said, at) !== null;
}

interface Asked {
  readonly check: CaseApps;
  readonly account: Account & { readonly providerId: ProviderAccountId };
}

/** Still the newest check of this account, and the person still comes or goes as it was begun for. */
function openCheck(state: CaseState, ledger: PersonLedger, id: AccountId, name: string, now: Instant): Asked | null {
  const check = state.apps[id];
  const account = ledger.accounts.find((one) => one.id === id);
  if (check?.check !== name || account?.providerId == null) return null;
  const { state: want } = wanted(ledger, account, now);
  if (want !== (check.leaving ? 'deactivated' : 'active')) return null;
  return { check, account: { ...account, providerId: account.providerId } };
}

/** What is refused for good is an answer to be told; what may pass later is thrown, until the time is up. */
async function readJudged(
  world: World,
  force: RulesInForce,
  { check, account }: Asked,
  state: CaseState,
  at: Instant,
): Promise<readonly Judged[] | Fault> {
  const provider = world.providers.get(account.connection);
  if (provider === undefined) return [];
  const call = { lane: 'ordinary', timeoutMilliseconds: world.timing.callMilliseconds } as const;
  try {
    const [seen, ...ofGroups] = await Promise.all([
      provider.readApps(account.providerId, call),
      ...check.groups.map((group) => provider.readAppsOfGroup(group, call)),
    ]);
    return check.leaving
      ? takenOf(state.appsBefore[account.id] ?? [], check.read ?? [], seen)
      : appsOf(targetsOf(force, check.groups), ofGroups.flat(), seen);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    // A limit says itself when the turn comes: whoever joins on a busy morning is no trouble for that.
    if (fault.kind === 'transient' && (fault.retryAt !== null || at < check.until)) throw fault;
    return fault;
  }
}

/** What the catalogue says these groups open at the provider, by the provider's name for it. */
function targetsOf({ policy, groupsById }: RulesInForce, groups: readonly GroupId[]): readonly string[] {
  const applications = groups.flatMap((group) => {
    const name = groupsById.get(group)?.name;
    return name === undefined ? [] : entitlementsOfGroup(policy.catalogue, name).map(({ application }) => application);
  });
  return [...new Set(applications)].flatMap(({ targets }) =>
    targets.flatMap((target) => (target.kind === 'scim-app' ? [target.app] : [])),
  );
}

/** Somebody may have taken the risk of never knowing. */
function whileUnread({ exceptions }: CaseState, account: AccountId, at: Instant): Instant | null {
  const last = exceptions.filter((one) => one.kind === APP_TROUBLE.unread && one.account === account).at(-1);
  return last?.verdict === 'accept' ? null : later(at, UNREAD_AGAIN);
}

/** Unknown is neither there nor gone. */
function unread(state: CaseState, account: AccountId, { operation, kind, vendorCode, right }: Fault): TenureEvent[] {
  const said = { ...(vendorCode === null ? {} : { code: vendorCode }), ...(right === null ? {} : { right }) };
  return raiseOnce(state, account, APP_TROUBLE.unread, null, { operation, fault: kind, ...said });
}
