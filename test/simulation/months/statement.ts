/** What an invariant of the design says about one history, and what contradicts it. */
import type { PersonId } from '../../../src/core/shared/ids.ts';
import type { Facts } from './facts.ts';

export interface Found {
  readonly person: PersonId | null;
  readonly says: string;
  /** When; absent = in the end. */
  readonly at?: number;
}

export interface Invariant {
  /** As in the design. */
  readonly number: number;
  readonly name: string;
  readonly promises: string;
  broken(facts: Facts): readonly Found[] | Promise<readonly Found[]>;
}
