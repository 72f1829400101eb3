/** What a person had to settle, and where somebody took a remaining risk. */
import type { RecordedEvent, TenureEvent } from '../evidence/model.ts';
import type { Found } from './model.ts';

export interface ExceptionBook {
  add(recorded: RecordedEvent): void;
  raised(): readonly Found[];
  accepted(): readonly Found[];
}

type Settled = Extract<TenureEvent, { readonly type: 'ExceptionSettled' }>;

/** The risk stays, and somebody answers for it: taken as it is, or let be until a date. */
const TAKES_THE_RISK: ReadonlySet<Settled['verdict']> = new Set(['accept', 'ignore']);

export function exceptionBook(): ExceptionBook {
  const all: (Found & { readonly id: string })[] = [];
  const settled = new Map<string, { readonly stream: string; readonly event: Settled }>();
  return {
    add({ stream, at, event }) {
      if (event.type === 'ExceptionRaised') {
        const { exception: id, kind: what, person = null } = event;
        all.push({ id, at, stream, person, what, by: null, note: '' });
      }
      if (event.type === 'ExceptionSettled') settled.set(event.exception, { stream, event });
    },
    raised: () =>
      all.map(({ id, ...one }) => {
        const said = settled.get(id)?.event;
        return said === undefined
          ? { ...one, note: 'open' }
          : { ...one, by: said.by, note: `${said.verdict} on ${said.at}` };
      }),
    accepted: () =>
      [...settled.values()].flatMap(({ stream, event }): readonly Found[] => {
        if (!TAKES_THE_RISK.has(event.verdict)) return [];
        const about = all.find(({ id }) => id === event.exception);
        const what = about?.what ?? 'unknown';
        return [{ at: event.at, stream, person: about?.person ?? null, what, by: event.by, note: event.verdict }];
      }),
  };
}
