/** Checks a record from its pieces alone: what Jira gives back, the public key, and nothing of Tenure's store. */
import { z } from 'zod';
import { canonical, canonicalOrNull, sha256 } from '../shared/canonical.ts';
import { accept, type Outcome, refuse } from '../shared/outcome.ts';
import { type ChainLink, checkChain } from './chain.ts';
import { FORMAT } from './pieces.ts';

export type PieceFault =
  | 'no-head'
  /** The signature does not fit the piece and the key. */
  | 'bad-signature'
  | 'piece-missing'
  /** A piece whose digest is not the one the head names: altered, or of another time. */
  | 'piece-altered'
  | 'attachment-missing'
  | 'attachment-altered'
  | 'chain-broken'
  /** Fewer or other events than the head counts. */
  | 'count-differs';

export interface PieceVerifier {
  verify(text: string, signature: string, keyId: string): boolean;
}

export interface KeyRing extends PieceVerifier {
  knows(keyId: string): boolean;
}

export interface VerifiedRecord {
  readonly stream: string;
  readonly links: readonly ChainLink[];
}

const common = { format: z.literal(FORMAT), stream: z.string(), keyId: z.string(), signature: z.string() };
const headPiece = z.strictObject({
  ...common,
  piece: z.literal(0),
  count: z.number(),
  first: z.number().nullable(),
  last: z.number().nullable(),
  head: z.string().nullable(),
  pieces: z.array(z.string()),
  attachment: z.strictObject({ name: z.string(), sha256: z.string() }).nullable(),
});
const bodyPiece = z.strictObject({ ...common, piece: z.number(), events: z.array(z.unknown()) });
const event = z.object({ seq: z.number(), previous: z.string() });

/** What the head of a record says of it, signed or not; `null` = it is none. */
export interface HeadThere {
  readonly stream: string;
  readonly count: number;
  /** The hash of the last event. */
  readonly last: string | null;
  /** `unknown`: of a key that nobody here knows; nothing can be said of it. */
  readonly signed: 'yes' | 'no' | 'unknown';
}

export function headThere(value: unknown, keys: KeyRing): HeadThere | null {
  const there = headPiece.safeParse(value).data;
  if (there === undefined) return null;
  const signed = !keys.knows(there.keyId) ? 'unknown' : isSigned(there, keys) ? 'yes' : 'no';
  return { stream: there.stream, count: there.count, last: there.head, signed };
}

/** `bodies` in any order, as read back; pieces the head does not name are not looked at. */
export function verifyPieces(
  head: unknown,
  bodies: readonly unknown[],
  attachment: Uint8Array | null,
  verifier: PieceVerifier,
): Outcome<VerifiedRecord, PieceFault> {
  const parsed = headPiece.safeParse(head);
  if (!parsed.success) return refuse('no-head');
  if (!isSigned(parsed.data, verifier)) return refuse('bad-signature');
  const { stream, count, last, head: lastHash, pieces, attachment: named } = parsed.data;
  const texts = named === null ? textsOf(pieces, bodies, verifier) : linesOf(named.sha256, attachment);
  if (!texts.ok) return texts;
  const links = linksOf(texts.value);
  if (links === null || checkChain(links) !== null) return refuse('chain-broken');
  const end = links.at(-1);
  const complete = links.length === count && (end?.seq ?? null) === last && (end?.hash ?? null) === lastHash;
  return complete ? accept({ stream, links }) : refuse('count-differs');
}

function textsOf(
  digests: readonly string[],
  bodies: readonly unknown[],
  verifier: PieceVerifier,
): Outcome<readonly string[], PieceFault> {
  const texts: string[] = [];
  for (const [index, digest] of digests.entries()) {
    const body = bodies.map((one) => bodyPiece.safeParse(one).data).find((one) => one?.piece === index + 1);
    if (body === undefined) return refuse('piece-missing');
    if (!isSigned(body, verifier)) return refuse('bad-signature');
    // The digest covers the stream too: a piece of another issue is another piece.
    if (sha256(canonical(body)) !== digest) return refuse('piece-altered');
    texts.push(...body.events.map(canonical));
  }
  return accept(texts);
}

function linesOf(digest: string, attachment: Uint8Array | null): Outcome<readonly string[], PieceFault> {
  if (attachment === null) return refuse('attachment-missing');
  const text = new TextDecoder().decode(attachment);
  if (sha256(text) !== digest) return refuse('attachment-altered');
  return accept(text.split('\n').filter((line) => line !== ''));
}

function linksOf(texts: readonly string[]): readonly ChainLink[] | null {
  const links: ChainLink[] = [];
  for (const text of texts) {
    const parsed = event.safeParse(JSON.parse(text));
    if (!parsed.success) return null;
    links.push({ seq: parsed.data.seq, previous: parsed.data.previous, text, hash: sha256(text) });
  }
  return links;
}

/** Of everything it says but the signature itself. */
export function isSigned(
  piece: { readonly signature: string; readonly keyId: string },
  verifier: PieceVerifier,
): boolean {
  const { signature, ...unsigned } = piece;
  const text = canonicalOrNull(unsigned);
  return text !== null && verifier.verify(text, signature, piece.keyId);
}
