/** A form that is right and takes effect later: from when on, and what the ledger needs before that day. */
import type { Block, RecordedEvent, Span, TenureEvent } from './model.ts';
import type { StoryContext } from './storyContext.ts';

export function postponedStory(events: readonly RecordedEvent[], context: StoryContext): Block[] {
  const postponed = events.findLast(({ event }) => event.type === 'FormPostponed')?.event;
  if (postponed?.type !== 'FormPostponed') return [];
  const ahead = events.findLast(({ event }) => event.type === 'EngagementChanged')?.event;
  const until = strong(context.show(postponed.until));
  const text = [plain('Accepted, to take effect on '), until, plain('. '), ...before(ahead, context)];
  return [{ block: 'panel', tone: 'info', text }];
}

/** The only thing done before its day: a contract that ends the day before an employment closes nothing in between. */
function before(ahead: TenureEvent | undefined, { show }: StoryContext): Span[] {
  if (ahead?.type !== 'EngagementChanged') return [plain('Nothing changes before.')];
  if (ahead.endBefore == null) {
    const { end } = ahead.engagement;
    return [plain('Until then the work ends as its contract says: '), strong(end === null ? 'never' : show(end))];
  }
  return [
    plain('The contract ends on '),
    strong(show(ahead.endBefore)),
    plain('; they work on, so nothing is closed in between. What they hold stays as it is until then.'),
  ];
}

const plain = (text: string): Span => ({ text });
const strong = (text: string): Span => ({ text, style: 'strong' });
