/**
 * One history: a company, its life, its faults and the real shell of Tenure, in one or two processes, on one owned clock.
 * Everything that is chosen is chosen by the seed: which job goes next, who dies, what is lost on the way. Here it is put
 * together and lived; what each part does stands with it.
 */
import { createHash } from 'node:crypto';
import { sweepTracker } from '../../../src/app/clock/trackerSweep.ts';
import { listGroups } from '../../../src/app/listGroups.ts';
import { applyPolicy } from '../../../src/app/policy/policyInForce.ts';
import { resumeWrites, stopWrites } from '../../../src/app/stop.ts';
import type { World } from '../../../src/app/world.ts';
import { type Instant, milliseconds } from '../../../src/core/shared/instant.ts';
import type { NoticeTemplates } from '../../../src/ports/mailer.ts';
import { loopsOf, unsettled } from './alarms.ts';
import { Awaited } from './awaited.ts';
import type { Backing, MakeBacking } from './backing.ts';
import { INES, STAFF } from './company.ts';
import { DeskSite } from './desk.ts';
import { Dispatch } from './dispatch.ts';
import { Faults } from './faults.ts';
import { NOW_LIVED } from './generations.ts';
import { Life } from './life.ts';
import { Okta } from './okta.ts';
import type { Taken } from './outside.ts';
import { confirmSome, goLive, liveAtLast, type SeenQuestion, settleAll } from './people.ts';
import { type Edition, type Modes, policyOf } from './policies.ts';
import { Random } from './random.ts';
import { Reaching } from './reaching.ts';
import { Rings } from './rings.ts';
import { Processes, type Running } from './running.ts';
import type { Mailed, Scene } from './scene.ts';
import { type Drawn, drawn, type Shape } from './shape.ts';
import { StoreClock } from './storeClock.ts';
import { HOUR, MINUTE, Timeline } from './timeline.ts';
import { Trace } from './trace.ts';
import { TrackerSite } from './tracker.ts';
import { WrongClock } from './wrongClock.ts';

export interface HistoryOptions {
  readonly seed: number;
  readonly templates: NoticeTemplates;
  readonly shape?: Shape;
}

const BEGINS = '2026-03-02T08:00:00.000Z' as Instant;
/** Most take some thousands. Where nobody has heard that letting writes go on came to nothing, all of them are read hourly for months. */
const MOST_TURNS = 200_000;
const SECOND = 1_000;
const FIRST_SWEEP = 1_000;
const SECOND_SWEEP = 15_000;
/** Something asks for itself again and again. */
export class Restless extends Error {}

export class History implements Scene {
  readonly seed: number;
  /** The rules of the first day. */
  readonly first: Edition;
  readonly began = Date.parse(BEGINS);
  readonly timeline = new Timeline(BEGINS);
  readonly clock = new StoreClock(() => this.timeline.now);
  readonly desk = new DeskSite(() => this.timeline.now);
  readonly trace = new Trace(() => this.timeline.now);
  readonly okta = new Okta(() => this.timeline.now);
  readonly mails: Mailed[] = [];
  /** What approvers had seen when Tenure took their answer. */
  readonly answers: (SeenQuestion & { readonly at: number })[] = [];
  /** What somebody asked outside the tracker, and was told is taken. */
  readonly outside: Taken[] = [];
  /** While all writes are halted, as Tenure has said that they are. */
  readonly stops: { readonly from: number; until: number; readonly leaversToo: boolean }[] = [];
  readonly site: TrackerSite;
  readonly faults: Faults;
  readonly life: Life;
  readonly backing: Backing;
  readonly jobs: Dispatch;
  readonly wrongClock: WrongClock;
  /** When life ends, and with it all faults. */
  readonly quietFrom: number;
  private readonly awaited: Awaited;
  private readonly processes: Processes;
  private readonly reaching: Reaching;
  private readonly rings: Rings;
  private readonly loops: ReturnType<typeof loopsOf>;
  private modes: Modes;
  private turns = 0;

  static async begin(make: MakeBacking, options: HistoryOptions): Promise<History> {
    let now = () => Date.parse(BEGINS);
    const backing = await make(() => now());
    const history = new History(backing, options);
    now = () => history.clock.shown;
    await history.prepare();
    return history;
  }

