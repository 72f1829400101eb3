/**
 * A form accepted before is read again because something on it was edited. Only what was edited since counts: its
 * other fields still say what was true then, and another case may have changed the person in between.
 */
import type { TenureEvent } from '../evidence/model.ts';
import type { Look } from './look.ts';
import type { Attributes } from './model.ts';

export function editedSince({ form, state }: Pick<Look, 'form' | 'state'>): (field: string) => boolean {
  const since = state.acceptedAsOf;
  return (field) => since === null || (form.fields[field]?.at ?? '') > since;
}

/** What stands, with the attributes on top that the form adds or that were edited since. */
export function attributesNow(look: Look, onForm: Attributes, standing: Attributes | undefined): Attributes {
  if (standing === undefined) return onForm;
  const edited = editedSince(look);
  const counts = Object.entries(onForm).filter(([name]) => edited(name) || standing[name] === undefined);
  return { ...standing, ...Object.fromEntries(counts) };
}

export function accepted({ filed, form, rules }: Look): TenureEvent {
  const newest = Object.values(form.fields)
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
