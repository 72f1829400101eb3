/** Where the seals lie in the tracker, how far they are there, and whose turn it is to write. */
import type { Instant } from '../../core/shared/instant.ts';
import type { Tx } from '../../ports/store.ts';
import type { World } from '../world.ts';

export const PLACE = 'seal-ledger';

/** How far the tracker has them, and whose turn it is. */
export interface LedgerPlace {
  /** The last seal that is there as a whole. */
  readonly written: number;
  /** A seal whose line may be there already. */
  readonly begun: number;
  readonly issue: { readonly id: string; readonly key: string } | null;
  /** 1 = the first issue, 2 = the one after it, ... */
  readonly part: number;
  /** Since when that issue was asked for. */
  readonly filingSince: Instant | null;
  readonly seals: number;
  readonly attachments: number;
  readonly holder: string;
  readonly until: Instant | null;
  /** When an issue was last not found, and another one filed: that one not found again so soon is hidden, more likely than gone. */
  readonly goneAt?: Instant;
  /** Of the seal that is next: how often it was refused in a row, and since when it does not get there. */
  readonly refusals?: number;
  readonly stuckSince?: Instant;
  /** A person was told of it, and is not told again until one has got there whole. */
  readonly isTold?: boolean;
}

export const NOWHERE: LedgerPlace = {
  written: 0,
  begun: 0,
  issue: null,
  part: 1,
  filingSince: null,
  seals: 0,
  attachments: 0,
  holder: '',
  until: null,
};

export const ledgerPlace = async ({ store }: Pick<World, 'store'>): Promise<LedgerPlace> =>
  (await store.read.getControl<LedgerPlace>(PLACE)) ?? NOWHERE;

export const nextIssue = (place: LedgerPlace): LedgerPlace => ({
  ...place,
  issue: null,
  part: place.part + 1,
  filingSince: null,
  seals: 0,
  attachments: 0,
});

/** What lies on the present issue stays as it is. The caller holds the system's stream. */
export async function leaveIssue(tx: Tx): Promise<void> {
  const place = await tx.getControl<LedgerPlace>(PLACE);
  if (place !== null) await tx.setControl(PLACE, { ...nextIssue(place), until: null } satisfies LedgerPlace);
}
