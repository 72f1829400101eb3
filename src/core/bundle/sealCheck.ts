/** The seals of a bundle, one after the other: signed, in order, without a gap; and what they say of each stream. */
import { GENESIS, isSealSigned, type PieceVerifier, readSeal, type Seal } from '../evidence/index.ts';
import { sha256 } from '../shared/canonical.ts';
import type { BundleFault, BundleFaultName } from './model.ts';

/** How far a seal vouches for one stream. */
export interface SealedAt {
  readonly seal: number;
  readonly count: number;
  readonly head: string;
}

export interface SealCheck {
  add(text: string): void;
  readonly count: number;
  readonly last: string | null;
  /** How many of the first seals hold by themselves. */
  readonly whole: number;
  /** Oldest first. */
  of(stream: string): readonly SealedAt[];
  streams(): Iterable<string>;
  atOf(seal: number): string | null;
  hashOf(seal: number): string | null;
}

export function sealCheck(verifier: PieceVerifier, found: (fault: BundleFault) => void): SealCheck {
  const sealed = new Map<string, SealedAt[]>();
  const kept: { readonly at: string; readonly hash: string }[] = [];
  let whole = 0;
  const check = (text: string, seal: Seal): BundleFaultName | null => {
    const before = kept.at(-1);
    if (!isSealSigned(seal, verifier)) return 'seal-signature';
    if (seal.seal !== kept.length + 1 || seal.previous !== (before?.hash ?? GENESIS)) return 'seal-out-of-order';
    if (before !== undefined && seal.at < before.at) return 'seal-out-of-order';
    for (const { stream, count, head } of seal.changed) {
      const known = sealed.get(stream) ?? [];
      if (count <= (known.at(-1)?.count ?? 0)) return 'seal-shrinks';
      // Added to, not copied: a year has fifty thousand seals, and one stream is in nearly all of them.
      known.push({ seal: seal.seal, count, head });
      sealed.set(stream, known);
    }
    kept.push({ at: seal.at, hash: sha256(text) });
    return seal.streams === sealed.size ? null : 'seal-counts';
  };
  let read = 0;
  return {
    add(text) {
      read += 1;
      const seal = readSeal(text);
      const fault = seal === null ? 'seal-unreadable' : check(text, seal);
      if (fault !== null) found({ fault, where: `seal ${seal?.seal ?? `in line ${read}`}` });
      else if (whole === read - 1) whole = read;
    },
    get count() {
      return read;
    },
    get last() {
      return kept.at(-1)?.hash ?? null;
    },
    get whole() {
      return whole;
    },
    of: (stream) => sealed.get(stream) ?? [],
    streams: () => sealed.keys(),
    atOf: (seal) => kept[seal - 1]?.at ?? null,
    hashOf: (seal) => kept[seal - 1]?.hash ?? null,
  };
}
