/**
 * Cards and forms as Block Kit. What people wrote stands in `plain_text`, where nothing is a mention, a link or a format;
 * where Slack only takes its own markup, `&`, `<` and `>` are escaped. Lengths are Slack's, and what is cut says so.
 */
import type { KnownBlock, ModalView } from '@slack/web-api';
import { type DeskButton, type DeskCard, type DeskForm, SHOWN_WHOLE } from '../../ports/desk.ts';
import { drawField } from './formFields.ts';
import { escaped, pieces, plain, webAddress, words } from './text.ts';

const LONGEST = {
  title: 150,
  value: 1_900,
  label: 60,
  note: 1_000,
  notes: 2_000,
  button: 75,
  viewTitle: 24,
  says: 2_900,
};

/** Of all blocks of a message together Slack takes some 11,000 characters ("msg_blocks_too_long"). */
const MOST_FACTS = 12;
const MOST_NOTES = 10;

export interface Drawn {
  /** What a notification says, and who cannot see blocks. Markup, so it is escaped. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export function drawCard({ title, facts, notes, link, buttons }: DeskCard): Drawn {
  const shown = facts.slice(0, MOST_FACTS).map(({ label, value }) => ({ label, value: plain(value, SHOWN_WHOLE) }));
  const total = shown.reduce((sum, { value }) => sum + value.length, 0);
  const most = total <= SHOWN_WHOLE ? SHOWN_WHOLE : Math.floor(SHOWN_WHOLE / shown.length);
  const said = notes.slice(0, MOST_NOTES);
  const note = Math.min(LONGEST.note, Math.floor(LONGEST.notes / Math.max(1, said.length)));
  return {
    text: escaped(plain(title, 300)),
    blocks: [
      { type: 'header', text: words(title, LONGEST.title) },
      ...shown.flatMap(({ label, value }) => fact(label, plain(value, most))),
      ...(link === null ? [] : [linked(link)]),
      ...(buttons.length === 0 ? [] : [{ type: 'actions', elements: buttons.map(button) } as const]),
      ...(said.length === 0 ? [] : [{ type: 'context', elements: said.map((one) => words(one, note)) } as const]),
    ],
  };
}

/** One section; a value longer than its field goes on in further ones. */
function fact(label: string, value: string): readonly KnownBlock[] {
  const [first = words(value, LONGEST.value), ...more] = pieces(value, LONGEST.value);
  return [
    { type: 'section', fields: [{ type: 'mrkdwn', text: `*${escaped(plain(label, LONGEST.label))}*` }, first] },
    ...more.map((text): KnownBlock => ({ type: 'section', text })),
  ];
}

export const button = ({ action, says, token, style, confirm }: DeskButton) => ({
  type: 'button' as const,
  action_id: action,
  value: token,
  text: words(says, LONGEST.button),
  ...(style === undefined ? {} : { style: style === 'good' ? ('primary' as const) : ('danger' as const) }),
  ...(confirm === undefined
    ? {}
    : {
        confirm: {
          title: words(says, 100),
          text: words(confirm.says, 300),
          confirm: words(confirm.yes, 30),
          deny: words('Cancel', 30),
        },
      }),
});

function linked({ says, address }: NonNullable<DeskCard['link']>): KnownBlock {
  const shown = escaped(plain(says, 200)).replaceAll('|', '/');
  const target = webAddress(address);
  return { type: 'section', text: { type: 'mrkdwn', text: target === null ? shown : `<${target}|${shown}>` } };
}

export function drawForm({ name, title, submit, token, says, fields }: DeskForm): ModalView {
  return {
    type: 'modal',
    callback_id: name,
    private_metadata: token,
    title: words(title, LONGEST.viewTitle),
    submit: words(submit, LONGEST.viewTitle),
    close: words('Cancel', LONGEST.viewTitle),
    blocks: [
      ...says.flatMap((said) => pieces(said, LONGEST.says)).map((text): KnownBlock => ({ type: 'section', text })),
      ...fields.map(drawField),
    ],
  };
}
