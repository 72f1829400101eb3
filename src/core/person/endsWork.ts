/**
 * Whether what a look says ends somebody's work or their sign-in, now or on a day to come. It is what the brake on terminations
 * counts, when it is filed: nobody files a leaver without a last day, and once a day has come there is no time left to ask. Work
 * that is over already is not ended a second time by a hold that is lifted, or a hand-over that is done; nor does a later end
 * than the one that stands end anything.
 */
import type { TenureEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { Instant } from '../shared/instant.ts';
import { isOver } from './goesOn.ts';

export function endsWork(
  events: readonly TenureEvent[],
  { engagements }: Pick<PersonLedger, 'engagements'>,
  now: Instant,
): boolean {
  return events.some((event) => {
    if (event.type !== 'EngagementChanged') return false;
    const { id, end } = event.engagement;
    if (end === null) return false;
    return !engagements.some((before) => before.id === id && (isOver(before, now) || isOver(before, end)));
  });
}

/** A leave takes nothing, and who is on one cannot come in: forged by the hundred it closes a company as ends of work do. */
export function beginsLeave(
  events: readonly TenureEvent[],
  { engagements }: Pick<PersonLedger, 'engagements'>,
  now: Instant,
): boolean {
  return events.some((event) => {
    if (event.type !== 'LeaveSet') return false;
    const { leave } = event;
    if (leave.until !== null && leave.until <= leave.from) return false;
    const work = engagements.filter(({ id, ...one }) => event.engagements.includes(id) && !isOver(one, now));
    // Where they are away from that day on already, it says no more than until when.
    return work.some(
      ({ leaves = [] }) => !leaves.some(({ from, until }) => from <= leave.from && isAhead(until, leave.from)),
    );
  });
}

const isAhead = (until: Instant | null, than: Instant) => until === null || until > than;
