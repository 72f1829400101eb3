/**
 * Jobs that were lost although the rows say there is work: a change set or an adoption that is being applied while nobody
 * works at it, a policy change whose issue was not told the last of it, a request that waits for its issue, and a look at
 * applications that is on its way still; a card at the desk nobody has finished, and a press nobody has worked on; a mail that
 * no server has taken. Each is asked about by itself: one that waits, also for a later time, is not sent a second time,
 * however long the tracker is down; and one that is lost is found while others of its lane are waiting.
 */
import type { Job } from '../../ports/engine.ts';
import { isStillAwaited } from '../look/apps.ts';
import { unlessNewer } from '../newer.ts';
import { isToBeSent } from '../notices/notify.ts';
import { untoldChanges } from '../policy/policyCase.ts';
import { later, type World } from '../world.ts';

/** A look that holds no case goes on after the case is over, and no longer than this. Milliseconds. */
const LOOKED_AT_FOR = 7 * 24 * 60 * 60_000;

/** Answers how many were sent again. */
export async function sendLost(world: World): Promise<number> {
  const { engine } = world;
  const lost = [
    ...(await engine.notInHand(await dueItems(world))),
    ...(await engine.notInHand(
      ((await unlessNewer(world, () => untoldChanges(world))) ?? []).map(
        (id) => ({ lane: 'bulk', policyChange: id }) as const,
      ),
    )),
    ...(await lostLooks(world)),
    ...(await engine.notInHand(
      (await world.store.read.unfiledRequests()).map(({ key }) => ({ lane: 'look', raised: key }) as const),
    )),
    ...(await engine.notInHand(await deskJobs(world))),
    ...(await lostMails(world)),
  ];
  for (const job of lost) await engine.send(job);
  return lost.length;
}

/** A job for the desk begins within a second; what is older than this is in hand, or lost. Milliseconds. */
const DESK_AFTER = 60_000;

/** Also what was asked before there was a desk. */
async function deskJobs({ desk, store: { read } }: World): Promise<readonly Job[]> {
  if (desk === null) return [];
  const { cases, acts } = await read.deskWork(later(await read.now(), -DESK_AFTER));
  return [
    ...cases.map((id) => ({ lane: 'notify', desk: id }) as const),
    ...acts.map((id) => ({ lane: 'notify', deskAct: id }) as const),
  ];
}

async function dueItems({ store: { read } }: World): Promise<readonly Job[]> {
  const jobs: Job[] = [];
  for (const { id } of await read.changeSets('applying')) {
    for (const { person } of stillOpen(await read.changeSetItems(id)))
      jobs.push({ lane: 'bulk', changeSet: id, person });
  }
  for (const { id } of await read.adoptions('applying')) {
    for (const { account } of stillOpen(await read.adoptionItems(id), 'listed')) {
      jobs.push({ lane: 'bulk', adoption: id, account });
    }
  }
  return jobs;
}

async function lostLooks(world: World): Promise<readonly Job[]> {
  const { read } = world.store;
  return lostOf(world, await read.appLooks(later(await read.now(), -LOOKED_AT_FOR)), isStillAwaited);
}

/** Milliseconds, over a weekend: of a case that nothing touched for longer, nobody waits for word. */
const TOLD_FOR = 3 * 24 * 60 * 60_000;

async function lostMails(world: World): Promise<readonly Job[]> {
  const { read } = world.store;
  return lostOf(world, await read.unsentNotices(later(await read.now(), -TOLD_FOR)), isToBeSent);
}

/** What is over, or is sent no more, leaves nothing behind: only of what nobody has in hand is the case read. */
async function lostOf<One extends Job>(
  world: World,
  jobs: readonly One[],
  isWanted: (world: World, job: One) => Promise<boolean>,
): Promise<readonly Job[]> {
  const lost: Job[] = [];
  for (const job of await world.engine.notInHand(jobs))
    if ((await unlessNewer(world, () => isWanted(world, job))) === true) lost.push(job);
  return lost;
}

/** Those nobody has been at; where all were, the last one was cut off before it could close the whole: one is enough. */
function stillOpen<Item extends { readonly state: string }>(items: readonly Item[], untouched?: string) {
  const open = items.filter(({ state }) => state === 'open');
  return open.length > 0 ? open : items.filter(({ state }) => state !== untouched).slice(0, 1);
}
