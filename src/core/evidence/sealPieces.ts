/**
 * A seal as it lies on the ledger's issue: in signed pieces that fit into entity properties, or beyond that in one
 * attachment. Two seals lie there at any time, each under keys of its own: while one is written, the one before is whole.
 */
import { z } from 'zod';
import { canonical, type Json, sha256 } from '../shared/canonical.ts';
import { MOST_PIECES, type Piece, type PieceSigner, type SignedPieces } from './pieces.ts';
import type { Seal, WrittenSeal } from './seal.ts';

export const SEAL_HEAD_FORMAT = 'tenure-seal-head-1';
export const SEAL_PIECE_FORMAT = 'tenure-seal-piece-1';
/** Of a seal's text in one piece: in a property each of its quotation marks is two characters. */
const LONGEST_PART = 14_000;

/** The keys of a seal's head: an odd and an even one take turns. */
export const sealKey = (seal: number): string => `tenure.seal.${seal % 2 === 0 ? 'even' : 'odd'}`;

/** The head names the seal's hash, so that it can be held against any other copy, and the digest of every piece. */
export function sealPieces(
  { seal, at, streams, text, hash }: Pick<Seal, 'seal' | 'at' | 'streams'> & WrittenSeal,
  signer: PieceSigner,
  longestPart: number = LONGEST_PART,
): SignedPieces {
  const key = sealKey(seal);
  const parts = partsOf(text, longestPart);
  const attached = parts.length > MOST_PIECES - 1;
  const bodies = (attached ? [] : parts).map((part, index) =>
    signed(`${key}.${index + 1}`, { format: SEAL_PIECE_FORMAT, seal, piece: index + 1, text: part }, signer),
  );
  const name = `tenure-seal-${hash.slice(0, 16)}.json`;
  const head = signed(
    key,
    {
      format: SEAL_HEAD_FORMAT,
      seal,
      at,
      streams,
      hash,
      pieces: bodies.map(({ digest }) => digest),
      attachment: attached ? { name, sha256: hash } : null,
    },
    signer,
  );
  return {
    pieces: [head, ...bodies],
    attachment: attached ? { name, content: new TextEncoder().encode(text) } : null,
  };
}

const headShape = z.object({
  format: z.literal(SEAL_HEAD_FORMAT),
  hash: z.string(),
  pieces: z.array(z.string()),
  attachment: z.object({ name: z.string() }).nullable(),
});
const bodyShape = z.object({ format: z.literal(SEAL_PIECE_FORMAT), text: z.string() });

/** The last two seals as they lie on the ledger's issue: each either in its pieces, or in the attachment it names. */
export type HeldSeal = { readonly text: string } | { readonly attachment: string; readonly hash: string };

/** What is not whole is none: the seal's own signature is for the reader to ask. */
export function sealsIn(properties: ReadonlyMap<string, unknown>): readonly HeldSeal[] {
  return [sealKey(1), sealKey(2)].flatMap((key): readonly HeldSeal[] => {
    const head = headShape.safeParse(properties.get(key)).data;
    if (head === undefined) return [];
    if (head.attachment !== null) return [{ attachment: head.attachment.name, hash: head.hash }];
    const parts = head.pieces.map((_, index) => bodyShape.safeParse(properties.get(`${key}.${index + 1}`)).data?.text);
    const text = parts.join('');
    return parts.includes(undefined) || sha256(text) !== head.hash ? [] : [{ text }];
  });
}

/** Never between the two halves of one character. */
function partsOf(text: string, longest: number): readonly string[] {
  const parts: string[] = [];
  for (let from = 0; from < text.length; ) {
    const high = text.charCodeAt(from + longest - 1);
    const until = high >= 0xd800 && high <= 0xdbff ? from + longest - 1 : from + longest;
    parts.push(text.slice(from, until));
    from = until;
  }
  return parts;
}

function signed(key: string, content: { readonly [name: string]: Json }, signer: PieceSigner): Piece {
  const unsigned = { ...content, keyId: signer.keyId };
  const value = { ...unsigned, signature: signer.sign(canonical(unsigned)) };
  return { key, value, digest: sha256(canonical(value)) };
}
