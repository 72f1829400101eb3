/**
 * Seals that lie on the ledger's issue and that the store has not: it is an older copy, put back. Only what a key of ours has
 * signed counts, and only as a whole: whoever may edit that issue could else put everything in shadow. For the same reason those
 * that a restore has left on an issue before, and those before them, count no more, wherever somebody lays them.
 */
import { isSealSigned, readSeal } from '../../core/evidence/index.ts';
import { keysOf } from '../evidence/keys.ts';
import { sealsOn } from '../restore/sealsOn.ts';
import type { World } from '../world.ts';
import { ledgerPlace, sealsLeft } from './place.ts';

export interface NewerSeals {
  readonly issue: { readonly id: string; readonly key: string };
  /** As they were signed: the last two at most. */
  readonly texts: readonly string[];
  readonly newest: number;
  /** The last one of the store. */
  readonly ours: number;
}

const SEALS = 'tenure.seal.';

/** `null` = there is none, or no issue that is shown to us. */
export async function newerSeals(world: Pick<World, 'store' | 'tracker' | 'sign'>): Promise<NewerSeals | null> {
  const { store, tracker, sign } = world;
  const { issue } = await ledgerPlace(world);
  const lying = issue === null ? null : await tracker.readProperties(issue.id, SEALS);
  if (issue === null || lying === null) return null;
  const keys = keysOf(sign);
  const isLeft = await sealsLeft(world);
  const newer: { readonly seal: number; readonly text: string }[] = [];
  for (const text of await sealsOn(tracker, issue, lying)) {
    const seal = readSeal(text);
    if (seal === null || !isSealSigned(seal, keys) || isLeft(seal, text)) continue;
    const [kept] = await store.seals.after(seal.seal - 1, 1);
    if (kept?.seal !== seal.seal || kept.text !== text) newer.push({ seal: seal.seal, text });
  }
  if (newer.length === 0) return null;
  const newest = Math.max(...newer.map(({ seal }) => seal));
  const ours = (await store.seals.last())?.seal ?? 0;
  return { issue, texts: newer.map(({ text }) => text), newest, ours };
}
