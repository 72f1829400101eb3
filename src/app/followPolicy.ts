/** What follows when a policy has come into force, beside what people gain and lose by it. */
import type { PolicyVersion } from '../core/shared/ids.ts';
import type { JobResult } from '../ports/engine.ts';
import { pushByItself } from './portal/index.ts';
import type { World } from './world.ts';

export async function followPolicy(world: World, version: PolicyVersion, by: string): Promise<JobResult> {
  const policy = (await world.rules.current())?.policy;
  // Another has come into force since, and is followed itself.
  if (policy === undefined || policy.version !== version) return;
  if (policy.settings.cases.some(({ kind }) => kind === 'access-request')) await lookAtOpenRequests(world);
  return policy.settings.catalogue?.push === 'auto' ? pushByItself(world, policy, by) : undefined;
}

/** What is asked for may be in the catalogue no more: whoever waits for it is told now, not at the next reminder. */
async function lookAtOpenRequests({ store, engine }: World): Promise<void> {
  const open = [...(await store.read.cases({ state: 'open' })), ...(await store.read.cases({ state: 'waiting' }))];
  for (const { kind, issueId } of open) {
    if (kind === 'access-request') await engine.send({ lane: 'look', issue: issueId });
  }
}
