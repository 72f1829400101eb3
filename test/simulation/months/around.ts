/** What the people of a simulated company have around them: the systems they use, and what they know of the time. */
import type { World } from '../../../src/app/world.ts';
import type { Okta } from './okta.ts';
import type { Taken } from './outside.ts';
import type { SeenQuestion } from './people.ts';
import type { Modes } from './policies.ts';
import type { Random } from './random.ts';
import type { TrackerSite } from './tracker.ts';

export interface Around {
  readonly site: TrackerSite;
  readonly okta: Okta;
  now(): number;
  /** What is to be carried out by now. */
  modes(): Modes;
  /** What anybody's clock shows at most. */
  latest(): number;
  say(what: string): void;
  /** Somebody does something at a running Tenure; what comes of it, they see there. */
  does(what: string, work: (world: World) => Promise<unknown>): void;
  later(milliseconds: number, act: () => void): void;
  stops(world: World, leaversToo: boolean): Promise<void>;
  resumes(world: World): Promise<void>;
  /** Nobody is there for so long. */
  standsDown(milliseconds: number): void;
  /** Somebody looks at their messages, and presses what is there; `null` = nobody has any. */
  readonly presses: (() => void) | null;
  /** An answer that Tenure has taken. */
  counted(seen: SeenQuestion): void;
  /** What was asked outside the tracker, and Tenure has said that it has. */
  taken(asked: Omit<Taken, 'at'>): void;
  /** For what depends on how things stand: life itself is drawn apart from it. */
  readonly people: Random;
}
