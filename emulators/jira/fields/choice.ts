/** Select lists. A disabled option keeps its history and takes no new values ("Issue custom field options"). */
import { isList, isObject, type Json, objectOf, textOf } from '../json.ts';
import type { CascadingValue, FieldValue, Option } from '../model.ts';
import { type FieldContext, type FieldKind, problem, text, texts } from './kind.ts';
import { optionsFor, optionWithId } from './options.ts';

const single: FieldKind = {
  schema: { type: 'option', custom: 'select' },
  parse: (input, context) => (input === null ? null : pick(input, context, undefined).id),
  show: (value, context) => showOption(find(text(value), context), context),
  history: (value, context) => ({ id: text(value), text: find(text(value), context)?.value ?? null }),
  allowedValues: (context) => topLevel(context).map((option) => showOption(option, context)),
};

const several: FieldKind = {
  schema: { type: 'array', items: 'option', custom: 'multiselect' },
  parse(input, context) {
    if (input === null) return null;
    if (!isList(input)) throw problem('data was not an array');
    const ids = [...new Set(input.map((entry) => pick(entry, context, undefined).id))];
    return ids.length === 0 ? null : ids;
  },
  show: (value, context) => texts(value).map((id) => showOption(find(id, context), context)),
  history: (value, context) => ({
    id: `[${texts(value).join(', ')}]`,
    text: texts(value)
      .map((id) => find(id, context)?.value ?? id)
      .join(','),
  }),
  allowedValues: (context) => topLevel(context).map((option) => showOption(option, context)),
};

export const select = single;
export const radioButtons: FieldKind = { ...single, schema: { type: 'option', custom: 'radiobuttons' } };
export const multiselect = several;
export const checkboxes: FieldKind = {
  ...several,
  schema: { type: 'array', items: 'option', custom: 'multicheckboxes' },
};

export const cascading: FieldKind = {
  schema: { type: 'option-with-child', custom: 'cascadingselect' },
  parse(input, context) {
    if (input === null) return null;
    const parent = pick(input, context, undefined);
    const child = isObject(input) && input.child !== undefined && input.child !== null ? input.child : undefined;
    return { parent: parent.id, child: child === undefined ? undefined : pick(child, context, parent.id).id };
  },
  show(value, context) {
    const { parent, child } = pair(value);
    return {
      ...showOption(find(parent, context), context),
      ...(child === undefined ? {} : { child: showOption(find(child, context), context) }),
    };
  },
  history(value, context) {
    const { parent, child } = pair(value);
    const below = child === undefined ? '' : `Level 1 values: ${find(child, context)?.value}(${child})`;
    return { id: null, text: `Parent values: ${find(parent, context)?.value}(${parent})${below}` };
  },
  allowedValues: (context) =>
    topLevel(context).map((option) => ({
      ...showOption(option, context),
      children: optionsFor(context.field, context.project.key)
        .filter(({ parentId, disabled }) => parentId === option.id && !disabled)
        .map((child) => showOption(child, context)),
    })),
};

const pair = (value: FieldValue): CascadingValue => {
  const { parent, child } = objectOf(value);
  return { parent: textOf(parent) ?? '', child: textOf(child) };
};

function pick(input: Json, { field, project }: FieldContext, parentId: string | undefined): Option {
  if (!isObject(input) || (input.id === undefined && input.value === undefined))
    throw problem(`Specify a valid 'id' or 'name' for ${field.name}`);
  const found = optionsFor(field, project.key).find(
    (option) =>
      option.parentId === parentId &&
      (input.id === undefined ? option.value === input.value : option.id === String(input.id)),
  );
  if (found === undefined || found.disabled) {
    throw problem(
      input.id === undefined
        ? `Option value '${String(input.value)}' is not valid`
        : `Option id '${String(input.id)}' is not valid`,
    );
  }
  return found;
}

const find = (id: string, { field }: FieldContext) => optionWithId(field, id);
const topLevel = ({ field, project }: FieldContext) =>
  optionsFor(field, project.key).filter(({ parentId, disabled }) => parentId === undefined && !disabled);

const showOption = (option: Option | undefined, { base, version }: FieldContext) => ({
  self: `${base}/rest/api/${version}/customFieldOption/${option?.id ?? ''}`,
  value: option?.value ?? '',
  id: option?.id ?? '',
});
