/**
 * Carries out one plan, change by change, in its order. What the provider refuses for good becomes a refusal of
 * that one change, for a person; what may pass later stops the run, and the account is looked at again.
 */
import type { Account } from '../../core/person/model.ts';
import type { Change } from '../../core/reconcile/model.ts';
import type { GroupId, ProviderAccountId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import { Fault } from '../../ports/fault.ts';
import type { CallOptions, IdentityProvider, Moved } from '../../ports/provider.ts';
import type { TargetSystem } from '../../ports/targets.ts';
import type { ConnectedTo } from './connectedTo.ts';
import type { Lease } from './lease.ts';
import { suspendOrClose } from './signIn.ts';

export interface Applied {
  providerId: ProviderAccountId | null;
  /** Anything was written, or may have been. */
  wrote: boolean;
  readonly added: Set<GroupId>;
  /** Of each the provider has answered, by the group's id; with the reading it was taken on. Also of earlier runs. */
  readonly answeredGone: Map<GroupId, Instant>;
  /** Roles into which their group of the site was put. */
  readonly actorsPut: Set<GroupId>;
  readonly profileWritten: string[];
  readonly directAppsRemoved: { readonly app: string; readonly name: string }[];
  refused: readonly Refused[];
  sessionsEnded: boolean;
  activationLink: string | null;
  /** Of the first call that stops the sign-in: `there-already` = another hand had done it since the reading. */
  lowered: Moved | null;
  /** It was noted in this run that we are about to stop the sign-in. */
  loweringNoted: boolean;
  /** HR or a directory had made it, and it was found in this run. */
  delivered: boolean;
  /** Somebody's account that may be this person's; a person has to say so. */
  unsure: ProviderAccountId | null;
  /** The login belongs to an account that does not carry our mark. */
  clash: Clash | null;
  /** The login an account was to change to is somebody else's. */
  loginTaken: boolean;
  /** Something newer is wanted: the rest of the plan is left to the next run. */
  overtaken: boolean;
  /** The stop switch was turned in the middle: the rest of the plan waits. */
  stopped: boolean;
}

export interface Refused {
  readonly change: Change;
  readonly fault: Fault;
  /** The reading on which it was planned showed what it was to take. */
  readonly wasSeen: boolean;
}

export interface Clash {
  readonly providerId: ProviderAccountId;
  readonly profile: Readonly<Record<string, string>>;
}

export interface ApplyOptions {
  readonly at: ConnectedTo;
  readonly account: Account;
  /** When the reading began on which the plan was made. */
  readonly readAt: Instant;
  /** Memberships that reading showed. */
  readonly listed: ReadonlySet<GroupId>;
  readonly call: CallOptions;
  readonly providerSendsMail: boolean;
  /** The account is to be closed in the end. */
  readonly leaver: boolean;
  /** Asked before each write. */
  stillHeld(): Promise<boolean>;
  /** Of a leaver, before the account is closed: roles elsewhere are taken while it still stands. */
  beforeClosing(): Promise<void>;
  /** Asked before each add; removals and lowering may finish. */
  mayAdd(): Promise<boolean>;
  /** Asked before each write: a plan may be long. */
  isStopped(): Promise<boolean>;
}

/** Our key inside the object at the provider. */
export const markOf = (account: Account) => `tenure:${account.id}`;

export const nothingApplied = ({ account, answeredGone }: Pick<Lease, 'account' | 'answeredGone'>): Applied => ({
  providerId: account.providerId,
  wrote: false,
  added: new Set(),
  answeredGone: new Map(answeredGone),
  actorsPut: new Set(),
  profileWritten: [],
  directAppsRemoved: [],
  refused: [],
  sessionsEnded: false,
  activationLink: null,
  lowered: null,
  loweringNoted: false,
  delivered: false,
  unsure: null,
  clash: null,
  loginTaken: false,
  overtaken: false,
  stopped: false,
});

/** A provider that fails this often in one plan is down: what is left waits for the next run. */
const MOST_PUT_OFF = 3;

export async function apply(changes: readonly Change[], options: ApplyOptions, applied: Applied): Promise<void> {
  const putOff: Fault[] = [];
  for (const change of changes) {
    const held = await options.stillHeld();
    const [current, stopped] = await Promise.all([!raises(change) || options.mayAdd(), options.isStopped()]);
    applied.overtaken = !held || !current;
    applied.stopped = stopped;
    if (applied.overtaken || stopped) return;
    try {
      if (change.type === 'deactivate' && options.leaver) await options.beforeClosing();
      applied.wrote = true;
      await carryOut(change, options, applied);
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      if (fault.kind !== 'transient') {
        const wasSeen = !('group' in change) || options.listed.has(change.group);
        applied.refused = [...applied.refused, { change, fault, wasSeen }];
      } else if (mayPutOff(change, fault) && putOff.length < MOST_PUT_OFF) putOff.push(fault);
      else throw fault;
    }
    if (applied.clash !== null) return;
  }
  const [first] = putOff;
  if (first !== undefined) throw first;
}

/** One group that cannot be taken just now keeps nothing else open. A limit is for all calls alike. */
const mayPutOff = (change: Change, { retryAt }: Fault) => takes(change) && retryAt === null;

/** Gives somebody something: never done on outdated knowledge. */
const raises = ({ type }: Change) =>
  type === 'create-account' ||
  type === 'add-member' ||
  type === 'add-group-actor' ||
  type === 'activate' ||
  type === 'unsuspend';

/** Takes something away: each is convergent, and none needs the one before it. */
const takes = (change: Change) => !raises(change) && change.type !== 'update-profile' && change.type !== 'change-login';

/** Memberships are given and taken everywhere; accounts are made, opened and closed at a provider only. */
async function carryOut(change: Change, options: ApplyOptions, applied: Applied): Promise<void> {
  const { at, call } = options;
  const id = applied.providerId;
  if (change.type === 'create-account') return create(change, providerOf(at), options, applied);
  if (id === null) throw new Error(`${change.type} without an account`);
  switch (change.type) {
    case 'add-member':
      await at.system.addMember(change.group, id, call);
      applied.added.add(change.group);
      return;
    case 'remove-member':
      await at.system.removeMember(change.group, id, call);
      applied.answeredGone.set(change.group, options.readAt);
      return;
    case 'add-group-actor':
      await targetOf(at).putGroupActor(change.group, call);
      applied.actorsPut.add(change.group);
      return;
    default:
      return carryOutOnAccount(change, providerOf(at), id, options, applied);
  }
}

function providerOf(at: ConnectedTo): IdentityProvider {
  if (at.kind !== 'provider') throw new Error('a plan changes an account that is not ours to change');
  return at.system;
}

function targetOf(at: ConnectedTo): TargetSystem {
  if (at.kind !== 'target') throw new Error('a plan writes a role where there are none');
  return at.system;
}

type OnAccount = Exclude<
  Change,
  { readonly type: 'create-account' | 'add-member' | 'remove-member' | 'add-group-actor' }
>;

async function carryOutOnAccount(
  change: OnAccount,
  provider: IdentityProvider,
  id: ProviderAccountId,
  options: ApplyOptions,
  applied: Applied,
): Promise<void> {
  const { call } = options;
  switch (change.type) {
    case 'update-profile':
      await provider.updateProfile(id, change.profile, call);
      applied.profileWritten.push(...Object.keys(change.profile));
      return;
    case 'change-login':
      return rename(change, provider, id, options, applied);
    case 'activate': {
      const { activationLink } = await provider.activate(id, options, call);
      applied.activationLink = activationLink;
      return;
    }
    case 'suspend':
      return lowered(applied, await (options.leaver ? suspendOrClose(provider, id, call) : provider.suspend(id, call)));
    case 'unsuspend':
      await provider.unsuspend(id, call);
      return;
    case 'deactivate':
      return lowered(applied, await provider.deactivate(id, call));
    case 'end-sessions':
      await provider.endSessions(id, call);
      applied.sessionsEnded = true;
      return;
    case 'remove-direct-app':
      await provider.removeDirectApp(change.app, id, call);
      applied.directAppsRemoved.push({ app: change.app, name: change.name });
      return;
    default:
      return unreachable(change);
  }
}

/** The first call tells whose hand it was: what another had stopped stays theirs, also when we close it further. */
function lowered(applied: Applied, now: Moved): void {
  applied.lowered ??= now;
}

/** Refused because the login is somebody else's: the next one by the naming rule is tried, and not this one again. */
async function rename(
  { login, profile }: Extract<Change, { type: 'change-login' }>,
  provider: IdentityProvider,
  id: ProviderAccountId,
  { call }: ApplyOptions,
  applied: Applied,
): Promise<void> {
  try {
    await provider.changeLogin(id, login, profile, call);
  } catch (fault) {
    if (!(fault instanceof Fault) || fault.kind !== 'conflict') throw fault;
    const holder = await provider.readAccountByLogin(login, call);
    if (holder === null || holder.providerId === id) throw fault;
    applied.loginTaken = true;
    return;
  }
  applied.profileWritten.push(...Object.keys(profile));
}

/**
 * The intent is committed and the mark travels inside the object, so an answer that got lost, or a login that is
 * taken, is settled by reading that login: ours only if it carries our mark.
 */
async function create(
  change: Extract<Change, { type: 'create-account' }>,
  provider: IdentityProvider,
  options: ApplyOptions,
  applied: Applied,
): Promise<void> {
  const { account, call, providerSendsMail } = options;
  const mark = markOf(account);
  try {
    const { login, profile, active, groups } = change;
    const made = await provider.createAccount({ login, profile, active, groups, mark, providerSendsMail }, call);
    applied.providerId = made.providerId;
    applied.activationLink = made.activationLink;
    for (const group of groups) applied.added.add(group);
  } catch (fault) {
    if (!(fault instanceof Fault) || (fault.kind !== 'conflict' && !fault.outcomeUnknown)) throw fault;
    const found = await provider.readAccountByLogin(change.login, call);
    if (found === null)
      throw fault.kind === 'conflict' ? new Fault('transient', 'create account', { cause: fault }) : fault;
    if (found.mark === mark) applied.providerId = found.providerId;
    else applied.clash = { providerId: found.providerId, profile: found.profile };
  }
}
