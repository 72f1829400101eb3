/**
 * What a person should have at one connection, at one instant: computed from the ledger, never stored.
 *
 *   account state   from engagements: before, ahead of, during and after the time somebody works here
 *   groups          the union over live grants, less live exclusions; nothing for who has left
 */
import type { Account, AccountState, Engagement, Leave } from '../person/model.ts';
import { type CaseId, connectionOf, type GrantId, type GroupId } from '../shared/ids.ts';
import { covers, type Instant } from '../shared/instant.ts';
import type { PersonLedger } from './ledger.ts';
import { isByHandForAWhile, isLive, startOf } from './model.ts';

export interface Wanted {
  readonly state: AccountState;
  /** The case that account-level changes are evidence of. */
  readonly because: CaseId;
  /** Who has left is signed out and loses everything, and the account is not closed yet. */
  readonly kept?: 'hand-over' | 'legal-hold';
  /** Each group with the live grants that cover it. */
  readonly groups: ReadonlyMap<GroupId, readonly GrantId[]>;
  /** On leave: what is held is kept, what begins meanwhile waits for the return. */
  readonly paused?: true;
}

export function wanted(ledger: PersonLedger, account: Account, now: Instant): Wanted {
  const { state, because, paused } = accountState(ledger.engagements, account, now);
  const away = paused ? { paused } : {};
  if (state !== 'deactivated') return { state, because, groups: coveredGroups(ledger, account, now), ...away };
  const kept = keptFor(ledger.engagements, now);
  // Who has left holds nothing, also where a grant of their own has been left to run on.
  return { state, because, groups: new Map(), ...(kept === null ? {} : { kept }), ...away };
}

/**
 * The instant after `now` at which `wanted` next differs, or the engagement the profile is taken from; `null` when
 * all stays as it is. An index over this finds every start and end in time; there is no timer per grant.
 */
export function nextChange(ledger: PersonLedger, account: Account, now: Instant): Instant | null {
  const present = fingerprint(ledger, account, now);
  for (const at of turningPoints(ledger)) {
    if (at > now && fingerprint(ledger, account, at) !== present) return at;
  }
  return null;
}

/** The engagement an account's profile is taken from: the running one, else the next, else the last. */
export function leadingEngagement(engagements: readonly Engagement[], now: Instant): Engagement | undefined {
  const running = engagements.filter((one) => one.start <= now && (one.end === null || now < one.end));
  const ahead = engagements.filter((one) => now < one.start && (one.end === null || one.start < one.end));
  const byStart = (a: Engagement, b: Engagement) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0);
  return running.sort(byStart).at(-1) ?? ahead.sort(byStart)[0] ?? [...engagements].sort(byEnd).at(-1);
}

/**
 * The engagement whose end closes the account, or stops its sign-in until the next one. Work that was taken back before
 * anything had begun for it has closed nothing, unless there was no other.
 */
export const lastEnded = (engagements: readonly Engagement[], now: Instant): Engagement | undefined =>
  lastOf(engagements, now, ({ accountFrom }) => accountFrom);

function lastOf(engagements: readonly Engagement[], now: Instant, opens: (one: Engagement) => Instant) {
  const over = engagements.filter((one) => one.end !== null && one.end <= now).sort(byEnd);
  return over.findLast((one) => one.end !== null && opens(one) < one.end) ?? over.at(-1);
}

interface StateWanted extends Pick<Wanted, 'state' | 'because'> {
  readonly paused?: true;
}

function accountState(engagements: readonly Engagement[], account: Account, now: Instant): StateWanted {
  const open = engagements.filter((one) => one.accountFrom <= now && (one.end === null || now < one.end));
  const active = open.filter((one) => one.activeFrom <= now);
  const lead = active.at(-1) ?? open.at(-1);
  if (lead !== undefined) {
    const away = awayFrom(active, now);
    if (away !== undefined) return { state: 'suspended', because: away.case, paused: true };
    // Between two engagements the sign-in that the first had opened is stopped until the second opens it again.
    const stopped =
      engagements.some(({ activeFrom, end }) => end !== null && activeFrom < end && end <= now) ||
      // So it is for a start that was moved away after the sign-in had been opened for it.
      open.some(({ signInStopped }) => signInStopped === true);
    const state = active.length > 0 ? 'active' : stopped ? 'suspended' : 'staged';
    // What a leave has stopped is opened again as a part of that leave, whichever case came since.
    const back = active.length > 0 && isStopped(account) ? lastLeave(active, now) : undefined;
    return { state, because: back?.case ?? lead.changedBy };
  }
  const ended = lastEnded(engagements, now);
  if (ended === undefined) return { state: 'none', because: account.intendedBy };
  return { state: 'deactivated', because: ended.endedBy ?? ended.openedBy };
}

