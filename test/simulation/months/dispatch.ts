/** Which job goes next, and who takes it. Whoever has a place takes one: who is to lose their sign-in goes first, all others as the seed picks. */
import { ringDue } from '../../../src/app/clock/alarms.ts';
import { jobHandler } from '../../../src/app/jobs.ts';
import type { World } from '../../../src/app/world.ts';
import { canonical } from '../../../src/core/shared/canonical.ts';
import type { Awaited } from './awaited.ts';
import type { Waiting } from './backing.ts';
import { okta as OKTA } from './company.ts';
import { providerOf } from './ports.ts';
import type { Random } from './random.ts';
import type { Rings } from './rings.ts';
import type { Running } from './running.ts';
import type { Scene } from './scene.ts';
import { MINUTE } from './timeline.ts';

const PLACES = 3;
const AGAIN_IN_DOUBT = 15 * MINUTE;

interface DispatchOptions {
  readonly awaited: Awaited;
  readonly running: readonly Running[];
  readonly picks: Random;
  readonly rings: Rings;
}

export class Dispatch {
  jobsRun = 0;
  /** Each look at an issue that came to its end: when it was begun and when it was through. */
  readonly looked: { readonly issue: string; readonly from: number; readonly until: number }[] = [];
  private expected: number | null = null;
  private readonly scene: Scene;
  private readonly options: DispatchOptions;

  constructor(scene: Scene, options: DispatchOptions) {
    this.scene = scene;
    this.options = options;
  }

  /** Until everybody has their hands full, or nothing is left that is due. */
  async dispatch(): Promise<void> {
    const { backing, clock } = this.scene;
    const { awaited, running, picks } = this.options;
    for (;;) {
      const free = running.filter(({ inHand }) => inHand.size < PLACES);
      if (free.length === 0 || running.length === 0) return;
      const ready = inOrder(await awaited.during(backing.jobs.ready(clock.shown)));
      awaited.mayBringJobs = false;
      const urgent = ready.filter(({ job }) => job.lane === 'urgent');
      const next = picks.pick(urgent.length > 0 ? urgent : ready);
      const taker = picks.pick(free);
      if (next === undefined || taker === undefined) break;
      this.begin(taker, await awaited.during(backing.jobs.take(next)));
      await awaited.settled();
    }
    await this.expect();
  }

  /** What was expected was expected by another clock. */
  expectAnew(): void {
    this.expected = null;
    this.options.awaited.mayBringJobs = true;
  }

  /** The clock is asked back when the next job falls due, or the next grant begins or ends. */
  private async expect(): Promise<void> {
    const { backing, timeline, clock } = this.scene;
    const [job, nearest] = [await backing.jobs.nearest(), await backing.store.read.nearestChange()];
    const due = nearest === null ? null : Date.parse(nearest);
    // By the time there is: both say what the store's clock will show.
    const by = (shown: number | null) => (shown === null ? Number.POSITIVE_INFINITY : shown - clock.ahead);
    // What ends by a clock in doubt waits and stays due.
    const change = clock.hasStepped && by(due) <= timeline.now ? timeline.now + AGAIN_IN_DOUBT : by(due);
    const next = Math.min(by(job), change);
    if (next === Number.POSITIVE_INFINITY || next === this.expected) return;
    // What waits in doubt is not to be asked for ever later.
    if (this.expected !== null && this.expected > timeline.now && next > this.expected && clock.hasStepped) return;
    this.expected = next;
    timeline.at(next, () => {
      // Expected twice, with something else in between: one is enough, or each would expect the next one.
      if (this.expected !== next) return;
      this.expectAnew();
      if (change === next) void this.options.rings.rung(ringDue);
    });
  }

  private begin(taker: Running, taken: Waiting): void {
    const { timeline, trace, okta, clock, backing } = this.scene;
    const { awaited } = this.options;
    const { process, world, inHand } = taker;
    const { job, tries } = taken;
    inHand.add(taken);
    this.jobsRun += 1;
    // A lease is known by who took it: here each job is somebody of their own.
    const holder = `${process.name}, job ${this.jobsRun}`;
    const provider = providerOf(process, okta, () => timeline.now, holder);
    const own: World = { ...world, holder, providers: new Map([[OKTA, provider]]) };
    // On the databases the names of a job's parts come in an order of their own.
    trace.note(holder, canonical(job));
    const from = timeline.now;
    const end = async () => {
      let outcome: { readonly again: number; readonly tries: number } | null = null;
      try {
        const result = await jobHandler(own)(job, tries);
        outcome = result === undefined ? null : { again: Date.parse(result.again), tries: result.tries ?? 0 };
        if (outcome === null && 'issue' in job) this.looked.push({ issue: job.issue, from, until: timeline.now });
      } catch (trouble) {
        trace.stumbled(JSON.stringify(job), trouble);
        outcome = { again: clock.shown + 30_000, tries: tries + 1 };
      }
      await process.wait(1, 'settle the job');
      awaited.mayBringJobs = true;
      if (!inHand.delete(taken)) return;
      const { jobs } = backing;
      await awaited.during(outcome === null ? jobs.done(taken) : jobs.again(taken, outcome.again, outcome.tries));
    };
    void end();
  }
}

/** By what they are about: on the databases their ids are drawn anew in every run. */
function inOrder(ready: readonly Waiting[]): readonly Waiting[] {
  if (ready.length < 2) return ready;
  const named = ready.map((one) => ({ one, name: canonical([one.job, one.tries]) }));
  return named.sort((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1)).map(({ one }) => one);
}
