/**
 * Cards and forms as Block Kit. What people wrote stands in `plain_text`, where nothing is a mention, a link or a format;
 * where Slack only takes its own markup, `&`, `<` and `>` are escaped. Lengths are Slack's, and what is cut says so.
 */
import type { KnownBlock, ModalView } from '@slack/web-api';
import type { DeskButton, DeskCard, DeskField, DeskForm } from '../../ports/desk.ts';

const LONGEST = { title: 150, value: 1_500, note: 1_000, button: 75, viewTitle: 24, option: 75, label: 1_900 };

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

const button = ({ action, says, token, style }: DeskButton) => ({
  type: 'button' as const,
  action_id: action,
  value: token,
  text: words(says, LONGEST.button),
  ...(style === undefined ? {} : { style: style === 'good' ? ('primary' as const) : ('danger' as const) }),
});

function linked({ says, address }: NonNullable<DeskCard['link']>): KnownBlock {
  const shown = escaped(plain(says, 200)).replaceAll('|', '/');
  const target = webAddress(address);
  return { type: 'section', text: { type: 'mrkdwn', text: target === null ? shown : `<${target}|${shown}>` } };
}

/** A link is a web address or none; written out, nothing in it ends the markup around it. */
function webAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  return escaped(href).replaceAll('|', '%7C');
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
      ...says.map((text): KnownBlock => ({ type: 'section', text: words(text, LONGEST.label) })),
      ...fields.map(input),
    ],
  };
}

/** What stands in a field comes back under this name, beneath the field's own. */
export const VALUE = 'value';

function input(field: DeskField): KnownBlock {
  const head = { type: 'input', block_id: field.id, label: words(field.label, LONGEST.label) } as const;
  if (field.kind === 'text') {
    return {
      ...head,
      element: { type: 'plain_text_input', action_id: VALUE, multiline: true, max_length: field.longest },
    };
  }
  const options = field.options.slice(0, 100).map(({ value, says }) => ({ text: words(says, LONGEST.option), value }));
  return { ...head, element: { type: 'static_select', action_id: VALUE, options } };
}

const words = (text: string, most: number) => ({ type: 'plain_text' as const, text: plain(text, most), emoji: false });

/** Slack refuses an empty text. */
const EMPTY = '–';
/** Control characters, and those that turn the direction of what is read or are not seen at all. */
const UNSEEN = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** One text as people read it: nothing hidden in it, and no longer than that. */
export function plain(text: string, most: number): string {
  const seen = text.replace(UNSEEN, (one) => (one === '\n' ? '\n' : '')).trim();
  if (seen === '') return EMPTY;
  return seen.length <= most ? seen : `${seen.slice(0, most - 2).trimEnd()} …`;
}

/** "Formatting text for app surfaces": these three, and no others. */
export const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
