/**
 * A layoff that is announced: one of roles.confirm says beforehand how many terminations somebody will file, and until
 * when. So many pass although they are over the rate; of a forged pile no more than that ever does. Whoever files them,
 * or fills in what counts, announces none of them.
 */
import { epochOf, type Instant, milliseconds } from '../core/shared/instant.ts';
import { accept, type Outcome, refuse } from '../core/shared/outcome.ts';
import type { ExceptionRow, Tx } from '../ports/store.ts';
import { mayConfirm } from './deciders.ts';
import { isSamePerson } from './identity.ts';
import { settle } from './settle.ts';
import type { World } from './world.ts';

export interface AskedAnnouncement {
  /** Work address. */
  readonly filer: string;
  readonly people: number;
  readonly until: Instant;
  readonly by: string;
  readonly reason: string;
}

interface Announcement {
  readonly id: string;
  /** The tracker's ids of who files and of who has announced it. */
  readonly filer: string;
  readonly announcedBy: string | null;
  readonly people: number;
  readonly at: Instant;
  readonly until: Instant;
}

export interface Announced {
  /** Terminations that waited already, and go now. */
  readonly released: number;
  /** So many more may be filed. */
  readonly left: number;
}

export type AnnounceRefusal =
  | 'not-allowed'
  | 'own-change'
  | 'unknown-filer'
  | 'ends-before-it-begins'
  | 'too-far-ahead';

const KEY = 'announced-leavers';
/** A number that nobody remembers having said protects nobody. Milliseconds. */
const LONGEST = 31 * 86_400_000;

/** What waits already is confirmed first, the oldest first; the rest of the number is for what is still to be filed. */
export async function announceLeavers(
  world: World,
  { filer, people, until, by, reason }: AskedAnnouncement,
): Promise<Outcome<Announced, AnnounceRefusal>> {
  if (!(await mayConfirm(world, by))) return refuse('not-allowed');
  if (await isSamePerson(world, filer, by)) return refuse('own-change');
  const account = await world.tracker.findShownUser(filer);
  if (account === null) return refuse('unknown-filer');
  const announcedBy = await world.tracker.findUser(by);
  if (announcedBy === account) return refuse('own-change');
  const waiting = (await waitingOf(world, account)).slice(0, people);
  const left = people - waiting.length;
  const outcome = await world.store.transaction(async (tx): Promise<Outcome<null, AnnounceRefusal>> => {
    await tx.lockCase('system');
    if (until <= tx.now) return refuse('ends-before-it-begins');
    if (epochOf(until) - epochOf(tx.now) > LONGEST) return refuse('too-far-ahead');
    const id = world.freshId();
    const fresh: Announcement = { id, filer: account, announcedBy, people: left, at: tx.now, until };
    const running = (await announcements(tx)).filter((one) => one.until > tx.now);
    await tx.setControl(KEY, left === 0 ? running : [...running, fresh]);
    await tx.append('system', [
      { type: 'LeaversAnnounced', announcement: id, filedBy: account, people, until, by, personal: { reason } },
    ]);
    return accept(null);
  });
  if (!outcome.ok) return outcome;
  let released = 0;
  for (const { id } of waiting) {
    const settled = await settle(world, { exception: id, verdict: 'confirm', by, reason });
    if (settled.ok) released += 1;
  }
  return accept({ released, left });
}

/** Whether a termination over the rate is one of those that were announced; it is counted by the asking. */
export async function isAnnounced(
  tx: Pick<Tx, 'bookMeters' | 'getControl' | 'now'>,
  filer: string,
  authors: string,
): Promise<boolean> {
  for (const one of await announcements(tx)) {
    const isTheirs = one.filer === filer && one.until > tx.now;
    if (!isTheirs || (one.announcedBy !== null && authors.split(' ').includes(one.announcedBy))) continue;
    const window = milliseconds(epochOf(one.until) - epochOf(one.at));
    const meter = { meter: `leavers-announced:${one.id}`, count: 1, limit: one.people, window };
    if ((await tx.bookMeters([meter])).booked) return true;
  }
  return false;
}

const announcements = async (tx: Pick<Tx, 'getControl'>) => (await tx.getControl<readonly Announcement[]>(KEY)) ?? [];

async function waitingOf({ store }: World, account: string): Promise<readonly Pick<ExceptionRow, 'id'>[]> {
  const open = await store.read.exceptions({ open: true, kinds: ['leaver-rate'] });
  return open.filter(({ detail }) => detail.filedBy === account).sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
}
