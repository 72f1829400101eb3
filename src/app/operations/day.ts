/** A day, or an instant, as people ask about it. */
import { z } from 'zod';
import { type Instant, parseInstant, parseLocalDate } from '../../core/shared/instant.ts';

/** A date alone means its last moment in UTC: what somebody held "on that day". */
export const day = z
  .string()
  .transform((text) => parseInstant(text) ?? (parseLocalDate(text) ? parseInstant(`${text}T23:59:59.999Z`) : undefined))
  .refine((at): at is Instant => at !== undefined, 'is not a date (2026-03-31) or an instant (2026-03-31T08:00:00Z)');
