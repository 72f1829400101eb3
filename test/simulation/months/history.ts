/**
 * One history: a company, its life, its faults and the real shell of Tenure, in one or two processes, on one owned clock.
 * Everything that is chosen is chosen by the seed: which job goes next, who dies, what is lost on the way.
 */
import { createHash } from 'node:crypto';
import { ringDue, sweepTracker } from '../../../src/app/clock/alarms.ts';
import { clockWatch } from '../../../src/app/clock/clockWatch.ts';
import { deskHandler } from '../../../src/app/desk/index.ts';
import { FoldedCases } from '../../../src/app/evidence/foldedCases.ts';
import { openIntake } from '../../../src/app/intake/intake.ts';
import { jobHandler } from '../../../src/app/jobs.ts';
import { listGroups } from '../../../src/app/listGroups.ts';
import { applyPolicy } from '../../../src/app/policy/policyInForce.ts';
import { rulesBook } from '../../../src/app/policy/rules.ts';
import { resumeWrites, stopWrites } from '../../../src/app/stop.ts';
import type { Log, World } from '../../../src/app/world.ts';
import { canonical } from '../../../src/core/shared/canonical.ts';
import { accountId, type PolicyVersion } from '../../../src/core/shared/ids.ts';
import type { Instant } from '../../../src/core/shared/instant.ts';
import type { DeskAct, DeskHandler } from '../../../src/ports/desk.ts';
import { Fault } from '../../../src/ports/fault.ts';
import type { Message, NoticeTemplates } from '../../../src/ports/mailer.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Actor } from '../../../src/ports/tracker.ts';
import { loopsOf } from './alarms.ts';
import type { Backing, MakeBacking, Waiting } from './backing.ts';
import { BOT, INES, type Modes, okta as OKTA, policyOf, STAFF } from './company.ts';
import { DeskSite, deskOf } from './desk.ts';
import { Faults } from './faults.ts';
import { DAY, HOUR, Life, MINUTE } from './life.ts';
import { notedStore } from './noting.ts';
import { Okta } from './okta.ts';
import { confirmClock, confirmSome, goLive, type SeenQuestion, settleAll } from './people.ts';
import { mailerOf, providerOf, trackerOf } from './ports.ts';
import { presses } from './pressing.ts';
import { Process } from './process.ts';
import { Random } from './random.ts';
import { StoreClock, type Wrong, wrongTimes } from './storeClock.ts';
import { Timeline } from './timeline.ts';
import { Trace } from './trace.ts';
import { type Issue, TrackerSite } from './tracker.ts';

export interface HistoryOptions {
  readonly seed: number;
  readonly templates: NoticeTemplates;
  /** What is not left to the seed. */
  readonly shape?: Shape;
}

export interface Shape {
  /** How much goes wrong; 0 = nothing. */
  readonly heat?: number;
  readonly days?: number;
  readonly acts?: number;
  /** As far as life was lived by then. */
  readonly generation?: Generation;
}

/**
 * What is lived has grown, and a seed that once broke something is kept in the life it broke in:
 *
 *   1   as it began
 *   2   what lies on the issues is looked at again and again, as by every service
 *   3   the clock of the store is set wrong now and then
 *   4   approvers press buttons
 *   5   all of it, or one application, is in shadow at first, and goes live under way
 */
export const GENERATIONS = [1, 2, 3, 4, 5] as const;
export type Generation = (typeof GENERATIONS)[number];
export const NOW_LIVED: Generation = 5;

/** One process of Tenure, with the jobs in its hands. */
interface Running {
  readonly process: Process;
  readonly world: World;
  readonly intake: ReturnType<typeof openIntake>;
  /** Looks whether the clock has stepped. */
  readonly look: () => Promise<boolean>;
  /** Takes in what was done at the desk; `null` = there is none. */
  readonly atDesk: DeskHandler | null;
  readonly inHand: Set<Waiting>;
}

