/**
 * A form that cannot be read stays where it is, and its issue says nothing of it: what it asks for waits meanwhile, the end of
 * somebody's work perhaps. Read in vain for a quarter of an hour it is told to people, once; withdrawn when it is read. While
 * nothing of the tracker can be read, each form that waits is told, up to so many.
 */
import { caseId, exceptionId } from '../../core/shared/ids.ts';
import { epochOf, type Instant } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import { endFinding, isOver } from '../settling/findingRows.ts';
import { later, type World } from '../world.ts';

export const FORM_UNREAD = 'form-unread';

/** Milliseconds: as for a form that takes access and stays refused. */
const PATIENCE = 15 * 60_000;
const MOST = 25;
/** Milliseconds: longer than between two tries. What has failed longer ago was read since, by another process perhaps. */
const APART = 12 * 60_000;
/** Milliseconds until an issue that is not shown to us is asked for again. */
const NOT_SHOWN_AGAIN = 5 * 60_000;

/** Milliseconds: between two notes of the same one. With the longest wait for the next try it is less than `APART`. */
const NOTED_AGAIN = 4 * 60_000;

interface Failing {
  readonly since: Instant;
  readonly last: Instant;
}
const UNREAD = 'unread-forms';
type Unread = Readonly<Record<string, Failing>>;

/** As this process has noted them: it reads one in vain every few seconds. */
const noted = new WeakMap<World, Map<string, Failing>>();

/** `tries`: how often in a row this look has come to nothing before. */
export async function tellingUnread(
  world: World,
  issue: string,
  tries: number,
  look: () => Promise<void>,
): Promise<void> {
  try {
    await look();
  } catch (trouble) {
    await tellUnread(world, issue, trouble);
    throw trouble;
  }
  const wasFailing = noted.get(world)?.delete(issue) === true;
  if (!wasFailing && tries === 0) return;
  await forget(world, issue);
  await tellRead(world, issue);
}

/** Since when it is read in vain, by whichever process: one that begins anew every few minutes has not only begun to. */
async function failingSince({ store }: World, issue: string, now: Instant, known: Map<string, Failing>) {
  const before = known.get(issue);
  if (before !== undefined && epochOf(now) - epochOf(before.last) < NOTED_AGAIN) return before.since;
  const note = await store.transaction(async (tx) => {
    const isOfThisTime = ({ last }: Failing) => epochOf(tx.now) - epochOf(last) < APART;
    const all = Object.entries((await tx.lockControl<Unread>(UNREAD)) ?? {}).filter(([, one]) => isOfThisTime(one));
    const mine: Failing = { since: Object.fromEntries(all)[issue]?.since ?? tx.now, last: tx.now };
    await tx.setControl(UNREAD, { ...Object.fromEntries(all), [issue]: mine });
    return mine;
  });
  known.set(issue, note);
  return note.since;
}

async function forget({ store }: World, issue: string): Promise<void> {
  if ((await store.read.getControl<Unread>(UNREAD))?.[issue] === undefined) return;
  await store.transaction(async (tx) => {
    const { [issue]: _read, ...left } = (await tx.lockControl<Unread>(UNREAD)) ?? {};
    await tx.setControl(UNREAD, left);
  });
}

async function tellUnread(world: World, issue: string, trouble: unknown): Promise<void> {
  const { store, tracker } = world;
  const known = noted.get(world) ?? new Map<string, Failing>();
  noted.set(world, known);
  const now = await store.read.now();
  if (epochOf(now) - epochOf(await failingSince(world, issue, now, known)) < PATIENCE) return;
  const told = await toldOf(world, issue);
  if (told.some((one) => !isOver(one))) return;
  const key = (await store.read.case(caseId(tracker.connection, issue)))?.issueKey ?? null;
  const because = trouble instanceof Fault ? trouble.message : 'unexpected, see the log';
  await store.transaction(async (tx) => {
    await tx.lockSystem();
    const open = await tx.openExceptions({ kind: FORM_UNREAD });
    if (open.length >= MOST || open.some((one) => one.detail.issue === issue)) return;
    const id = exceptionId(`${FORM_UNREAD}!${issue}!${told.length + 1}`);
    const detail = { issue, key, because };
    void tx.append('system', [{ type: 'ExceptionRaised', exception: id, kind: FORM_UNREAD, detail }]);
    const nobodys = { case: null, person: null, account: null, group: null } as const;
    await tx.raiseException({ id, kind: FORM_UNREAD, ...nobodys, detail, openedAt: tx.now, settled: null });
  });
}

/**
 * A form that the tracker tells of and shows nobody here: one with a security level we are not in, perhaps. `endsWork`: it is read again
 * like one that cannot be read, until a person lets it be, or it `isGone`.
 */
export async function neverSeen(
  world: World,
  issue: string,
  { isGone, endsWork }: { readonly isGone: boolean; readonly endsWork: boolean },
): Promise<void> {
  if (isGone) return tellRead(world, issue);
  if (!endsWork || (await toldOf(world, issue)).some((one) => one.settled !== null || isOver(one))) return;
  const retryAt = later(await world.store.read.now(), NOT_SHOWN_AGAIN);
  throw new Fault('transient', 'read issue', { vendorCode: '404', retryAt, note: 'it is not there, or not for us' });
}

const toldOf = async ({ store }: World, issue: string) =>
  (await store.read.exceptions({ kinds: [FORM_UNREAD] })).filter(({ detail }) => detail.issue === issue);

/** Whoever has let it be is told anew of the next time. */
async function tellRead(world: World, issue: string): Promise<void> {
  const { store } = world;
  const told = await toldOf(world, issue);
  const standing = told.filter((one) => !isOver(one));
  if (standing.length === 0) return;
  await store.transaction(async (tx) => {
    await tx.lockSystem();
    for (const one of standing) {
      const ended = await endFinding(tx, one, 'gone');
      if (ended.length > 0) void tx.append('system', ended);
    }
  });
}
