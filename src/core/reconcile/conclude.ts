/**
 * What a complete reading proves, as events on the cases that caused it. Nothing is claimed that the reading does
 * not show, and nothing twice: an event is emitted only where the ledger does not know it yet.
 */
import type { TenureEvent } from '../evidence/model.ts';
import { decisive, lostCover } from '../grant/index.ts';
import { type CaseId, type GrantId, type GroupId, withinConnection } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { PlanInput } from './input.ts';
import { isLow, loweredByUs, readAsStopped } from './lowering.ts';
import { movedBetween, renamedThere } from './mastered.ts';
import type { SeenAccount } from './model.ts';
import { caseOfAdd, ownerNow, recordOf } from './plan.ts';

export interface ConcludeInput extends PlanInput {
  /** When the reading began; every claim is as of this instant. */
  readonly at: Instant;
  /** Memberships written in this run. */
  readonly addedNow: ReadonlySet<GroupId>;
  readonly profileWritten: readonly string[];
  /** This run noted that it sets out to stop the sign-in: this reading answers it. */
  readonly loweringNoted?: boolean;
  /** Memberships that are still to be taken by their id: that a list lacks them proves nothing. */
  readonly stillToTake?: ReadonlySet<GroupId>;
  readonly directAppsRemoved: readonly { readonly app: string; readonly name: string }[];
  /** Roles into which their group of the site was put in this run. */
  readonly actorsPut?: ReadonlySet<GroupId>;
  nameOf(group: GroupId): string;
}

export type Conclusions = ReadonlyMap<CaseId, readonly TenureEvent[]>;

export function conclude(input: ConcludeInput): Conclusions {
  const byCase = new Map<CaseId, TenureEvent[]>();
  const claim = (on: CaseId, event: TenureEvent) => void byCase.set(on, [...(byCase.get(on) ?? []), event]);
  const { account, wanted, seen, at } = input;
  const leaver = wanted.state === 'deactivated';
  // Nothing was made, or is shown to us: nothing was read.
  if (seen.account === null && (account.providerId === null || seen.unseen === true)) return byCase;

  if (seen.account !== null) concludeAccount(input, seen.account, claim);
  concludeGroupActors(input, claim);
  concludePresent(input, claim);
  concludeAbsent(input, leaver, claim);
  for (const { app, name } of input.directAppsRemoved) {
    const gone = seen.account === null || seen.directApps?.every((still) => still.app !== app);
    if (gone !== true) continue;
    claim(wanted.because, { type: 'DirectAppRemoved', account: account.id, app, name, at });
  }
  return byCase;
}

type Claim = (on: CaseId, event: TenureEvent) => void;

function concludeAccount(input: ConcludeInput, seen: SeenAccount, claim: Claim): void {
  const { account, wanted, at } = input;
  if (account.origin === 'found') {
    const { providerId, state } = seen;
    if (account.providerId === providerId && account.verified === state) return;
    claim(wanted.because, {
      type: 'AccountVerified',
      account: account.id,
      providerId,
      state,
      loweredByUs: null,
      at,
    });
    return;
  }
  // Whose account it is now a person has to say first.
  if (wanted.state !== 'deactivated' && movedBetween(account, seen) !== null) return;
  const isNewMaster = seen.source !== undefined && account.source === undefined;
  const ours = loweredByUs(input, seen);
  // Opened again by another hand: what we had verified stands until a person has decided.
  const raised = isLow(wanted.state) && readAsStopped(input) && !isLow(seen.state);
  const unknown =
    isNewMaster ||
    account.providerId !== seen.providerId ||
    account.verified !== seen.state ||
    account.loweredByUs !== ours;
  // Their name is gone: what the provider calls the account would bring it back.
  const isNameless = input.ledger.person?.erasedAt !== undefined;
  const told = !unknown && account.loweringIntended !== true && input.loweringNoted !== true;
  if (!told && !raised && seen.state !== 'changing') {
    claim(wanted.because, {
      type: 'AccountVerified',
      account: account.id,
      providerId: seen.providerId,
      state: seen.state,
      loweredByUs: ours,
      at,
      ...(isNewMaster ? { source: seen.source } : {}),
      ...(isNameless || seen.login === account.login || account.renameTo !== undefined
        ? {}
        : { personal: { login: seen.login } }),
    });
  }
  const isMeant = account.renameTo !== undefined && account.renameTo.toLowerCase() === seen.login.toLowerCase();
  if (!isNameless && (isMeant || (wanted.state !== 'deactivated' && renamedThere(account, seen) !== null))) {
    const personal = { login: seen.login, was: account.login };
    claim(wanted.because, { type: 'LoginVerified', account: account.id, at, personal });
  }
  const agreeing = input.profileWritten.filter((field) => (seen.profile[field] ?? '') === input.profile[field]);
  if (agreeing.length > 0) {
    claim(wanted.because, { type: 'ProfileVerified', account: account.id, fields: [...agreeing].sort(), at });
  }
}

