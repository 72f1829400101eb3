/**
 * Whether the record is whole: every stream's chain from its first event to its last, and every ledger row against
 * the replay of all events. Reads only what is kept; `verifyIssues` holds the same against what stands in the tracker.
 */
import { z } from 'zod';
import { checkChain } from '../../core/evidence/index.ts';
import type { StreamId } from '../../core/evidence/model.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import { accept } from '../../core/shared/outcome.ts';
import type { RawEvent, Reader } from '../../ports/store.ts';
import { personOf, type Replayed, replayAll } from '../evidence/rebuild.ts';
import type { World } from '../world.ts';
import { caseKeys, shownPerson } from './find.ts';
import { operation } from './operation.ts';
import { type RecordFault, readSeals } from './verifySeals.ts';

export type { RecordFault } from './verifySeals.ts';

export const verify = operation({
  needs: 'store',
  input: z.strictObject({}),
  async run(world) {
    const { read } = world.store;
    const chains = await checkChains(world);
    const faults = [...chains.faults];
    let people = 0;
    let erased = 0;
    for await (const replayed of replayAll(read, chains.streamsOf)) {
      people += 1;
      faults.push(...(await replayFaults(read, replayed)));
      if (replayed.kind === 'compared' && replayed.isNameless) erased += 1;
    }
    const { streams, events, seals } = chains;
    return accept({ whole: faults.length === 0, streams, events, seals, people, erased, faults });
  },
});

async function replayFaults(read: Reader, replayed: Replayed): Promise<readonly RecordFault[]> {
  const { person } = replayed;
  if (replayed.kind === 'unreadable') {
    return [
      { where: person, fault: 'unreadable', says: 'its events can no longer be read, so nothing can be replayed' },
    ];
  }
  if (replayed.differences.length === 0) return [];
  const where = shownPerson(person, await read.person(person)).key || person;
  return replayed.differences.map(({ part, row, fault }) => ({
    where,
    fault: `ledger-${fault}`,
    says: LEDGER[fault](part, row),
  }));
}

const LEDGER = {
  missing: (part: string, row: string) =>
    `the events say that there is ${row} in ${part}, and the ledger has no such row`,
  unexplained: (part: string, row: string) => `the ledger has ${row} in ${part}, and no event made it`,
  altered: (part: string, row: string) => `${row} in ${part} says something else than its events`,
} as const;

async function checkChains(world: World) {
  const { store } = world;
  // Read before the streams: what is recorded meanwhile makes these only longer.
  const sealed = await readSeals(world);
  const faults: RecordFault[] = [...sealed.faults];
  const streamsOf = new Map<PersonId, StreamId[]>();
  const keyOf = caseKeys(store.read);
  let streams = 0;
  let events = 0;
  for await (const stream of store.read.streams()) {
    const links = await store.read.rawStream(stream);
    streams += 1;
    events += links.length;
    const hashes = links.map(({ hash }) => hash);
    const behind = sealed.faultOf(stream, hashes);
    const says = (await chainFault(store.read, stream, links)) ?? behind;
    if (says !== null) faults.push({ where: stream === 'system' ? stream : await keyOf(stream), ...says });
    if (stream === 'system') continue;
    const person = personOf(links);
    if (person !== null) streamsOf.set(person, [...(streamsOf.get(person) ?? []), stream]);
  }
  for (const where of sealed.unseen()) {
    faults.push({ where, fault: 'stream-gone', says: 'seals name this stream, and it is not in the store' });
  }
  return { faults, streamsOf, streams, events, seals: sealed.seals };
}

async function chainFault(read: Reader, stream: StreamId, links: readonly RawEvent[]) {
  const found = checkChain(links);
  if (found !== null) {
    return { fault: found.fault, says: `event ${found.seq} ${CHAIN[found.fault]}` };
  }
  // The end of a chain can be cut off without breaking it; the evidence writer's place then lies beyond it.
  const written = await read.evidenceCursor(stream);
  if (written <= (links.at(-1)?.seq ?? 0)) return null;
  return { fault: 'cut-short', says: `${written} events were written to the issue, and only ${links.length} are left` };
}

const CHAIN = {
  gap: 'is missing',
  'broken-link': 'does not follow from the one before it',
  altered: 'was changed after it was recorded',
} as const;
