/** A leave in words: from when to when, what it does meanwhile, and what came of it on the day of return. */
import type { Instant } from '../shared/instant.ts';
import { isLeave } from './evolveCase.ts';
import type { Block, RecordedEvent, Span } from './model.ts';

export function leaveStory(events: readonly RecordedEvent[], show: (at: Instant) => string): Block[] {
  const set = events.findLast(({ event }) => event.type === 'LeaveSet')?.event;
  const ended = events.findLast(({ event }) => event.type === 'LeaveEnded')?.event;
  return [
    ...(set?.type === 'LeaveSet' ? [panel(isLeave(set.leave) ? away(set.leave, show) : WITHDRAWN)] : []),
    ...(ended?.type === 'LeaveEnded' ? [panel(ended.because === 'left' ? LEFT : BACK)] : []),
  ];
}

function away(
  { from, until }: { readonly from: Instant; readonly until: Instant | null },
  show: (at: Instant) => string,
): Span[] {
  return [
    plain('On leave from '),
    strong(show(from)),
    ...(until === null ? [plain(', with no day of return yet. ')] : [plain(' to '), strong(show(until)), plain('. ')]),
    plain(
      'Sign-in is stopped for that time. What is held is kept and its ends stay as they are; what begins meanwhile waits.',
    ),
  ];
}

const plain = (text: string): Span => ({ text });
const strong = (text: string): Span => ({ text, style: 'strong' });
const panel = (text: readonly Span[]): Block => ({ block: 'panel', tone: 'info', text });

const WITHDRAWN = [strong('Withdrawn before it began. '), plain('Nothing is stopped.')];
const BACK = [strong('The leave is over. '), plain('The reference table was read again for what they hold.')];
const LEFT = [strong('The work ended before they were back. '), plain('Nothing is opened again.')];
