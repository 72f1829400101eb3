/** Whose turn it is to write the next seal: one process at a time, for as long as it goes on. */
import type { Instant } from '../../core/shared/instant.ts';
import { isAwaited } from '../../core/shared/putOff.ts';
import { later, type World } from '../world.ts';
import { type LedgerPlace, NOWHERE, nextIssue, PLACE } from './place.ts';

/** Jira takes 5,000 comments and 2,000 attachments an issue; one more must always fit. */
const MOST_SEALS = 4_000;
const MOST_ATTACHMENTS = 1_500;
/** Longer than one seal takes; whoever lets it pass is followed by another. Milliseconds. */
const TURN = 120_000;

export interface Taken {
  readonly place: LedgerPlace;
  readonly isFirst: boolean;
  readonly askedSince: Instant | null;
  readonly now: Instant;
}

export function turnAt({ store, holder }: Pick<World, 'store' | 'holder'>) {
  let until: Instant | null = null;
  /** Only whose turn it still is says how it goes on. */
  const save = (next: (now: Instant, place: LedgerPlace) => LedgerPlace): Promise<boolean> =>
    store.transaction(async (tx) => {
      await tx.holdCase('system');
      const stored = await tx.getControl<LedgerPlace>(PLACE);
      if (until === null || stored?.holder !== holder || stored.until !== until) return false;
      const place = next(tx.now, stored);
      await tx.setControl(PLACE, place);
      until = place.until;
      return true;
    });
  return {
    /** That it is begun is committed before: what an attempt that broke off has left there is looked for. `null` = another's. */
    take: (seal: number): Promise<Taken | null> =>
      store.transaction(async (tx) => {
        await tx.holdCase('system');
        const stored = (await tx.getControl<LedgerPlace>(PLACE)) ?? NOWHERE;
        if (isAwaited(stored.until, tx.now) || stored.written !== seal - 1) return null;
        const isFull = stored.seals >= MOST_SEALS || stored.attachments >= MOST_ATTACHMENTS;
        const kept = isFull ? nextIssue(stored) : stored;
        const filingSince = kept.issue === null ? (kept.filingSince ?? tx.now) : kept.filingSince;
        until = later(tx.now, TURN);
        const place = { ...kept, begun: seal, filingSince, holder, until };
        await tx.setControl(PLACE, place satisfies LedgerPlace);
        return { place, isFirst: stored.begun < seal, askedSince: kept.filingSince, now: tx.now };
      }),
    goOn: () => save((now, place) => ({ ...place, until: later(now, TURN) })),
    /** `false` = it was another's by then. */
    end: (place: LedgerPlace) => save(() => ({ ...place, until: null })),
  };
}
