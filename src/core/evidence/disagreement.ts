/** Where a profile mastered elsewhere says something else than the form: shown to people, and never written. */
import type { Block, RecordedEvent } from './model.ts';

/** Whoever looks after the form or the directory corrects one of them. */
export function disagreeing(events: readonly RecordedEvent[]): Block[] {
  const last = events.flatMap(({ event }) => (event.type === 'ProfileDisagrees' ? [event] : [])).at(-1);
  if (last === undefined) return [];
  if (last.fields.length === 0) {
    const text = [{ text: 'The profile mastered elsewhere agrees with this form now.' }];
    return [{ block: 'panel', tone: 'info', text }];
  }
  const says = 'The profile is mastered elsewhere and says something else than this form. Tenure does not write it:';
  return [
    { block: 'panel', tone: 'warning', text: [{ text: says }] },
    {
      block: 'list',
      items: last.personal.values.map(({ field, ours, theirs }) => [
        { text: field, style: 'code' },
        { text: `: ${quotedOr(theirs)} there, ${quotedOr(ours)} here` },
      ]),
    },
  ];
}

const quotedOr = (value: string) => (value === '' ? 'empty' : `“${value}”`);
