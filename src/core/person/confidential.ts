/**
 * A confidential termination is kept out of the ledger until its time: what is not there cannot be read in another
 * case's comment, a timeline or a mail. The form lies behind an issue security level and is read again at that
 * instant; then everything runs as for anybody who leaves.
 */
import type { Instant } from '../shared/instant.ts';
import type { Decision, Look } from './look.ts';

/** `null` = nothing is held back: it is not confidential, or its time has come. */
export function isSealed(look: Look, end: Instant): Exclude<Decision, { readonly ok: true }> | null {
  const { filed, form, state, now } = look;
  if (!filed.confidential || state.accepted) return null;
  // Filed as it should be once, it comes into force at its time, whoever has taken the level off since.
  const wasSealed = state.postponedUntil !== null;
  if (form.securityLevel === null && !(wasSealed && end <= now)) {
    return { ok: false, problems: [{ code: 'no-security-level', field: null }] };
  }
  return end > now ? { ok: 'later', until: end } : null;
}
