/**
 * Seals: a signed statement of how long every stream is and what its last hash is. One seal names the streams that have
 * grown since the one before, and that one's hash; all of them together say how everything stood. A tail or a stream that
 * is dropped later, and a chain that is written anew behind somebody's back, contradict a seal.
 */
import { z } from 'zod';
import { canonical, sha256 } from '../shared/canonical.ts';
import type { Instant } from '../shared/instant.ts';
import { GENESIS } from './chain.ts';
import type { PieceSigner } from './pieces.ts';
import type { PieceVerifier } from './verifyPieces.ts';

export const SEAL_FORMAT = 'tenure-seal-1';

/** A stream as far as a seal vouches for it. */
export interface SealedStream {
  readonly stream: string;
  readonly count: number;
  /** The hash of its last event. */
  readonly head: string;
}

/** What a seal is made of, as the store has it. */
export interface SealGround {
  /** 1, 2, 3 ... without gaps. */
  readonly seal: number;
  readonly at: Instant;
  /** The hash of the seal before; `null` = it is the first. */
  readonly previous: string | null;
  /** Of all streams there are. */
  readonly streams: number;
  /** Those that have grown since the seal before. */
  readonly changed: readonly SealedStream[];
}

export interface WrittenSeal {
  /** Canonical JSON with its signature: what is kept, exported and hashed. */
  readonly text: string;
  readonly hash: string;
}

export function writeSeal({ previous, ...ground }: SealGround, signer: PieceSigner): WrittenSeal {
  const unsigned = { format: SEAL_FORMAT, ...ground, previous: previous ?? GENESIS, keyId: signer.keyId };
  const text = canonical({ ...unsigned, signature: signer.sign(canonical(unsigned)) });
  return { text, hash: sha256(text) };
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const sealShape = z.strictObject({
  format: z.literal(SEAL_FORMAT),
  seal: z.int().min(1),
  at: z.iso.datetime(),
  previous: hash,
  streams: z.int().min(0),
  changed: z.array(z.strictObject({ stream: z.string().min(1), count: z.int().min(1), head: hash })),
  keyId: z.string(),
  signature: z.string(),
});

export type Seal = z.output<typeof sealShape>;

/** `null` = it is no seal, or not spelled as one. */
export function readSeal(text: string): Seal | null {
  try {
    const parsed = sealShape.safeParse(JSON.parse(text)).data;
    return parsed !== undefined && canonical(parsed) === text ? parsed : null;
  } catch {
    return null;
  }
}

export function isSealSigned({ signature, ...unsigned }: Seal, verifier: PieceVerifier): boolean {
  return verifier.verify(canonical(unsigned), signature, unsigned.keyId);
}

/** The one line people read, on the ledger's issue and in the log. */
export const sealSentence = ({ seal, at, streams, changed }: Pick<Seal, 'seal' | 'at' | 'streams' | 'changed'>) =>
  `Seal ${seal} of ${at}: ${changed.length} of ${streams} streams have grown since the one before.`;