const BEGINS = '2026-03-02T08:00:00.000Z' as Instant;
const PLACES = 3;
const MOST_TURNS = 30_000;
const FIRST_SWEEP = 1_000;
const SECOND_SWEEP = 15_000;
/** pg-boss gives a job of a process that is gone to another one after its heartbeat has stopped. */
const HEARTBEAT = 10_000;
export const TIMING = {
  leaseMilliseconds: 20_000,
  callMilliseconds: 10_000,
  evidenceGraceMilliseconds: 2_000,
  lateCreateMilliseconds: 60_000,
  overdueMilliseconds: 5 * 60_000,
};
/** How soon a process sees that the clock was set. */
const LOOKS_WITHIN = 1_000;
const AGAIN_IN_DOUBT = 15 * MINUTE;
/** Something asks for itself again and again. */
export class Restless extends Error {}

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

export class History {
  readonly seed: number;
  readonly began = Date.parse(BEGINS);
  readonly timeline = new Timeline(BEGINS);
  readonly clock = new StoreClock(() => this.timeline.now);
  readonly desk = new DeskSite(() => this.timeline.now);
  readonly trace = new Trace(() => this.timeline.now);
  readonly okta = new Okta(() => this.timeline.now);
  readonly mails: Message[] = [];
  /** What approvers had seen when Tenure took their answer. */
  readonly answers: (SeenQuestion & { readonly at: number })[] = [];
  /** While all writes are halted, as Tenure has said that they are. */
  readonly stops: { readonly from: number; until: number; readonly leaversToo: boolean }[] = [];
  readonly site: TrackerSite;
  readonly faults: Faults;
  readonly life: Life;
  readonly backing: Backing;
  /** When life ends, and with it all faults. */
  readonly quietFrom: number;
  jobsRun = 0;
  /** Each setting of the clock: by how much, and whether a process saw it that had looked before. */
  readonly steps: { readonly at: number; readonly by: number; readonly isSeen: boolean }[] = [];
  /** Each look at an issue that came to its end: when it was begun and when it was through. */
  readonly looked: { readonly issue: string; readonly from: number; readonly until: number }[] = [];
  private readonly running: Running[] = [];
  private readonly picks: Random;
  private readonly chance: Random;
  private readonly wrong: readonly Wrong[];
  private readonly hasDesk: boolean;
  private modes: Modes = 'live';
  private readonly pressing: Random;
  private readonly options: HistoryOptions;
  private readonly loops: ReturnType<typeof loopsOf>;
  private turns = 0;
  private processes = 0;
  private ids = 0;
  private isDirty = true;
  private expected: number | null = null;
  private begun = 0;
  private readonly onAnswered: (() => void)[] = [];

  static async begin(make: MakeBacking, options: HistoryOptions): Promise<History> {
    let now = () => Date.parse(BEGINS);
    const backing = await make(() => now());
    const history = new History(backing, options);
    now = () => history.clock.shown;
    await history.prepare();
    return history;
  }

