/** Which way an exception asked about: that somebody is not let in, or that they are not out. One decision is about one of them. */
import type { CaseKind } from '../policy/model.ts';
import type { CaseException } from './caseState.ts';

export type Way = 'present' | 'absent';

/** Of those that do not say it in their detail. */
const ASKS_TO_GO: readonly string[] = ['back-after-removal', 'raised-by-other-hand'];
const ASKS_TO_COME: readonly string[] = [
  ...['lowered-by-other-hand', 'gone-after-verified', 'account-vanished', 'account-not-found', 'account-unsure'],
  ...['role-vanished', 'role-actor-gone', 'role-opens-for-others'],
];
const LOWERS: readonly unknown[] = ['suspend', 'end-sessions', 'remove-member', 'remove-direct-app', 'deactivate'];

/**
 * An offboarding lets in as well: until its day, and again where it is taken back. Of an older version, one that may ask for both
 * and does not say which is taken to be about the way in, unless its case is an offboarding: what was let be then and is still
 * so is asked once more, and nothing that lingers is taken for accepted.
 */
export function wayOf({ kind, detail }: Pick<CaseException, 'kind' | 'detail'>, on: CaseKind | null): Way {
  const { wanted, change } = detail;
  if (wanted === 'present' || wanted === 'absent') return wanted;
  if (change !== undefined) return LOWERS.includes(change) ? 'absent' : 'present';
  if (ASKS_TO_GO.includes(kind)) return 'absent';
  return on === 'offboarding' && !ASKS_TO_COME.includes(kind) ? 'absent' : 'present';
}
