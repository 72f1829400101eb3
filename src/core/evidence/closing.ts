/**
 * What an offboarding answers for: that an account was read back as closed. It can be overtaken: who is hired again before
 * that reading has an account in use, and what they held in between nobody has seen to be gone. A named person takes that
 * risk, or nobody does; it is never called proved.
 */
import { type PersonLedger, type Wanted, wanted } from '../grant/index.ts';
import type { Account } from '../person/model.ts';
import { exceptionId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { CaseState } from './caseState.ts';
import { SHUT } from './evolveCase.ts';
import type { Item, ItemState } from './item.ts';
import type { TenureEvent } from './model.ts';

export const CLOSING_OVERTAKEN = 'closing-overtaken';

/** Told once when it is overtaken, and settled should the account be closed after all: the new work was taken back. */
export function overtakenEvents(
  state: CaseState,
  ledger: PersonLedger,
  account: Account,
  at: Instant,
): readonly TenureEvent[] {
  if (state.kind !== 'offboarding' || !state.accepted || state.withdrawn !== null) return [];
  const told = state.exceptions.findLast(
    ({ kind, detail }) => kind === CLOSING_OVERTAKEN && detail.account === account.id,
  );
  const want = wanted(ledger, account, at);
  const isOpen = closingItems(state, ledger, account, want, at).some((one) => one.state === 'pending');
  if (want.state === 'deactivated' || !isOpen) {
    if (told?.verdict !== null || !state.closed.includes(account.id)) return [];
    const by = 'Tenure: it was read back as closed';
    return [{ type: 'ExceptionSettled', exception: told.id, verdict: 'retry', by, at }];
  }
  if (told !== undefined) return [];
  const exception = exceptionId(`${state.id}!${CLOSING_OVERTAKEN}-${state.exceptions.length + 1}`);
  const detail = { account: account.id };
  return [{ type: 'ExceptionRaised', exception, kind: CLOSING_OVERTAKEN, account: account.id, detail }];
}

export function closingItems(
  state: CaseState,
  ledger: PersonLedger,
  account: Account,
  want: Wanted,
  now: Instant,
): Item[] {
  const item = (itemState: ItemState): Item[] => [{ what: 'closing', ref: account.id, state: itemState }];
  if (state.closed.includes(account.id)) return item('verified');
  const neverMade = account.providerId === null && account.verified === null && !(account.id in state.sought);
  if (want.state !== 'deactivated') {
    const own = ledger.engagements.filter(({ endedBy }) => endedBy === state.id);
    // Another case has taken its end over, or moved it.
    const ahead = own.length > 0 ? own : ledger.engagements;
    if (ahead.some(({ end }) => end !== null && end > now)) return item('later');
    return isOvertaken(state, ledger, account, now) && !neverMade ? item('pending') : [];
  }
  // Signed out and emptied, and closed later: when its time comes, or when a person lifts the hold.
  if (want.kept !== undefined && account.verified !== null && SHUT.includes(account.verified)) {
    return item(want.kept === 'hand-over' ? 'later' : 'waiting');
  }
  const holdsNothing = ledger.records
    .filter((one) => one.account === account.id)
    .every(({ verifiedAt, removalVerifiedAt }) => (removalVerifiedAt ?? '') >= (verifiedAt ?? ''));
  // Another case has ended the work earlier, and its receipt says what was taken.
  const closedThere =
    want.because !== state.id && (account.verified === 'deactivated' || (account.origin === 'found' && holdsNothing));
  return item(neverMade || closedThere ? 'verified' : 'pending');
}

/**
 * All work this case has ended is over, and a new engagement has begun before the account was read back as closed: that
 * cannot be said of it any more. One that is kept for a hand-over or a hold was not to be closed yet: read as shut since that
 * end, it is as it was to be.
 */
function isOvertaken(state: CaseState, { engagements }: PersonLedger, { id }: Account, now: Instant): boolean {
  const ends = engagements.filter(({ endedBy }) => endedBy === state.id).map(({ end }) => end);
  const shut = state.readShut[id];
  const isKept = state.hasKept && shut !== undefined && ends.every((end) => end !== null && end <= shut);
  return !isKept && ends.length > 0 && ends.every((end) => end !== null && end <= now);
}
