/**
 * Waiting as long as anything happens. How fast a machine is decides nothing here; that nobody writes anything any more for
 * longer than anything is waited for does, and then it is said what was waited for and how everything stands.
 */
import type { Stand } from './stand.ts';
import type { Standing } from './wire.ts';

/**
 * The product's own longest wait is the pause between two sweeps of the tracker, two minutes, which find what a lost webhook
 * hid; its retries come sooner. Milliseconds.
 */
const SILENCE = 200_000;
const LOOK = 50;

/** `quiet`: for how long nobody has written anything. Milliseconds. */
export type Look = (standing: Standing, quiet: number) => boolean | Promise<boolean>;

export class WaitedInVain extends Error {}

export async function until(stand: Stand, what: string, isSo: Look): Promise<void> {
  let last = { writes: -1, at: performance.now() };
  for (;;) {
    const standing = await stand.standing();
    const { troubles, writes } = standing;
    if (troubles.length > 0) throw new Error(`somebody could not go on: ${troubles[0]}`);
    if (writes !== last.writes) last = { writes, at: performance.now() };
    const quiet = performance.now() - last.at;
    if (await isSo(standing, quiet)) return;
    if (quiet > SILENCE) {
      const how = `waited for ${what}, and nobody has written anything for ${SILENCE / 1_000} s`;
      throw new WaitedInVain([how, await stand.scene([])].join('\n'));
    }
    await pause(LOOK);
  }
}

export const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
