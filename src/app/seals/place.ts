/** Where the seals lie in the tracker, how far they are there, and whose turn it is to write. */
import { readSeal, type Seal } from '../../core/evidence/index.ts';
import { sha256 } from '../../core/shared/canonical.ts';
import { BEGINNING, earlier, type Instant, instantOf } from '../../core/shared/instant.ts';
import type { Tx } from '../../ports/store.ts';
import { later, type World } from '../world.ts';

export const PLACE = 'seal-ledger';
const LEFT = 'seals-left';
const LEFT_UNTIL = 'seals-left-until';

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

/**
 * What lies on the present issue stays as it is. The caller holds the system's stream. `texts` are the seals there that the
 * store has not: signed by our key, they would look on any later issue like the sign of another, newer store.
 */
export async function leaveIssue(tx: Tx, texts: readonly string[]): Promise<void> {
  const place = await tx.getControl<LedgerPlace>(PLACE);
  if (place !== null) await tx.setControl(PLACE, { ...nextIssue(place), until: null } satisfies LedgerPlace);
  const seals = texts.flatMap((text) => readSeal(text) ?? []);
  // Each names the one before it, which lay there in full as well.
  const named = [...texts.map(sha256), ...seals.map(({ previous }) => previous)];
  const left = (await tx.getControl<readonly string[]>(LEFT)) ?? [];
  await tx.setControl(LEFT, [...new Set([...left, ...named])]);
  const known = (await tx.getControl<Instant>(LEFT_UNTIL)) ?? BEGINNING;
  const newest = [known, ...seals.map(timeOf)].reduce((last, at) => (at > last ? at : last));
  // What is sealed from now on is none of them, also when they are of a clock that stood ahead.
  await tx.setControl(LEFT_UNTIL, earlier(newest, later(tx.now, -1)));
}

/**
 * Whether a seal that the store has not is of those left: the last ones by their hashes, and those before them, of which
 * somebody may have kept a copy, by their time.
 */
export async function sealsLeft({ store }: Pick<World, 'store'>): Promise<(seal: Seal, text: string) => boolean> {
  const hashes = new Set((await store.read.getControl<readonly string[]>(LEFT)) ?? []);
  const until = (await store.read.getControl<Instant>(LEFT_UNTIL)) ?? BEGINNING;
  return (seal, text) => hashes.has(sha256(text)) || timeOf(seal) <= until;
}

const timeOf = ({ at }: Seal): Instant => instantOf(new Date(at));
