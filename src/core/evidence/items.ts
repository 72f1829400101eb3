/**
 * The items of a case, each with what is known about it. A case is proved when every item is verified, and closed
 * with accepted risk when a person took what could not be.
 */
import {
  coverEnd,
  excludedBy,
  isReadUnder,
  type PersonLedger,
  type Wanted,
  wanted,
  wasInPlace,
} from '../grant/index.ts';
import { type Grant, giverOf, isLive, startOf } from '../grant/model.ts';
import type { Account } from '../person/model.ts';
import { connectionOf, type GroupId } from '../shared/ids.ts';
import { earlier, type Instant } from '../shared/instant.ts';
import { APP_TROUBLE, isWaitedFor } from './apps.ts';
import type { CaseApps } from './caseApps.ts';
import { isOpenLine } from './caseRequest.ts';
import type { CaseState } from './caseState.ts';
import type { CaseTask } from './caseTasks.ts';
import { CLOSING_OVERTAKEN, closingItems } from './closing.ts';
import type { Item, ItemState } from './item.ts';
import { linkItems } from './linkItems.ts';
import { isWorkOver, workOf } from './ownWork.ts';
import { type Way, wayOf } from './way.ts';

export function itemsOf(state: CaseState, ledger: PersonLedger, now: Instant): readonly Item[] {
  const outside = [
    ...accountItems(state, ledger, now),
    ...ledger.grants.flatMap((grant) => grantItems(state, ledger, grant, now)),
    ...Object.values(state.apps).flatMap((check) => appItems(check, state, ledger, now)),
  ];
  return [
    ...outside.map((item) => (item.state === 'pending' && isAccepted(item, state) ? accepted(item) : item)),
    ...decisions(state),
    ...state.tasks
      .filter((task) => task.state !== 'dropped')
      .map((task): Item => ({ what: 'task', ref: task.task, state: taskState(task) })),
    ...linkItems(state, ledger, now),
    ...state.exceptions
      .filter((one) => holdsCase(one, state))
      .map(
        ({ id, verdict }): Item => ({
          what: 'exception',
          ref: id,
          state: verdict === null ? 'waiting' : verdict === 'accept' || verdict === 'ignore' ? 'accepted' : 'verified',
        }),
      ),
  ];
}

/** What a person says of an application no machine can look into is taken on their word: accepted, and never read back. */
const taskState = ({ about, state }: CaseTask): ItemState =>
  state !== 'done' ? 'waiting' : about === 'application' ? 'accepted' : 'verified';
/** What is ticked on a form holds back nothing else: the work begins, and changes, whatever is still to be decided. */
const decisions = ({ kind, request: { lines } }: CaseState): readonly Item[] =>
  kind === 'access-request'
    ? lines
        .filter((line) => isOpenLine(line) || (line.ended === null && line.moving === 'ask'))
        .map(({ id }): Item => ({ what: 'decision', ref: id, state: 'waiting' }))
    : [];

/** Exceptions about an account as a whole; those out of reach or gone leave nothing else to read back either. */
const ABOUT_SIGN_IN = new Set(['lowered-by-other-hand', 'raised-by-other-hand']);
const ABOUT_EVERYTHING = new Set(['protected-account', 'account-vanished', 'account-unseen']);

const WAY_OF: Partial<Record<Item['what'], Way>> = {
  ...{ account: 'present', membership: 'present' },
  ...{ closing: 'absent', removal: 'absent' },
};

