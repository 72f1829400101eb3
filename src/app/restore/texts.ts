/**
 * The words that the signed records hold only a digest of. Those a bundle holds are taken when they fit their digest. For
 * all others the salt is lost with the store. A form is believed while it stands as it was accepted last: the signed record
 * holds the digest of its values and of who wrote them. Beside it there are the accounts whose ids the records name, which
 * say what somebody is called, and never where their first link goes or who decides for them.
 */
import { readPerson } from '../../core/adoption/index.ts';
import type { RecordedEvent, TenureEvent } from '../../core/evidence/model.ts';
import { type Filed, readFiled } from '../../core/person/index.ts';
import type { Profile } from '../../core/person/model.ts';
import type { FiledKind } from '../../core/policy/model.ts';
import type { SeenAccount } from '../../core/reconcile/model.ts';
import { canonical, sha256 } from '../../core/shared/canonical.ts';
import type { AccountId, ConnectionId, PersonId, ProviderAccountId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';

/** As a bundle holds it. */
export interface SaltedText {
  readonly salt: string;
  readonly text: unknown;
}

export interface Words {
  /** Names by person; who is not in it is called nothing by anything. */
  readonly profiles: ReadonlyMap<PersonId, Profile>;
  readonly logins: ReadonlyMap<AccountId, string>;
  /** By stream. */
  readonly notify: ReadonlyMap<string, readonly string[]>;
  readonly seen: ReadonlyMap<AccountId, SeenAccount | null>;
}

export interface Stream {
  readonly issue: { readonly id: string };
  readonly stream: string;
  readonly person: PersonId | null;
  readonly events: readonly RecordedEvent[];
}

export async function readWords(world: World, force: RulesInForce, streams: readonly Stream[]): Promise<Words> {
  const now = await world.store.read.now();
  const seen = await readAccounts(world, streams);
  const owners = ownersOf(streams);
  const profiles = new Map<PersonId, Profile>();
  for (const [account, found] of seen) {
    const person = owners.get(account);
    const read = found === null ? null : readPerson(found.profile, found.login, force.rules, now).person;
    if (person === undefined || read === null || profiles.has(person)) continue;
    const { privateMail: _, managerMail: _unproven, ...profile } = read.profile;
    profiles.set(person, profile);
  }
  const notify = new Map<string, readonly string[]>();
  for (const one of streams) {
    const filed = await readAsFiled(world, force, one);
    if (filed === null) continue;
    notify.set(one.stream, filed.notify);
    const names = one.events.some(({ event }) => NAMES.has(event.type));
    if (one.person === null || !names) continue;
    const profile = profileFrom(filed, profiles.get(one.person) ?? null, force);
    if (profile !== null) profiles.set(one.person, profile);
  }
  const logins = new Map<AccountId, string>();
  for (const [account, person] of owners) {
    const login = seen.get(account)?.login ?? profiles.get(person)?.workMail;
    if (login !== undefined) logins.set(account, login);
  }
  return { profiles, logins, notify, seen };
}

const NAMES: ReadonlySet<TenureEvent['type']> = new Set(['PersonRegistered', 'ProfileChanged']);

async function readAsFiled(world: World, { rules }: RulesInForce, { issue, events }: Stream): Promise<Filed | null> {
  const opened = events.find(({ event }) => event.type === 'CaseOpened')?.event;
  const kind = opened?.type === 'CaseOpened' ? filedKind(opened.kind) : null;
  const form = kind === null ? null : await world.tracker.readForm(issue.id);
  const filed = kind === null || form === null ? null : readFiled(kind, form, rules);
  return filed !== null && filed.digest === acceptedDigest(events) ? filed : null;
}

function acceptedDigest(events: readonly RecordedEvent[]): string | null {
  const accepted = events.findLast(({ event }) => event.type === 'FormAccepted')?.event;
  return accepted?.type === 'FormAccepted' ? accepted.digest : null;
}

function filedKind(kind: string): FiledKind | null {
  return kind === 'onboarding' || kind === 'change' || kind === 'leave' || kind === 'offboarding' ? kind : null;
}

/** What the form says, over what was known; a change form says what changes alone. */
function profileFrom(filed: Filed, known: Profile | null, { rules }: RulesInForce): Profile | null {
  const isOnboarding = filed.kind === 'onboarding';
  const naturalKey = (isOnboarding ? filed.naturalKey : null) ?? known?.naturalKey ?? null;
  const givenName = filed.givenName ?? known?.givenName;
  const familyName = filed.familyName ?? known?.familyName;
  if (naturalKey === null || givenName === undefined || familyName === undefined) return null;
  const names = { naturalKey, givenName, familyName, workMail: '' };
  const workMail = filed.workMail ?? known?.workMail ?? rules.login(names, 1);
  if (workMail === null) return null;
  const employeeNumber = (isOnboarding ? filed.employeeNumber : null) ?? known?.employeeNumber;
  const privateMail = filed.privateMail ?? known?.privateMail;
  const managerMail = filed.managerMail ?? known?.managerMail;
  return {
    ...names,
    workMail,
    ...(employeeNumber === undefined ? {} : { employeeNumber }),
    ...(privateMail === undefined ? {} : { privateMail }),
    ...(managerMail === undefined ? {} : { managerMail }),
  };
}

function ownersOf(streams: readonly Stream[]): ReadonlyMap<AccountId, PersonId> {
  const owners = new Map<AccountId, PersonId>();
  for (const { event } of streams.flatMap(({ events }) => events)) {
    if (event.type === 'AccountIntended') owners.set(event.account, event.person);
    if (event.type === 'AccountAdopted' && event.of !== undefined) owners.set(event.account, event.of.person);
  }
  return owners;
}

/** Each account the records name, as its provider has it now; `null` = the provider says there is none. */
async function readAccounts(world: World, streams: readonly Stream[]) {
  const at = new Map<AccountId, ConnectionId>();
  const ids = new Map<AccountId, { readonly providerId: ProviderAccountId; readonly since: Instant }>();
  for (const { event, at: since } of streams.flatMap(({ events }) => events)) {
    if (event.type === 'AccountIntended') at.set(event.account, event.connection);
    if (event.type === 'AccountAdopted' && event.of !== undefined) at.set(event.account, event.of.connection);
    if (event.type !== 'AccountVerified' && event.type !== 'AccountAdopted') continue;
    if ((ids.get(event.account)?.since ?? '') <= since) ids.set(event.account, { providerId: event.providerId, since });
  }
  const call = { lane: 'bulk', timeoutMilliseconds: world.timing.callMilliseconds } as const;
  const seen = new Map<AccountId, SeenAccount | null>();
  for (const [account, { providerId }] of ids) {
    const connection = at.get(account);
    const provider = connection === undefined ? undefined : world.providers.get(connection);
    if (provider !== undefined) seen.set(account, await provider.readAccount(providerId, call));
  }
  return seen;
}

/** `proved` = it fits the digest. `null` = nothing says it, and the ledger does without. */
export function textOf(
  { stream, event, seq }: RecordedEvent,
  digest: string,
  words: Words,
  kept: ReadonlyMap<string, SaltedText>,
): { readonly salt: string | null; readonly body: unknown } | null {
  const known = kept.get(`${stream} ${seq}`);
  if (known !== undefined && sha256(known.salt + canonical(known.text)) === digest) {
    return { salt: known.salt, body: known.text };
  }
  const body = bodyOf(stream, event, words);
  return body === undefined ? null : { salt: null, body };
}

function bodyOf(stream: string, event: TenureEvent, { profiles, logins, notify }: Words): unknown {
  switch (event.type) {
    case 'PersonRegistered':
    case 'ProfileChanged':
      return profiles.get(event.person);
    case 'AccountIntended':
    case 'LoginIntended':
    case 'AccountVerified':
    case 'AccountAdopted': {
      const login = logins.get(event.account);
      return login === undefined ? undefined : { login };
    }
    case 'LoginVerified': {
      const login = logins.get(event.account);
      return login === undefined ? undefined : { login, was: login };
    }
    case 'FormAccepted': {
      const told = notify.get(stream);
      return told === undefined ? undefined : { notify: told };
    }
    default:
      return undefined;
  }
}