  private constructor(backing: Backing, options: HistoryOptions) {
    const { seed, shape: fixed = {} } = options;
    const random = (what: string) => new Random(`${seed}/${what}`);
    const shape = random('shape');
    const from = this.timeline.now;
    this.seed = seed;
    this.backing = backing;
    this.options = options;
    const generation = fixed.generation ?? NOW_LIVED;
    this.loops = loopsOf(generation >= 2);
    const days = shape.int(20, 90);
    this.quietFrom = from + (fixed.days ?? days) * DAY;
    this.picks = random('picks');
    this.chance = random('chance');
    this.faults = new Faults(random('faults'), from + MINUTE, this.quietFrom, fixed.heat ?? null);
    const now = () => this.timeline.now;
    this.site = new TrackerSite(STAFF, now, (issue, by) => this.changed(issue, by));
    const kinds = {
      hands: shape.chance(0.6),
      asks: shape.chance(0.6),
      edits: shape.chance(0.4),
      stops: shape.chance(0.2),
    };
    const hands = random('clock');
    this.wrong = generation >= 3 && hands.chance(0.4) ? wrongTimes(hands, from + HOUR, this.quietFrom) : [];
    const steps = this.wrong.length > 0;
    this.pressing = random('desk');
    this.hasDesk = generation >= 4 && kinds.asks && this.pressing.chance(0.7);
    const shadows = random('shadow');
    if (generation >= 5 && shadows.chance(0.35)) this.modes = shadows.pick(['shadow', 'figma-in-shadow']);
    const shadow = this.modes !== 'live';
    if (shadow) this.timeline.at(from + (0.1 + 0.7 * shadows.next()) * (this.quietFrom - from), () => this.goLive());
    const life = { from, until: this.quietFrom, people: shape.int(1, 5), ...kinds, steps, shadow };
    this.life = new Life(random('life'), life, {
      ...{ site: this.site, okta: this.okta, now },
      modes: () => this.modes,
      latest: () => Math.max(now(), this.clock.shown),
      say: (what) => this.trace.note('life', what),
      does: (what, work) => this.does(what, work),
      later: (milliseconds, act) => this.timeline.after(milliseconds, act),
      counted: (seen) => void this.answers.push({ ...seen, at: this.timeline.now }),
      stops: (world, leaversToo) => this.stop(world, leaversToo),
      resumes: (world) => this.resume(world),
      people: random('people'),
      presses: this.hasDesk ? () => this.press() : null,
    });
    const acts = shape.int(5, 40);
    for (const { at, act } of this.life.acts(fixed.acts ?? acts)) this.timeline.at(at, act);
    for (let at = from + HOUR; at < this.quietFrom; at += shape.int(2, 20) * HOUR) this.tick(at, 2);
    for (const one of this.wrong) this.setClock(one, hands);
  }

  /** To the end of life, then on until everything that waits has had its time. */
  async live(): Promise<void> {
    await this.until(this.quietFrom);
    this.trace.note('history', 'no more faults');
    if (this.running.length === 0) this.start();
    await this.ask((world) => this.resume(world));
    // What was meant to be live may have been held, or lost on the way.
    if (this.life.beganInShadow) await this.ask((world) => liveAtLast(world));
    for (let round = 1; round <= 4; round += 1) {
      for (const loop of this.loops) {
        await this.rung(loop);
        // One after the other: which of two is answered first is no database's to choose.
        await this.settled();
      }
      // Until what is swept once a day was swept; and longer than whoever moves keeps what they had, in the end.
      await this.until(this.timeline.now + (round === 1 ? 25 * HOUR : round < 4 ? 20 * MINUTE : 3 * HOUR));
      // What is asked about is decided before the last of it, which shows what came of that.
      if (round < 4) await this.ask(settleAll);
    }
  }

  /** Somebody asks something of a running Tenure, as the command line would. */
  async ask<Answer>(work: (world: World) => Promise<Answer>): Promise<Answer> {
    const [first] = this.running;
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
    await this.settled();
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

  // ---- shadow --------------------------------------------------------------------------------------------

  private goLive(): void {
    this.modes = 'live';
    this.does('goes live', goLive);
    for (const hours of [1, 30])
      this.timeline.after(hours * HOUR, () => this.does('confirms what is held', confirmSome));
  }

  // ---- stopped -------------------------------------------------------------------------------------------

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

  // ---- the clock -----------------------------------------------------------------------------------------

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
    await this.settled();
    if (this.isDirty) await this.dispatch();
    return true;
  }