/** A named person took the risk of what could not be read back: of this way, where a case asks for both, one after the other. */
function isAccepted({ what, ref }: Item, { kind: on, exceptions }: CaseState): boolean {
  if (what === 'application') {
    const own = exceptions.filter(({ kind, detail }) => isAboutApps(kind) && (detail.app ?? ref) === ref).at(-1);
    return own?.verdict === 'accept' || own?.verdict === 'ignore';
  }
  // A leave is one decision: who is not stopped has nothing to be let in to again.
  const way = on === 'leave' ? undefined : WAY_OF[what];
  const asked = exceptions.filter((one) => way === undefined || wayOf(one, on) === way);
  const last = (fits: (one: CaseState['exceptions'][number]) => boolean) => asked.filter(fits).at(-1)?.verdict;
  const aboutAccount = what === 'account' || what === 'closing';
  const verdicts = [
    last(({ kind }) => ABOUT_EVERYTHING.has(kind)),
    last(({ kind, group }) => (aboutAccount ? ABOUT_SIGN_IN.has(kind) : group === ref)),
    last(({ kind, detail }) => NOT_THERE.has(kind) && ref.startsWith(`${detail.site}:`)),
    ...(what === 'closing' ? [last(({ kind, detail }) => kind === CLOSING_OVERTAKEN && detail.account === ref)] : []),
    // A role nobody can read any more keeps the closing read of everything else from being made.
    ...(what === 'closing' ? [last((one) => one.kind === 'role-unreadable' && isAt(one.group, ref))] : []),
  ];
  return verdicts.includes('accept');
}

const isAboutApps = (kind: string) => Object.values(APP_TROUBLE).includes(kind);

/** Why an issue takes no evidence; of these a person may say that it is to be tried now. */
export const EVIDENCE_KINDS: readonly string[] = ['record-there-already', 'evidence-refused'];

/**
 * Where policy says that applications do not hold the case, their exceptions stand on the list alone. So do those of an issue
 * that does not take the end itself: opened again for that, the case would no longer ask for the move that is refused.
 */
function holdsCase({ kind, verdict }: CaseState['exceptions'][number], { apps, proved }: CaseState): boolean {
  if (verdict !== null) return true;
  if (EVIDENCE_KINDS.includes(kind)) return !proved;
  return !isAboutApps(kind) || Object.values(apps).some((check) => check.holdsCase);
}

/**
 * One for each application the provider answers for; one that only signs on proves nothing either way. Nobody looks while
 * the sign-in is stopped: what was waited for is so again from the return on.
 */
function appItems(check: CaseApps, state: CaseState, ledger: PersonLedger, now: Instant): Item[] {
  const account = ledger.accounts.find(({ id }) => id === check.account);
  const want = account === undefined ? null : wanted(ledger, account, now).state;
  const isStopped = !check.leaving && (want === 'suspended' || want === 'staged');
  if (!check.holdsCase || !(isStopped || want === (check.leaving ? 'deactivated' : 'active'))) return [];
  const item = (ref: string, waits: boolean): Item => {
    const one: Item = { what: 'application', ref, state: waits ? 'pending' : 'verified' };
    return waits && isStopped && !isAccepted(one, state) ? { ...one, state: 'later' } : one;
  };
  if (check.read === null) return [item(check.account, true)];
  return check.read
    .filter((one) => one.state !== 'sign-on-only' && one.state !== 'switched-off')
    .map((one) => item(one.app, isWaitedFor(one)));
}

/** Nobody is there to hold anything at that site, or nobody knows who. */
const NOT_THERE = new Set(['account-not-found', 'account-unsure']);

const isAt = (group: GroupId | null, account: string) =>
  group !== null && account.startsWith(`${connectionOf(group)}/`);

const accepted = (item: Item): Item => ({ ...item, state: 'accepted' });

/** Nothing left to do, to wait for or to ask. */
export function isSettled(items: readonly Item[]): boolean {
  return items.every(({ state }) => state === 'verified' || state === 'accepted');
}

/** Of a leave: the sign-in was read back as open again. */
export function hasReturned(items: readonly Item[]): boolean {
  return items.some(({ what, state }) => what === 'account' && state === 'verified');
}

