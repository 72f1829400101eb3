/** When the clocks of the processes ring, and at whose. */
import { ringDue } from '../../../src/app/clock/alarms.ts';
import type { World } from '../../../src/app/world.ts';
import type { loopsOf } from './alarms.ts';
import type { Random } from './random.ts';
import type { Running } from './running.ts';
import type { Scene } from './scene.ts';

interface RingsOptions {
  readonly running: readonly Running[];
  readonly chance: Random;
  readonly loops: ReturnType<typeof loopsOf>;
  /** Whether somebody looks whether the clock has stepped: it never does, otherwise. */
  readonly isClockWatched: boolean;
  /** Milliseconds between two that ring together: which of them a database answers first is nobody's to choose. */
  readonly apart: number;
}

export class Rings {
  private readonly scene: Scene;
  private readonly options: RingsOptions;

  constructor(scene: Scene, options: RingsOptions) {
    this.scene = scene;
    this.options = options;
  }

  tick(at: number, count: number): void {
    const { chance, loops, apart } = this.options;
    this.scene.timeline.at(at, () => {
      for (let n = 0; n < count; n += 1) {
        const loop = chance.pick(loops);
        if (loop === undefined) continue;
        if (apart === 0) void this.rung(loop);
        else this.scene.timeline.after(n * apart, () => void this.rung(loop));
      }
    });
  }

  /** A sweep that fails is tried again at its next turn, and does nobody any harm. */
  async rung(loop: (world: World) => Promise<unknown>): Promise<void> {
    const { running, chance, isClockWatched } = this.options;
    const { trace } = this.scene;
    const one = chance.pick(running);
    if (one === undefined) return;
    trace.note(one.process.name, `rings ${loop.name}`);
    // As the alarm clock does, before it rings.
    const looked = isClockWatched && loop === ringDue ? one.look() : Promise.resolve(false);
    looked
      .then(() => loop(one.world))
      .catch((trouble: unknown) => {
        trace.note(one.process.name, `${loop.name} failed: ${String(trouble)}`);
      });
  }
}
