/** Where a history keeps its state and its jobs: the store and the queue of jobs, whichever they are. */
import type { Engine, Job } from '../../../src/ports/engine.ts';
import type { Store } from '../../../src/ports/store.ts';

export interface Waiting {
  readonly id: number | string;
  readonly job: Job;
  readonly tries: number;
}

/** Jobs as they lie there: whoever runs a history takes the next one, and says what became of it. */
export interface JobBox<Taken extends Waiting = Waiting> extends Pick<Engine, 'send' | 'notInHand' | 'backlog'> {
  /** What nobody has taken and is due by now; the same ones always in the same order. */
  ready(now: number): Promise<readonly Waiting[]>;
  take(one: Waiting): Promise<Taken>;
  done(one: Taken): Promise<void>;
  again(one: Taken, at: number, tries: number): Promise<void>;
  /** Whoever had it is gone. */
  giveBack(one: Taken): Promise<void>;
  /** When the next one falls due that does not wait already. */
  nearest(): Promise<number | null>;
}

export interface Backing {
  readonly kind: 'memory' | 'pglite' | 'postgres';
  readonly store: Store;
  readonly jobs: JobBox;
  close(): Promise<void>;
}

/** Empty, and on this clock. */
export type MakeBacking = (now: () => number) => Promise<Backing>;
