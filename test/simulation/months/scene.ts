/** What a history is played with: the clocks, the systems outside, what goes wrong on the way to them, and the store. */
import type { Message } from '../../../src/ports/mailer.ts';
import type { Backing } from './backing.ts';
import type { DeskSite } from './desk.ts';
import type { Faults } from './faults.ts';
import type { Okta } from './okta.ts';
import type { StoreClock } from './storeClock.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';
import type { TrackerSite } from './tracker.ts';

/** One that was sent, and when. */
export type Mailed = Message & { readonly at: number };

export interface Scene {
  readonly timeline: Timeline;
  readonly clock: StoreClock;
  readonly faults: Faults;
  readonly okta: Okta;
  readonly site: TrackerSite;
  readonly desk: DeskSite;
  readonly mails: Mailed[];
  readonly backing: Backing;
  readonly trace: Trace;
}
