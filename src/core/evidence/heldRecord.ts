/**
 * The record that lies on an issue, held against the store it was written from. Anybody who may edit the issue may have
 * changed it. Whether it may be written over is answered with it: never what holds by its signature, and never a signed
 * piece that knows more than the store does, which may be a backup of yesterday.
 */
import { z } from 'zod';
import { canonical } from '../shared/canonical.ts';
import type { ChainLink } from './chain.ts';
import { FORMAT, HEAD_KEY } from './pieces.ts';
import { isSigned, type KeyRing, type PieceFault, verifyPieces } from './verifyPieces.ts';

export interface LyingThere {
  readonly stream: string;
  /** The head and its pieces by their keys, nothing else of the issue. */
  readonly pieces: ReadonlyMap<string, unknown>;
  readonly attachment: Uint8Array | null;
}

export interface KeptHere {
  /** All of the stream, read after the pieces were: so they can only be behind it. */
  readonly links: readonly ChainLink[];
  /** So many events were on the issue before it was read. */
  readonly written: number;
}

export type HeldRecord =
  | { readonly is: 'as-written' }
  /** It does not hold, and the store has all that is signed there. */
  | { readonly is: 'broken'; readonly says: string }
  /** Not what was written, and not to be written over. */
  | { readonly is: 'other'; readonly says: string };

export function heldRecord(there: LyingThere, { links, written }: KeptHere, keys: KeyRing): HeldRecord {
  const { pieces, attachment, stream } = there;
  if (pieces.size === 0 && written === 0) return { is: 'as-written' };
  const values = [...pieces.values()];
  const strange = values.flatMap((one) => keyIn(one) ?? []).find((key) => !keys.knows(key));
  if (strange !== undefined)
    return { is: 'other', says: `the record is signed with a key nobody here knows, ${strange}` };
  const beyond = values.find((one) => saysMore(one, stream, links, keys));
  if (beyond !== undefined)
    return { is: 'other', says: 'a signed piece of the record says what the store does not have' };
  const bodies = [...pieces].flatMap(([key, value]) => (key === HEAD_KEY ? [] : [value]));
  const checked = verifyPieces(pieces.get(HEAD_KEY) ?? null, bodies, attachment, keys);
  if (!checked.ok) return { is: 'broken', says: FAULTS[checked.refusal] };
  if (checked.value.stream !== stream) return { is: 'other', says: 'the record is a signed one of another case' };
  const count = checked.value.links.length;
  if (count >= written) return { is: 'as-written' };
  return {
    is: 'other',
    says: `an older record was put back: it counts ${count} events, and ${written} had been written`,
  };
}

const FAULTS: Readonly<Record<PieceFault, string>> = {
  'no-head': 'the record’s head is gone or is none',
  'bad-signature': 'a piece of the record was changed: its signature does not hold',
  'piece-missing': 'a piece of the record is gone',
  'piece-altered': 'a piece of the record is another than its head names',
  'attachment-missing': 'the attachment that holds the record is gone',
  'attachment-altered': 'the attachment that holds the record was changed',
  'chain-broken': 'the record’s events do not follow from each other',
  'count-differs': 'the record holds fewer or other events than its head counts',
};

const signedPart = z.looseObject({ format: z.literal(FORMAT), keyId: z.string(), signature: z.string() });
const ownPart = signedPart.extend({
  stream: z.string(),
  count: z.int().min(0).optional(),
  head: z.string().nullish(),
  events: z.array(z.looseObject({ seq: z.int() })).optional(),
});

const keyIn = (value: unknown): string | undefined => signedPart.safeParse(value).data?.keyId;

/** Only of what is signed, and of this stream: anybody could write the rest. */
function saysMore(value: unknown, stream: string, links: readonly ChainLink[], keys: KeyRing): boolean {
  const part = ownPart.safeParse(value).data;
  if (part === undefined || part.stream !== stream || !isSigned(part, keys)) return false;
  const { count = 0, head, events = [] } = part;
  if (count > 0 && links[count - 1]?.hash !== head) return true;
  return events.some((one) => links[one.seq - 1]?.text !== canonical(one));
}
