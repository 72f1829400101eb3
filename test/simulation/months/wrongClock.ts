/** Hands that set the clock wrong and, later, right; and what they who work meanwhile meet by it. */
import { sweepTracker } from '../../../src/app/clock/trackerSweep.ts';
import { accountId } from '../../../src/core/shared/ids.ts';
import type { loopsOf } from './alarms.ts';
import type { Life } from './life.ts';
import { confirmClock } from './people.ts';
import type { Random } from './random.ts';
import type { Reaching } from './reaching.ts';
import type { Rings } from './rings.ts';
import type { Running } from './running.ts';
import type { Scene } from './scene.ts';
import type { Wrong } from './storeClock.ts';
import { HOUR, MINUTE } from './timeline.ts';

/** How soon a process sees that the clock was set. */
const LOOKS_WITHIN = 1_000;

interface WrongClockOptions {
  readonly began: number;
  readonly hands: Random;
  readonly life: Life;
  readonly running: readonly Running[];
  readonly reaching: Reaching;
  readonly rings: Rings;
  readonly loops: ReturnType<typeof loopsOf>;
  /** Whether the provider tells of whose end seems to have come. */
  readonly hearsOfEnds: boolean;
  turned(): void;
}

export class WrongClock {
  /** Each setting of the clock: by how much, and whether a process saw it that had looked before. */
  readonly steps: { readonly at: number; readonly by: number; readonly isSeen: boolean }[] = [];
  private readonly scene: Scene;
  private readonly options: WrongClockOptions;

  constructor(scene: Scene, options: WrongClockOptions) {
    this.scene = scene;
    this.options = options;
  }

  /** Set wrong and, some time later, right again, by whoever has the machine in hand; whoever is told of it says so then, or too soon. */
  set({ from, until, ahead }: Wrong): void {
    const { timeline } = this.scene;
    const { began, hands, life, reaching, rings, loops, hearsOfEnds } = this.options;
    const hours = hands.pick([0.2, 1, 4]);
    const tooSoon = hands.chance(0.3) ? hands.next() * (until - from) : null;
    const confirms = () => reaching.does('says that the clock is right', confirmClock);
    timeline.at(from, () => this.turn(ahead));
    timeline.at(until, () => this.turn(0));
    if (tooSoon !== null) timeline.at(from + tooSoon, confirms);
    timeline.at(until + hours * HOUR, () => this.confirm());
    // As every service does, every two minutes.
    for (const at of [from + MINUTE, until - MINUTE]) timeline.at(at, () => void rings.rung(sweepTracker));
    for (const loop of loops) timeline.at(until + hands.int(1, 90) * MINUTE, () => void rings.rung(loop));
    const span = until - from + Math.abs(ahead);
    const minutes = hands.int(5, 15);
    // Gone by a clock that shows a later day, and looked at again when it shows an earlier one.
    timeline.at(from + (until - from) / 2, () => {
      const gone = ahead > 0 ? life.leavesAtOnce(hands) : null;
      if (gone !== null) timeline.at(until + 2 * minutes * MINUTE, () => this.hear(gone));
    });
    // A last day that lies between the time there is and the time that is shown, on an account that somebody wakes meanwhile.
    const lastDay = until + hands.next() * (from + ahead - until);
    timeline.at(Math.max(began + 10 * MINUTE, from - 2 * HOUR), () => {
      const wakes = lastDay > until ? life.endsThen(hands, lastDay) : null;
      if (wakes === null) return;
      timeline.at(from + minutes * MINUTE, wakes.act);
      // Whatever is filed about whoever seems to have left is refused, and wakes nothing.
      if (hearsOfEnds) timeline.at(from + (minutes + 1) * MINUTE, () => this.hear(wakes.mail));
    });
    for (let acts = hands.int(1, 4); acts > 0; acts -= 1)
      timeline.at(from + hands.next() * span, () => life.meanwhile(hands));
  }

  /** Until it is heard: what was said to a process that died of it was not, and who said it sees that. */
  private confirm(): void {
    let isHeard = false;
    this.options.reaching.does('says that the clock is right', async (world) => {
      await confirmClock(world);
      isHeard = true;
    });
    this.scene.timeline.after(HOUR, () => {
      if (!isHeard) this.confirm();
    });
  }

  /** Whoever runs looks at it every second. */
  looks({ process, look }: Running): void {
    if (!process.isAlive) return;
    look().catch((trouble: unknown) =>
      this.scene.trace.note(process.name, `the clock could not be read: ${String(trouble)}`),
    );
  }

  /** As the provider tells of each change of an account, our own too. */
  private hear(login: string): void {
    const mark = this.scene.okta.byLogin(login)?.mark;
    if (mark == null) return;
    const look = accountId(mark.slice('tenure:'.length));
    this.options.reaching.does('hears of an account', (world) => world.engine.send({ lane: 'bulk', look }));
  }

  private turn(ahead: number): void {
    const { timeline, trace, clock } = this.scene;
    const { running, hands, turned } = this.options;
    trace.note('clock', `${ahead} ms ahead`);
    const by = ahead - clock.ahead;
    clock.set(ahead);
    const before = [...running];
    timeline.after(LOOKS_WITHIN + 30_000, () => {
      const isSeen = before.some(({ process }) => process.isAwake);
      this.steps.push({ at: timeline.now - LOOKS_WITHIN - 30_000, by, isSeen });
    });
    turned();
    for (const one of running) timeline.after(hands.int(1, LOOKS_WITHIN), () => this.looks(one));
  }
}
