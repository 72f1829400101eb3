/**
 * One process of Tenure as a history sees it: whatever it waits for it waits for on the owned clock, and between any two
 * of its steps it may end, or stand still and go on later. What it had sent goes on without it; what it had not committed
 * never was.
 */
import type { Asked, Faults } from './faults.ts';
import type { StoreClock } from './storeClock.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

/** Who is to know of it. */
interface Heard {
  died(process: Process): void;
  /** Until then. */
  standsStill(process: Process, until: number): void;
}

export class Process {
  isAlive = true;
  readonly name: string;
  readonly began: number;
  readonly clock: StoreClock;
  private standsUntil = 0;
  private readonly timeline: Timeline;
  private readonly faults: Faults;
  private readonly trace: Trace;
  private readonly on: Heard;

  constructor(
    name: string,
    { timeline, faults, trace, clock }: { timeline: Timeline; faults: Faults; trace: Trace; clock: StoreClock },
    on: Heard,
  ) {
    this.name = name;
    this.timeline = timeline;
    this.faults = faults;
    this.trace = trace;
    this.clock = clock;
    this.on = on;
    this.began = timeline.now;
  }

  /** Of whoever has died, nothing goes on: what waits here waits for ever. */
  wait(milliseconds: number, step: string): Promise<void> {
    return new Promise((resolve) => {
      const goOn = () => {
        if (!this.isAlive) return;
        if (this.timeline.now < this.standsUntil) this.timeline.at(this.standsUntil, goOn);
        else if (this.faults.kills(this.timeline.now)) this.die(step);
        else if (this.stands(step)) this.timeline.at(this.standsUntil, goOn);
        else resolve();
      };
      this.timeline.after(milliseconds, goOn);
    });
  }

  /** Longer than a lease, perhaps: whoever comes back knows nothing of it but by the clocks. */
  private stands(step: string): boolean {
    const pause = this.faults.pauses(this.timeline.now);
    if (pause === null) return false;
    this.standsUntil = this.timeline.now + pause;
    this.trace.note(this.name, `stands still for ${pause} ms after ${step}`);
    this.on.standsStill(this, this.standsUntil);
    return true;
  }

  /** One call outside: sent, carried out there, answered; each at its own instant, if at all. `by`: whose lease it goes by. */
  async call<Answer>(
    asked: Asked,
    about: string,
    carryOut: (call: number) => Answer,
    shorten?: (answer: Answer, how: 'emptied' | 'cut') => Answer,
    by = this.name,
  ): Promise<Answer> {
    const fate = this.faults.fateOf(asked, this.timeline.now, this.clock.ahead);
    const call = this.trace.sent(by, asked, about);
    let outcome: { readonly answer: Answer } | { readonly fault: unknown } | null = null;
    if (fate.lands !== null) {
      this.timeline.after(fate.lands, () => {
        try {
          outcome = { answer: carryOut(call) };
        } catch (fault) {
          outcome = { fault };
        }
      });
    }
    await this.wait(fate.answers, asked.operation);
    if (fate.fault !== null) throw fate.fault;
    const heard = outcome as { readonly answer: Answer } | { readonly fault: unknown } | null;
    if (heard === null) throw new Error(`${asked.operation} was answered before it was carried out`);
    if ('fault' in heard) throw heard.fault;
    if (fate.shortened === null || shorten === undefined) return heard.answer;
    this.faults.note(fate.shortened === 'cut' ? 'cut list' : 'empty list');
    return shorten(heard.answer, fate.shortened);
  }

  /** Alive, and not standing still. */
  get isAwake(): boolean {
    return this.isAlive && this.timeline.now >= this.standsUntil;
  }

  die(step: string): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.trace.note(this.name, `died after ${step}`);
    this.on.died(this);
  }
}
