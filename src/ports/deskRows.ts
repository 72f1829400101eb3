/** What is remembered of the cards put before people, the buttons on them, and what was pressed and is not worked on yet. */
import type { CaseId, DeskUserId } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';
import type { DeskAct, DeskPlace } from './desk.ts';

/** One question, or one emergency, before one person. Written before anything is sent. */
export interface DeskCardRow {
  /** Of the desk, the question and whom it asks: a digest, no name of anybody. */
  readonly key: string;
  readonly case: CaseId;
  /** Or the notice that tells of an emergency. */
  readonly question: string;
  readonly user: DeskUserId | null;
  /** `null` = it is not known to be there. */
  readonly place: DeskPlace | null;
  /** Since when it has been tried to put it there. */
  readonly triedSince: Instant;
  /** Digest of what stands there; `null` = not known. */
  readonly stands: string | null;
  /** Who is at it, and until when; `null` = nobody. */
  readonly heldBy: { readonly holder: string; readonly until: Instant } | null;
  /** Why it could not be put there, for whoever looks. */
  readonly trouble: string | null;
}

/** A button's id, of which only the digest is kept; bound to one card and to what it showed. */
export interface DeskTokenRow {
  readonly hash: string;
  readonly card: string;
  /** The question's own digest of what is asked, and that of the facts as they were written on the card. */
  readonly shown: string;
  readonly facts: string;
}

export interface DeskActRow {
  readonly id: string;
  readonly act: DeskAct;
}

export interface DeskReader {
  deskCards(of: CaseId): Promise<readonly DeskCardRow[]>;
  /** The button, the card it was on, and whether it has been used; `null` = no button of ours. */
  deskToken(
    hash: string,
  ): Promise<{ readonly token: DeskTokenRow; readonly card: DeskCardRow; readonly isSpent: boolean } | null>;
  /** `null` = it is worked on already. */
  deskAct(id: string): Promise<DeskAct | null>;
  deskTroubles(): Promise<readonly DeskTrouble[]>;
  /**
   * What nobody may be at any more: requests with a card somebody has begun to change and not finished by then, or with
   * none although they are open; and acts that have waited since before.
   */
  deskWork(before: Instant): Promise<{ readonly cases: readonly CaseId[]; readonly acts: readonly string[] }>;
}

/** Cards that do not stand as they should, by what keeps them from it. */
export interface DeskTrouble {
  readonly trouble: string;
  readonly cards: number;
}

export interface DeskWriter {
  lockDeskCard(key: string): Promise<DeskCardRow | null>;
  saveDeskCard(row: DeskCardRow): Promise<void>;
  addDeskToken(row: DeskTokenRow): Promise<void>;
  /** `false` = it was used before. */
  spendDeskToken(hash: string): Promise<boolean>;
  saveDeskActs(rows: readonly DeskActRow[]): Promise<void>;
  /** `false` = somebody has worked on it already. */
  takeDeskAct(id: string): Promise<boolean>;
}
