/** A case's story read as plain text, one line a block: what the tracker's adapter turns into its own format. */

import type { Block, Document, RecordedEvent, Span, TenureEvent } from '../../src/core/evidence/model.ts';
import { story } from '../../src/core/evidence/story.ts';
import type { StoryContext } from '../../src/core/evidence/storyContext.ts';
import type { CaseId } from '../../src/core/shared/ids.ts';
import { withinConnection } from '../../src/core/shared/ids.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import { at, joining } from './build.ts';
import type { Given } from './given.ts';

/** Event by event, a minute each. */
export const recorded = (
  events: readonly TenureEvent[],
  stream: CaseId = joining,
  from = 0,
): readonly RecordedEvent[] =>
  events.map((event, n) => ({
    stream,
    seq: n + 1,
    position: n + 1,
    at: at(from + n),
    event,
    hash: `${n}`.repeat(64).slice(0, 64),
  }));
export const context = (ledger: StoryContext['ledger']): StoryContext => ({
  ledger,
  nameOf: withinConnection,
  entitlementOf: (line) => `the line ${line}`,
  isTakenOnTrust: (task) => task.startsWith('application'),
  isByHand: (line) => line === 'by hand',
  tailOf: (line) => (line === 'of no tail' ? null : milliseconds(3_600_000)),
  titleOf: (task) => `the task ${task}`,
  labels: { department: 'Abteilung' },
  show: (instant) => instant.slice(0, 10),
  zone: 'Europe/Zurich',
});
const spans = (of: readonly Span[]) => of.map(({ text }) => text).join('');
const line = (block: Block): string => {
  switch (block.block) {
    case 'heading':
      return `# ${block.text}`;
    case 'list':
      return block.items.map((item) => `- ${spans(item)}`).join('\n');
    case 'table':
      return [block.head, ...block.rows.map((row) => row.map(spans))].map((cells) => cells.join(' | ')).join('\n');
    default:
      return `${block.block === 'panel' ? `[${block.tone}] ` : ''}${spans(block.text)}`;
  }
};
export const said = (document: Document) => document.map(line);
/** What the comment with these events says, once they have happened. */
export const told = (before: Given, events: readonly TenureEvent[], on: CaseId = joining, from = 0) =>
  said(story(recorded(events, on, from), context(before.and({ on, minute: 9, events }).ledger)));