function accountItems(state: CaseState, ledger: PersonLedger, now: Instant): Item[] {
  return ledger.accounts.flatMap((account): Item[] => {
    const want = wanted(ledger, account, now);
    if (state.kind === 'leave') return leaveItems(state, ledger, account, want, now);
    if (state.kind === 'offboarding' && state.withdrawn !== 'end') {
      // Taken back, it answers for what it has closed itself and for nothing else.
      const isNone = state.withdrawn !== null && !(want.state === 'deactivated' && want.because === state.id);
      return isNone ? [] : closingItems(state, ledger, account, want, now);
    }
    if (workOf(state, ledger).length === 0) return [];
    if (want.state === 'deactivated') {
      return want.because === state.id ? closingItems(state, ledger, account, want, now) : [];
    }
    // Over, while another engagement keeps the account open: that one's case answers for it.
    if (isWorkOver(state, ledger, now)) return [];
    // Not ours to make: what is given there is an item each.
    if (account.origin === 'found') return [];
    const item = (itemState: ItemState): Item[] => [{ what: 'account', ref: account.id, state: itemState }];
    // Away: the leave's case answers for the account until they are back, and a new login waits for that.
    if (want.paused) return account.renameTo !== undefined && state.renames.includes(account.id) ? item('later') : [];
    if (want.state !== 'active') return item('later');
    return item(isOpen(account) ? loginState(state, account) : 'pending');
  });
}

/** Its master has to give the login, and somebody may have said that the old one stays. */
function loginState({ exceptions }: CaseState, { renameTo }: Account): ItemState {
  if (renameTo === undefined) return 'verified';
  const settled = exceptions.findLast(({ kind }) => kind === 'login-awaited')?.verdict;
  return settled === 'accept' || settled === 'ignore' ? 'accepted' : 'pending';
}

function grantItems(state: CaseState, ledger: PersonLedger, grant: Grant, now: Instant): Item[] {
  const given = giverOf(grant) === state.id;
  const ended = grant.endedBy === state.id;
  if ((!given && !ended) || !wasInPlace(ledger, grant)) return [];
  const isOver = grant.end !== null && grant.end <= now;
  // An end that is the work's own, or was asked for with the access, is not waited for: the case is about what it gave.
  const endsLater = ended && !endsWithWork(ledger, grant) && !endsAsAsked(grant);
  return grant.groups.flatMap((group): Item[] => {
    const membership = (itemState: ItemState): Item[] => [{ what: 'membership', ref: group, state: itemState }];
    const removal = (itemState: ItemState): Item[] => [{ what: 'removal', ref: group, state: itemState }];
    if (isLive(grant, now)) {
      if (hasLeft(ledger, group, now)) return removal(absence(ledger, grant, group, now));
      if (endsLater) return removal('later');
      return given ? membership(waitsForReturn(presence(ledger, grant, group, now), ledger, group, now)) : [];
    }
    if (now < startOf(grant) && !isOver) return given && !endsLater ? membership('later') : [];
    // Over: whoever ended it answers for the removal; the giver only when it ended by its own time.
    return given && grant.endedBy !== null && !ended ? [] : removal(absence(ledger, grant, group, now));
  });
}

/** Stopped while they are away, and open again after it: the return is a part of the leave. */
function leaveItems(state: CaseState, ledger: PersonLedger, account: Account, want: Wanted, now: Instant): Item[] {
  const leave = ledger.engagements.flatMap(({ leaves = [] }) => leaves).find((one) => one.case === state.id);
  const item = (what: 'account' | 'pause', itemState: ItemState): Item => ({ what, ref: account.id, state: itemState });
  // The work is over: how it was closed is on the offboarding.
  if (want.state === 'deactivated' || want.state === 'none') return [];
  // Where they only hold roles nobody signs in by us: what is held stays for the time of the leave.
  if (account.origin === 'found') return [];
  // Withdrawn before it had begun: what is to be shown is that they can sign in as before.
  const returned = leave === undefined || (leave.until !== null && leave.until <= now);
  if (!returned) {
    if (now < leave.from) return [item('pause', 'later'), item('account', 'later')];
    const stopped = account.verified === 'suspended' || account.verified === 'deactivated';
    return [item('pause', stopped ? 'verified' : 'pending'), item('account', 'later')];
  }
  // Another leave, or a gap between two engagements, goes on.
  const before = state.stopped.includes(account.id) ? [item('pause', 'verified')] : [];
  if (want.state !== 'active') return before;
  return [...before, item('account', isOpen(account) && state.postponedUntil === null ? 'verified' : 'pending')];
}

