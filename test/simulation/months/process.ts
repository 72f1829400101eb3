/**
 * One process of Tenure as a history sees it: whatever it waits for it waits for on the owned clock, and between any two
 * of its steps it may end. What it had sent goes on without it; what it had not committed never was.
 */
import type { Asked, Faults } from './faults.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

export class Process {
  isAlive = true;
  readonly name: string;
  readonly began: number;
  private readonly timeline: Timeline;
  private readonly faults: Faults;
  private readonly trace: Trace;
  private readonly onDeath: (process: Process) => void;

  constructor(
    name: string,
    { timeline, faults, trace }: { timeline: Timeline; faults: Faults; trace: Trace },
    onDeath: (process: Process) => void,
  ) {
    this.name = name;
    this.timeline = timeline;
    this.faults = faults;
    this.trace = trace;
    this.onDeath = onDeath;
    this.began = timeline.now;
  }

  /** Of whoever has died, nothing goes on: what waits here waits for ever. */
  wait(milliseconds: number, step: string): Promise<void> {
    return new Promise((resolve) => {
      this.timeline.after(milliseconds, () => {
        if (!this.isAlive) return;
        if (this.faults.kills(this.timeline.now)) this.die(step);
        else resolve();
      });
    });
  }

  /** One call outside: sent, carried out there, answered; each at its own instant, if at all. `by`: whose lease it goes by. */
  async call<Answer>(
    asked: Asked,
    about: string,
    carryOut: (call: number) => Answer,
    emptied?: Answer,
    by = this.name,
  ): Promise<Answer> {
    const fate = this.faults.fateOf(asked, this.timeline.now);
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
    if (!fate.isEmptied || emptied === undefined) return heard.answer;
    this.faults.note('empty list');
    return emptied;
  }

  die(step: string): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.trace.note(this.name, `died after ${step}`);
    this.onDeath(this);
  }
}
