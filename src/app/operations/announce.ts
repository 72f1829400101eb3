/** A layoff is announced: how many terminations somebody may file over the rate, and until when. */
import { z } from 'zod';
import { parseInstant } from '../../core/shared/instant.ts';
import { accept } from '../../core/shared/outcome.ts';
import { type AnnounceRefusal, announceLeavers } from '../announcedLeavers.ts';
import { inForce } from './find.ts';
import { operation, type RefusalName, refused } from './operation.ts';

export const announceOperation = operation({
  needs: 'store',
  input: z.strictObject({
    /** Work address of whoever files them. */
    filer: z.string().min(1).max(320),
    people: z.int().positive().max(100_000),
    /** A day (until its end, where the company is) or an instant. */
    until: z.string().min(1).max(50),
    reason: z.string().trim().min(1).max(2_000),
    by: z.string().min(1).max(320),
  }),
  async run(world, { filer, people, until, reason, by }) {
    const force = await inForce(world);
    if (!force.ok) return force;
    const ends = parseInstant(until) ?? force.value.rules.endOf({ kind: 'date', date: until }, {});
    if (ends === null) return refused('not-a-day', until);
    const outcome = await announceLeavers(world, { filer, people, until: ends, reason, by });
    if (!outcome.ok) return refused(REFUSALS[outcome.refusal], outcome.refusal === 'not-allowed' ? by : filer);
    return accept({ filer, people, until: ends, ...outcome.value });
  },
});

const REFUSALS = {
  'not-allowed': 'not-allowed',
  'own-change': 'own-change',
  'unknown-filer': 'unknown-filer',
  'ends-before-it-begins': 'ends-before-it-begins',
  'too-far-ahead': 'announced-too-far-ahead',
} as const satisfies Record<AnnounceRefusal, RefusalName>;
