/**
 * Whether what a look says ends somebody's work now. It is what the brake on terminations counts: work that is over
 * already is not ended a second time by a hold that is lifted, or a hand-over that is done.
 */
import type { TenureEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { Instant } from '../shared/instant.ts';
import { isOver } from './goesOn.ts';

export const endsWorkNow = (
  events: readonly TenureEvent[],
  { engagements }: Pick<PersonLedger, 'engagements'>,
  now: Instant,
): boolean =>
  events.some(
    (event) =>
      event.type === 'EngagementChanged' &&
      isOver(event.engagement, now) &&
      !engagements.some((before) => before.id === event.engagement.id && isOver(before, now)),
  );
