/**
 * Delegation during an absence (ADR 24): from one instant to another somebody answers in an approver's place. It passes on what
 * that approver is asked and nothing else, one step far, and ends with the work of either.
 */
import type { Engagement } from '../person/model.ts';
import type { PersonId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { accept, type Outcome, refuse } from '../shared/outcome.ts';

export interface Delegation {
  readonly id: string;
  readonly of: PersonId;
  readonly to: PersonId;
  /** Who has said so: on what they ask themselves, or is for them, they choose nobody who decides. */
  readonly by: PersonId;
  readonly from: Instant;
  readonly until: Instant;
  /** Who has left since is not meant any more, also when they come back. */
  readonly setAt: Instant;
}

export type DelegationRefusal =
  /** To oneself; also what somebody with a role names for another. */
  'to-oneself' | 'not-working' | 'ends-before-it-begins' | 'already-over';

/** Whoever names somebody for another does not name themselves: nobody gives themselves a decision. */
export function mayDelegate({
  of,
  to,
  by,
  from,
  until,
  now,
}: Pick<Delegation, 'of' | 'to' | 'by' | 'from' | 'until'> & {
  readonly now: Instant;
}): Outcome<null, DelegationRefusal> {
  if (of === to || by === to) return refuse('to-oneself');
  if (until <= from) return refuse('ends-before-it-begins');
  if (until <= now) return refuse('already-over');
  return accept(null);
}

/** Of these, what holds now of one person's; the work of both is for `worksSince` to say. */
export const runningOf = (all: readonly Delegation[], of: PersonId, now: Instant): readonly Delegation[] =>
  all.filter((one) => one.of === of && one.from <= now && now < one.until);

/** Whether somebody has worked here all the time since; unknown to have ended is not over. */
export function worksSince(engagements: readonly Engagement[], since: Instant, now: Instant): boolean {
  if (engagements.length === 0) return true;
  let reached = since;
  for (;;) {
    const on = engagements.filter(({ start, end }) => start <= reached && (end === null || end > reached));
    if (on.length === 0) return false;
    const ends = on.map(({ end }) => end);
    const last = ends.includes(null)
      ? null
      : (ends
          .flatMap((end) => end ?? [])
          .sort()
          .at(-1) ?? null);
    if (last === null || last > now) return true;
    reached = last;
  }
}
