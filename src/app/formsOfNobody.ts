/**
 * Forms that named nobody when they were read. Hints come late and in any order, so the form somebody was hired by may be
 * read after the one that ends their work: as soon as somebody new is known, what was refused before is read again.
 */
import type { TenureEvent } from '../core/evidence/model.ts';
import type { Tx } from '../ports/store.ts';
import { later, type World } from './world.ts';

/** Longer than a look that still knows nobody takes to its end, so that none is refused behind our back. */
const REFUSED_BY_THEN = 2 * 60_000;
/** What was refused longer ago than this, somebody has to file anew. */
const READ_AGAIN_FOR = -30 * 24 * 60 * 60_000;

/** In the transaction that makes somebody known. */
export async function wakeFormsOfNobody(tx: Tx, events: readonly TenureEvent[]): Promise<void> {
  if (!events.some(({ type }) => type === 'PersonRegistered')) return;
  await tx.send({ lane: 'bulk', forms: 'of-nobody' }, { startAfter: later(tx.now, REFUSED_BY_THEN) });
}

export async function lookAtFormsOfNobody({ store, engine }: World): Promise<void> {
  const since = later(await store.read.now(), READ_AGAIN_FOR);
  for (const { person, issueId, updatedAt } of await store.read.cases({ state: 'refused' })) {
    if (person === null && issueId !== '' && updatedAt > since) await engine.send({ lane: 'look', issue: issueId });
  }
}
