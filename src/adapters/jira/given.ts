/**
 * Values in the shapes Jira takes ("Jira fields" in the REST v3 reference). Options are named by what they say. What a field
 * cannot hold is left out: several things in a field for one, a name where a person is picked.
 */
import type { FieldGiven } from '../../ports/tracker.ts';
import { adfOf } from './adf.ts';
import type { FieldMap, MappedField } from './fields.ts';

/** By the site's own field ids. */
export function fieldsGiven(
  { mapped }: FieldMap,
  given: Readonly<Record<string, FieldGiven>>,
): Readonly<Record<string, unknown>> {
  const entries = mapped.flatMap((field) => {
    const value = given[field.logical];
    const shaped = value === undefined ? undefined : shapeOf(field, value);
    return shaped === undefined ? [] : [[field.id, shaped] as const];
  });
  return Object.fromEntries(entries);
}

function shapeOf({ type, items, isLong }: MappedField, given: FieldGiven): unknown {
  if (given.kind === 'user') {
    const user = { accountId: given.account };
    return type === 'user' ? user : type === 'array' && items === 'user' ? [user] : undefined;
  }
  const texts = given.kind === 'text' ? [given.text] : given.texts;
  const [only, ...more] = texts;
  if (type === 'array') return items === 'option' ? texts.map((value) => ({ value })) : undefined;
  if (only === undefined || (more.length > 0 && type !== 'string')) return undefined;
  if (type === 'option') return { value: only };
  if (type === 'option-with-child') return cascade(only);
  if (type !== 'string') return undefined;
  const text = texts.join(', ');
  return isLong ? adfOf([{ block: 'paragraph', text: [{ text }] }]) : text;
}

/** `AWS: production` is an application and, below it, its role. */
function cascade(text: string) {
  const colon = text.lastIndexOf(': ');
  if (colon === -1) return { value: text };
  return { value: text.slice(0, colon), child: { value: text.slice(colon + 2) } };
}
