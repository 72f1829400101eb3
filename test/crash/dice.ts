/** Chance by a seed, so that a run can be repeated; what the machine does in between, no seed repeats. */
export interface Dice {
  /** From 0 to below `count`. */
  below(count: number): number;
  one<Of>(among: readonly [Of, ...Of[]]): Of;
}

/** mulberry32 */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(roll() * count);
  return { below, one: (among) => among[below(among.length)] ?? among[0] };
}
