/** What Block Kit refuses, with the place and the reason, and what it lets pass. */
import { describe, expect, it } from 'vitest';
import { type Json, type JsonObject, listOf } from '../../kit/json.ts';
import { SlackRefusal } from '../refusal.ts';
import { checkMessageBlocks } from './message.ts';
import { checkView, viewProblems } from './view.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const button = (more: JsonObject = {}) => ({ type: 'button', text: plain('Go'), action_id: 'go', ...more });
const actions = (...elements: Json[]) => ({ type: 'actions', elements });
const input = (element: JsonObject, more: JsonObject = {}) => ({ type: 'input', label: plain('L'), element, ...more });
const option = (value: string) => ({ text: plain(value), value });
const options = (count: number) => Array.from({ length: count }, (_, index) => option(`o${index}`));
const select = (more: JsonObject) => ({ type: 'static_select', action_id: 's', ...more });
const long = (length: number) => 'x'.repeat(length);
const times = <Item>(count: number, item: Item) => Array.from({ length: count }, () => item);

function refusal(blocks: Json): SlackRefusal | undefined {
  try {
    checkMessageBlocks(blocks, 11_000);
    return undefined;
  } catch (error) {
    if (error instanceof SlackRefusal) return error;
    throw error;
  }
}

const REFUSED: readonly [what: string, block: Json, says: string][] = [
  [
    'a section over 3,000',
    { type: 'section', text: mrkdwn(long(3001)) },
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'an empty text',
    { type: 'section', text: plain('') },
    'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
  ],
  ['a section of nothing', { type: 'section' }, 'missing required field: text [json-pointer:/blocks/0]'],
  [
    'eleven fields',
    { type: 'section', fields: times(11, plain('f')) },
    'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
  ],
  [
    'a field over 2,000',
    { type: 'section', fields: [plain(long(2001))] },
    'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
  ],
  [
    'a text that is only text',
    { type: 'section', text: 'hello' },
    'must provide an object [json-pointer:/blocks/0/text]',
  ],
  [
    'a header over 150',
    { type: 'header', text: plain(long(151)) },
    'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'a formatted header',
    { type: 'header', text: mrkdwn('*h*') },
    'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
  ],
  [
    'a formatted button',
    actions(button({ text: mrkdwn('*go*') })),
    'unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]',
  ],
  [
    'a button over 75',
    actions(button({ text: plain(long(76)) })),
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
  ],
  [
    'a value over 2,000',
    actions(button({ value: long(2001) })),
    'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
  ],
  [
    'an action_id over 255',
    actions(button({ action_id: long(256) })),
    'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
  ],
  [
    'a green button',
    actions(button({ style: 'green' })),
    'must be a valid enum value [json-pointer:/blocks/0/elements/0/style]',
  ],
  [
    '26 elements',
    actions(...times(26, 0).map((_, n) => button({ action_id: `a${n}` }))),
    'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
  ],
  ['no element', actions(), 'must provide at least 1 items [json-pointer:/blocks/0/elements]'],
  [
    'one action_id twice',
    actions(button(), button()),
    '`action_id` "go" already exists [json-pointer:/blocks/0/elements/1/action_id]',
  ],
  [
    'an input among actions',
    actions({ type: 'plain_text_input' }),
    'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
  ],
  ['a button in an input', input(button()), 'unsupported type: button [json-pointer:/blocks/0/element/type]'],
  [
    'a button in a context',
    { type: 'context', elements: [button()] },
    'unsupported type: button [json-pointer:/blocks/0/elements/0/type]',
  ],
  [
    'eleven in a context',
    { type: 'context', elements: times(11, plain('c')) },
    'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    'an input without label',
    { type: 'input', element: { type: 'plain_text_input' } },
    'missing required field: label [json-pointer:/blocks/0]',
  ],
  [
    '101 options',
    actions(select({ options: options(101) })),
    'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'no options',
    actions(select({ options: [] })),
    'must provide at least 1 items [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'neither options nor groups',
    actions(select({})),
    'missing required field: options [json-pointer:/blocks/0/elements/0]',
  ],
  [
    'an option over 75',
    actions(select({ options: [{ text: plain(long(76)), value: 'v' }] })),
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
  ],
  [
    'a value over 150',
    actions(select({ options: [option(long(151))] })),
    'must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
  ],
  [
    'a formatted option',
    actions(select({ options: [{ text: mrkdwn('a'), value: 'a' }] })),
    'unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/options/0/text/type]',
  ],
  [
    'chosen at first what is not offered',
    actions(select({ options: options(2), initial_option: option('z') })),
    'must be one of `options` [json-pointer:/blocks/0/elements/0/initial_option]',
  ],
  [
    'six in a menu',
    actions({ type: 'overflow', options: options(6) }),
    'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'eleven boxes',
    actions({ type: 'checkboxes', options: options(11) }),
    'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'a confirmation over 300',
    actions(button({ confirm: { text: plain(long(301)) } })),
    'must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]',
  ],
  [
    'a placeholder over 150',
    actions(select({ options: options(1), placeholder: plain(long(151)) })),
    'must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]',
  ],
  [
    'a wrong date',
    actions({ type: 'datepicker', initial_date: '1.2.2026' }),
    'must match the expected format [json-pointer:/blocks/0/elements/0/initial_date]',
  ],
  [
    'a block_id over 255',
    { type: 'divider', block_id: long(256) },
    'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
  ],
  [
    'what a block does not have',
    { type: 'divider', text: plain('t') },
    'invalid additional property: text [json-pointer:/blocks/0]',
  ],
  ['a block nobody knows', { type: 'blink' }, 'unsupported type: blink [json-pointer:/blocks/0/type]'],
  ['a block without a type', { text: plain('t') }, 'missing required field: type [json-pointer:/blocks/0]'],
];

