/** Waits of a service that is killed all the time: short, so that a run is not spent waiting out what a killed one left. */
import type { Timing } from '../../src/app/world.ts';

export const SHORT: Partial<Timing> = {
  leaseMilliseconds: 1_500,
  callMilliseconds: 600,
  evidenceGraceMilliseconds: 50,
};
