/**
 * A signed record that somebody has put back as it was earlier holds in itself; so does a store without a record that was
 * taken off. What seals say of each record shows both: a seal names how long it was, and its last hash.
 */
import { isSealSigned, type PieceVerifier, readSeal } from '../../core/evidence/index.ts';
import { caseOfItem, isOfFinding } from '../../core/shared/ids.ts';
import type { Left } from './write.ts';

/** A record as it was found, on an issue or in a store. */
export interface FoundRecord {
  readonly issue: Left['issue'];
  readonly stream: string;
  readonly taken: { readonly ok: true; readonly links: readonly { readonly hash: string }[] } | { readonly ok: false };
}

interface Sealed {
  readonly count: number;
  readonly head: string;
}

/** Nothing is to be taken of the streams it answers. What is no signed seal says nothing. */
export function contradictedBySeals(
  seals: readonly string[],
  records: readonly FoundRecord[],
  verifier: PieceVerifier,
): readonly Left[] {
  const sealed = sealedIn(seals, verifier);
  const found = new Map<string, FoundRecord>();
  for (const one of records) if (one.taken.ok || !found.has(one.stream)) found.set(one.stream, one);
  return [...sealed].flatMap(([stream, { count, head }]): readonly Left[] => {
    const record = found.get(stream);
    // The parts of an adoption lie in one attachment, and the exception of that one names them all.
    const inAnother = caseOfItem(stream);
    if (record === undefined) {
      const isTold = inAnother !== null && found.has(inAnother);
      return isTold || !hasIssue(stream) ? [] : [{ issue: { id: '', key: stream }, stream, fault: 'sealed-not-found' }];
    }
    // That it does not hold is told as it is.
    if (!record.taken.ok) return [];
    const { links } = record.taken;
    if (links.length < count) return [{ issue: record.issue, stream, fault: 'shorter-than-sealed' }];
    return links[count - 1]?.hash === head ? [] : [{ issue: record.issue, stream, fault: 'other-than-sealed' }];
  });
}

/** As far as the last of them says. */
export function sealedIn(seals: readonly string[], verifier: PieceVerifier): ReadonlyMap<string, Sealed> {
  const sealed = new Map<string, Sealed>();
  for (const text of seals) {
    const seal = readSeal(text);
    if (seal === null || !isSealSigned(seal, verifier)) continue;
    for (const { stream, count, head } of seal.changed) {
      if (count > (sealed.get(stream)?.count ?? 0)) sealed.set(stream, { count, head });
    }
  }
  return sealed;
}

const hasIssue = (stream: string) => stream !== 'system' && !isOfFinding(stream);