describe('the blocks of a message', () => {
  it.each(REFUSED)('are refused for %s', (_, block, says) => {
    const refused = refusal([block]);
    expect(refused?.error).toBe('invalid_blocks');
    expect(refused?.more.errors).toContain(says);
    expect(refused?.more.response_metadata).toEqual({
      messages: listOf(refused?.more.errors).map((one) => `[ERROR] ${one}`),
    });
  });

  it('say of a choice of shapes that none fits, as Slack does', () => {
    expect(refusal([{ type: 'section', text: mrkdwn(long(3001)) }])?.more.errors).toEqual([
      'failed to match all allowed schemas [json-pointer:/blocks/0/text]',
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ]);
  });

  it('pass at their limits', () => {
    const rows = [
      { type: 'section', text: mrkdwn(long(3000)), accessory: button({ value: long(2000) }) },
      { type: 'section', fields: times(10, plain('f')) },
      actions(...times(25, 0).map((_, n) => button({ action_id: `a${n}` }))),
      actions(button(), select({ option_groups: times(3, { label: plain('g'), options: options(100) }) })),
      { type: 'context', elements: times(10, mrkdwn('c')) },
      input({ type: 'plain_text_input', max_length: 3000 }),
      { type: 'header', text: plain(long(150)) },
    ];
    expect(refusal(rows)).toBeUndefined();
    expect(refusal(times(50, { type: 'divider' }))).toBeUndefined();
  });

  it('are at most fifty, each block_id once, and not too much text together', () => {
    expect(refusal(times(51, { type: 'divider' }))?.more.errors).toEqual([
      'no more than 50 items allowed [json-pointer:/blocks]',
    ]);
    const twice = { type: 'divider', block_id: 'd' };
    expect(refusal([twice, twice])?.more.errors).toEqual([
      '`block_id` "d" already exists [json-pointer:/blocks/1/block_id]',
    ]);
    expect(refusal(times(4, { type: 'section', text: plain(long(2900)) }))?.error).toBe('msg_blocks_too_long');
  });

  it('must be a list of objects before anything else is looked at', () => {
    for (const odd of [{}, 'text', [1], 7]) expect(refusal(odd)?.error).toBe('invalid_blocks_format');
  });
});

describe('a view', () => {
  const modal = (more: JsonObject = {}) => ({ type: 'modal', title: plain('T'), blocks: [], ...more });

  it.each([
    [
      'a title over 24',
      modal({ title: plain(long(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    ['no title', { type: 'modal', blocks: [] }, 'missing required field: title [json-pointer:/view]'],
    [
      'a submit over 24',
      modal({ submit: plain(long(25)) }),
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    [
      'private_metadata over 3,000',
      modal({ private_metadata: long(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'a callback_id over 255',
      modal({ callback_id: long(256) }),
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      '101 blocks',
      modal({ blocks: times(101, { type: 'divider' }) }),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'an input and no submit',
      modal({ blocks: [input({ type: 'plain_text_input' })] }),
      'must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]',
    ],
    [
      'what a modal does not have',
      modal({ submit_disabled: true }),
      'invalid additional property: submit_disabled [json-pointer:/view]',
    ],
    [
      'markdown, which is for messages',
      modal({ blocks: [{ type: 'markdown', text: 'm' }] }),
      'unsupported type: markdown [json-pointer:/view/blocks/0/type]',
    ],
    ['a Home tab in its place', { type: 'home', blocks: [] }, 'unsupported type: home [json-pointer:/view/type]'],
  ])('is refused as a modal for %s', (_, view, says) => {
    expect(viewProblems(view, 'modal')).toContain(says);
  });

  it('passes at its limits', () => {
    const full = modal({
      title: plain(long(24)),
      submit: plain(long(24)),
      private_metadata: long(3000),
      blocks: times(100, { type: 'divider' }),
    });
    expect(viewProblems(full, 'modal')).toEqual([]);
    expect(viewProblems({ type: 'home', blocks: [input({ type: 'plain_text_input' })] }, 'home')).toEqual([]);
  });

  it('of more than 250 kB is too large, whatever is in it', () => {
    const large = modal({ blocks: times(100, { type: 'section', text: plain(long(2600)) }) });
    expect(() => checkView(large, 'modal')).toThrow('view_too_large');
  });
});
