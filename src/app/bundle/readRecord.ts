/** The whole record in the order of its commits, a page at a time, as far as seals vouch for it. */
import { readSeal } from '../../core/evidence/index.ts';
import type { RecordRow, SealRow } from '../../ports/seals.ts';
import type { World } from '../world.ts';

const PAGE = 1_000;
const SEALS_PAGE = 100;

/** Events of a stream behind this count are not in it. */
export type SealedCounts = ReadonlyMap<string, number>;

export async function* sealsOf({ store }: World): AsyncIterable<readonly SealRow[]> {
  for (let after = 0; ; ) {
    const rows = await store.seals.after(after, SEALS_PAGE);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < SEALS_PAGE) return;
    after = last.seal;
  }
}

/** What a seal's text says of each stream is added to what those before it said. */
export function countSealed(counts: Map<string, number>, { text }: Pick<SealRow, 'text'>): void {
  for (const { stream, count } of readSeal(text)?.changed ?? []) counts.set(stream, count);
}

/**
 * What was committed since the last seal is left out: a page may be read before an event of an earlier position is
 * committed, and then its stream would have a hole. Everything a seal counts was committed before it.
 */
export async function* recordsUpTo(world: World, counts: SealedCounts): AsyncIterable<readonly RecordRow[]> {
  for await (const rows of allRecords(world)) {
    const sealed = rows.filter(({ stream, seq }) => seq <= (counts.get(stream) ?? 0));
    if (sealed.length > 0) yield sealed;
  }
}

/** Sealed or not. */
export async function* allRecords({ store }: World): AsyncIterable<readonly RecordRow[]> {
  for (let position = 0; ; ) {
    const rows = await store.seals.records(position, PAGE);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    position = last.position;
  }
}
