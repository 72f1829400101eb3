/**
 * Sends wake-ups when they are due. One look at the nearest of them every poll, a timer when it is nearer than that,
 * and a hint when this process writes one. On a test's clock the polls find what a moved clock has made due.
 */
import { epochOf, type Instant } from '../../core/shared/instant.ts';
import type { Lane } from '../../ports/engine.ts';
import type { EngineRoot } from './engineRoot.ts';
import type { Payload } from './lanes.ts';
import { nearestWakeUp, takeDue } from './wakeUps.ts';

const AT_ONCE = 200;

export class WakeUpCalls {
  readonly #root: EngineRoot;
  readonly #pollEvery: number;
  readonly #onFault: (fault: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #nearest: NodeJS.Timeout | undefined;
  #looking: Promise<unknown> = Promise.resolve();
  #running = false;
  #forget = () => {};

  constructor(given: {
    readonly root: EngineRoot;
    readonly pollEvery: number;
    readonly onFault: (fault: unknown) => void;
  }) {
    this.#root = given.root;
    this.#pollEvery = given.pollEvery;
    this.#onFault = given.onFault;
  }

  start() {
    this.#running = true;
    this.#forget = this.#root.onWakeUp((at) => this.expect(at));
    this.#look();
  }

  async stop() {
    this.#running = false;
    this.#forget();
    clearTimeout(this.#timer);
    clearTimeout(this.#nearest);
    await this.#looking;
  }

  /** One was written just now; polls alone would find a near one late. */
  expect(at: Instant) {
    if (!this.#running) return;
    this.#root.now().then((now) => {
      const wait = epochOf(at) - epochOf(now);
      if (this.#running && wait < this.#pollEvery) this.#lookIn(Math.max(0, wait));
    }, this.#onFault);
  }

  async fireDue(): Promise<number> {
    let fired = 0;
    for (;;) {
      const count = await this.#fireSome();
      fired += count;
      if (count < AT_ONCE) return fired;
    }
  }

  async #fireSome(): Promise<number> {
    const { databases, sender, now } = this.#root;
    await sender.ready();
    const at = await now();
    const lanes = new Map<Lane, Payload[]>();
    const fired = await databases.main.transaction().execute(async (tx) => {
      const due = await takeDue(tx, at, AT_ONCE);
      lanes.clear();
      for (const { lane, job, tries } of due) lanes.set(lane, [...(lanes.get(lane) ?? []), { job, tries }]);
      for (const [lane, payloads] of lanes) await sender.send(tx, lane, payloads);
      return due.length;
    });
    if (lanes.size > 0) this.#root.haveJobs([...lanes.keys()]);
    return fired;
  }

  #lookIn(wait: number) {
    clearTimeout(this.#nearest);
    this.#nearest = setTimeout(() => this.#look(), wait + 1);
  }

  #look() {
    clearTimeout(this.#timer);
    this.#looking = this.#looking
      .then(async () => {
        const [nearest, now] = [await nearestWakeUp(this.#root.databases.main), await this.#root.now()];
        if (nearest === null) return;
        if (nearest <= now) {
          await this.fireDue();
          this.#lookIn(0);
        } else if (epochOf(nearest) - epochOf(now) < this.#pollEvery) this.#lookIn(epochOf(nearest) - epochOf(now));
      })
      .catch(this.#onFault)
      .finally(() => {
        if (this.#running) this.#timer = setTimeout(() => this.#look(), this.#pollEvery);
        else clearTimeout(this.#nearest);
      });
  }
}
