/** The blocks of a message, as they come in an argument, and as they are kept. */
import { isList, isObject, type Json, type JsonObject, listOf, objectOf, textOf } from '../../kit/json.ts';
import { SlackRefusal } from '../refusal.ts';
import { Report } from './check.ts';
import { checkBlocks } from './layout.ts';

/** `blocks` of a message, checked. An empty list is no blocks. */
export function checkMessageBlocks(blocks: Json | undefined, longest: number): readonly JsonObject[] | undefined {
  if (blocks === undefined || blocks === null || blocks === '') return undefined;
  if (!isList(blocks) || !blocks.every(isObject)) throw new SlackRefusal('invalid_blocks_format');
  const report = new Report();
  checkBlocks(blocks, 'message', '/blocks', report);
  if (report.problems.length > 0) {
    throw new SlackRefusal('invalid_blocks', {
      errors: report.problems,
      response_metadata: { messages: report.problems.map((problem) => `[ERROR] ${problem}`) },
    });
  }
  if (charactersIn(blocks) > longest) throw new SlackRefusal('msg_blocks_too_long');
  return blocks.filter(isObject);
}

function charactersIn(value: Json): number {
  if (isList(value)) return value.reduce<number>((sum, one) => sum + charactersIn(one), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce<number>(
    (sum, [name, inner]) =>
      sum +
      (name === 'text' && typeof inner === 'string' ? inner.length : inner === undefined ? 0 : charactersIn(inner)),
    0,
  );
}

/** Slack names what the app left unnamed; payloads and `state.values` go by these names. */
export function withIds(blocks: readonly JsonObject[], word: () => string): readonly JsonObject[] {
  const named = (element: Json | undefined): Json => {
    const object = objectOf(element);
    const kind = textOf(object.type);
    if (kind === undefined || UNNAMED.has(kind) || textOf(object.action_id) !== undefined) return object;
    return { ...object, action_id: word() };
  };
  return blocks.map((block) => ({
    ...block,
    block_id: textOf(block.block_id) || word(),
    ...(block.accessory === undefined ? {} : { accessory: named(block.accessory) }),
    ...(block.element === undefined ? {} : { element: named(block.element) }),
    ...(block.type === 'actions' ? { elements: listOf(block.elements).map(named) } : {}),
  }));
}

const UNNAMED = new Set(['image', 'plain_text', 'mrkdwn']);
