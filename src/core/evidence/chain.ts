/** The chain of one stream: each event's hash covers its text, which names the hash before it. */
import { sha256 } from '../shared/canonical.ts';

/** What the first event names as its predecessor. */
export const GENESIS = '0'.repeat(64);

export interface ChainLink {
  readonly seq: number;
  /** The exact hashed bytes. */
  readonly text: string;
  readonly hash: string;
  readonly previous: string;
}

export type ChainFault =
  | { readonly fault: 'gap'; readonly seq: number }
  | { readonly fault: 'broken-link'; readonly seq: number }
  | { readonly fault: 'altered'; readonly seq: number };

/** `null` when every link holds from the first event to the last. */
export function checkChain(links: readonly ChainLink[]): ChainFault | null {
  let previous = GENESIS;
  let expected = 1;
  for (const { seq, text, hash, previous: named } of links) {
    if (seq !== expected) return { fault: 'gap', seq: expected };
    if (named !== previous || !text.includes(`"previous":"${previous}"`)) return { fault: 'broken-link', seq };
    if (sha256(text) !== hash) return { fault: 'altered', seq };
    previous = hash;
    expected += 1;
  }
  return null;
}
