/**
 * A stream as signed pieces that fit where they are kept: entity properties of the issue, each under 30,000
 * characters as serialised. The head piece names how many events there are, the last hash, and the digest of every
 * other piece; beyond twenty pieces, or when one event alone is too long, all events go into one attachment and the
 * head holds its digest. Whoever has the pieces and the public key can check the record without Tenure.
 *
 * Packing is first come, first in: an event appended later changes the last piece and the head, never an earlier one.
 */
import { canonical, type Json, sha256 } from '../shared/canonical.ts';
import type { ChainLink } from './chain.ts';
import type { StreamId } from './model.ts';

/** Ed25519 outside of the core; `keyId` tells which public key to check with. */
export interface PieceSigner {
  readonly keyId: string;
  sign(text: string): string;
}

export interface Piece {
  /** The property's key: `tenure.record` for the head, `tenure.record.1`, `.2`, ... */
  readonly key: string;
  readonly value: { readonly [name: string]: Json | undefined };
  /** Of the value's canonical text: unchanged means there is nothing to write. */
  readonly digest: string;
}

export interface SignedPieces {
  /** The head first. Write the others first and the head last, so that it never promises what is not there yet. */
  readonly pieces: readonly Piece[];
  readonly attachment: { readonly name: string; readonly content: Uint8Array } | null;
}

export const HEAD_KEY = 'tenure.record';
export const MOST_PIECES = 20;
export const LONGEST_PIECE = 30_000;
/** What a piece holds besides its events: names, numbers, key id, signature. */
const FRAME = 600;

export interface PieceOptions {
  readonly longestPiece?: number;
  readonly mostPieces?: number;
}

/** `links`: the whole stream, from its first event. */
export function signablePieces(
  stream: StreamId,
  links: readonly ChainLink[],
  signer: PieceSigner,
  { longestPiece = LONGEST_PIECE, mostPieces = MOST_PIECES }: PieceOptions = {},
): SignedPieces {
  const batches = pack(links, longestPiece - FRAME);
  const tooLong = links.some(({ text }) => text.length > longestPiece - FRAME);
  const attached = tooLong || batches.length > mostPieces - 1;
  const bodies = attached ? [] : batches.map((batch, index) => bodyPiece(stream, index + 1, batch, signer));
  const attachment = attached ? attachmentOf(links) : null;
  const head = signed(
    {
      piece: 0,
      stream,
      count: links.length,
      first: links[0]?.seq ?? null,
      last: links.at(-1)?.seq ?? null,
      head: links.at(-1)?.hash ?? null,
      pieces: bodies.map(({ digest }) => digest),
      attachment: attachment === null ? null : { name: attachment.name, sha256: attachment.digest },
    },
    signer,
  );
  return {
    pieces: [asPiece(HEAD_KEY, head), ...bodies],
    attachment: attachment === null ? null : { name: attachment.name, content: attachment.content },
  };
}

function pack(links: readonly ChainLink[], room: number): ChainLink[][] {
  const batches: ChainLink[][] = [];
  let left = 0;
  for (const link of links) {
    const batch = batches.at(-1);
    if (batch === undefined || link.text.length + 1 > left) {
      batches.push([link]);
      left = room - link.text.length;
    } else {
      batch.push(link);
      left -= link.text.length + 1;
    }
  }
  return batches;
}

function bodyPiece(stream: StreamId, piece: number, batch: readonly ChainLink[], signer: PieceSigner): Piece {
  // As values, not as quoted text: half the size, readable in Jira, and canonical() gives the same bytes back.
  const events = batch.map(({ text }): Json => JSON.parse(text));
  return asPiece(`${HEAD_KEY}.${piece}`, signed({ piece, stream, events }, signer));
}

/** One canonical event per line. The name holds the digest: a later one never replaces an earlier one. */
function attachmentOf(links: readonly ChainLink[]) {
  const text = links.map((link) => `${link.text}\n`).join('');
  const digest = sha256(text);
  return { name: `tenure-record-${digest.slice(0, 16)}.jsonl`, digest, content: new TextEncoder().encode(text) };
}

/**
 * What has to be written when the tracker still holds `heldHead` (as read back, or `null`): pieces whose digest the
 * held head does not name, then the head. Several pieces can have changed since the last time, not only the last.
 */
export function piecesToWrite({ pieces }: SignedPieces, heldHead: unknown): readonly Piece[] {
  const [head, ...bodies] = pieces;
  const held = digestsIn(heldHead);
  const changed = bodies.filter(({ digest }, index) => held[index] !== digest);
  return head === undefined ? changed : [...changed, head];
}

function digestsIn(head: unknown): readonly unknown[] {
  const named = typeof head === 'object' && head !== null && 'pieces' in head ? head.pieces : [];
  return Array.isArray(named) ? named : [];
}

type Unsigned = { readonly [name: string]: Json | undefined };

export const FORMAT = 'tenure-record-1';

function signed(content: Unsigned, signer: PieceSigner): Unsigned {
  const full: Unsigned = { format: FORMAT, ...content, keyId: signer.keyId };
  return { ...full, signature: signer.sign(canonical(full)) };
}

const asPiece = (key: string, value: Unsigned): Piece => ({ key, value, digest: sha256(canonical(value)) });
