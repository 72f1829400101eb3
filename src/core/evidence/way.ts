/** Which way an exception asked about: that somebody is not let in, or that they are not out. One decision is about one of them. */
import type { CaseKind } from '../policy/model.ts';
import type { CaseException } from './caseState.ts';

export type Way = 'present' | 'absent';

/** Of those that do not say it in their detail. */
const ASKS_TO_GO = new Set(['back-after-removal', 'raised-by-other-hand']);
const LOWERS: readonly unknown[] = ['suspend', 'end-sessions', 'remove-member', 'remove-direct-app', 'deactivate'];

/**
 * One of an older version that does not say it is taken to be about the way in, unless its case is about nothing but the way
 * out: what was let be then and is still so is asked once more, and nothing that lingers is taken for accepted.
 */
export function wayOf({ kind, detail }: Pick<CaseException, 'kind' | 'detail'>, on: CaseKind | null): Way {
  const { wanted, change } = detail;
  if (wanted === 'present' || wanted === 'absent') return wanted;
  return on === 'offboarding' || ASKS_TO_GO.has(kind) || LOWERS.includes(change) ? 'absent' : 'present';
}
