/**
 * What to do about one account, from three things: what the ledger wants, what the provider says, and what we did.
 *
 *   adds      wanted, not seen, and some live grant for it was never yet read back as present; or taken by a run of ours
 *             that did not come to its end, and wanted again since
 *   removals  seen, no longer wanted, and its cover by a grant has ended since it was last verified absent
 *   leaver    every direct, writable membership, whether it was ours or not
 *   unlisted  to go by one of the two above, held by our records, and not seen: taken by its id too, as a list may be cut
 *
 * What another hand did against a verified state is an obstacle for a person, never a change of ours.
 */
import { giverOf, type LostCover, lostCover, type PersonLedger } from '../grant/index.ts';
import type { Grant } from '../grant/model.ts';
import type { Account } from '../person/model.ts';
import type { CaseId, GrantId, GroupId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { planGroupActor } from './groupActor.ts';
import type { PlanInput } from './input.ts';
import { movedBetween } from './mastered.ts';
import type { Awaited, Change, GroupOwner, MembershipRecord, Obstacle, Plan, SeenGroup } from './model.ts';
import { planAccount } from './planAccount.ts';

export function plan(input: PlanInput): Plan {
  const leaver = input.wanted.state === 'deactivated';
  if (input.rules.protectedAccount) {
    const untouched = { changes: [], shadowed: [], awaited: [], leaver };
    const on = input.wanted.because;
    return { ...untouched, obstacles: [{ type: 'protected-account', for: on, wanted: leaver ? 'absent' : 'present' }] };
  }
  const moved = leaver ? null : movedBetween(input.account, input.seen.account);
  if (moved !== null) {
    const untouched = { changes: [], shadowed: [], awaited: [], leaver };
    return { ...untouched, obstacles: [{ type: 'directory-changed', for: input.wanted.because, ...moved }] };
  }
  const account = planAccount(input);
  if (input.seen.account === null)
    return withHeldCreate(input, bounded(input, leaver, account.before, account.obstacles, []));

  const adds = leaver ? { changes: [], obstacles: [], awaited: [] } : planAdds(input);
  const removals = planRemovals(input, leaver);
  // A mover is added and verified first; what ended goes in the next round. An add in shadow never comes to wait for.
  const addsFirst = adds.changes.some((change) => !input.rules.shadows(change));
  const ordered = leaver
    ? [
        ...account.before,
        ...sessionsOfKept(input, account.before, removals.changes),
        ...removals.changes,
        ...account.after,
      ]
    : [...account.before, ...adds.changes, ...(addsFirst ? [] : removals.changes), ...account.after];
  const obstacles = [...account.obstacles, ...adds.obstacles, ...removals.obstacles];
  return bounded(input, leaver, ordered, obstacles, adds.awaited);
}

/** Found stopped already, and not to be closed yet: sessions end once, with what is taken. */
function sessionsOfKept({ wanted }: PlanInput, before: readonly Change[], taken: readonly Change[]): Change[] {
  if (wanted.kept === undefined || before.length > 0 || taken.length === 0) return [];
  return [{ type: 'end-sessions', for: wanted.because }];
}

/** A create in shadow holds back whatever would come with it: who looks at the plan sees the groups too. */
function withHeldCreate(input: PlanInput, planned: Plan): Plan {
  if (!planned.shadowed.some(({ type }) => type === 'create-account')) return planned;
  return { ...planned, shadowed: [...planned.shadowed, ...planAdds(input).changes] };
}

/** Grants that have lost their cover of the group since it was last verified absent: the cause for its removal. */
export function endedCover(
  grants: readonly Grant[],
  group: GroupId,
  record: MembershipRecord | undefined,
  now: Instant,
): readonly Grant[] {
  return lostCover({ grants, exclusions: [] }, group, record, now).map(({ grant }) => grant);
}

export const recordOf = (ledger: PersonLedger, account: Account, group: GroupId) =>
  ledger.records.find((record) => record.account === account.id && record.group === group);

/** The case a group's add is evidence of: the one that gave the newest grant not yet verified. */
export function caseOfAdd(ledger: PersonLedger, grants: readonly GrantId[], fallback: CaseId): CaseId {
  const newest = ledger.grants.filter(({ id }) => grants.includes(id)).at(-1);
  return newest === undefined ? fallback : giverOf(newest);
}

/** The case a removal is evidence of: the one that ended the last cover. */
function caseOfRemoval(lost: readonly LostCover[], fallback: CaseId): CaseId {
  const [first, ...others] = lost;
  return first === undefined ? fallback : others.reduce((last, one) => (one.at >= last.at ? one : last), first).by;
}

function planAdds(input: PlanInput) {
  const { ledger, account, wanted, seen, rules } = input;
  const changes: Change[] = [];
  const obstacles: Obstacle[] = [];
  const awaited: Awaited[] = [];
  const present = new Set(seen.groups.map(({ group }) => group));
  for (const [group, grants] of wanted.groups) {
    if (present.has(group) || rules.unaddable.has(group)) continue;
    const record = recordOf(ledger, account, group);
    const unverified = isOurTaking(input, record)
      ? grants
      : grants.filter((grant) => !record?.verifiedUnder.includes(grant));
    // Away: what begins meanwhile waits for the return.
    if (wanted.paused && unverified.length > 0) continue;
    const forCase = caseOfAdd(ledger, unverified.length > 0 ? unverified : grants, wanted.because);
    const owner = rules.ownerOf(group);
    const throughGroup = planGroupActor(input, { group, for: forCase, unverified });
    if (seen.unread?.has(group)) obstacles.push({ type: 'role-unreadable', for: forCase, group, wanted: 'present' });
    else if (seen.vanished?.has(group)) obstacles.push({ type: 'role-vanished', for: forCase, group });
    else if (throughGroup !== null) {
      changes.push(...throughGroup.changes);
      obstacles.push(...throughGroup.obstacles);
      awaited.push(...throughGroup.awaited);
    } else if (unverified.length === 0) obstacles.push({ type: 'gone-after-verified', for: forCase, group });
    else if (rules.protectedGroups.has(group)) {
      obstacles.push({ type: 'protected-group', for: forCase, group, wanted: 'present' });
    } else if (owner === 'rule' || owner === 'directory') {
      // What opens the role is held back in shadow, so nobody waits for the site to follow.
      const isHeldBack = seen.groupActors?.has(group) && rules.shadows(addOf(group, forCase, unverified));
      if (!isHeldBack) awaited.push({ for: forCase, group, owner });
    } else if (owner === undefined || owner === 'built-in' || owner === 'not-covered') {
      obstacles.push({
        type: 'group-not-writable',
        for: forCase,
        group,
        owner: owner ?? 'directory',
        wanted: 'present',
      });
    } else changes.push(addOf(group, forCase, unverified));
  }
  return { changes, obstacles, awaited };
}

const addOf = (group: GroupId, on: CaseId, under: readonly GrantId[]): Change => ({
  type: 'add-member',
  for: on,
  group,
  under,
});

function planRemovals(input: PlanInput, leaver: boolean) {
  const { now, ledger, account, wanted, seen, rules } = input;
  const changes: Change[] = [];
  const obstacles: Obstacle[] = [];
  for (const { group, owner } of seen.groups) {
    if (wanted.groups.has(group) || owner === 'built-in') continue;
    const record = recordOf(ledger, account, group);
    const lost = lostCover(ledger, group, record, now);
    const forCase = leaver ? wanted.because : caseOfRemoval(lost, wanted.because);
    if (leaver && rules.keep.has(group)) continue;
    const actual = ownerNow(input, { group, owner });
    if (!leaver && lost.length === 0) {
      if (record?.removalVerifiedAt == null) continue;
      const elsewhere = actual === 'tenure' ? {} : { owner: actual };
      obstacles.push({ type: 'back-after-removal', for: forCase, group, ...elsewhere });
      continue;
    }
    if (rules.protectedGroups.has(group)) {
      obstacles.push({ type: 'protected-group', for: forCase, group, wanted: 'absent' });
    } else if (actual === 'tenure') changes.push({ type: 'remove-member', for: forCase, group });
    else if (actual === 'mixed' || actual === 'directory') {
      obstacles.push({ type: 'group-not-writable', for: forCase, group, owner: actual, wanted: 'absent' });
    }
    // A rule's own group: the rule takes the member out when the attribute changes; conclude.ts says what stayed.
  }
  for (const group of seen.unread ?? []) {
    // What is not known to be there is not taken, and not called gone either.
    const lost = wanted.groups.has(group) ? [] : lostCover(ledger, group, recordOf(ledger, account, group), now);
    if (lost.length === 0) continue;
    const forCase = leaver ? wanted.because : caseOfRemoval(lost, wanted.because);
    obstacles.push({ type: 'role-unreadable', for: forCase, group, wanted: 'absent' });
  }
  // Taking an assignment away deletes the application's user: under a legal hold it stays, behind a closed sign-in.
  if (leaver && wanted.kept !== 'legal-hold') {
    for (const { app, name } of seen.directApps ?? []) {
      changes.push({ type: 'remove-direct-app', for: wanted.because, app, name });
    }
  }
  // What is open for certain goes before what is only asked about.
  for (const group of unlisted(input)) {
    const lost = lostCover(ledger, group, recordOf(ledger, account, group), now);
    if (!leaver && lost.length === 0) continue;
    const forCase = leaver ? wanted.because : caseOfRemoval(lost, wanted.because);
    const change: Change = { type: 'remove-member', for: forCase, group };
    // In shadow nobody can be asked by a write: there the list is believed.
    if (!rules.shadows(change)) changes.push(change);
  }
  return { changes, obstacles };
}

/**
 * Held by our records and ours to take, and not in the list: somebody has taken it, or the list was cut. So it is taken by
 * its id all the same, once, and the provider's answer says which.
 */
function unlisted(input: PlanInput): readonly GroupId[] {
  const { ledger, account, wanted, seen, rules } = input;
  const listed = new Set(seen.groups.map(({ group }) => group));
  const isLeaver = wanted.state === 'deactivated';
  return ledger.records.flatMap((record) => {
    const { group, verifiedAt, removalVerifiedAt } = record;
    const isHeld = verifiedAt !== null && (removalVerifiedAt ?? '') < verifiedAt;
    if (record.account !== account.id || !isHeld || listed.has(group) || wanted.groups.has(group)) return [];
    if (isAnswered(input, record) || seen.unread?.has(group) || seen.vanished?.has(group)) return [];
    const isKept = rules.protectedGroups.has(group) || (isLeaver && rules.keep.has(group));
    const isOurs = rules.ownerOf(group) === 'tenure' || rules.lost?.(group) === true;
    return isKept || !isOurs ? [] : [group];
  });
}

/** The provider has answered a removal since it was last read back as there: it is gone by no other hand. */
function isOurTaking({ answeredGone }: PlanInput, record: MembershipRecord | undefined): boolean {
  const at = record === undefined ? undefined : answeredGone?.get(record.group);
  return at !== undefined && at >= (record?.verifiedAt ?? '');
}

/** The answer stands as long as no grant has covered the group since: under one it may have been given again. */
function isAnswered({ now, ledger, answeredGone }: PlanInput, record: MembershipRecord): boolean {
  const at = answeredGone?.get(record.group);
  if (at === undefined) return false;
  return lostCover(ledger, record.group, { ...record, removalVerifiedAt: at, verifiedUnder: [] }, now).length === 0;
}

/** The catalogue knows rules; the reading knows the group's kind. The kind wins where it is not writable at all. */
export function ownerNow({ rules }: Pick<PlanInput, 'rules'>, seen: Pick<SeenGroup, 'group' | 'owner'>): GroupOwner {
  return seen.owner === 'tenure' ? (rules.ownerOf(seen.group) ?? 'tenure') : seen.owner;
}

function bounded(
  { rules }: PlanInput,
  leaver: boolean,
  ordered: readonly Change[],
  obstacles: readonly Obstacle[],
  awaited: readonly Awaited[],
): Plan {
  return {
    changes: ordered.filter((change) => !rules.shadows(change)),
    shadowed: ordered.filter((change) => rules.shadows(change)),
    obstacles,
    awaited,
    leaver,
  };
}
