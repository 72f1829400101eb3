/** Making seals: by the clock, and for a bundle. Several processes may ask at once; the store lets one make it. */
import { readSeal, sealSentence, writeSeal } from '../../core/evidence/index.ts';
import { type Milliseconds, milliseconds } from '../../core/shared/instant.ts';
import type { SealRow } from '../../ports/seals.ts';
import type { World } from '../world.ts';
import { OtherKey } from './otherKey.ts';

/** `null` = there is nothing to seal, or it is too early. What the log says can be held against a bundle later. */
export async function makeSeal({ store, sign, log }: World, every: Milliseconds): Promise<SealRow | null> {
  const last = await store.seals.last();
  const keyId = last === null ? sign.keyId : (readSeal(last.text)?.keyId ?? 'unknown');
  if (last !== null && keyId !== sign.keyId && sign.before?.knows(keyId) !== true) {
    throw new OtherKey(last.seal, keyId, sign.keyId);
  }
  const made = await store.seals.make(every, (ground) => writeSeal(ground, sign));
  if (made === null) return null;
  const { seal, hash, text } = made;
  const read = readSeal(text);
  log.info({ seal, hash, keyId: sign.keyId }, read === null ? `Seal ${seal}` : sealSentence(read));
  return made;
}

/** Everything there is now, whenever the last one was. */
export const sealNow = (world: World): Promise<SealRow | null> => makeSeal(world, milliseconds(0));
