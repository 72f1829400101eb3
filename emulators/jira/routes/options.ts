/**
 * Options of select fields ("Issue custom field options"). POST adds at most 1,000 at once and 10,000 in all; PUT is all
 * or nothing and reports only what changed; `disabled` retires an option without losing history. The description says
 * nothing of how many PUT takes, so no more are taken: whoever keeps to that is safe.
 */
import { type Json, type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import type { Field, Option } from '../model.ts';
import { refuse } from '../refusal.ts';
import type { JiraSite } from '../site/site.ts';
import { contextsOf, customField } from './contexts.ts';
import { answer, bodyOf, type JiraContext, noContent, page, param, type Routes, windowOf } from './http.ts';

const OPTIONS = '/rest/api/3/field/:field/context/:context/option';
const AT_ONCE = 1_000;
const IN_ALL = 10_000;

interface Select {
  readonly field: Field;
  /** Of the context in the path. */
  readonly options: Option[];
}

export const optionRoutes: Routes = (app, site) => {
  app.get(OPTIONS, (context) => {
    const { options } = selectOf(site, context);
    const wanted = context.req.query('optionId');
    const onlyOptions = context.req.query('onlyOptions') === 'true';
    const shown = inOrder(options).filter(({ id, parentId }) =>
      wanted === undefined ? !(onlyOptions && parentId !== undefined) : id === wanted || parentId === wanted,
    );
    return answer(page(shown, windowOf(context, 100, 1_000), showOption));
  });

  app.post(OPTIONS, async (context) => {
    const select = selectOf(site, context);
    const wanted = someOf((await bodyOf(context)).options, 'created').map(objectOf);
    const present = contextsOf(select.field).reduce((sum, { options }) => sum + options.length, 0);
    if (present + wanted.length > IN_ALL)
      throw refuse(400, `The maximum number of options per custom field is ${IN_ALL}.`);
    const taken = new Set(select.options.map(keyOf));
    for (const option of wanted) {
      const value = valid(textOf(option.value));
      const parentId = textOf(option.optionId);
      if (parentId !== undefined) parentIn(select, parentId);
      takeValue(taken, { value, parentId });
    }
    const made = wanted.map((option) =>
      site.fields.addOption(
        select.options,
        { value: textOf(option.value) ?? '', disabled: option.disabled === true },
        textOf(option.optionId),
      ),
    );
    return answer({ options: made.map(showOption) });
  });

  app.put(OPTIONS, async (context) => {
    const { options } = selectOf(site, context);
    const wanted = someOf((await bodyOf(context)).options, 'updated').map((entry) => change(options, entry));
    const changing = new Set(wanted.map(({ option }) => option.id));
    if (changing.size < wanted.length) throw refuse(400, 'An option can be updated only once in a request.');
    const taken = new Set(options.filter(({ id }) => !changing.has(id)).map(keyOf));
    for (const { option, value } of wanted) takeValue(taken, { value: valid(value), parentId: option.parentId });
    const changed = wanted.filter(
      ({ option, value, disabled }) => option.value !== value || option.disabled !== disabled,
    );
    for (const { option, value, disabled } of changed) Object.assign(option, { value, disabled });
    return answer({ options: changed.map(({ option }) => showOption(option)) });
  });

  /** Options, or the cascading options of one of them; never both. */
  app.put(`${OPTIONS}/move`, async (context) => {
    const { options } = selectOf(site, context);
    const { customFieldOptionIds, after, position } = await bodyOf(context);
    if (after !== undefined && position !== undefined)
      throw refuse(400, "'after' and 'position' were provided. Only 'after' or 'position' can be specified.");
    if (after === undefined && position !== 'First' && position !== 'Last')
      throw refuse(400, "One of 'after' or 'position' has to be provided.");
    const moved = someOf(customFieldOptionIds, 'moved').map((id) => optionIn(options, textOf(id) ?? ''));
    const before = after === undefined ? undefined : optionIn(options, textOf(after) ?? '');
    const [first] = moved;
    if (first === undefined) throw refuse(400, 'The options are missing.');
    if ([...moved, ...(before === undefined ? [] : [before])].some(({ parentId }) => parentId !== first.parentId))
      throw refuse(400, 'Options and cascading options cannot be moved together.');
    if (new Set(moved).size < moved.length || (before !== undefined && moved.includes(before)))
      throw refuse(400, 'An option can be moved only once in a request, and not after itself.');
    const siblings = options.filter(({ parentId }) => parentId === first.parentId);
    const rest = siblings.filter((option) => !moved.includes(option));
    const at = before === undefined ? (position === 'Last' ? rest.length : 0) : rest.indexOf(before) + 1;
    const next = [...rest.slice(0, at), ...moved, ...rest.slice(at)];
    const others = options.filter((option) => !siblings.includes(option));
    options.splice(0, options.length, ...others, ...next);
    return noContent();
  });

  /** Refused while an issue uses the option; this looks at every issue, as nobody deletes options in a hurry. */
  app.delete(`${OPTIONS}/:option`, (context) => {
    const { field, options } = selectOf(site, context);
    const option = optionIn(options, param(context, 'option'));
    for (const { state } of site.issues.all()) {
      if (JSON.stringify(state.values.get(field.id) ?? null).includes(`"${option.id}"`))
        throw refuse(400, 'The option is used by at least one issue and cannot be deleted.');
    }
    if (options.some(({ parentId }) => parentId === option.id))
      throw refuse(400, 'The option has cascading options and cannot be deleted.');
    options.splice(options.indexOf(option), 1);
    return noContent();
  });
};

/** One call's worth, and at least one. */
function someOf(list: Json | undefined, done: string): readonly Json[] {
  const some = listOf(list);
  if (some.length === 0) throw refuse(400, 'The options are missing.');
  if (some.length > AT_ONCE) throw refuse(400, `No more than ${AT_ONCE} options can be ${done} at once.`);
  return some;
}

/** Options first, then the cascading ones under each, in the order they are displayed. */
function inOrder(options: readonly Option[]): Option[] {
  const top = options.filter(({ parentId }) => parentId === undefined);
  return [...top, ...top.flatMap(({ id }) => options.filter(({ parentId }) => parentId === id))];
}

function change(options: readonly Option[], entry: Json): { option: Option; value: string; disabled: boolean } {
  const { id, value, disabled } = objectOf(entry);
  const option = optionIn(options, textOf(id) ?? '');
  return {
    option,
    value: textOf(value) ?? option.value,
    disabled: typeof disabled === 'boolean' ? disabled : option.disabled,
  };
}

function optionIn(options: readonly Option[], id: string): Option {
  const found = options.find((option) => option.id === id);
  if (found === undefined) throw refuse(404, `The option '${id}' was not found.`);
  return found;
}

/** What a cascading option can stand under. */
function parentIn({ field, options }: Select, id: string): void {
  if (field.kind.schema.type !== 'option-with-child')
    throw refuse(400, "The custom field doesn't support cascading options.");
  if (!options.some((option) => option.id === id && option.parentId === undefined))
    throw refuse(404, `The parent option '${id}' was not found.`);
}

function valid(value: string | undefined): string {
  if (value === undefined || value.trim() === '') throw refuse(400, 'The option value cannot be empty.');
  if (value.length > 255) throw refuse(400, 'The option value cannot be longer than 255 characters.');
  return value;
}

/** Beside each other no two options are the same, whatever their letters' case; disabled ones count. */
function takeValue(taken: Set<string>, option: Pick<Option, 'value' | 'parentId'>): void {
  const key = keyOf(option);
  if (taken.has(key)) throw refuse(400, `The option value '${option.value}' must be unique.`);
  taken.add(key);
}

function selectOf(site: JiraSite, context: JiraContext): Select {
  const field = customField(site, context, 'Only Jira administrators can manage custom field options.');
  const held = contextsOf(field).find(({ id }) => id === param(context, 'context'));
  if (held === undefined) throw refuse(404, 'The context was not found.');
  const { type, items } = field.kind.schema;
  if (!(items ?? type).startsWith('option')) throw refuse(400, "The custom field doesn't support options.");
  return { field, options: held.options };
}

const keyOf = ({ value, parentId }: Pick<Option, 'value' | 'parentId'>) => `${parentId ?? ''}/${value.toLowerCase()}`;

const showOption = ({ id, value, disabled, parentId }: Option): JsonObject => ({
  id,
  value,
  disabled,
  ...(parentId === undefined ? {} : { optionId: parentId }),
});
