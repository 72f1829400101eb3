/** What follows when a policy has come into force, beside what people gain and lose by it. */
import type { PolicyVersion } from '../../core/shared/ids.ts';
import type { JobResult } from '../../ports/engine.ts';
import { pushByItself } from '../portal/index.ts';
import { wakeRequests } from '../requests/whomTheyAsk.ts';
import type { World } from '../world.ts';

export async function followPolicy(world: World, version: PolicyVersion, by: string): Promise<JobResult> {
  // From the store: the rules this process has in hand may be those of a moment ago.
  const policy = await world.store.read.policyInForce();
  // Another has come into force since, and is followed itself.
  if (policy?.version !== version) return;
  world.rules.forget();
  // What is asked for may be in the catalogue no more: whoever waits for it is told now, not at the next reminder.
  await wakeRequests(world);
  return policy.settings.catalogue?.push === 'auto' ? pushByItself(world, policy, by) : undefined;
}
