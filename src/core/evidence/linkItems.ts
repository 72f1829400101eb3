/** The link to come in, as an item of the case that sends it. */
import type { PersonLedger } from '../grant/index.ts';
import type { Instant } from '../shared/instant.ts';
import type { CaseState } from './caseState.ts';
import type { Item } from './item.ts';
import { isWorkOver } from './ownWork.ts';
import { isMailLetBe } from './refusedMail.ts';

/** One that was on its way when the work ended is sent no more; whoever is hired again has another, from their new work. */
export function linkItems(state: CaseState, ledger: PersonLedger, now: Instant): readonly Item[] {
  const isOver = isWorkOver(state, ledger, now);
  return state.notices.flatMap(({ kind, notice, sentAt }): Item[] => {
    if (kind !== 'activation' || (sentAt === null && isOver)) return [];
    const how = sentAt !== null ? 'verified' : isMailLetBe(state, notice) ? 'accepted' : 'pending';
    return [{ what: 'notice', ref: notice, state: how }];
  });
}