const endsAsAsked = ({ until, end }: Grant) => until != null && until === end;

const isOpen = ({ verified }: Account) => verified === 'active' || verified === 'awaiting-user';

const accountOf = ({ accounts }: PersonLedger, group: GroupId) =>
  accounts.find((one) => one.connection === connectionOf(group));

/** What has begun while they are away is given when they are back. */
function waitsForReturn(found: ItemState, ledger: PersonLedger, group: GroupId, now: Instant): ItemState {
  const account = accountOf(ledger, group);
  const away = account !== undefined && wanted(ledger, account, now).paused === true;
  return found === 'pending' && away ? 'later' : found;
}

function hasLeft(ledger: PersonLedger, group: GroupId, now: Instant): boolean {
  const account = accountOf(ledger, group);
  return account !== undefined && wanted(ledger, account, now).state === 'deactivated';
}

const lastEnd = ({ engagements }: PersonLedger) =>
  engagements
    .flatMap(({ end }) => end ?? [])
    .sort()
    .at(-1);

const endsWithWork = ({ engagements }: PersonLedger, grant: Grant) =>
  engagements.some(({ id, end }) => id === grant.engagement && end === grant.end);

function presence(ledger: PersonLedger, grant: Grant, group: GroupId, now: Instant): ItemState {
  const records = ledger.records.filter((one) => one.group === group);
  const excluded = excludedBy(ledger.exclusions, group, now) !== undefined;
  const proved = excluded
    ? records.every(({ verifiedAt, removalVerifiedAt }) => (removalVerifiedAt ?? '') >= (verifiedAt ?? ''))
    : records.some(({ verifiedUnder }) => verifiedUnder.includes(grant.id));
  return proved ? 'verified' : 'pending';
}

/** Every group of it, whichever case answers for that: read back as gone, or covered by another grant. */
export const isReadAsGone = (ledger: PersonLedger, grant: Grant, now: Instant): boolean =>
  grant.groups.every((group) => absence(ledger, grant, group, now) === 'verified');

function absence(ledger: PersonLedger, grant: Grant, group: GroupId, now: Instant): ItemState {
  const account = accountOf(ledger, group);
  if (account === undefined || (account.providerId === null && account.verified === null)) return 'verified';
  const record = ledger.records.find((one) => one.account === account.id && one.group === group);
  const { end } = grant;
  const gone = isReadUnder(grant, record) ? null : record?.removalVerifiedAt;
  // Read back as gone, or named on the receipt as left in place, at or after that instant.
  const settledSince = (then: Instant | undefined) =>
    [gone, record?.leftAt].some((one) => one != null && one >= (then ?? ''));
  if (end === null || end > now) {
    // Left to run on when its person left: gone since it was last read back as present is what counts.
    const settled =
      record === undefined
        ? account.verified === 'deactivated' || account.origin === 'found'
        : settledSince(record.verifiedAt ?? undefined);
    return settled ? 'verified' : 'pending';
  }
  const lost = coverEnd(grant, group, ledger.exclusions, now, record);
  // An exclusion had it from the first: nothing was ever given.
  if (lost === null) return 'verified';
  // Another grant has covered the group since: whoever ends the last one answers for the removal.
  const takenOver = ledger.grants.some((other) => {
    if (other.id === grant.id || !other.groups.includes(group)) return false;
    const otherLost = coverEnd(other, group, ledger.exclusions, now, record);
    return otherLost === null ? isLive(other, now) : otherLost.at > lost.at;
  });
  // Who has left holds nothing since then, also where a grant was ended only afterwards.
  const since = hasLeft(ledger, group, now) ? earlier(lost.at, lastEnd(ledger) ?? lost.at) : lost.at;
  return takenOver || settledSince(since) ? 'verified' : 'pending';
}
