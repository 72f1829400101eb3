/** Cards, buttons and acts of the desk. */
import type { CaseId } from '../../../src/core/shared/ids.ts';
import { epochOf, type Instant } from '../../../src/core/shared/instant.ts';
import type { DeskActRow, DeskCardRow, DeskTokenRow, DeskTrouble } from '../../../src/ports/deskRows.ts';
import { compare, distinct, ordered } from './order.ts';
import { UniqueViolation } from './table.ts';
import type { Drafts, View } from './tables.ts';

const AT_ONCE = 500;
const TROUBLES = 20;

export const deskCards = (view: View, of: CaseId): readonly DeskCardRow[] =>
  ordered(view.deskCards.find('case', of), ({ key }) => key);

export class UnknownCard extends Error {
  constructor() {
    super('violates foreign key constraint "desk_token_card_fkey": a button belongs to a card');
    this.name = 'UnknownCard';
  }
}

export function addDeskToken(drafts: Drafts, row: DeskTokenRow): void {
  if (drafts.deskCards.get(row.card) === undefined) throw new UnknownCard();
  if (drafts.deskTokens.get(row.hash) !== undefined) throw new UniqueViolation('desk_token_pkey');
  drafts.deskTokens.put({ ...row, spentAt: null });
}

export function deskToken(view: View, hash: string) {
  const row = view.deskTokens.get(hash);
  const card = row === undefined ? undefined : view.deskCards.get(row.card);
  if (row === undefined || card === undefined) return null;
  const { spentAt, ...token } = row;
  return { token, card, isSpent: spentAt !== null };
}

/** `false` = it was used before. */
export function spendDeskToken(drafts: Drafts, hash: string, at: Instant): boolean {
  const row = drafts.deskTokens.get(hash);
  if (row === undefined || row.spentAt !== null) return false;
  drafts.deskTokens.put({ ...row, spentAt: at });
  return true;
}

export function saveDeskActs(drafts: Drafts, acts: readonly DeskActRow[], at: Instant): void {
  for (const act of acts) if (drafts.deskActs.get(act.id) === undefined) drafts.deskActs.put({ ...act, at });
}

/** `false` = somebody has worked on it already. */
export function takeDeskAct(drafts: Drafts, id: string): boolean {
  if (drafts.deskActs.get(id) === undefined) return false;
  drafts.deskActs.drop(id);
  return true;
}

export function deskTroubles(view: View): readonly DeskTrouble[] {
  const counts = new Map<string, number>();
  for (const { trouble } of view.deskCards.all())
    if (trouble !== null) counts.set(trouble, (counts.get(trouble) ?? 0) + 1);
  return [...counts]
    .map(([trouble, cards]) => ({ trouble, cards }))
    .sort((a, b) => b.cards - a.cards || compare(a.trouble, b.trouble))
    .slice(0, TROUBLES);
}

const DAY = 86_400_000;

/** Requests with a card somebody has not finished changing; open ones with none that ask somebody, or are new; old acts. */
export function deskWork(view: View, before: Instant) {
  const begun = view.deskCards.all().filter(({ heldBy }) => heldBy !== null && heldBy.until < before);
  const never = view.cases
    .find('kind', 'access-request')
    .filter(({ state, updatedAt }) => (state === 'open' || state === 'waiting') && updatedAt < before)
    .filter(({ id, updatedAt }) => epochOf(updatedAt) > epochOf(before) - DAY || asksSomebody(view, id))
    .filter(({ id }) => view.deskCards.find('case', id).length === 0);
  const acts = view.deskActs.all().filter(({ at }) => at < before);
  return {
    cases: distinct([
      ...distinct(begun.map((card) => card.case))
        .toSorted()
        .slice(0, AT_ONCE),
      ...ordered(
        never,
        ({ updatedAt }) => updatedAt,
        ({ id }) => id,
      )
        .slice(0, AT_ONCE)
        .map(({ id }) => id),
    ]),
    acts: ordered(acts, ({ at }) => at)
      .slice(0, AT_ONCE)
      .map(({ id }) => id),
  };
}

const asksSomebody = (view: View, of: CaseId) => view.parties.find('case', of).some(({ part }) => part === 'approver');
