/**
 * Whoever leaves, or is away from now on, is waited for by nobody: every request that asks them is looked at at once, also
 * where they were only asked because somebody else had not answered.
 */
import { mailsOf } from '../../core/grant/index.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import type { World } from '../world.ts';

export async function reroute({ store, engine }: World, person: PersonId): Promise<void> {
  const names = mailsOf(await store.read.person(person));
  for (const { issueId } of await store.read.requestsAsking(names)) {
    // Without an issue yet, it is looked at when it has one.
    if (issueId !== '') await engine.send({ lane: 'look', issue: issueId });
  }
  await engine.send({ lane: 'bulk', requests: 'whom-they-ask' });
}
