/** Seals, and the record in the order it was written. Nothing else happens while one is made, so it needs no lock. */
import type { Instant } from '../../../src/core/shared/instant.ts';
import { sealTime } from '../../../src/core/shared/sealTime.ts';
import type { RecordRow, SealBook, SealRow } from '../../../src/ports/seals.ts';
import type { StoredEvent } from './events.ts';
import { personalKey, type View } from './tables.ts';

export function sealBook(view: Pick<View, 'streams' | 'events' | 'personal'>, now: () => Instant): SealBook {
  const seals: SealRow[] = [];
  const sealed = new Map<string, number>();
  const shown = ({ stream, seq, position, text, hash }: StoredEvent): RecordRow => {
    const { salt = null, body } = view.personal.get(personalKey(stream, seq)) ?? {};
    return { stream, seq, position, text, hash, personal: salt === null ? null : { salt, body } };
  };
  return {
    async make(every, write) {
      const last = seals.at(-1);
      const at = sealTime(last?.at ?? null, now(), every);
      if (at === null) return null;
      const streams = [...view.streams.all()].sort((a, b) => (a.id < b.id ? -1 : 1));
      const changed = streams
        .filter(({ id, seq }) => seq > (sealed.get(id) ?? 0))
        .map(({ id, seq, hash }) => ({ stream: id, count: seq, head: hash }));
      if (changed.length === 0) return null;
      for (const { stream, count } of changed) sealed.set(stream, count);
      const seal = seals.length + 1;
      const previous = last?.hash ?? null;
      const row = { seal, at, ...write({ seal, at, previous, streams: streams.length, changed }) };
      seals.push(row);
      return row;
    },
    last: async () => seals.at(-1) ?? null,
    after: async (seal, limit) => seals.slice(seal, seal + limit),
    records: async (position, limit) =>
      [...view.streams.all()]
        .flatMap(({ id }) => view.events.of(id))
        .filter((event) => event.position > position)
        .sort((a, b) => a.position - b.position)
        .slice(0, limit)
        .map(shown),
  };
}
