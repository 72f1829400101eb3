/**
 * A layoff that is announced: one of roles.confirm says beforehand how many terminations somebody will file, and until
 * when. So many of those filed from then on pass although they are over the rate; of a forged pile no more than that ever
 * does. What was filed before waits for a person who has seen it: what was
 * read here before it, and what the tracker's clock puts more than a minute before it. Whoever files them, or fills in what counts, announces
 * none of them.
 *
 * For each who files there is one number at a time: said again, also because the first answer was lost, it is the new
 * one that counts. It says what may come from now on, and is not added to what was said before.
 */
import { epochOf, type Instant } from '../../core/shared/instant.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { Reader, Tx } from '../../ports/store.ts';
import { isSamePerson } from '../identity.ts';
import { mayConfirm } from '../settling/deciders.ts';
import type { World } from '../world.ts';

export interface AskedAnnouncement {
  /** Work address. */
  readonly filer: string;
  readonly people: number;
  readonly until: Instant;
  readonly by: string;
  readonly reason: string;
}

export interface Announcement {
  readonly id: string;
  /** Who files them: the work address that was said, and the tracker's id. */
  readonly filer: string;
  readonly filerId: string;
  /** Who has announced it: as they said who they are, and the tracker's id. */
  readonly by: string;
  readonly byId: string;
  readonly people: number;
  /** So many have passed because of it. */
  readonly used: number;
  readonly at: Instant;
  readonly until: Instant;
}

export type AnnounceRefusal =
  | 'not-allowed'
  | 'own-change'
  | 'unknown-filer'
  | 'unknown-announcer'
  | 'more-than-work-here'
  | 'ends-before-it-begins'
  | 'too-far-ahead';

const KEY = 'announced-leavers';
/** By so much the tracker's clock may lie behind ours: two that are kept right differ by seconds. Milliseconds. */
const TWO_CLOCKS = 60_000;
/** A number that nobody remembers having said protects nobody. Milliseconds. */
const LONGEST = 31 * 86_400_000;

export async function announceLeavers(
  world: World,
  { filer, people, until, by, reason }: AskedAnnouncement,
): Promise<Outcome<Announcement, AnnounceRefusal>> {
  if (!(await mayConfirm(world, by))) return refuse('not-allowed');
  if (await isSamePerson(world, filer, by)) return refuse('own-change');
  const filerId = await world.tracker.findShownUser(filer);
  if (filerId === null) return refuse('unknown-filer');
  // A search for users does not find an id. Whom nobody knows by an id cannot be told from who fills in the forms.
  const byId = by.includes('@') ? await world.tracker.findUser(by) : by.trim();
  if (byId === null) return refuse('unknown-announcer');
  if (isSameId(byId, filerId)) return refuse('own-change');
  if (people > (await world.store.read.workforce())) return refuse('more-than-work-here');
  const id = world.freshId();
  return world.store.transaction((tx) => announce(tx, { id, filer, filerId, by, byId, people, until, reason }));
}

/** In the place of what was announced for them before. */
export async function announce(
  tx: Pick<Tx, 'lockSystem' | 'lockControl' | 'setControl' | 'append' | 'now'>,
  { reason, ...said }: Omit<Announcement, 'used' | 'at'> & Pick<AskedAnnouncement, 'reason'>,
): Promise<Outcome<Announcement, 'ends-before-it-begins' | 'too-far-ahead'>> {
  const { id, filerId, people, until, by } = said;
  await tx.lockSystem();
  if (until <= tx.now) return refuse('ends-before-it-begins');
  if (epochOf(until) - epochOf(tx.now) > LONGEST) return refuse('too-far-ahead');
  const fresh: Announcement = { ...said, used: 0, at: tx.now };
  const others = (await lockRunning(tx)).filter((one) => !isSameId(one.filerId, filerId));
  await tx.setControl(KEY, [...others, fresh]);
  await tx.append('system', [
    { type: 'LeaversAnnounced', announcement: id, filedBy: filerId, people, until, by, personal: { reason } },
  ]);
  return accept(fresh);
}

/**
 * From now on nobody's terminations pass by it. Also for who files them, and for an address the tracker shows no more: it
 * only makes more wait.
 */
export async function endAnnouncement(
  world: World,
  { filer, by, reason }: Pick<AskedAnnouncement, 'filer' | 'by' | 'reason'>,
): Promise<Outcome<Announcement, 'not-allowed' | 'not-announced'>> {
  if (!(await mayConfirm(world, by))) return refuse('not-allowed');
  const filerId = await world.tracker.findShownUser(filer);
  return world.store.transaction(async (tx) => {
    await tx.lockSystem();
    const running = await lockRunning(tx);
    const ended = running.find((one) => one.filerId === filerId || isSameId(one.filer, filer));
    if (ended === undefined) return refuse('not-announced');
    const over = { ...ended, people: 0, until: tx.now };
    await tx.setControl(
      KEY,
      running.filter((one) => one !== ended),
    );
    const said = { announcement: ended.id, filedBy: ended.filerId, people: 0, until: tx.now, by };
    await tx.append('system', [{ type: 'LeaversAnnounced', ...said, personal: { reason } }]);
    return accept(over);
  });
}

/** Those that still let terminations pass. */
export async function runningAnnouncements(read: Pick<Reader, 'getControl' | 'now'>): Promise<readonly Announcement[]> {
  const [all, now] = await Promise.all([announced(read), read.now()]);
  return all.filter(({ until }) => until > now);
}

interface Termination {
  /** The tracker's ids of who created it, and of those who said whose work ends, and when. */
  readonly creator: string;
  readonly authors: readonly string[];
  /** By the tracker's clock. */
  readonly filedAt: Instant;
  /** When it was first read here, by our own clock; `null` = now. */
  readonly knownSince: Instant | null;
  /** The announcement this case has passed by before: however often its end is set, it is one of them. */
  readonly passedBy: string | null;
}

/** By which announcement a termination passes that is over the rate; it is counted by the asking. `null` = by none. */
export async function announcementFor(
  tx: Pick<Tx, 'getControl' | 'lockControl' | 'setControl' | 'now'>,
  { creator, authors, filedAt, knownSince, passedBy }: Termination,
): Promise<Announcement | null> {
  const covers = ({ id, filerId, byId, at, until, people, used }: Announcement) =>
    // What another has filled in since on a form that the announced one, or anybody, has filed is not of their number.
    authors.some((author) => isSameId(author, filerId)) &&
    authors.every((author) => isSameId(author, filerId) || isSameId(author, creator)) &&
    // What was read before it was announced was filed before, whatever the tracker's clock says; of the rest only that clock tells.
    (knownSince === null || at <= knownSince) &&
    epochOf(at) - epochOf(filedAt) <= TWO_CLOCKS &&
    tx.now < until &&
    (used < people || id === passedBy) &&
    !authors.some((author) => isSameId(author, byId));
  // Without waiting for anybody, where nothing was announced that fits.
  if (!(await announced(tx)).some(covers)) return null;
  const running = await lockRunning(tx);
  const found = running.find(covers) ?? null;
  if (found === null || found.id === passedBy) return found;
  await tx.setControl(
    KEY,
    running.map((one) => (one === found ? { ...one, used: one.used + 1 } : one)),
  );
  return found;
}

const announced = async (read: Pick<Reader, 'getControl'>) =>
  (await read.getControl<readonly Announcement[]>(KEY)) ?? [];

const lockRunning = async (tx: Pick<Tx, 'lockControl' | 'now'>) =>
  ((await tx.lockControl<readonly Announcement[]>(KEY)) ?? []).filter(({ until }) => until > tx.now);

const isSameId = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();
