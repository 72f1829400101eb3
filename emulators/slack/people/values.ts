/**
 * What a person chose or typed, as Slack writes it: in `state.values` and, for the element that was used, in the action.
 */
import { type Json, type JsonObject, listOf, objectOf, textOf } from '../../kit/json.ts';
import type { FormValues } from '../model.ts';

/** The property that carries the value of such an element, and what it is called at first. */
const PROPERTIES: Readonly<Record<string, { readonly name: string; readonly initial: string; readonly none: Json }>> = {
  plain_text_input: { name: 'value', initial: 'initial_value', none: null },
  number_input: { name: 'value', initial: 'initial_value', none: null },
  email_text_input: { name: 'value', initial: 'initial_value', none: null },
  url_text_input: { name: 'value', initial: 'initial_value', none: null },
  static_select: { name: 'selected_option', initial: 'initial_option', none: null },
  external_select: { name: 'selected_option', initial: 'initial_option', none: null },
  radio_buttons: { name: 'selected_option', initial: 'initial_option', none: null },
  checkboxes: { name: 'selected_options', initial: 'initial_options', none: [] },
  multi_static_select: { name: 'selected_options', initial: 'initial_options', none: [] },
  multi_external_select: { name: 'selected_options', initial: 'initial_options', none: [] },
  users_select: { name: 'selected_user', initial: 'initial_user', none: null },
  multi_users_select: { name: 'selected_users', initial: 'initial_users', none: [] },
  conversations_select: { name: 'selected_conversation', initial: 'initial_conversation', none: null },
  multi_conversations_select: { name: 'selected_conversations', initial: 'initial_conversations', none: [] },
  channels_select: { name: 'selected_channel', initial: 'initial_channel', none: null },
  multi_channels_select: { name: 'selected_channels', initial: 'initial_channels', none: [] },
  datepicker: { name: 'selected_date', initial: 'initial_date', none: null },
  timepicker: { name: 'selected_time', initial: 'initial_time', none: null },
  datetimepicker: { name: 'selected_date_time', initial: 'initial_date_time', none: null },
};

export interface Placed {
  readonly blockId: string;
  readonly actionId: string;
  readonly type: string;
  readonly element: JsonObject;
  readonly block: JsonObject;
}

/** All elements a person can use, in the order they see them. */
export function elementsOf(blocks: readonly Json[]): readonly Placed[] {
  return blocks.map(objectOf).flatMap((block) =>
    [block.accessory, block.element, ...(block.type === 'actions' ? listOf(block.elements) : [])].flatMap((one) => {
      const element = objectOf(one);
      const actionId = textOf(element.action_id);
      const type = textOf(element.type);
      if (actionId === undefined || type === undefined) return [];
      return [{ blockId: textOf(block.block_id) ?? '', actionId, type, element, block }];
    }),
  );
}

/** Of an element that keeps a value: what is in it before anybody touched it. */
export function initialValue({ type, element }: Placed): JsonObject | undefined {
  const property = PROPERTIES[type];
  if (property === undefined) return undefined;
  return { type, [property.name]: element[property.initial] ?? property.none };
}

export function initialValues(blocks: readonly Json[], kept: FormValues = new Map()): FormValues {
  const values: FormValues = new Map();
  for (const placed of elementsOf(blocks)) {
    const initial = initialValue(placed);
    if (initial === undefined) continue;
    const before = kept.get(placed.blockId)?.get(placed.actionId);
    const block = values.get(placed.blockId) ?? new Map<string, JsonObject>();
    block.set(placed.actionId, before?.type === placed.type ? before : initial);
    values.set(placed.blockId, block);
  }
  return values;
}

/** Whether nothing is in it: what an input block that is not optional does not let pass. */
export function isEmpty(value: JsonObject): boolean {
  const property = PROPERTIES[textOf(value.type) ?? ''];
  const inside = property === undefined ? undefined : value[property.name];
  return inside === null || inside === undefined || inside === '' || (Array.isArray(inside) && inside.length === 0);
}

/** The one text, option value, id or date in it, or all of them: as a test reads it back. */
export function plainValue(value: JsonObject): string | readonly string[] | undefined {
  const inside = value[PROPERTIES[textOf(value.type) ?? '']?.name ?? ''];
  const read = (one: Json) =>
    typeof one === 'number' ? String(one) : (textOf(one) ?? textOf(objectOf(one).value) ?? '');
  if (Array.isArray(inside)) return inside.map(read);
  return inside === undefined || inside === null ? undefined : read(inside);
}

export type Choice = string | readonly string[] | null;

/**
 * The value an element takes when a person chooses or types. `searched` is what an external select was last offered.
 * Throws on what the element cannot hold: a person could not have done it.
 */
export function chosenValue(
  { type, element, actionId }: Placed,
  choice: Choice,
  searched: readonly Json[],
): JsonObject {
  const property = PROPERTIES[type];
  if (property === undefined) throw new Error(`${actionId} is a ${type}: there is nothing to choose`);
  if (choice === null || choice === '') return { type, [property.name]: property.none };
  const many = Array.isArray(property.none);
  const wanted = typeof choice === 'string' ? [choice] : choice;
  if (!many && wanted.length !== 1) throw new Error(`${actionId} takes one value`);
  const offered = property.name.startsWith('selected_option') ? optionsOf(element, searched) : undefined;
  const values = wanted.map((one) =>
    offered === undefined ? typedValue(type, one) : optionNamed(offered, one, actionId),
  );
  return { type, [property.name]: many ? values : (values[0] ?? null) };
}

export function optionsOf(element: JsonObject, searched: readonly Json[]): readonly JsonObject[] {
  const groups = listOf(element.option_groups).flatMap((group) => listOf(objectOf(group).options));
  const initial = element.initial_option === undefined ? [] : [element.initial_option];
  const chosen = listOf(element.initial_options);
  return [...listOf(element.options), ...groups, ...searched, ...initial, ...chosen].map(objectOf);
}

/** By its value, or by the words a person reads. */
export function optionNamed(options: readonly JsonObject[], wanted: string, actionId: string): JsonObject {
  const found =
    options.find(({ value }) => value === wanted) ?? options.find(({ text }) => objectOf(text).text === wanted);
  if (found === undefined) {
    const offered = options.map(({ value }) => String(value)).join(', ');
    throw new Error(`${actionId} does not offer ${wanted}, only: ${offered}`);
  }
  return found;
}

const typedValue = (type: string, text: string): Json => (type === 'datetimepicker' ? Number(text) : text);
