/** A period as people ask about it: from a day to a day, both in it. */
import { z } from 'zod';
import { type Instant, milliseconds, parseInstant, parseLocalDate, plus } from '../../core/shared/instant.ts';

const DAY = milliseconds(24 * 60 * 60_000);

const boundary = (dayMeans: (midnight: Instant) => Instant) =>
  z
    .string()
    .max(100)
    .transform((text) => {
      const midnight = parseLocalDate(text) === undefined ? undefined : parseInstant(`${text}T00:00:00.000Z`);
      return midnight === undefined ? parseInstant(text) : dayMeans(midnight);
    })
    .refine((at): at is Instant => at !== undefined, 'is not a date (2026-03-31) or an instant (2026-03-31T08:00:00Z)');

/** `until` as a date means the end of that day, in UTC; as an instant it is not in the period itself. */
export const period = {
  from: boundary((midnight) => midnight).optional(),
  until: boundary((midnight) => plus(midnight, DAY)).optional(),
};

export interface Period {
  readonly from: Instant | null;
  readonly until: Instant | null;
}

export const periodOf = ({
  from,
  until,
}: {
  readonly from?: Instant | undefined;
  readonly until?: Instant | undefined;
}): Period => ({
  from: from ?? null,
  until: until ?? null,
});