  /** Set wrong and, some time later, right again, by whoever has the machine in hand; whoever is told of it says so then, or too soon. */
  private setClock({ from, until, ahead }: Wrong, hands: Random): void {
    const hours = hands.pick([0.2, 1, 4]);
    const tooSoon = hands.chance(0.3) ? hands.next() * (until - from) : null;
    const confirms = () => this.does('says that the clock is right', confirmClock);
    this.timeline.at(from, () => this.turnClock(ahead, hands));
    this.timeline.at(until, () => this.turnClock(0, hands));
    if (tooSoon !== null) this.timeline.at(from + tooSoon, confirms);
    this.timeline.at(until + hours * HOUR, confirms);
    // As every service does, every two minutes.
    for (const at of [from + MINUTE, until - MINUTE]) this.timeline.at(at, () => void this.rung(sweepTracker));
    for (const loop of this.loops) this.timeline.at(until + hands.int(1, 90) * MINUTE, () => void this.rung(loop));
    const span = until - from + Math.abs(ahead);
    const minutes = hands.int(5, 15);
    // Gone by a clock that shows a later day, and looked at again when it shows an earlier one.
    this.timeline.at(from + (until - from) / 2, () => {
      const gone = ahead > 0 ? this.life.leavesAtOnce(hands) : null;
      if (gone !== null) this.timeline.at(until + 2 * minutes * MINUTE, () => this.hear(gone));
    });
    // A last day that lies between the time there is and the time that is shown, on an account that somebody wakes meanwhile.
    const lastDay = until + hands.next() * (from + ahead - until);
    this.timeline.at(Math.max(this.began + 10 * MINUTE, from - 2 * HOUR), () => {
      const wakes = lastDay > until ? this.life.endsThen(hands, lastDay) : null;
      if (wakes !== null) this.timeline.at(from + minutes * MINUTE, wakes);
    });
    for (let acts = hands.int(1, 4); acts > 0; acts -= 1)
      this.timeline.at(from + hands.next() * span, () => this.life.meanwhile(hands));
  }

  /** As the provider tells of each change of an account, our own too. */
  private hear(login: string): void {
    const mark = this.okta.byLogin(login)?.mark;
    if (mark == null) return;
    const look = accountId(mark.slice('tenure:'.length));
    this.does('hears of an account', (world) => world.engine.send({ lane: 'bulk', look }));
  }

  /** Whoever runs looks at it every second. */
  private turnClock(ahead: number, hands: Random): void {
    this.trace.note('clock', `${ahead} ms ahead`);
    const by = ahead - this.clock.ahead;
    this.clock.set(ahead);
    const before = [...this.running];
    this.timeline.after(LOOKS_WITHIN + 30_000, () => {
      const isSeen = before.some(({ process }) => process.isAwake);
      this.steps.push({ at: this.timeline.now - LOOKS_WITHIN - 30_000, by, isSeen });
    });
    this.expected = null;
    this.isDirty = true;
    for (const one of this.running) this.timeline.after(hands.int(1, LOOKS_WITHIN), () => this.looks(one));
  }

  private looks({ process, look }: Running): void {
    if (!process.isAlive) return;
    look().catch((trouble: unknown) =>
      this.trace.note(process.name, `the clock could not be read: ${String(trouble)}`),
    );
  }

  /** Until everybody waits for the clock. */
  private async settled(): Promise<void> {
    await macrotask();
    while (this.begun > 0) {
      if (this.backing.kind !== 'memory') await this.answered();
      await macrotask();
    }
    await macrotask();
  }

  // ---- processes -----------------------------------------------------------------------------------------

  private async prepare(): Promise<void> {
    this.start();
    this.start();
    await this.ask(async (world) => {
      await listGroups(world);
      await applyPolicy(world, { policy: policyOf(0, this.modes), author: 'first start', approver: null });
      for (const one of this.running) one.world.rules.forget();
    });
  }

  private start(): void {
    this.processes += 1;
    const process = new Process(`process ${this.processes}`, this, {
      died: (one) => this.died(one),
      standsStill: (one, until) => this.stoodStill(one, until),
    });
    const world = this.worldOf(process);
    const atDesk = world.desk === null ? null : deskHandler(world, world.desk);
    const inHand = new Set<Waiting>();
    const running = { process, world, intake: openIntake(world), inHand, look: clockWatch(world), atDesk };
    this.running.push(running);
    this.isDirty = true;
    if (this.wrong.length > 0) this.looks(running);
    // As after every start: at once, and once more when the index has caught up.
    for (const wait of [FIRST_SWEEP, SECOND_SWEEP]) this.timeline.after(wait, () => void this.rung(sweepTracker));
  }