  private constructor(backing: Backing, { seed, templates, shape: fixed = {} }: HistoryOptions) {
    const random = (what: string) => new Random(`${seed}/${what}`);
    const from = this.timeline.now;
    const shape = drawn(random, from, fixed);
    const { quietFrom, wrong, hasDesk, pressing, clockHands } = shape;
    const { first } = shape.lived;
    this.seed = seed;
    this.backing = backing;
    this.quietFrom = quietFrom;
    this.modes = first.modes;
    this.first = first;
    this.awaited = new Awaited(backing.kind === 'memory');
    const generation = fixed.generation ?? NOW_LIVED;
    this.loops = loopsOf(generation);
    this.faults = new Faults(random('faults'), from + MINUTE, quietFrom, fixed.heat ?? null);
    const [picks, chance] = [random('picks'), random('chance')];
    this.site = new TrackerSite(
      STAFF,
      () => this.timeline.now,
      (issue, by) => this.reaching.changed(issue, by),
    );
    const { awaited, loops } = this;
    this.processes = new Processes(this, {
      ...{ awaited, chance, templates, hasDesk },
      started: (running) => this.started(running, wrong.length > 0),
    });
    const { running } = this.processes;
    this.reaching = new Reaching(this, { running, picks, pressing });
    this.rings = new Rings(this, {
      running,
      chance,
      loops,
      isClockWatched: wrong.length > 0,
      apart: generation >= 6 ? SECOND : 0,
    });
    const { reaching, rings } = this;
    this.jobs = new Dispatch(this, { awaited, running, picks, rings });
    if (shape.liveFrom !== null) this.timeline.at(shape.liveFrom, () => this.goLive());
    this.life = this.lifeOf(shape, random);
    const { began, life } = this;
    this.wrongClock = new WrongClock(this, {
      ...{ began, hands: clockHands, life, running, reaching, rings, loops },
      hearsOfEnds: generation >= 6,
      turned: () => this.jobs.expectAnew(),
    });
    for (const { at, act } of life.acts(shape.acts)) this.timeline.at(at, act);
    for (const at of shape.ticks) rings.tick(at, 2);
    for (const one of wrong) this.wrongClock.set(one);
  }

  /** To the end of life, then on until everything that waits has had its time. */
  async live(): Promise<void> {
    await this.until(this.quietFrom);
    this.trace.note('history', 'no more faults');
    if (this.processes.running.length === 0) this.processes.start();
    await this.ask((world) => this.resume(world));
    // What was meant to be live may have been held, or lost on the way.
    if (this.life.beganInShadow) await this.ask((world) => liveAtLast(world));
    for (let round = 1; round <= 4; round += 1) {
      for (const loop of this.loops) {
        await this.rings.rung(loop);
        // One after the other: which of two is answered first is no database's to choose.
        await this.awaited.settled();
      }
      // Until what is swept once a day was swept; and longer than whoever moves keeps what they had, in the end.
      await this.until(this.timeline.now + (round === 1 ? 25 * HOUR : round < 4 ? 20 * MINUTE : 3 * HOUR));
      // What is asked about is decided before the last of it, which shows what came of that.
      if (round < 4) await this.ask(settleAll);
    }
    // What came in those last hours and nobody waits to read is written as in any other hour, and what came since with the next.
    for (let round = 1; round <= 4; round += 1) {
      await this.rings.rung(unsettled);
      for (const minutes of [1, 20]) await this.until(this.timeline.now + minutes * MINUTE);
      const left = await this.ask(({ store }) => store.read.unwrittenStreams(milliseconds(0), 100));
      if (left.every((stream) => stream === 'system')) break;
    }
  }

