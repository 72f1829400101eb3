/**
 * A form accepted before is read again because something on it was edited. Only what was edited since counts: its
 * other fields still say what was true then, and another case may have changed the person in between.
 */
import type { TenureEvent } from '../evidence/model.ts';
import type { Look } from './look.ts';
import type { Attributes, Engagement } from './model.ts';

export function editedSince({ form, state }: Pick<Look, 'form' | 'state'>): (field: string) => boolean {
  const since = state.acceptedAsOf;
  return (field) => since === null || ((form.fields[field] ?? form.emptied[field])?.at ?? '') > since;
}

/** What this form had said and somebody took off it. What the form does not show us is unknown, and stays. */
export function withoutEmptied(look: Pick<Look, 'form' | 'state'>, attributes: Attributes): Attributes {
  const edited = editedSince(look);
  const isEmptied = (field: string) => look.form.emptied[field] !== undefined && edited(field);
  return Object.fromEntries(Object.entries(attributes).filter(([field]) => !isEmptied(field)));
}

/**
 * What stands emptied: taken off this form now or before, and not said again since. The manager and the private address
 * are no attributes, and a profile may show them all the same.
 */
export function emptiedNow(
  look: Pick<Look, 'form' | 'state'>,
  own: Engagement | undefined,
  said: Readonly<Record<string, unknown>>,
): Pick<Engagement, 'emptied'> {
  if (own === undefined) return {};
  const edited = editedSince(look);
  const had = [...Object.keys(own.attributes), 'manager', 'privateMail'];
  const now = had.filter((field) => look.form.emptied[field] !== undefined && edited(field));
  const emptied = [...new Set([...(own.emptied ?? []), ...now])].filter((field) => (said[field] ?? '') === '').sort();
  return emptied.length === 0 ? {} : { emptied };
}

/** What stands, with the attributes on top that the form adds or that were edited since. */
export function attributesNow(look: Look, onForm: Attributes, standing: Attributes | undefined): Attributes {
  if (standing === undefined) return onForm;
  const edited = editedSince(look);
  const counts = Object.entries(onForm).filter(([name]) => edited(name) || standing[name] === undefined);
  return { ...standing, ...Object.fromEntries(counts) };
}

export function accepted({ filed, form, rules }: Look): TenureEvent {
  const newest = [...Object.values(form.fields), ...Object.values(form.emptied)]
    .map(({ at }) => at)
    .sort()
    .at(-1);
  return {
    type: 'FormAccepted',
    digest: filed.digest,
    policy: rules.version,
    ...(newest === undefined ? {} : { asOf: newest }),
    personal: { notify: filed.notify },
  };
}