  private died(process: Process): void {
    const index = this.running.findIndex((one) => one.process === process);
    const [gone] = this.running.splice(index, 1);
    for (const job of gone?.inHand ?? []) {
      this.timeline.after(HEARTBEAT + this.chance.int(0, 5_000), () => this.giveBack(job));
    }
    this.timeline.after(this.chance.int(1_000, 5 * MINUTE), () => this.start());
  }

  /** Its jobs go to others as those of one that is gone; what it says of them when it comes back counts for nothing. */
  private stoodStill(process: Process, until: number): void {
    const inHand = this.running.find((one) => one.process === process)?.inHand ?? new Set();
    for (const job of inHand) {
      const missed = this.timeline.now + HEARTBEAT + this.chance.int(0, 5_000);
      if (missed >= until) continue;
      this.timeline.at(missed, () => {
        if (!process.isAlive || !inHand.delete(job)) return;
        this.giveBack(job);
      });
    }
  }

  private giveBack(job: Waiting): void {
    this.during(this.backing.jobs.giveBack(job));
  }

  private worldOf(process: Process): World {
    const { timeline, trace, okta, site, faults, backing } = this;
    const now = () => timeline.now;
    const kept = notedStore(this.counted(backing.store), process, trace, now, () => okta.log.length);
    const monotonic = () => timeline.now - process.began;
    return {
      store: kept,
      engine: {
        start: async () => {},
        stop: async () => {},
        standing: () => ({ state: 'working', stalled: [] }),
        giveWay() {},
        send: async (job) => {
          await this.during(backing.jobs.send(job));
        },
        notInHand: (jobs) => this.during(backing.jobs.notInHand(jobs)),
        backlog: () => this.during(backing.jobs.backlog()),
      },
      providers: new Map([[OKTA, providerOf(process, okta, now)]]),
      targets: new Map(),
      tracker: trackerOf(process, site, faults, now),
      desk: this.hasDesk ? deskOf(process, this.desk, now) : null,
      mailer: mailerOf(process, this.mails),
      templates: this.options.templates,
      rules: rulesBook(kept.read, monotonic),
      folded: new FoldedCases(kept.read),
      sign: { keyId: 'months', sign: (text) => createHash('sha256').update(text).digest('base64url') },
      log: silent,
      holder: process.name,
      hasEnded: () => false,
      timing: TIMING,
      monotonic,
      freshId: () => this.freshId(),
      freshSecret: () => this.freshId(),
      installation: {
        version: 'simulated',
        storeKind: 'pglite',
        schema: async () => ({ pending: [], unknown: [], ready: true }),
        connectedBy: '' as PolicyVersion,
        newer: null,
      },
      links: new Map(),
    };
  }

  private freshId(): string {
    this.ids += 1;
    return `00000000-0000-7000-8000-${String(this.ids).padStart(12, '0')}`;
  }

  // ---- what is on its way --------------------------------------------------------------------------------

  /** Databases answer in their own time: the clock stands until they have. */
  private counted(store: Store): Store {
    const isWatched = this.backing.kind !== 'memory';
    return {
      transaction: (work, first) => this.during(store.transaction(work, first)),
      read: isWatched ? this.watched(store.read) : store.read,
      sweeps: isWatched ? this.watched(store.sweeps) : store.sweeps,
      seals: isWatched ? this.watched(store.seals) : store.seals,
      close: () => store.close(),
    };
  }

  private watched<Part extends object>(part: Part): Part {
    return new Proxy(part, {
      get: (target, name) => {
        const found: unknown = Reflect.get(target, name, target);
        if (typeof found !== 'function') return found;
        return (...given: unknown[]) => {
          const answer: unknown = found.apply(target, given);
          if (answer instanceof Promise) return this.waitedFor(answer);
          return isListing(answer) ? this.each(answer) : answer;
        };
      },
    });
  }

  private async *each(listing: AsyncIterable<unknown>): AsyncGenerator<unknown> {
    const rows = listing[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await this.waitedFor(rows.next());
      if (done === true) return;
      yield value;
    }
  }

  /** What may bring a job. */
  private during<Answer>(work: Promise<Answer>): Promise<Answer> {
    this.isDirty = true;
    return this.waitedFor(work);
  }

