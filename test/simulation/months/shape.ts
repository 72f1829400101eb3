/** What kind of company a history is about, and how long it is lived in: drawn from the seed before anything happens. */
import { type Generation, NOW_LIVED } from './generations.ts';
import { type Edition, FIRST_ROWS, type Modes } from './policies.ts';
import type { Random } from './random.ts';
import { type Wrong, wrongTimes } from './storeClock.ts';
import { DAY, HOUR } from './timeline.ts';

/** What is not left to the seed. */
export interface Shape {
  /** How much goes wrong; 0 = nothing. */
  readonly heat?: number;
  readonly days?: number;
  readonly acts?: number;
  /** As far as life was lived by then. */
  readonly generation?: Generation;
}

export interface Drawn {
  /** When life ends, and with it all faults. */
  readonly quietFrom: number;
  readonly acts: number;
  readonly lived: Lived;
  /** When the clock is set wrong, and whose hands do it. */
  readonly wrong: readonly Wrong[];
  readonly clockHands: Random;
  readonly hasDesk: boolean;
  readonly pressing: Random;
  /** From when on all of it is carried out; `null` = from the beginning. */
  readonly liveFrom: number | null;
  /** When somebody's clocks ring. */
  readonly ticks: readonly number[];
}

/** What people do, and others with them. */
export interface Lived extends Kinds {
  /** How many there are, besides those who decide. */
  readonly people: number;
  /** The rules of the first day. */
  readonly first: Edition;
  /** Whether rows of the table are edited one by one. */
  readonly rows: boolean;
  /** Whether some answer in the approvals of the tracker. */
  readonly approvals: boolean;
  /** When somebody asks outside the tracker; `null` = never. */
  readonly asksOutside: Random | null;
  /** When somebody leaves by a confidential termination; `null` = never. */
  readonly secrets: Random | null;
  /** When forms that are in force are edited; `null` = never. */
  readonly corrections: Random | null;
  /** When somebody takes up other work, beside what they do here or after it; `null` = never. */
  readonly others: Random | null;
  /** When several are to leave within an hour, more than may; `null` = never. */
  readonly leavers: Random | null;
  /** When contracts become employments, and who does two things moves; `null` = never. */
  readonly contracts: Random | null;
  /** When some of those who are to leave are said to stay; `null` = never. */
  readonly rejects: Random | null;
  /** Who of them was there before Tenure; `null` = nobody. */
  readonly there: Random | null;
}

interface Kinds {
  /** Whether other hands meddle at the provider. */
  readonly hands: boolean;
  /** Whether people ask for access, and others decide. */
  readonly asks: boolean;
  /** Whether the table of who gets what is edited. */
  readonly edits: boolean;
  /** Whether all writes are halted now and then. */
  readonly stops: boolean;
}

/** `random`: by what it is for. */
export function drawn(random: (what: string) => Random, from: number, fixed: Shape): Drawn {
  const shape = random('shape');
  const generation = fixed.generation ?? NOW_LIVED;
  const days = shape.int(20, 90);
  const quietFrom = from + (fixed.days ?? days) * DAY;
  const kinds: Kinds = {
    hands: shape.chance(0.6),
    asks: shape.chance(0.6),
    edits: shape.chance(0.4),
    stops: shape.chance(0.2),
  };
  const clockHands = random('clock');
  const wrong = generation >= 3 && clockHands.chance(0.4) ? wrongTimes(clockHands, from + HOUR, quietFrom) : [];
  const pressing = random('desk');
  const hasDesk = generation >= 4 && kinds.asks && pressing.chance(0.7);
  const shadows = random('shadow');
  const isShadowed = generation >= 5 && shadows.chance(0.35);
  const modes: Modes = isShadowed ? (shadows.pick(['shadow', 'figma-in-shadow'] as const) ?? 'live') : 'live';
  const liveFrom = isShadowed ? from + (0.1 + 0.7 * shadows.next()) * (quietFrom - from) : null;
  const sometimes = (what: string, since: Generation, share: number) => {
    const one = random(what);
    return generation >= since && one.chance(share) ? one : null;
  };
  const leavers = sometimes('leavers', 10, 0.35);
  const first: Edition = {
    table: generation >= 7 ? FIRST_ROWS : 0,
    modes,
    roles: generation >= 6 ? 'plain' : 'as-begun',
    limits: generation >= 7 ? 'close' : 'wide',
    ...(leavers === null ? {} : { leavers: 'one' }),
  };
  const people = shape.int(1, 5);
  const acts = shape.int(5, 40);
  const ticks: number[] = [];
  for (let at = from + HOUR; at < quietFrom; at += shape.int(2, 20) * HOUR) ticks.push(at);
  const lived: Lived = {
    ...{ ...kinds, people, first, leavers },
    rows: sometimes('rows', 7, 0.35) !== null,
    approvals: sometimes('approvals', 8, 0.4) !== null,
    asksOutside: sometimes('outside', 8, 0.5),
    secrets: sometimes('secrets', 9, 0.5),
    corrections: sometimes('corrections', 9, 0.5),
    others: sometimes('others', 10, 0.6),
    contracts: sometimes('contracts', 11, 0.6),
    rejects: sometimes('rejects', 11, 0.6),
    there: sometimes('there', 6, 0.5),
  };
  return { quietFrom, acts: fixed.acts ?? acts, lived, wrong, clockHands, hasDesk, pressing, liveFrom, ticks };
}
