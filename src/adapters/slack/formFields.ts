/** The fields of a form as Block Kit inputs, each under its own name. */
import type { InputBlock } from '@slack/web-api';
import { unreachable } from '../../core/shared/outcome.ts';
import type { DeskField, DeskOption } from '../../ports/desk.ts';
import { words } from './text.ts';

/** What stands in a field comes back under this name, beneath the field's own. */
export const VALUE = 'value';
/** Of a box that is ticked. */
const YES = 'yes';

const LONGEST = { label: 1_900, option: 75, typed: 3_000 };
export const MOST_OPTIONS = 100;

export function drawField(field: DeskField): InputBlock {
  const { id, label, hint, optional, tellsAtOnce } = field;
  return {
    type: 'input',
    block_id: id,
    label: words(label, LONGEST.label),
    element: elementOf(field),
    ...(hint === undefined ? {} : { hint: words(hint, LONGEST.label) }),
    ...(optional === true ? { optional } : {}),
    ...(tellsAtOnce === true ? { dispatch_action: true } : {}),
  };
}

function elementOf(field: DeskField): InputBlock['element'] {
  switch (field.kind) {
    case 'text':
      return {
        type: 'plain_text_input',
        action_id: VALUE,
        multiline: field.isOneLine !== true,
        max_length: Math.min(field.longest, LONGEST.typed),
      };
    case 'choice': {
      const options = field.options.slice(0, MOST_OPTIONS).map(drawOption);
      const chosen = options.find(({ value }) => value === field.chosen);
      return {
        type: 'static_select',
        action_id: VALUE,
        options,
        ...(chosen === undefined ? {} : { initial_option: chosen }),
      };
    }
    case 'search':
      return {
        type: 'multi_external_select',
        action_id: VALUE,
        min_query_length: 0,
        max_selected_items: field.most,
        ...(field.chosen.length === 0 ? {} : { initial_options: field.chosen.map(drawOption) }),
      };
    case 'person':
      return { type: 'users_select', action_id: VALUE };
    case 'tick':
      return {
        type: 'checkboxes',
        action_id: VALUE,
        options: [{ text: words(field.says, LONGEST.option), value: YES }],
      };
    default:
      return unreachable(field);
  }
}

export const drawOption = ({ value, says, more }: DeskOption) => ({
  text: words(says, LONGEST.option),
  value,
  ...(more === undefined ? {} : { description: words(more, LONGEST.option) }),
});