  /** What only reads leaves no job behind, and asks for none: in memory nobody waits for it, and it is the same history. */
  private async waitedFor<Answer>(work: Promise<Answer>): Promise<Answer> {
    this.begun += 1;
    try {
      return await work;
    } finally {
      this.begun -= 1;
      if (this.begun === 0) for (const go of this.onAnswered.splice(0)) go();
    }
  }

  /** Whoever asks again and again takes the time from the database that is to answer. */
  private answered(): Promise<void> {
    return new Promise((resolve) => this.onAnswered.push(resolve));
  }

  /** Every change is told to Tenure, or is lost on the way. */
  private changed(issue: Issue, by: Actor): void {
    const change = this.site.issues.size + this.trace.lines.length;
    for (const wait of this.faults.deliveries(this.timeline.now)) {
      this.timeline.after(wait, () => this.deliver(issue, by, `${issue.id}-${issue.updated}-${change}`));
    }
  }

  private deliver(issue: Issue, by: Actor, id: string): void {
    const open = this.picks.pick(this.running);
    if (open === undefined) return;
    const { project, issueType } = issue;
    const event = 'jira:issue_updated';
    const hint = { id, issue: issue.id, parent: null, event, kind: { project, issueType }, actorAccountId: by.id };
    open.intake.receive(hint, BOT.id).catch((trouble: unknown) => this.stumbled('intake', trouble));
  }

  private press(): void {
    const { desk, pressing: random, timeline, trace } = this;
    presses({
      ...{ desk, random },
      later: (milliseconds, act) => timeline.after(milliseconds, act),
      say: (what) => trace.note('life', what),
      send: (act) => {
        for (const wait of this.faults.deliveries(timeline.now)) timeline.after(wait, () => this.actDelivered(act));
      },
    });
  }

  /** Who pressed sees whether it was taken. */
  private actDelivered(act: DeskAct): void {
    const open = this.picks.pick(this.running);
    open?.atDesk?.(act).catch((trouble: unknown) => this.stumbled('the desk', trouble));
  }

  // ---- jobs ----------------------------------------------------------------------------------------------

  /** Whoever has a place takes a job: who is to lose their sign-in goes first, all others as the seed picks. */
  private async dispatch(): Promise<void> {
    const { backing } = this;
    for (;;) {
      const free = this.running.filter(({ inHand }) => inHand.size < PLACES);
      if (free.length === 0 || this.running.length === 0) return;
      const ready = inOrder(await this.during(backing.jobs.ready(this.clock.shown)));
      this.isDirty = false;
      const urgent = ready.filter(({ job }) => job.lane === 'urgent');
      const next = this.picks.pick(urgent.length > 0 ? urgent : ready);
      const taker = this.picks.pick(free);
      if (next === undefined || taker === undefined) break;
      this.begin(taker, await this.during(backing.jobs.take(next)));
      await this.settled();
    }
    await this.expect();
  }

  /** The clock is asked back when the next job falls due, or the next grant begins or ends. */
  private async expect(): Promise<void> {
    const { backing, timeline } = this;
    const [job, nearest] = [await backing.jobs.nearest(), await backing.store.read.nearestChange()];
    const due = nearest === null ? null : Date.parse(nearest);
    // By the time there is: both say what the store's clock will show.
    const by = (shown: number | null) => (shown === null ? Number.POSITIVE_INFINITY : shown - this.clock.ahead);
    // What ends by a clock in doubt waits and stays due.
    const change = this.clock.hasStepped && by(due) <= timeline.now ? timeline.now + AGAIN_IN_DOUBT : by(due);
    const next = Math.min(by(job), change);
    if (next === Number.POSITIVE_INFINITY || next === this.expected) return;
    // What waits in doubt is not to be asked for ever later.
    if (this.expected !== null && this.expected > timeline.now && next > this.expected && this.clock.hasStepped) return;
    this.expected = next;
    timeline.at(next, () => {
      // Expected twice, with something else in between: one is enough, or each would expect the next one.
      if (this.expected !== next) return;
      this.expected = null;
      this.isDirty = true;
      if (change === next) void this.rung(ringDue);
    });
  }

