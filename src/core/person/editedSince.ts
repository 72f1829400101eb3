/**
 * A form accepted before is read again because something on it was edited. Only what was edited since counts: its
 * other fields still say what was true then, and another case may have changed the person in between.
 */
import type { FormProblem, TenureEvent } from '../evidence/model.ts';
import { KNOWN_FIELDS } from '../policy/model.ts';
import { type Instant, later } from '../shared/instant.ts';
import type { FiledForm } from './form.ts';
import type { Look } from './look.ts';
import type { Attributes, Engagement } from './model.ts';

type Edits = Pick<Look, 'form' | 'state' | 'outdated'>;

export function editedSince({ form, state, outdated }: Edits): (field: string) => boolean {
  const since = state.acceptedAsOf;
  const isWritten = (field: string) =>
    since === null || ((form.fields[field] ?? form.emptied[field])?.at ?? '') > since;
  return (field) => isWritten(field) && outdated?.has(field) !== true;
}

/**
 * What this form had said and somebody took off it. What the form does not show us is unknown, and stays; what was taken
 * off again before the form was ever acted on had not been said.
 */
export function isEmptied(look: Edits): (field: string) => boolean {
  const edited = editedSince(look);
  return (field) => look.state.accepted && look.form.emptied[field] !== undefined && edited(field);
}

export const withoutEmptied = (look: Edits, attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([field]) => !isEmptied(look)(field)));

/** Nobody works here without a name, nor without what the company asks of every onboarding. */
export function emptiedProblems(look: Look): FormProblem[] {
  const known: readonly string[] = KNOWN_FIELDS;
  // Dates and whom it is about are no part of the person, and have rules of their own.
  const required = look.rules.settings.requiredFields.filter((one) => one === 'manager' || !known.includes(one));
  return ['givenName', 'familyName', ...required]
    .filter(isEmptied(look))
    .map((field) => ({ code: 'missing-field', field }));
}

/**
 * What stands emptied: taken off this form now or before, and not said again since. The manager and the private address
 * are no attributes, and a profile may show them all the same.
 */
export function emptiedNow(
  look: Edits,
  own: Engagement | undefined,
  said: Readonly<Record<string, unknown>>,
): Pick<Engagement, 'emptied'> {
  if (own === undefined) return {};
  const had = [...Object.keys(own.attributes), 'manager', 'privateMail'];
  const now = had.filter(isEmptied(look));
  const emptied = [...new Set([...(own.emptied ?? []), ...now])].filter((field) => (said[field] ?? '') === '').sort();
  return emptied.length === 0 ? {} : { emptied };
}

/** What stands, with the attributes on top that the form adds or that were edited since. */
export function attributesNow(look: Look, onForm: Attributes, own: Engagement | undefined): Attributes {
  if (own === undefined) return onForm;
  const standing = withoutEmptied(look, own.attributes);
  const isSaid = adds(look, own);
  const counts = Object.entries(onForm).filter(([name]) => isSaid(name, standing[name]));
  return { ...standing, ...Object.fromEntries(counts) };
}

/** Edited since, or not said by anybody. Emptied elsewhere is said too: what stands here of old does not bring it back. */
export function adds(look: Edits, own: Pick<Engagement, 'emptied'> | undefined) {
  const edited = editedSince(look);
  return (field: string, standing: string | undefined) =>
    edited(field) || (standing === undefined && !(own?.emptied ?? []).includes(field));
}

/** Since when an onboarding says who comes and from when on: what else is put right on it does not say it anew. */
export function saidAt({ created, fields }: Pick<FiledForm, 'created' | 'fields'>): Instant {
  const said = [fields.start, fields.employeeNumber ?? fields.workMail];
  return said.reduce((latest, field) => (field === undefined ? latest : later(latest, field.at)), created);
}

export function accepted({ filed, form, rules, kind }: Look): TenureEvent {
  const newest = [...Object.values(form.fields), ...Object.values(form.emptied)]
    .map(({ at }) => at)
    .sort()
    .at(-1);
  return {
    type: 'FormAccepted',
    digest: filed.digest,
    policy: rules.version,
    ...(newest === undefined ? {} : { asOf: newest }),
    ...(kind === 'onboarding' ? { since: saidAt(form) } : kind === 'offboarding' ? { since: form.created } : {}),
    personal: { notify: filed.notify },
  };
}
