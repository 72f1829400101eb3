/**
 * The items of a case, each with what is known about it. A case is proved when every item is verified, and closed
 * with accepted risk when a person took what could not be.
 */
import type { PersonLedger } from '../grant/ledger.ts';
import { everCovered, type Grant, isLive, startOf } from '../grant/model.ts';
import { type Wanted, wanted } from '../grant/wanted.ts';
import type { Account } from '../person/model.ts';
import { connectionOf, type GroupId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { CaseState } from './caseState.ts';

/**
 *   verified  read back from the outside system
 *   accepted  a named person took the remaining risk
 *   pending   Tenure is at it
 *   later     its time has not come
 *   waiting   a person has to do something
 */
export type ItemState = 'verified' | 'accepted' | 'pending' | 'later' | 'waiting';

export interface Item {
  readonly what: 'account' | 'membership' | 'removal' | 'closing' | 'task' | 'notice' | 'exception';
  /** The account, group, task, notice or exception it is about. */
  readonly ref: string;
  readonly state: ItemState;
}

export function itemsOf(state: CaseState, ledger: PersonLedger, now: Instant): readonly Item[] {
  return [
    ...accountItems(state, ledger, now),
    ...ledger.grants.flatMap((grant) => grantItems(state, ledger, grant, now)),
    ...state.tasks
      .filter((task) => task.state !== 'dropped')
      .map((task): Item => ({ what: 'task', ref: task.task, state: task.state === 'done' ? 'verified' : 'waiting' })),
    ...state.notices
      .filter(({ kind }) => kind === 'activation')
      .map(
        ({ notice, sentAt }): Item => ({
          what: 'notice',
          ref: notice,
          state: sentAt === null ? 'pending' : 'verified',
        }),
      ),
    ...state.exceptions.map(
      ({ id, verdict }): Item => ({
        what: 'exception',
        ref: id,
        state: verdict === null ? 'waiting' : verdict === 'accept' || verdict === 'ignore' ? 'accepted' : 'verified',
      }),
    ),
  ];
}

/** Nothing left to do, to wait for or to ask. */
export function isSettled(items: readonly Item[]): boolean {
  return items.every(({ state }) => state === 'verified' || state === 'accepted');
}

function accountItems(state: CaseState, ledger: PersonLedger, now: Instant): Item[] {
  return ledger.accounts.flatMap((account): Item[] => {
    const want = wanted(ledger, account, now);
    if (state.kind === 'offboarding') return [closingItem(state, ledger, account, want, now)];
    const own = ledger.engagements.filter((one) => one.openedBy === state.id || one.changedBy === state.id);
    if (own.length === 0) return [];
    if (want.state === 'deactivated') {
      return want.because === state.id ? [closingItem(state, ledger, account, want, now)] : [];
    }
    // Over, while another engagement keeps the account open: that one's case answers for it.
    if (own.every((one) => one.end !== null && one.end <= now)) return [];
    const open = account.verified === 'active' || account.verified === 'awaiting-user';
    const itemState = want.state === 'active' ? (open ? 'verified' : 'pending') : 'later';
    return [{ what: 'account', ref: account.id, state: itemState }];
  });
}

function closingItem(state: CaseState, ledger: PersonLedger, account: Account, want: Wanted, now: Instant): Item {
  const base = { what: 'closing', ref: account.id } as const;
  if (want.state !== 'deactivated') {
    const ended = ledger.engagements.filter((one) => one.end !== null && one.endedBy === state.id);
    if (ended.some((one) => one.end !== null && one.end > now)) return { ...base, state: 'later' };
    // Read back as closed, and opened again since for a new engagement: what was proved stays proved.
    return { ...base, state: ended.length > 0 && state.closed.includes(account.id) ? 'verified' : 'pending' };
  }
  const neverMade = account.providerId === null && account.verified === null;
  return { ...base, state: neverMade || state.closed.includes(account.id) ? 'verified' : 'pending' };
}

function grantItems(state: CaseState, ledger: PersonLedger, grant: Grant, now: Instant): Item[] {
  const given = grant.givenBy === state.id;
  const ended = grant.endedBy === state.id;
  if ((!given && !ended) || !everCovered(grant)) return [];
  if (isLive(grant, now)) {
    if (ended) return grant.groups.map((group) => ({ what: 'removal', ref: group, state: 'later' }));
    return grant.groups.map((group) => ({ what: 'membership', ref: group, state: presence(ledger, grant, group) }));
  }
  if (now < startOf(grant)) {
    return given && !ended ? grant.groups.map((group) => ({ what: 'membership', ref: group, state: 'later' })) : [];
  }
  // Over: whoever ended it answers for the removal; the giver only when it ended by its own time.
  if (given && grant.endedBy !== null && !ended) return [];
  return grant.groups.map((group) => ({ what: 'removal', ref: group, state: absence(ledger, grant, group) }));
}

function presence(ledger: PersonLedger, grant: Grant, group: GroupId): ItemState {
  const excluded = ledger.exclusions.some((exclusion) => exclusion.groups.includes(group));
  const record = ledger.records.find((one) => one.group === group && one.verifiedUnder.includes(grant.id));
  return record !== undefined || excluded ? 'verified' : 'pending';
}

function absence(ledger: PersonLedger, grant: Grant, group: GroupId): ItemState {
  const account = ledger.accounts.find((one) => one.connection === connectionOf(group));
  if (account === undefined || (account.providerId === null && account.verified === null)) return 'verified';
  const end = grant.end;
  if (end === null) return 'pending';
  // Another grant covered the group when this one ended: whoever ends the last one answers for the removal.
  const takenOver = ledger.grants.some(
    (other) =>
      other.id !== grant.id &&
      other.groups.includes(group) &&
      startOf(other) <= end &&
      (other.end === null || other.end > end),
  );
  if (takenOver) return 'verified';
  const record = ledger.records.find((one) => one.account === account.id && one.group === group);
  const removed = record?.removalVerifiedAt ?? null;
  return removed !== null && removed >= end ? 'verified' : 'pending';
}
