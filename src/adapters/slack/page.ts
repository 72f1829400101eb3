/**
 * The Home tab: a page of sections as Block Kit. A view has a hundred blocks, so where there is more to show than that
 * the longest section is cut and says how much it leaves out.
 */
import type { HomeView, KnownBlock } from '@slack/web-api';
import type { DeskPage, DeskRow, DeskSection } from '../../ports/desk.ts';
import { button } from './blocks.ts';
import { escaped, plain, webAddress, words } from './text.ts';

const MOST_BLOCKS = 100;
const LONGEST = { title: 200, say: 400, intro: 1_000, header: 150 };
const MOST_SAYS = 4;
/** Of one row; more stand in nobody's way. */
const MOST_BUTTONS = 5;

export function drawPage({ buttons, says, sections }: DeskPage): HomeView {
  const head: KnownBlock[] = [
    ...says.slice(0, 5).map((text): KnownBlock => ({ type: 'section', text: words(text, LONGEST.intro) })),
    ...(buttons.length === 0 ? [] : [{ type: 'actions', elements: buttons.slice(0, 25).map(button) } as const]),
  ];
  const shown = fitting(sections.slice(0, 10), MOST_BLOCKS - head.length);
  return { type: 'home', blocks: [...head, ...shown.flatMap(drawSection)] };
}

interface Shown {
  readonly section: DeskSection;
  readonly rows: readonly (readonly KnownBlock[])[];
}

/** All of it, or of the longest sections as many rows as there is room for. */
function fitting(sections: readonly DeskSection[], room: number): readonly Shown[] {
  let shown: readonly Shown[] = sections.map((section) => ({ section, rows: section.rows.map(drawRow) }));
  while (sum(shown.map(sizeOf)) > room) {
    const longest = Math.max(...shown.map(sizeOf));
    const cut = shown.findIndex((one) => sizeOf(one) === longest);
    shown = shown.map((one, nth) => (nth === cut ? { ...one, rows: one.rows.slice(0, -1) } : one));
  }
  return shown;
}

const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);
const leftOut = ({ section, rows }: Shown) => section.rows.length + (section.more ?? 0) - rows.length;
/** A title, its rows, and a line where there are none or some are left out. */
const sizeOf = (shown: Shown) => drawSection(shown).length;

function drawSection(shown: Shown): readonly KnownBlock[] {
  const { section, rows } = shown;
  const more = leftOut(shown);
  const note = more > 0 ? `And ${more} more.` : section.rows.length === 0 ? section.none : null;
  return [
    { type: 'header', text: words(section.title, LONGEST.header) },
    ...rows.flat(),
    ...(note === null ? [] : [noteBlock(note)]),
  ];
}

const noteBlock = (text: string): KnownBlock => ({ type: 'context', elements: [words(text, LONGEST.say)] });

/** Only the title and the link are markup, and nothing in them is anybody's; what people wrote is plain text. */
function drawRow({ title, says, link, buttons }: DeskRow): readonly KnownBlock[] {
  const target = link === null ? null : webAddress(link.address);
  const linked = link === null || target === null ? '' : `  <${target}|${linkText(link.says)}>`;
  const fields = says.slice(0, MOST_SAYS).map((text) => words(text, LONGEST.say));
  const [first, ...more] = buttons.slice(0, MOST_BUTTONS);
  const row: KnownBlock = {
    type: 'section',
    text: { type: 'mrkdwn', text: `*${bold(title)}*${linked}`, verbatim: true },
    ...(fields.length === 0 ? {} : { fields }),
    ...(first === undefined || more.length > 0 ? {} : { accessory: button(first) }),
  };
  if (first === undefined || more.length === 0) return [row];
  return [row, { type: 'actions', elements: [first, ...more].map(button) }];
}

/** Within the markup around it: no line end, and nothing that would end it. */
const bold = (text: string) => escaped(plain(text, LONGEST.title).replace(/[*\n]/g, ' '));
const linkText = (text: string) => escaped(plain(text, 100)).replace(/[|\n]/g, ' ');
