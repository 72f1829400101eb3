/**
 * The seals against the store they are of: each follows from the one before, and every stream is at least as long as it was
 * sealed, with the same event at that place. And against the ledger's issue, which somebody with the database has not.
 */
import { z } from 'zod';
import { sealCheck } from '../../core/bundle/index.ts';
import { sealKey } from '../../core/evidence/index.ts';
import { sealsOf } from '../bundle/readRecord.ts';
import { ledgerPlace } from '../seals/place.ts';
import type { World } from '../world.ts';

export interface RecordFault {
  /** The case's key, the person's number, or `system`. */
  readonly where: string;
  readonly fault: string;
  readonly says: string;
}

export interface SealedRecord {
  readonly seals: number;
  readonly faults: RecordFault[];
  /** Of one stream, once: what its seals say against its hashes, first to last. */
  faultOf(stream: string, hashes: readonly string[]): Pick<RecordFault, 'fault' | 'says'> | null;
  /** Sealed, and asked about by nobody. */
  unseen(): readonly string[];
}

const UNKNOWN_KEY = 'seals are signed with it, and it is neither the key here nor one in TENURE_SIGNING_KEYS_BEFORE';

/**
 * The present key signs the same the same way, those before it have left their public half. A seal of any other key counts
 * for nothing: whoever has the database could have made it.
 */
export async function readSeals(world: World): Promise<SealedRecord> {
  const { sign } = world;
  const faults: RecordFault[] = [];
  const verify = (text: string, signature: string, keyId: string) => {
    if (keyId === sign.keyId) return sign.sign(text) === signature;
    if (sign.before?.knows(keyId) === true) return sign.before.verify(text, signature, keyId);
    unknown.add(keyId);
    return true;
  };
  const unknown = new Set<string>();
  const seals = sealCheck({ verify }, ({ fault, where }) => faults.push({ where, fault, says: 'does not hold' }));
  for await (const rows of sealsOf(world)) for (const { text } of rows) seals.add(text);
  for (const keyId of unknown) {
    faults.push({ where: `key ${keyId}`, fault: 'seal-of-unknown-key', says: UNKNOWN_KEY });
  }
  const left = new Set(seals.streams());
  return {
    seals: seals.count,
    faults,
    faultOf(stream, hashes) {
      left.delete(stream);
      const broken = seals.of(stream).find(({ count, head }) => hashes[count - 1] !== head);
      if (broken === undefined) return null;
      const { seal, count } = broken;
      return hashes.length < count
        ? { fault: 'cut-behind-seal', says: `seal ${seal} counts ${count} events, and ${hashes.length} are left` }
        : { fault: 'not-as-sealed', says: `event ${count} is not the one seal ${seal} names` };
    },
    unseen: () => [...left],
  };
}

const head = z.object({ seal: z.int(), hash: z.string() });

/** The newest seal on the ledger's issue; `null` = it is as the store has it, or none is written anywhere. */
export async function ledgerFault(world: World): Promise<RecordFault | null> {
  const { issue, written } = await ledgerPlace(world);
  if (issue === null || written === 0) return null;
  const there = await Promise.all(
    [written, written + 1].map(
      async (one) => head.safeParse(await world.tracker.getProperty(issue.id, sealKey(one))).data,
    ),
  );
  const newest = there.reduce((last, one) => ((one?.seal ?? 0) > (last?.seal ?? 0) ? one : last), undefined);
  const fault = (name: string, says: string): RecordFault => ({ where: issue.key, fault: name, says });
  if (newest === undefined) return fault('no-seal', 'the issue no longer carries the seals that were written to it');
  const [kept] = await world.store.seals.after(newest.seal - 1, 1);
  if (kept === undefined) {
    return fault('seal-ahead', `the issue carries seal ${newest.seal}, and the store has none of that number`);
  }
  if (kept.hash !== newest.hash) return fault('seal-differs', `seal ${newest.seal} on the issue is not the store's`);
  // One behind may be on its way.
  return newest.seal < written
    ? fault('seal-behind', `seal ${written} was written to the issue, and it carries ${newest.seal}`)
    : null;
}
