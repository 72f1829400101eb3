/** Every element of Block Kit an app like ours uses: its fields, its limits, and the blocks it may stand in. */
import { also, bool, type Check, like, list, object, oneOf, text, whole } from './check.ts';
import {
  anyText,
  boxOption,
  confirmation,
  conversationFilter,
  dispatchConfig,
  menuOption,
  offering,
  optionGroup,
  plainText,
  selectOption,
} from './composition.ts';

export type Place = 'section' | 'actions' | 'input' | 'context';

interface Element {
  readonly in: readonly Place[];
  readonly check: Check;
}

const any: Check = () => undefined;
const basic = { type: any, action_id: text(255) };
const confirmed = { ...basic, confirm: confirmation };
const focused = { ...confirmed, focus_on_load: bool };
const placed = { ...focused, placeholder: plainText(150) };
const several = { ...placed, max_selected_items: whole(1, 1_000) };
const id = text(30);
const ids = list(id, 1_000, 0);
const typed = {
  ...basic,
  focus_on_load: bool,
  placeholder: plainText(150),
  dispatch_action_config: dispatchConfig,
};

const EVERYWHERE = ['section', 'actions', 'input'] as const;
const select = (fields: Readonly<Record<string, Check>>): Element => ({
  in: EVERYWHERE,
  check: object({ ...placed, ...fields }, ['type']),
});
/** Selects of several stand beside a text, in a form and (newer) in a row of actions. */
const multiSelect = (fields: Readonly<Record<string, Check>>): Element => ({
  in: EVERYWHERE,
  check: object({ ...several, ...fields }, ['type']),
});
const input = (fields: Readonly<Record<string, Check>>, required: readonly string[] = []): Element => ({
  in: ['input'],
  check: object({ ...typed, ...fields }, ['type', ...required]),
});

const selectOptions = { options: list(selectOption, 100), option_groups: list(optionGroup, 100) };
const date = like(/^\d{4}-\d{2}-\d{2}$/);
const time = like(/^\d{2}:\d{2}$/);

export const ELEMENTS: Readonly<Record<string, Element>> = {
  button: {
    in: ['section', 'actions'],
    check: object(
      {
        ...confirmed,
        text: plainText(75),
        url: text(3000),
        value: text(2000),
        style: oneOf('primary', 'danger'),
        accessibility_label: text(75),
      },
      ['type', 'text'],
    ),
  },
  overflow: {
    in: ['section', 'actions'],
    check: object({ ...confirmed, options: list(menuOption, 5, 2) }, ['type', 'options']),
  },
  checkboxes: {
    in: EVERYWHERE,
    check: offering(
      object({ ...focused, options: list(boxOption, 10), initial_options: list(boxOption, 10) }, ['type']),
    ),
  },
  radio_buttons: {
    in: EVERYWHERE,
    check: offering(object({ ...focused, options: list(boxOption, 10), initial_option: boxOption }, ['type'])),
  },
  static_select: offered(select({ ...selectOptions, initial_option: selectOption })),
  multi_static_select: offered(multiSelect({ ...selectOptions, initial_options: list(selectOption, 100) })),
  external_select: select({ initial_option: selectOption, min_query_length: whole(0, 100) }),
  multi_external_select: multiSelect({ initial_options: list(selectOption, 100), min_query_length: whole(0, 100) }),
  users_select: select({ initial_user: id }),
  multi_users_select: multiSelect({ initial_users: ids }),
  conversations_select: select({
    initial_conversation: id,
    default_to_current_conversation: bool,
    response_url_enabled: bool,
    filter: conversationFilter,
  }),
  multi_conversations_select: multiSelect({
    initial_conversations: ids,
    default_to_current_conversation: bool,
    filter: conversationFilter,
  }),
  channels_select: select({ initial_channel: id, response_url_enabled: bool }),
  multi_channels_select: multiSelect({ initial_channels: ids }),
  datepicker: select({ initial_date: date }),
  timepicker: select({ initial_time: time, timezone: text(100) }),
  datetimepicker: {
    in: ['actions', 'input'],
    check: object({ ...focused, initial_date_time: whole(1_000_000_000, 9_999_999_999) }, ['type']),
  },
  plain_text_input: {
    in: ['input'],
    check: also(
      object(
        {
          ...typed,
          initial_value: text(3000, 0),
          multiline: bool,
          min_length: whole(0, 3000),
          max_length: whole(1, 3000),
        },
        ['type'],
      ),
      ({ min_length: least, max_length: most }, at, report) => {
        if (typeof least === 'number' && typeof most === 'number' && least > most) {
          report.note('must be less than or equal to `max_length`', `${at}/min_length`);
        }
      },
    ),
  },
  number_input: input(
    { is_decimal_allowed: bool, initial_value: text(100, 0), min_value: text(100), max_value: text(100) },
    ['is_decimal_allowed'],
  ),
  email_text_input: input({ initial_value: text(3000, 0) }),
  url_text_input: input({ initial_value: text(3000, 0) }),
  image: {
    in: ['section', 'context'],
    check: object({ type: any, image_url: text(3000), slack_file: any, alt_text: text(2000) }, ['type', 'alt_text']),
  },
  plain_text: { in: ['context'], check: plainText(3000) },
  mrkdwn: { in: ['context'], check: anyText(3000) },
};

function offered(element: Element): Element {
  return { in: element.in, check: offering(element.check) };
}

/** What may stand in such a block, by type. */
export const elementsIn = (place: Place): Readonly<Record<string, Check>> =>
  Object.fromEntries(
    Object.entries(ELEMENTS).flatMap(([type, element]) =>
      element.in.includes(place) ? [[type, element.check] as const] : [],
    ),
  );