  /** Somebody asks something of a running Tenure, as the command line would. */
  async ask<Answer>(work: (world: World) => Promise<Answer>): Promise<Answer> {
    const [first] = this.processes.running;
    if (first === undefined) throw new Error('nobody is running');
    let answer: { readonly is: Answer } | null = null;
    let failed: { readonly with: unknown } | null = null;
    void work(first.world).then(
      (is) => {
        answer = { is };
      },
      (fault: unknown) => {
        failed = { with: fault };
      },
    );
    await this.awaited.settled();
    while (answer === null && failed === null && (await this.turn(Number.POSITIVE_INFINITY)));
    const [said, trouble] = [answer as { readonly is: Answer } | null, failed as { readonly with: unknown } | null];
    if (trouble !== null) throw trouble.with;
    if (said === null) throw new Error('nothing was answered');
    return said.is;
  }

  /** A digest of everything that happened, in its order. */
  digest(): string {
    return createHash('sha256').update(this.trace.lines.join('\n')).digest('hex');
  }

  // ---- before anything happens -----------------------------------------------------------------------------

  private lifeOf({ quietFrom, lived, wrong, hasDesk, liveFrom }: Drawn, random: (what: string) => Random): Life {
    const { site, okta, reaching, timeline } = this;
    const now = () => timeline.now;
    const beside = { steps: wrong.length > 0, shadow: liveFrom !== null };
    const options = { ...lived, ...beside, from: now(), until: quietFrom };
    return new Life(random('life'), options, {
      ...{ site, okta, now },
      modes: () => this.modes,
      latest: () => Math.max(now(), this.clock.shown),
      say: (what) => this.trace.note('life', what),
      does: (what, work) => reaching.does(what, work),
      later: (milliseconds, act) => timeline.after(milliseconds, act),
      counted: (seen) => void this.answers.push({ ...seen, at: now() }),
      taken: (asked) => void this.outside.push({ ...asked, at: now() }),
      stops: (world, leaversToo) => this.stop(world, leaversToo),
      resumes: (world) => this.resume(world),
      standsDown: (milliseconds) => this.standDown(timeline.now + milliseconds),
      people: random('people'),
      presses: hasDesk ? () => reaching.press() : null,
    });
  }

  private async prepare(): Promise<void> {
    this.processes.start();
    this.processes.start();
    await this.ask(async (world) => {
      await listGroups(world);
      await applyPolicy(world, { policy: policyOf(this.first), author: 'first start', approver: null });
      for (const one of this.processes.running) one.world.rules.forget();
    });
  }

  private started(running: Running, isClockWatched: boolean): void {
    if (isClockWatched) this.wrongClock.looks(running);
    // As after every start: at once, and once more when the index has caught up.
    for (const wait of [FIRST_SWEEP, SECOND_SWEEP]) this.timeline.after(wait, () => void this.rings.rung(sweepTracker));
  }

  // ---- shadow, and stopped ---------------------------------------------------------------------------------

  private goLive(): void {
    const { reaching, timeline } = this;
    this.modes = 'live';
    reaching.does('goes live', goLive);
    for (const hours of [1, 30])
      timeline.after(hours * HOUR, () => reaching.does('confirms what is held', confirmSome));
  }

  /** Not beyond the end, when everybody is asked how things stand. */
  private standDown(until: number): void {
    if (until < this.quietFrom) this.processes.standDown(until);
  }

  private async stop(world: World, leaversToo: boolean): Promise<void> {
    if (!(await stopWrites(world, INES, leaversToo)).ok) return;
    this.stopsNoMore();
    this.stops.push({ from: this.timeline.now, until: Number.POSITIVE_INFINITY, leaversToo });
  }

  /** What may go on from the moment it is asked for counts as asked for. */
  private async resume(world: World): Promise<void> {
    this.stopsNoMore();
    await resumeWrites(world, INES);
  }

  private stopsNoMore(): void {
    for (const one of this.stops) one.until = Math.min(one.until, this.timeline.now);
  }

  // ---- time ------------------------------------------------------------------------------------------------

  private async until(end: number): Promise<void> {
    this.timeline.at(end, () => {});
    while (await this.turn(end));
  }

  /** `false` = nothing is left to happen before then. */
  private async turn(end: number): Promise<boolean> {
    const { next } = this.timeline;
    if (next === null || next > end) return false;
    this.turns += 1;
    if (this.turns > MOST_TURNS) throw new Restless();
    this.timeline.step();
    await this.awaited.settled();
    if (this.awaited.mayBringJobs) await this.jobs.dispatch();
    return true;
  }
}