/** The leave that stops the sign-in: they are away from all the work there is for them now. */
export function awayFrom(active: readonly Engagement[], now: Instant): Leave | undefined {
  const leaves = active.map((one) => one.leaves?.filter((leave) => covers(leave, now)).at(-1));
  return leaves.every((leave) => leave !== undefined) ? leaves.at(-1) : undefined;
}

const lastLeave = (active: readonly Engagement[], now: Instant): Leave | undefined =>
  active
    .flatMap(({ leaves }) => leaves ?? [])
    .filter(({ until }) => until !== null && until <= now)
    .sort((a, b) => ((a.until ?? '') < (b.until ?? '') ? -1 : 1))
    .at(-1);

const isStopped = ({ verified }: Account) => verified === 'suspended' || verified === 'deactivated';

/** A hold is lifted by a person, whatever work it was set for; a hand-over is that of the work that ended last. */
function keptFor(engagements: readonly Engagement[], now: Instant): NonNullable<Wanted['kept']> | null {
  if (engagements.some(({ legalHold, end }) => legalHold === true && end !== null && end <= now)) return 'legal-hold';
  // A re-hire that never opened the sign-in leaves the hand-over of the work before as it was.
  const until = lastOf(engagements, now, ({ activeFrom }) => activeFrom)?.handOverUntil;
  return until !== undefined && now < until ? 'hand-over' : null;
}

function coveredGroups(ledger: PersonLedger, account: Account, now: Instant): Map<GroupId, readonly GrantId[]> {
  const excluded = new Set(
    ledger.exclusions
      .filter(({ from, until }) => from <= now && (until === null || now < until))
      .flatMap((exclusion) => exclusion.groups),
  );
  const groups = new Map<GroupId, readonly GrantId[]>();
  for (const grant of ledger.grants) {
    if (!isLive(grant, now)) continue;
    for (const group of grant.groups) {
      if (connectionOf(group) !== account.connection || excluded.has(group)) continue;
      groups.set(group, [...(groups.get(group) ?? []), grant.id]);
    }
  }
  return groups;
}

function turningPoints({ engagements, grants, exclusions }: PersonLedger): Instant[] {
  const points = new Set<Instant | null>();
  for (const { accountFrom, activeFrom, start, end, handOverUntil = null, leaves = [] } of engagements) {
    points.add(accountFrom).add(activeFrom).add(start).add(end).add(handOverUntil);
    for (const { from, until } of leaves) points.add(from).add(until);
  }
  for (const grant of grants) points.add(startOf(grant)).add(grant.end);
  for (const { from, until } of exclusions) points.add(from).add(until);
  return [...points].filter((point) => point !== null).sort();
}

function fingerprint(ledger: PersonLedger, account: Account, at: Instant): string {
  const { state, because, groups, paused, kept } = wanted(ledger, account, at);
  const parts = [...groups].map(([group, grants]) => `${group}=${[...grants].sort().join('+')}`);
  // One leave after another: each is the other's case to tell.
  const away = paused ? because : '';
  // What people opened for a while, people are asked to close on its day.
  const byHand = ledger.grants.filter((grant) => isByHandForAWhile(grant) && isLive(grant, at)).map(({ id }) => id);
  return [state, kept, away, leadingEngagement(ledger.engagements, at)?.id, ...parts.sort(), ...byHand].join('|');
}

const byEnd = (a: Engagement, b: Engagement) => ((a.end ?? '~') < (b.end ?? '~') ? -1 : 1);
