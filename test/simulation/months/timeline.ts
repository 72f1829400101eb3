/**
 * The owned clock: whatever is to happen stands in it with its instant, and time is where the last of it stood. Nothing
 * sleeps and nothing races: between two things that happen, everybody runs until they wait for a third.
 */
import { type Instant, instantOf } from '../../../src/core/shared/instant.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

interface Due {
  readonly at: number;
  /** What was put in first goes first. */
  readonly place: number;
  readonly happen: () => void;
}

export class Timeline {
  now: number;
  private readonly heap: Due[] = [];
  private places = 0;

  constructor(from: Instant) {
    this.now = Date.parse(from);
  }

  get instant(): Instant {
    return instantOf(new Date(this.now));
  }

  /** What is asked for in the past happens next. */
  at(epoch: number, happen: () => void): void {
    this.places += 1;
    const due = { at: Math.max(epoch, this.now), place: this.places, happen };
    const { heap } = this;
    heap.push(due);
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.swapped(parent, child)) return;
      child = parent;
    }
  }

  after(milliseconds: number, happen: () => void): void {
    this.at(this.now + milliseconds, happen);
  }

  /** The instant of what comes next; `null` = nothing does. */
  get next(): number | null {
    return this.heap[0]?.at ?? null;
  }

  /** Moves the clock there and lets it happen. `false` = there is nothing left. */
  step(): boolean {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return false;
    if (heap.length > 0) {
      heap[0] = last;
      for (let parent = 0; ; ) {
        const left = 2 * parent + 1;
        const right = left + 1;
        const child = right < heap.length && this.isBefore(right, left) ? right : left;
        if (child >= heap.length || !this.swapped(parent, child)) break;
        parent = child;
      }
    }
    this.now = first.at;
    first.happen();
    return true;
  }

  private isBefore(one: number, other: number): boolean {
    const [a, b] = [this.heap[one], this.heap[other]];
    if (a === undefined || b === undefined) return false;
    return a.at < b.at || (a.at === b.at && a.place < b.place);
  }

  private swapped(parent: number, child: number): boolean {
    const [a, b] = [this.heap[parent], this.heap[child]];
    if (a === undefined || b === undefined || !this.isBefore(child, parent)) return false;
    this.heap[parent] = b;
    this.heap[child] = a;
    return true;
  }
}
