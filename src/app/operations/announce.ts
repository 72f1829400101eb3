/** A layoff is announced: how many terminations somebody may file over the rate, and until when. */
import { z } from 'zod';
import { parseInstant } from '../../core/shared/instant.ts';
import { accept } from '../../core/shared/outcome.ts';
import {
  type Announcement,
  type AnnounceRefusal,
  announceLeavers,
  endAnnouncement,
  runningAnnouncements,
} from '../leavers/announcedLeavers.ts';
import { inForce } from './find.ts';
import { operation, type RefusalName, refused } from './operation.ts';

export const announceOperation = operation({
  needs: 'store',
  input: z.strictObject({
    /** Work address of whoever files them. */
    filer: z.string().min(1).max(320),
    /** 0 = what was announced for them is over. */
    people: z.int().min(0).max(100_000),
    /** A day (until its end, where the company is) or an instant; not asked for when it is over. */
    until: z.string().max(50).optional(),
    reason: z.string().trim().min(1).max(2_000),
    by: z.string().min(1).max(320),
  }),
  async run(world, { filer, people, until = '', reason, by }) {
    if (people === 0) {
      const outcome = await endAnnouncement(world, { filer, by, reason });
      if (outcome.ok) return accept(shown(outcome.value));
      return refused(outcome.refusal, outcome.refusal === 'not-allowed' ? by : filer);
    }
    const force = await inForce(world);
    if (!force.ok) return force;
    const ends = parseInstant(until) ?? force.value.rules.endOf({ kind: 'date', date: until }, {});
    if (ends === null) return refused('not-a-day', until);
    const outcome = await announceLeavers(world, { filer, people, until: ends, reason, by });
    if (outcome.ok) return accept(shown(outcome.value));
    return refused(REFUSALS[outcome.refusal], OF_WHO_ANNOUNCES.has(outcome.refusal) ? by : filer);
  },
});

/** Those that still let terminations pass. */
export const announcementsOperation = operation({
  needs: 'store',
  input: z.strictObject({}),
  async run({ store }) {
    return accept({ announcements: (await runningAnnouncements(store.read)).map(shown) });
  },
});

const shown = ({ filer, people, used, by, at, until }: Announcement) => ({ filer, people, used, by, at, until });

const REFUSALS = {
  'not-allowed': 'not-allowed',
  'own-change': 'own-change',
  'unknown-filer': 'unknown-filer',
  'unknown-announcer': 'unknown-announcer',
  'more-than-work-here': 'more-than-work-here',
  'ends-before-it-begins': 'ends-before-it-begins',
  'too-far-ahead': 'announced-too-far-ahead',
} as const satisfies Record<AnnounceRefusal, RefusalName>;

const OF_WHO_ANNOUNCES: ReadonlySet<AnnounceRefusal> = new Set(['not-allowed', 'unknown-announcer']);
