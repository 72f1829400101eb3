/**
 * A person's cases as they stand, read again only where their streams have changed since: each form about somebody with
 * hundreds of cases asks what stands on all of them, and each reading of their account does. For asking only: what is
 * committed goes by the stream as it is under its lock.
 */
import { type CaseState, foldCase } from '../../core/evidence/index.ts';
import type { CaseId, PersonId } from '../../core/shared/ids.ts';
import type { CaseRow, Reader } from '../../ports/store.ts';

export interface FoldedCase<Row> {
  readonly row: Row;
  readonly state: CaseState;
}

/** Of a few kilobytes each; the ones asked for longest ago go first. */
const MOST_KEPT = 2_000;

export class FoldedCases {
  readonly #read: Pick<Reader, 'caseHeads' | 'stream'>;
  readonly #kept = new Map<CaseId, { readonly head: string; readonly state: CaseState }>();

  constructor(read: Pick<Reader, 'caseHeads' | 'stream'>) {
    this.#read = read;
  }

  /** `rows`: cases of this person, in the order in which they are answered. */
  async of<Row extends Pick<CaseRow, 'id'>>(
    person: PersonId,
    rows: readonly Row[],
  ): Promise<readonly FoldedCase<Row>[]> {
    if (rows.length === 0) return [];
    // Asked before the streams: what comes in between is kept under an older head, and read again the next time.
    const heads = await this.#read.caseHeads(person);
    const found: FoldedCase<Row>[] = [];
    // One after the other: hundreds of readings at once would have every connection.
    for (const row of rows) found.push({ row, state: await this.#stateOf(row.id, heads.get(row.id)) });
    return found;
  }

  /** Without a head, it is another person's by now. */
  async #stateOf(id: CaseId, head: string | undefined): Promise<CaseState> {
    const kept = this.#kept.get(id);
    this.#kept.delete(id);
    const state = kept !== undefined && kept.head === head ? kept.state : foldCase(id, await this.#read.stream(id));
    if (head !== undefined) this.#keep(id, { head, state });
    return state;
  }

  #keep(id: CaseId, kept: { readonly head: string; readonly state: CaseState }): void {
    this.#kept.set(id, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) return;
      this.#kept.delete(oldest);
    }
  }
}
