/** The processes of Tenure in a history: they start, die and stand still, and their jobs go to others then. */
import { createHash } from 'node:crypto';
import { clockWatch } from '../../../src/app/clock/clockWatch.ts';
import { endWhatWasEnded } from '../../../src/app/clock/endedAhead.ts';
import { deskHandler } from '../../../src/app/desk/index.ts';
import { FoldedCases } from '../../../src/app/evidence/foldedCases.ts';
import { openIntake } from '../../../src/app/intake/intake.ts';
import { rulesBook } from '../../../src/app/policy/rules.ts';
import type { Log, World } from '../../../src/app/world.ts';
import type { PolicyVersion } from '../../../src/core/shared/ids.ts';
import type { DeskHandler } from '../../../src/ports/desk.ts';
import type { NoticeTemplates } from '../../../src/ports/mailer.ts';
import type { Awaited } from './awaited.ts';
import type { Waiting } from './backing.ts';
import { okta as OKTA } from './company.ts';
import { deskOf } from './desk.ts';
import { notedStore } from './noting.ts';
import { mailerOf, providerOf, trackerOf } from './ports.ts';
import { Process } from './process.ts';
import type { Random } from './random.ts';
import type { Scene } from './scene.ts';
import { MINUTE } from './timeline.ts';

/** One process of Tenure, with the jobs in its hands. */
export interface Running {
  readonly process: Process;
  readonly world: World;
  readonly intake: ReturnType<typeof openIntake>;
  /** Looks whether the clock has stepped. */
  readonly look: () => Promise<boolean>;
  /** Takes in what was done at the desk; `null` = there is none. */
  readonly atDesk: DeskHandler | null;
  readonly inHand: Set<Waiting>;
}

/** pg-boss gives a job of a process that is gone to another one after its heartbeat has stopped. */
const HEARTBEAT = 10_000;
export const TIMING = {
  leaseMilliseconds: 20_000,
  callMilliseconds: 10_000,
  evidenceGraceMilliseconds: 2_000,
  lateCreateMilliseconds: 60_000,
  overdueMilliseconds: 5 * 60_000,
};

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

interface ProcessesOptions {
  readonly awaited: Awaited;
  readonly chance: Random;
  readonly templates: NoticeTemplates;
  readonly hasDesk: boolean;
  started(running: Running): void;
}

export class Processes {
  readonly running: Running[] = [];
  private readonly scene: Scene;
  private readonly options: ProcessesOptions;
  private count = 0;
  /** Nobody starts before. */
  private downUntil = 0;
  private ids = 0;

  constructor(scene: Scene, options: ProcessesOptions) {
    this.scene = scene;
    this.options = options;
  }

  start(): void {
    this.count += 1;
    const process = new Process(`process ${this.count}`, this.scene, {
      died: (one) => this.died(one),
      standsStill: (one, until) => this.stoodStill(one, until),
    });
    const world = this.worldOf(process);
    const atDesk = world.desk === null ? null : deskHandler(world, world.desk);
    const inHand = new Set<Waiting>();
    const running = { process, world, intake: openIntake(world), inHand, look: looksAtClock(world), atDesk };
    this.running.push(running);
    this.options.awaited.mayBringJobs = true;
    this.options.started(running);
  }

  /** One after the other, until then. */
  standDown(until: number): void {
    this.downUntil = until;
    let after = 0;
    for (const { process } of this.running) {
      this.scene.timeline.after(after, () => process.die('it was taken down'));
      after += this.options.chance.int(2, 5);
    }
  }

  private died(process: Process): void {
    const { timeline } = this.scene;
    const { chance } = this.options;
    const index = this.running.findIndex((one) => one.process === process);
    const [gone] = this.running.splice(index, 1);
    for (const job of gone?.inHand ?? []) {
      timeline.after(HEARTBEAT + chance.int(0, 5_000), () => this.giveBack(job));
    }
    const again = timeline.now + chance.int(1_000, 5 * MINUTE);
    timeline.at(Math.max(again, this.downUntil), () => this.start());
  }

  /** Its jobs go to others as those of one that is gone; what it says of them when it comes back counts for nothing. */
  private stoodStill(process: Process, until: number): void {
    const { timeline } = this.scene;
    const inHand = this.running.find((one) => one.process === process)?.inHand ?? new Set();
    for (const job of inHand) {
      const missed = timeline.now + HEARTBEAT + this.options.chance.int(0, 5_000);
      if (missed >= until) continue;
      timeline.at(missed, () => {
        if (!process.isAlive || !inHand.delete(job)) return;
        this.giveBack(job);
      });
    }
  }

  private giveBack(job: Waiting): void {
    this.options.awaited.during(this.scene.backing.jobs.giveBack(job));
  }

  private worldOf(process: Process): World {
    const { timeline, trace, okta, site, desk, mails, faults, backing } = this.scene;
    const { awaited, hasDesk, templates } = this.options;
    const now = () => timeline.now;
    const kept = notedStore(awaited.counted(backing.store), process, trace, now, () => okta.log.length);
    const monotonic = () => timeline.now - process.began;
    return {
      store: kept,
      engine: {
        start: async () => {},
        stop: async () => {},
        standing: () => ({ state: 'working', stalled: [] }),
        giveWay() {},
        send: async (job) => {
          await awaited.during(backing.jobs.send(job));
        },
        notInHand: (jobs) => awaited.during(backing.jobs.notInHand(jobs)),
        backlog: () => awaited.during(backing.jobs.backlog()),
      },
      providers: new Map([[OKTA, providerOf(process, okta, now)]]),
      targets: new Map(),
      tracker: trackerOf(process, site, faults, now),
      desk: hasDesk ? deskOf(process, desk, now) : null,
      mailer: mailerOf(process, (message) => void mails.push({ ...message, at: timeline.now })),
      templates,
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
}

/** As the alarm clock does before it rings. */
function looksAtClock(world: World): () => Promise<boolean> {
  const watch = clockWatch(world);
  return async () => {
    const hasStepped = await watch();
    if (hasStepped) await endWhatWasEnded(world);
    return hasStepped;
  };
}
