/** The link to come in, as an item of the case that sends it. */
import type { PersonLedger } from '../grant/index.ts';
import type { Instant } from '../shared/instant.ts';
import type { CaseNotice, CaseState } from './caseState.ts';
import type { Item } from './item.ts';
import { isWorkOver, workOf } from './ownWork.ts';
import { isMailLetBe } from './refusedMail.ts';

/**
 * One that was on its way when the work ended, or when a leave began, is sent no more; whoever is hired again, returns, or stays
 * after all has another, from what lets them in then. Of an account that stands open all the while it is still the one.
 */
export function linkItems(state: CaseState, ledger: PersonLedger, now: Instant): readonly Item[] {
  const isOver = isWorkOver(state, ledger, now);
  const leaves = workOf(state, ledger).flatMap((work) => work.leaves ?? []);
  const links = state.notices.filter(({ kind }) => kind === 'activation');
  const accounts = ledger.accounts.filter(({ origin }) => origin !== 'found');
  /** Nothing stopped the sign-in for a leave that passed before anybody could: nothing lets them in anew after it. */
  const hasStoodOpen = (since: Instant) =>
    accounts.some(
      ({ verified, openedAt = '' }) => (verified === 'awaiting-user' || verified === 'active') && openedAt <= since,
    );
  const hasBeenAway = ({ askedAt }: CaseNotice) =>
    leaves.some(({ from, until }) => from <= now && (until === null || until > askedAt)) && !hasStoodOpen(askedAt);
  /** Closed since, and opened again perhaps: where the order of two clocks does not show it, another link of this case does. */
  const isFollowed = (link: CaseNotice) =>
    link !== links.at(-1) || (accounts.length > 0 && accounts.every(({ openedAt }) => (openedAt ?? '') > link.askedAt));
  return links.flatMap((link): Item[] => {
    const { notice, sentAt } = link;
    if (sentAt === null && (isOver || hasBeenAway(link) || isFollowed(link))) return [];
    const how = sentAt !== null ? 'verified' : isMailLetBe(state, notice) ? 'accepted' : 'pending';
    return [{ what: 'notice', ref: notice, state: how }];
  });
}
