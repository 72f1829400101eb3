/**
 * A confidential termination is kept out of the ledger until its time: what is not there cannot be read in another
 * case's comment, a timeline or a mail. The form lies behind an issue security level and is read again at that
 * instant; then everything runs as for anybody who leaves. Until then its case keeps whom it is about and when: what
 * somebody without the right writes on the form, or what it does not show any more, neither stops nor publishes it.
 */
import type { CaseState } from '../evidence/index.ts';
import type { FormProblem } from '../evidence/model.ts';
import type { CaseSettings } from '../policy/model.ts';
import type { PersonId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { authorityProblems, type Concerned } from './authority.ts';
import type { FiledForm } from './form.ts';
import type { Decision, Look } from './look.ts';
import type { Filed } from './readForm.ts';

/** `null` = nothing is held back: it is not confidential, or its time has come. */
export function isSealed(look: Look, end: Instant): Exclude<Decision, { readonly ok: true }> | null {
  const { filed, form, state, now, person } = look;
  if (!filed.confidential || state.accepted) return null;
  // Filed as it should be once, it comes into force at its time, whoever has taken the level off since.
  const wasSealed = state.postponedUntil !== null;
  if (form.securityLevel === null && !(wasSealed && end <= now)) {
    return { ok: false, problems: [{ code: 'no-security-level', field: null }] };
  }
  if (end <= now) return null;
  const stays = state.sealed?.person === person ? state.sealed : null;
  const namedAt = form.fields.person?.at ?? form.created;
  const sealed = stays ?? (person === null || person === 'ambiguous' ? undefined : { person, namedAt });
  return { ok: 'later', until: end, ...(sealed === undefined ? {} : { sealed }) };
}

export const isForeign = ({ code }: FormProblem) => code === 'unauthorised-edit' || code === 'own-edit';

/**
 * Whom a sealed case is about, whatever its form says: nobody with the right has named somebody else since. `null` =
 * the form decides.
 */
export function sealedPerson(
  state: CaseState,
  form: FiledForm,
  settings: CaseSettings,
  concerned: Concerned,
): PersonId | null {
  const { sealed } = state;
  if (sealed === null) return null;
  const edited = form.fields.person ?? form.emptied.person;
  const isFiled = edited === undefined || edited.at <= sealed.namedAt;
  const foreign = authorityProblems(form, settings, concerned).some((one) => isForeign(one) && one.field === 'person');
  return isFiled || foreign ? sealed.person : null;
}

/** What the form does not show us, and nobody has taken off it. */
const NOT_SHOWN: readonly string[] = ['not-on-issue', 'not-mapped'];

/** The problems a sealed termination comes in spite of, at its time. */
export function setAsideWhileSealed({ state, person, now }: Look, { code, field }: FormProblem): boolean {
  if (state.sealed === null) return false;
  // Whoever filed it might: that they may no more is said at once, and keeps nobody here.
  if (code === 'may-not-file') return state.postponedUntil !== null && state.postponedUntil <= now;
  if (isForeign({ code, field })) return true;
  if (field === 'person') return person === state.sealed.person;
  return field === 'end' && NOT_SHOWN.includes(code);
}

/** The form as it counts for a sealed termination. */
export function asSealed({ state, form, filed }: Look, isAside: (field: string) => boolean): Partial<Filed> {
  const { sealed, postponedUntil: until } = state;
  const isGone = (field: string) => form.fields[field] === undefined && form.emptied[field] === undefined;
  const stays = (field: string) =>
    isAside(field) || isGone(field) || form.unreadable.some((one) => one.field === field);
  if (state.accepted) return {};
  // Not looked at before: what nobody entitled has said of it is no reason to show what lies behind a level.
  if (sealed === null || until === null)
    return isAside('confidential') ? { confidential: form.securityLevel !== null } : {};
  return {
    confidential: filed.confidential || stays('confidential'),
    ...(stays('end') ? { end: { kind: 'instant', at: until } } : {}),
  };
}
