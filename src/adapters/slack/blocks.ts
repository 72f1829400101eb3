/**
 * Cards and forms as Block Kit. What people wrote stands in `plain_text`, where nothing is a mention, a link or a format;
 * where Slack only takes its own markup, `&`, `<` and `>` are escaped. Lengths are Slack's, and what is cut says so.
 */
import type { KnownBlock, ModalView } from '@slack/web-api';
import type { DeskButton, DeskCard, DeskForm } from '../../ports/desk.ts';
import { drawField } from './formFields.ts';
import { escaped, plain, webAddress, words } from './text.ts';

const LONGEST = { title: 150, value: 1_500, note: 1_000, button: 75, viewTitle: 24, says: 1_900 };

/** Of all blocks of a message together Slack takes some 11,000 characters ("msg_blocks_too_long"). */
const MOST_FACTS = 12;

export interface Drawn {
  /** What a notification says, and who cannot see blocks. Markup, so it is escaped. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export function drawCard({ title, facts, notes, link, buttons }: DeskCard): Drawn {
  const shared = Math.floor(8_000 / Math.max(1, Math.min(facts.length, MOST_FACTS)));
  const most = Math.min(LONGEST.value, Math.max(300, shared));
  return {
    text: escaped(plain(title, 300)),
    blocks: [
      { type: 'header', text: words(title, LONGEST.title) },
      ...facts.slice(0, MOST_FACTS).map(
        ({ label, value }): KnownBlock => ({
          type: 'section',
          fields: [{ type: 'mrkdwn', text: `*${escaped(plain(label, 100))}*` }, words(value, most)],
        }),
      ),
      ...(link === null ? [] : [linked(link)]),
      ...(buttons.length === 0 ? [] : [{ type: 'actions', elements: buttons.map(button) } as const]),
      ...(notes.length === 0
        ? []
        : [{ type: 'context', elements: notes.slice(0, 10).map((note) => words(note, LONGEST.note)) } as const]),
    ],
  };
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
      ...says.map((text): KnownBlock => ({ type: 'section', text: words(text, LONGEST.says) })),
      ...fields.map(drawField),
    ],
  };
}
