/**
 * One run of kills: an undisturbed round first, which shows every step and what the world looks like afterwards; then
 * life after life of the service, each struck somewhere, while people keep filing; then a last one that is left alone.
 */

import { type Blow, isOneOfTwo, kills, strike } from './blows.ts';
import { judge, type Reference, referenceFrom, type Verdict } from './check.ts';
import type { Dice } from './dice.ts';
import { type Look, pause, until, WaitedInVain } from './patience.ts';
import type { ServiceProcess } from './processes.ts';
import type { Stand } from './stand.ts';
import type { Plan } from './steps.ts';
import type { Itinerary } from './wire.ts';
import { ITINERARIES } from './wire.ts';

/** How one life ends. */
export type Kill =
  /** At this step, the first time it comes. */
  | { readonly how: 'step'; readonly step: string; readonly by: Itinerary }
  /** At whichever step comes as the so-manieth. */
  | { readonly how: 'passage'; readonly nth: number }
  /** So long after it works, between steps or at one. Milliseconds. */
  | { readonly how: 'moment'; readonly after: number };

export interface Life {
  /** Where it was struck; `null` = at a moment. */
  readonly at: string | null;
  /** Epoch milliseconds. */
  readonly diedAt: number;
}

export interface CampaignOptions {
  /** So many people under way, and no more on account of a kill: who has much to catch up with catches up with nothing. */
  readonly atOnce: number;
  /** How long a step is waited for before the service is struck wherever it is. Milliseconds; left out, as long as it takes. */
  readonly giveUpAfter?: number;
  /** `service`, when it is left out. */
  readonly blow?: Blow;
}

export interface Undisturbed {
  /** Whose way each of them is on: of several, one. */
  readonly steps: ReadonlyMap<string, Itinerary>;
  readonly reference: Reference;
}

export interface Outcome extends Verdict {
  readonly kills: number;
  /** From a kill until everything that was under way at it is done, whatever came in between. Milliseconds. */
  readonly recoveries: readonly number[];
  /** From a kill until the next service works; none where it is not the service that is killed. Milliseconds. */
  readonly restarts: readonly number[];
  readonly hits: ReadonlyMap<string, number>;
  /** Who joined, and left. */
  readonly people: number;
}

/** Writes of so many mean that several cases are in the middle. */
const WORK = 12;
/** A step is waited for so long before somebody sets out for it. Milliseconds. */
const ANOTHER = 2_500;
/** Longer than what belongs into one comment is waited for. Milliseconds. */
const QUIET = 1_500;
export class Campaign {
  readonly #stand: Stand;
  readonly #dice: Dice;
  readonly #atOnce: number;
  readonly #giveUpAfter: number;
  readonly #blow: Blow;
  /** Works on beside whoever is struck. */
  #other: ServiceProcess | null = null;
  readonly lives: Life[] = [];
  readonly restarts: number[] = [];
  readonly #unminded: string[] = [];
  /** Blows after which nobody went on. */
  readonly #vain: string[] = [];
  #departed = 0;

  constructor(stand: Stand, dice: Dice, { atOnce, giveUpAfter, blow }: CampaignOptions) {
    this.#stand = stand;
    this.#dice = dice;
    this.#atOnce = atOnce;
    this.#giveUpAfter = giveUpAfter ?? Number.POSITIVE_INFINITY;
    this.#blow = blow ?? 'service';
  }

  /** Somebody of each itinerary, with nothing in their way. */
  async undisturbed(): Promise<Undisturbed> {
    const service = this.last();
    await service.ready;
    const steps = new Map<string, Itinerary>();
    for (const itinerary of ITINERARIES) {
      await this.depart(itinerary);
      await this.arrived();
      for (const step of stepsIn(service.said)) if (!steps.has(step)) steps.set(step, itinerary);
    }
    await this.settled(service);
    const world = await this.#stand.record();
    const reference = await this.#stand.reading(({ store }) => referenceFrom(store.read, world));
    return { steps, reference };
  }

