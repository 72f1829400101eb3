/** The work a case is about, as far as the ledger still shows it. */
import type { PersonLedger } from '../grant/index.ts';
import type { Engagement } from '../person/model.ts';
import type { Instant } from '../shared/instant.ts';
import type { CaseState } from './caseState.ts';

/** What the case has opened or was the last to change. */
export const workOf = ({ id }: Pick<CaseState, 'id'>, { engagements }: PersonLedger): readonly Engagement[] =>
  engagements.filter(({ openedBy, changedBy }) => openedBy === id || changedBy === id);

/** Of a case that has work of its own: none of it goes on. */
export function isWorkOver(state: Pick<CaseState, 'id'>, ledger: PersonLedger, now: Instant): boolean {
  const own = workOf(state, ledger);
  return own.length > 0 && own.every(({ end }) => end !== null && end <= now);
}
