/** Refusals as HTTP says them. The name of the refusal says more; whoever reads statuses alone learns whose turn it is. */

const NOT_FOUND = new Set(['unknown-person', 'unknown-case', 'unknown-request', 'unknown-exception']);
/** Not for this one to do, whatever the token may. */
const NOT_THEIRS = new Set([
  'own-request',
  'own-case',
  'own-change',
  'not-an-approver',
  'no-longer-approver',
  'not-yours',
  'not-allowed-to-delegate',
  'not-allowed',
  'not-the-owner',
]);
const TOO_LATE = new Set([
  'decided-already',
  'settled-already',
  'theirs-already',
  'key-used',
  'shown-otherwise',
  'no-open-question',
  'nothing-to-give-back',
  'given-meanwhile',
]);

/** `named`: the path names what is asked about, so that what is unknown is the address. */
export function statusOf(refusal: string, named: boolean): 403 | 404 | 409 | 422 {
  if (named && NOT_FOUND.has(refusal)) return 404;
  if (NOT_THEIRS.has(refusal)) return 403;
  return TOO_LATE.has(refusal) ? 409 : 422;
}
