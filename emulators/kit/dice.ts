/**
 * All chance in the emulators, from a seed, so that a run that failed can be repeated. Two shapes: a sequence, and a
 * single roll that depends on what it is for and on nothing that was rolled before.
 */
export interface Dice {
  /** From 0 up to, not including, 1. */
  roll(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
}

/** A small generator (mulberry32). */
export function diceOf(seed: number): Dice {
  let state = seed | 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number) => low + Math.floor(roll() * (high - low + 1));
  return { roll, between, pick: (items) => items[between(0, items.length - 1)] ?? items[0] };
}

/** The dice of one purpose under a seed: what one fault rolls does not move what another one rolls. */
export function diceFor(seed: number, purpose: string): Dice {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < purpose.length; at += 1) hash = Math.imul(hash ^ purpose.charCodeAt(at), 0x01000193);
  return diceOf(hash ^ (hash >>> 13));
}
