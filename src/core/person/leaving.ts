/** What an end of work leaves to people, asked of them on the case that answers for it, and of each thing once. */
import type { CaseState } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { Instant } from '../shared/instant.ts';
import { leaverClosings } from './byHand.ts';
import { handOverAsked } from './kept.ts';

export const leftToPeople = (state: CaseState, ledger: PersonLedger, at: Instant): TenureEvent[] => [
  ...leaverClosings(state, ledger, at),
  ...handOverAsked(state, ledger, at),
];