/** That the group is in the role is told once, on the first case that needed it. */
function concludeGroupActors({ ledger, wanted, seen, rules, at, actorsPut, nameOf }: ConcludeInput, claim: Claim) {
  for (const [group, isThere] of seen.groupActors ?? []) {
    const grants = wanted.groups.get(group);
    if (!isThere || grants === undefined || rules.actorOnRecord?.(group) === 'verified') continue;
    claim(caseOfAdd(ledger, grants, wanted.because), {
      type: 'RoleActorVerified',
      group,
      name: nameOf(group),
      givenByUs: actorsPut?.has(group) === true,
      at,
    });
  }
}

function concludePresent({ ledger, account, wanted, seen, at, addedNow, nameOf }: ConcludeInput, claim: Claim): void {
  for (const { group } of seen.groups) {
    const grants = wanted.groups.get(group) ?? [];
    const known = recordOf(ledger, account, group)?.verifiedUnder ?? [];
    const byCase = new Map<CaseId, GrantId[]>();
    // Known under all of them and added all the same: what we had taken was given back.
    const isGivenBack = addedNow.has(group) && grants.every((one) => known.includes(one));
    for (const grant of isGivenBack ? grants : grants.filter((one) => !known.includes(one))) {
      const on = caseOfAdd(ledger, [grant], wanted.because);
      byCase.set(on, [...(byCase.get(on) ?? []), grant]);
    }
    for (const [on, under] of byCase) {
      const name = nameOf(group);
      claim(on, {
        type: 'MembershipVerified',
        account: account.id,
        group,
        name,
        under,
        givenByUs: addedNow.has(group),
        at,
      });
    }
  }
}

function concludeAbsent(input: ConcludeInput, leaver: boolean, claim: Claim): void {
  const { now, ledger, account, wanted, seen, at, nameOf } = input;
  const present = new Set(seen.groups.map(({ group }) => group));
  const candidates = new Set<GroupId>(
    ledger.records.filter((record) => record.account === account.id).map((record) => record.group),
  );
  for (const grant of ledger.grants) {
    for (const group of grant.groups) if (group.startsWith(`${account.connection}:`)) candidates.add(group);
  }
  for (const group of candidates) {
    if (present.has(group) || wanted.groups.has(group) || seen.unread?.has(group)) continue;
    if (seen.account !== null && input.stillToTake?.has(group)) continue;
    const record = recordOf(ledger, account, group);
    const lost = lostCover(ledger, group, record, now);
    const held = record?.verifiedAt != null && (record.removalVerifiedAt ?? '') < record.verifiedAt;
    const heldUncovered = leaver && held && answersFor(input, group);
    if (lost.length === 0 && !heldUncovered) continue;
    const cases = new Set(leaver ? [wanted.because] : decisive(lost).map(({ by }) => by));
    for (const on of cases) claim(on, { type: 'RemovalVerified', account: account.id, group, name: nameOf(group), at });
  }
}

/**
 * Of what a leaver held without ever having it from us, only what we take can be ours to prove. What policy keeps, what is
 * out of reach and what a rule or a directory fills went by another hand, if it went at all.
 */
function answersFor({ ledger, rules }: ConcludeInput, group: GroupId): boolean {
  if (ledger.grants.some(({ groups }) => groups.includes(group))) return true;
  const takes = (rules.ownerOf(group) ?? 'tenure') === 'tenure';
  return takes && !rules.keep.has(group) && !rules.protectedGroups.has(group);
}

/** A leaver's closing statement: what is left after everything, and whose it is. */
export function leaverStatement(input: ConcludeInput): TenureEvent | null {
  const { account, wanted, seen, at, rules } = input;
  if (wanted.state !== 'deactivated') return null;
  const left = seen.groups.filter(({ owner }) => owner !== 'built-in');
  const withdrawable = left.filter(
    (one) => ownerNow(input, one) === 'tenure' && !rules.keep.has(one.group) && !rules.protectedGroups.has(one.group),
  );
  // An account that is not ours to close ends with what it held.
  const closed = account.origin === 'found' || seen.account === null || seen.account.state === 'deactivated';
  const known = (seen.unread?.size ?? 0) === 0 && seen.unseen !== true;
  // Direct assignments that were not read are unknown, not none.
  const apps = seen.account === null ? 0 : seen.directApps?.length;
  const isAllAsked = seen.account === null || (input.stillToTake?.size ?? 0) === 0;
  if (!closed || !known || !isAllAsked || withdrawable.length > 0 || apps !== 0) return null;
  return {
    type: 'LeaverVerified',
    account: account.id,
    state: account.origin === 'found' ? (seen.account?.state ?? 'deactivated') : 'deactivated',
    remaining: left.map((one) => ({
      group: one.group,
      name: one.name === '' ? withinConnection(one.group) : one.name,
      owner: ownerNow(input, one),
    })),
    at,
  };
}