  private begin(taker: Running, taken: Waiting): void {
    const { process, world, inHand } = taker;
    const { job, tries } = taken;
    inHand.add(taken);
    this.jobsRun += 1;
    // A lease is known by who took it: here each job is somebody of their own.
    const holder = `${process.name}, job ${this.jobsRun}`;
    const provider = providerOf(process, this.okta, () => this.timeline.now, holder);
    const own: World = { ...world, holder, providers: new Map([[OKTA, provider]]) };
    // On the databases the names of a job's parts come in an order of their own.
    this.trace.note(holder, canonical(job));
    const from = this.timeline.now;
    const end = async () => {
      let outcome: { readonly again: number; readonly tries: number } | null = null;
      try {
        const result = await jobHandler(own)(job, tries);
        outcome = result === undefined ? null : { again: Date.parse(result.again), tries: result.tries ?? 0 };
        if (outcome === null && 'issue' in job) this.looked.push({ issue: job.issue, from, until: this.timeline.now });
      } catch (trouble) {
        this.stumbled(JSON.stringify(job), trouble);
        outcome = { again: this.clock.shown + 30_000, tries: tries + 1 };
      }
      await process.wait(1, 'settle the job');
      this.isDirty = true;
      if (!inHand.delete(taken)) return;
      const { jobs } = this.backing;
      await this.during(outcome === null ? jobs.done(taken) : jobs.again(taken, outcome.again, outcome.tries));
    };
    void end();
  }

  /** A fault of our own making, not of the world's: a job is thrown back by an error nobody expected. */
  private stumbled(what: string, trouble: unknown): void {
    const said = trouble instanceof Error ? (trouble.stack ?? trouble.message) : String(trouble);
    this.trace.stumbles.push(`${what}: ${said}`);
    this.trace.note('stumble', `${what}: ${trouble instanceof Error ? trouble.message : String(trouble)}`);
  }

  /** What people ask of a running Tenure is answered, refused, or lost with its process: they see which. */
  private does(what: string, work: (world: World) => Promise<unknown>): void {
    const one = this.picks.pick(this.running);
    this.trace.note('life', what);
    if (one === undefined) return;
    work(one.world).catch((trouble: unknown) => {
      if (trouble instanceof Fault) this.trace.note('life', `${what}: ${trouble.message}`);
      else this.stumbled(what, trouble);
    });
  }

  // ---- clocks of the processes ---------------------------------------------------------------------------

  private tick(at: number, count: number): void {
    this.timeline.at(at, () => {
      for (let n = 0; n < count; n += 1) {
        const loop = this.chance.pick(this.loops);
        if (loop !== undefined) void this.rung(loop);
      }
    });
  }

  /** A sweep that fails is tried again at its next turn, and does nobody any harm. */
  private async rung(loop: (world: World) => Promise<unknown>): Promise<void> {
    const one = this.chance.pick(this.running);
    if (one === undefined) return;
    this.trace.note(one.process.name, `rings ${loop.name}`);
    // As the alarm clock does, before it rings.
    const looked = this.wrong.length > 0 && loop === ringDue ? one.look() : Promise.resolve(false);
    looked
      .then(() => loop(one.world))
      .catch((trouble: unknown) => {
        this.trace.note(one.process.name, `${loop.name} failed: ${String(trouble)}`);
      });
  }
}

async function liveAtLast(world: World): Promise<void> {
  await goLive(world);
  // More than was shown is shown anew.
  for (let again = 0; again < 3; again += 1) await confirmSome(world);
}

/** By what they are about: on the databases their ids are drawn anew in every run. */
function inOrder(ready: readonly Waiting[]): readonly Waiting[] {
  if (ready.length < 2) return ready;
  const named = ready.map((one) => ({ one, name: canonical([one.job, one.tries]) }));
  return named.sort((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1)).map(({ one }) => one);
}

const isListing = (answer: unknown): answer is AsyncIterable<unknown> =>
  typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;

const macrotask = () => new Promise<void>((resolve) => setImmediate(resolve));
