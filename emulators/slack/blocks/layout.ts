/** The blocks: what may stand in each and where each may stand. What is not here is refused; COVERAGE.md says so. */
import { isObject, type Json, type JsonObject, listOf, objectOf, textOf } from '../../kit/json.ts';
import { also, bool, byType, type Check, list, object, type Report, text } from './check.ts';
import { anyText, plainText } from './composition.ts';
import { elementsIn } from './elements.ts';

export type Surface = 'message' | 'modal' | 'home';
/** "You can include up to 50 blocks in each message, and 100 blocks in modals or Home tabs." */
export const MOST_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };

const any: Check = () => undefined;
const basic = { type: any, block_id: text(255) };

const COMMON: Readonly<Record<string, Check>> = {
  section: also(
    object(
      {
        ...basic,
        text: anyText(3000),
        fields: list(anyText(2000), 10),
        accessory: byType(elementsIn('section')),
        expand: bool,
      },
      ['type'],
    ),
    (block, at, report) => {
      if (block.text === undefined && block.fields === undefined) report.note('missing required field: text', at);
    },
  ),
  actions: object({ ...basic, elements: list(byType(elementsIn('actions')), 25) }, ['type', 'elements']),
  context: object({ ...basic, elements: list(byType(elementsIn('context')), 10) }, ['type', 'elements']),
  header: object({ ...basic, text: plainText(150) }, ['type', 'text']),
  divider: object(basic, ['type']),
  image: object({ ...basic, image_url: text(3000), slack_file: any, alt_text: text(2000), title: plainText(2000) }, [
    'type',
    'alt_text',
  ]),
  input: object(
    {
      ...basic,
      label: plainText(2000),
      element: byType(elementsIn('input')),
      hint: plainText(2000),
      optional: bool,
      dispatch_action: bool,
    },
    ['type', 'label', 'element'],
  ),
  rich_text: object({ ...basic, elements: list(byType(richText()), 1_000) }, ['type', 'elements']),
};

const MESSAGES_ONLY = { markdown: object({ ...basic, text: text(12_000) }, ['type', 'text']) };
/** By name, for the table of what is covered. */
export const BLOCK_TYPES: readonly string[] = [...Object.keys(COMMON), ...Object.keys(MESSAGES_ONLY)];

const BLOCKS: Readonly<Record<Surface, Check>> = {
  message: byType({ ...COMMON, ...MESSAGES_ONLY }),
  modal: byType(COMMON),
  home: byType(COMMON),
};

/** What is inside formatted text is somebody's writing; only its kinds are looked at. */
function richText(): Readonly<Record<string, Check>> {
  const kinds = ['rich_text_section', 'rich_text_list', 'rich_text_quote', 'rich_text_preformatted'];
  const inside = { type: any, elements: list(any, 1_000, 0), style: any, indent: any, border: any, offset: any };
  return Object.fromEntries(kinds.map((kind) => [kind, object(inside, ['type', 'elements'])]));
}

/** All blocks of a surface, with what holds between them. `at` is the pointer of the list. */
export function checkBlocks(blocks: Json, surface: Surface, at: string, report: Report): void {
  list(BLOCKS[surface], MOST_BLOCKS[surface], 0)(blocks, at, report);
  const seen = new Set<string>();
  for (const [index, block] of listOf(blocks).entries()) {
    if (!isObject(block)) continue;
    const blockId = textOf(block.block_id);
    if (blockId !== undefined && blockId !== '') {
      if (seen.has(blockId)) report.note(`\`block_id\` "${blockId}" already exists`, `${at}/${index}/block_id`);
      seen.add(blockId);
    }
    checkActionIds(block, `${at}/${index}`, report);
  }
}

/** "action_id ... should be unique among all other action_ids in the containing block", and Slack means it. */
function checkActionIds(block: JsonObject, at: string, report: Report): void {
  const seen = new Set<string>();
  for (const [index, element] of listOf(block.elements).entries()) {
    const actionId = textOf(objectOf(element).action_id);
    if (actionId === undefined) continue;
    if (seen.has(actionId)) {
      report.note(`\`action_id\` "${actionId}" already exists`, `${at}/elements/${index}/action_id`);
    }
    seen.add(actionId);
  }
}
