/** Text, options, confirmations: the pieces elements are made of. Limits from @slack/types and the Block Kit reference. */
import { isList, type Json, listOf, objectOf } from '../../kit/json.ts';
import { also, bool, byType, type Check, choice, list, object, oneOf, text } from './check.ts';

const type: Check = () => undefined;

const plain = (most: number): Check => object({ type, text: text(most), emoji: bool }, ['type', 'text']);
const mrkdwn = (most: number): Check => object({ type, text: text(most), verbatim: bool }, ['type', 'text']);

export const plainText = (most: number): Check => byType({ plain_text: plain(most) });
export const anyText = (most: number): Check => choice(byType({ plain_text: plain(most), mrkdwn: mrkdwn(most) }));

const option = (label: Check, description: Check, more: Readonly<Record<string, Check>> = {}): Check =>
  // The value: 75 in the Node types; the Python SDK, which Slack keeps nearer to the server, counts 150.
  object({ text: label, value: text(150), description, ...more }, ['text', 'value']);

/** Of selects, and of menus, whose options may open a link. */
export const selectOption = option(plainText(75), plainText(75));
export const menuOption = option(plainText(75), plainText(75), { url: text(3000) });
/** Of radio buttons and check boxes: these may be formatted. */
export const boxOption = option(anyText(75), anyText(75));
export const optionGroup = object({ label: plainText(75), options: list(selectOption, 100) }, ['label', 'options']);

export const confirmation = object(
  {
    title: plainText(100),
    text: anyText(300),
    confirm: plainText(30),
    deny: plainText(30),
    style: oneOf('primary', 'danger'),
  },
  ['text'],
);

export const dispatchConfig = object(
  { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 2) },
  [],
);

export const conversationFilter = object(
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), 4),
    exclude_external_shared_channels: bool,
    exclude_bot_users: bool,
  },
  [],
);

/** Options or groups of them: one of both, and what is chosen at first must be among them. */
export const offering = (check: Check): Check =>
  also(check, (element, at, report) => {
    const { options, option_groups: groups } = element;
    if (options === undefined && groups === undefined) report.note('missing required field: options', at);
    if (options !== undefined && groups !== undefined) {
      report.note('must define only one of `options` and `option_groups`', at);
    }
    const offered = [...listOf(options), ...listOf(groups).flatMap((group) => listOf(objectOf(group).options))];
    const values = new Set(offered.map((one) => objectOf(one).value));
    const isOffered = (one: Json) => values.has(objectOf(one).value);
    const { initial_option: initial, initial_options: initials } = element;
    if (initial !== undefined && !isOffered(initial)) report.note('must be one of `options`', `${at}/initial_option`);
    if (isList(initials) && !initials.every(isOffered)) report.note('must be among `options`', `${at}/initial_options`);
  });

/** What an app may answer when it is asked for options. */
export const offeredOptions = offering(
  object({ options: list(selectOption, 100, 0), option_groups: list(optionGroup, 100, 0) }, []),
);