  /** Where two are at work, the one that nobody strikes; Slack talks to it. */
  async besides(): Promise<void> {
    if (!isOneOfTwo(this.#blow)) return;
    this.#other = this.#stand.start(null, 1);
    await this.#other.ready;
    await this.#stand.answersSlack(1);
  }

  /** One life of the service; people keep coming. */
  async live(kill: Kill): Promise<Life> {
    if (kill.how === 'step') await this.#join();
    else await this.fill();
    const service = this.#stand.start(this.#planned(kill));
    const since = this.lives.at(-1)?.diedAt;
    void service.ready.then(
      () => since !== undefined && kills(this.#blow) && this.restarts.push(Date.now() - since),
      () => undefined,
    );
    let isSpared = true;
    const ended = service.ended.then((at) => {
      if (at === null && isSpared) throw new Error(['a service ended by itself', ...service.complaints()].join('\n'));
      return at;
    });
    const reached = Promise.race([ended, service.paused]);
    // Killed before it works, it is not ready ever.
    const passed = service.ready.then(
      () => (kill.how === 'moment' ? pause(kill.after) : this.#nobodyComesBy(reached, kill)),
      () => ended,
    );
    const at = await Promise.race([reached, passed.then(() => null)]);
    isSpared = false;
    const life = { at, diedAt: Date.now() };
    this.lives.push(life);
    const arrived = () =>
      this.arrived().catch((trouble: unknown) => this.#noteVain(trouble, `after the blow ${at ?? 'at a moment'}`));
    await strike(this.#blow, service, { stand: this.#stand, chance: this.#dice, arrived });
    await this.#noteUnminded();
    return life;
  }

  #planned(kill: Kill): Plan | null {
    if (kill.how === 'moment') return null;
    const signal = kills(this.#blow) ? 'SIGKILL' : 'SIGSTOP';
    return { step: kill.how === 'step' ? kill.step : null, nth: kill.how === 'step' ? 1 : kill.nth, signal };
  }

  /** Whoever has not arrived is lost, also where a service that is started later takes it up. */
  #noteVain(trouble: unknown, when: string): void {
    if (!(trouble instanceof WaitedInVain)) throw trouble;
    console.error(trouble.message);
    this.#vain.push(`${when} nobody went on`);
  }

  async #noteUnminded(): Promise<void> {
    const at = this.lives.at(-1)?.at ?? 'at a moment';
    for (const what of await this.#stand.unminded()) this.#unminded.push(`${what} had no job after the blow ${at}`);
  }

  /** One that nobody strikes. */
  last(): ServiceProcess {
    return this.#other ?? this.#stand.start(null);
  }

  async #join(): Promise<void> {
    const { under } = await this.#stand.standing();
    if (under < this.#atOnce) await this.depart(this.#dice.one(ITINERARIES));
  }

  async fill(): Promise<void> {
    const { under } = await this.#stand.standing();
    for (let more = under; more < this.#atOnce; more += 1) await this.depart(this.#dice.one(ITINERARIES));
  }

  /** Until something more is written outside: somebody's work is under way. */
  async writing(): Promise<void> {
    const { writes: before } = await this.#stand.standing();
    await until(this.#stand, 'somebody to be worked for', ({ writes }) => writes >= before + WORK);
  }

  async arrived(): Promise<void> {
    await until(this.#stand, 'everybody to arrive', ({ under }) => under === 0);
  }

  /** Left alone, until everybody has arrived and nothing is left to do; then it is asked to end. */
  async settled(service: ServiceProcess): Promise<void> {
    try {
      await until(this.#stand, 'everybody to arrive and nothing to be left to do', this.#isOver);
    } catch (vain) {
      // Who has not arrived is lost, and the outcome says so.
      if (!(vain instanceof WaitedInVain)) throw vain;
      console.error(vain.message);
    }
    await service.end();
  }

  /** A step that is on nobody's way any more: killed all the same, wherever it is. */
  async #nobodyComesBy(reached: Promise<unknown>, kill: Kill): Promise<void> {
    let isThere = false;
    const itIs = () => {
      isThere = true;
    };
    void reached.then(itIs, itIs);
    const what = `the service to come by ${kill.how === 'step' ? kill.step : 'some step'}`;
    const began = performance.now();
    let another = kill.how === 'step' ? kill.by : null;
    await until(this.#stand, what, async (standing, quiet) => {
      const passed = performance.now() - began;
      if (isThere || passed > this.#giveUpAfter) return true;
      // Nobody who is under way comes by: somebody who does sets out.
      const isOver = await this.#isOver(standing, quiet);
      if (another === null || !(isOver || passed > ANOTHER)) return isOver;
      const one = another;
      another = null;
      await this.depart(one);
      return false;
    });
  }

  readonly #isOver: Look = async ({ under }, quiet) => {
    if (under > 0) return false;
    const left = await this.#stand.leftToDo();
    return left === 0 || (left === null && quiet > QUIET);
  };

  async outcome({ reference }: Undisturbed): Promise<Outcome> {
    const world = await this.#stand.record();
    const { verifier } = this.#stand;
    const kills = this.lives.length;
    const judged = await this.#stand.reading(({ store }) => judge(store.read, world, { reference, verifier, kills }));
    const verdict = { ...judged, lost: [...judged.lost, ...this.#unminded, ...this.#vain] };
    const troubles = [...verdict.lost, ...verdict.doubled, ...verdict.lingering];
    if (troubles.length > 0) console.error([...troubles, await this.#stand.scene(troubles)].join('\n'));
    const forms = world.travellers.flatMap((who) => who.forms);
    const recoveries = this.lives.map(({ diedAt }) => {
      const under = forms.filter(({ filedAt, doneAt }) => filedAt <= diedAt && (doneAt === null || doneAt > diedAt));
      return Math.max(0, ...under.map(({ doneAt }) => (doneAt ?? Number.POSITIVE_INFINITY) - diedAt));
    });
    const hits = new Map<string, number>();
    for (const { at } of this.lives) hits.set(at ?? 'at a moment', (hits.get(at ?? 'at a moment') ?? 0) + 1);
    return { ...verdict, kills, recoveries, restarts: this.restarts, hits, people: world.travellers.length };
  }

  async depart(itinerary: Itinerary): Promise<void> {
    this.#departed += 1;
    await this.#stand.depart(itinerary, this.#departed);
  }
}

const stepsIn = (said: readonly string[]) =>
  said.flatMap((line) => (line.startsWith('step ') ? [line.slice('step '.length)] : []));
