/** The link to come in, as an item of the case that sends it. */
import type { PersonLedger } from '../grant/index.ts';
import type { Instant } from '../shared/instant.ts';
import type { CaseNotice, CaseState } from './caseState.ts';
import type { Item } from './item.ts';
import { isWorkOver, workOf } from './ownWork.ts';
import { isMailLetBe } from './refusedMail.ts';

/**
 * One that was on its way when the work ended, or when a leave began, is sent no more; whoever is hired again, or returns, has
 * another, from what lets them in then.
 */
export function linkItems(state: CaseState, ledger: PersonLedger, now: Instant): readonly Item[] {
  const isOver = isWorkOver(state, ledger, now);
  const leaves = workOf(state, ledger).flatMap((work) => work.leaves ?? []);
  const hasBeenAway = ({ askedAt }: CaseNotice) =>
    leaves.some(({ from, until }) => from <= now && (until === null || until > askedAt));
  return state.notices.flatMap((link): Item[] => {
    const { kind, notice, sentAt } = link;
    if (kind !== 'activation' || (sentAt === null && (isOver || hasBeenAway(link)))) return [];
    const how = sentAt !== null ? 'verified' : isMailLetBe(state, notice) ? 'accepted' : 'pending';
    return [{ what: 'notice', ref: notice, state: how }];
  });
}
