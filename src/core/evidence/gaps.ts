/** What a form asked for came later than it says: how much later, so that nobody takes its date for what was true. */
import type { Instant } from '../shared/instant.ts';
import type { Block, RecordedEvent, Span } from './model.ts';

export function gaps(events: readonly RecordedEvent[], show: (at: Instant) => string): Block[] {
  return events.flatMap(({ event, at }): Block[] => {
    if (event.type !== 'EngagementChanged' && event.type !== 'EngagementOpened') return [];
    const { askedFrom } = event;
    const begins: Block[] = askedFrom === undefined ? [] : [late(askedFrom, at, show)];
    if (event.type === 'EngagementOpened' || event.askedEnd === undefined || event.engagement.end === null)
      return begins;
    return [...begins, outlived(event.askedEnd, event.engagement.end, show)];
  });
}

/** Access that outlived the end the form asked for. */
function outlived(asked: Instant, end: Instant, show: (at: Instant) => string): Block {
  return panel([
    plain('The form asked for an end on '),
    strong(show(asked)),
    plain('. It was filed after that and acts at once: access stood open '),
    strong(daysBetween(asked, end)),
    plain(' longer than asked for.'),
  ]);
}

/** Nothing is given or taken for the time before. */
function late(asked: Instant, at: Instant, show: (at: Instant) => string): Block {
  return panel([
    plain('The form asks for this from '),
    strong(show(asked)),
    plain(', which was '),
    strong(daysBetween(asked, at)),
    plain(' ago. It acts at once; what was true in between stays as it was.'),
  ]);
}

function daysBetween(from: Instant, to: Instant): string {
  const days = Math.floor((Date.parse(to) - Date.parse(from)) / 86_400_000);
  return days > 0 ? `${days} ${days === 1 ? 'day' : 'days'}` : 'some hours';
}

const panel = (text: readonly Span[]): Block => ({ block: 'panel', tone: 'warning', text });
const plain = (text: string): Span => ({ text });
const strong = (text: string): Span => ({ text, style: 'strong' });
