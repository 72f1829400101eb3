/**
 * Jobs of the bulk lane that were lost: a change set or an adoption that is being applied while nobody works at it, and
 * a policy change whose issue was not told the last of it. The rows tell; every one of these jobs may run twice.
 */
import { untoldChanges } from './policyCase.ts';
import type { World } from './world.ts';

/** Answers how many were sent again. While any job of the lane waits or runs, nothing is taken for lost. */
export async function sendLost(world: World): Promise<number> {
  if ((await world.engine.backlog()).bulk > 0) return 0;
  const { read } = world.store;
  let sent = 0;
  for (const { id } of await read.changeSets('applying')) {
    const { items = [] } = (await read.changeSet(id)) ?? {};
    for (const { person } of stillOpen(items)) {
      await world.engine.send({ lane: 'bulk', changeSet: id, person });
      sent += 1;
    }
  }
  for (const { id } of await read.adoptions('applying')) {
    for (const { account } of stillOpen(await read.adoptionItems(id), 'listed')) {
      await world.engine.send({ lane: 'bulk', adoption: id, account });
      sent += 1;
    }
  }
  for (const id of await untoldChanges(world)) {
    await world.engine.send({ lane: 'bulk', policyChange: id });
    sent += 1;
  }
  return sent;
}

/** Those nobody has been at; where all were, the last one was cut off before it could close the whole: one is enough. */
function stillOpen<Item extends { readonly state: string }>(items: readonly Item[], untouched?: string) {
  const open = items.filter(({ state }) => state === 'open');
  return open.length > 0 ? open : items.filter(({ state }) => state !== untouched).slice(0, 1);
}
