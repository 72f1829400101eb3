/**
 * Brings what stands before people where they decide to how the case stands: a question is put to each approver once,
 * changed in place when anything about it changes, and loses its buttons when it is over; an emergency, to each who is to
 * hear of it. A row goes before everything that is sent, so an answer that was lost is looked for before anything is posted
 * a second time.
 */
import { type CaseState, foldCase } from '../../core/evidence/index.ts';
import type { RecordedEvent } from '../../core/evidence/model.ts';
import { sha256 } from '../../core/shared/canonical.ts';
import type { CaseId, ConnectionId, DeskUserId } from '../../core/shared/ids.ts';
import { earlier, type Instant } from '../../core/shared/instant.ts';
import type { Desk, DeskCard, DeskPlace } from '../../ports/desk.ts';
import type { DeskCardRow } from '../../ports/deskRows.ts';
import type { JobResult } from '../../ports/engine.ts';
import { Fault } from '../../ports/fault.ts';
import type { Tx } from '../../ports/store.ts';
import { speakerNamed } from '../requests/speaker.ts';
import { later, type World } from '../world.ts';
import { asksOf, type Drawn, drawQuestion } from './card.ts';
import { alarmsOf, drawAlarm, mayReview, shownOfAlarm } from './emergency.ts';
import { cardKey, type Scene, sceneOf } from './scene.ts';

const BUSY_AGAIN = 1_000;
const REFUSED_AGAIN = 30 * 60_000;
/** Somebody may come to the desk, or confirm their address. */
const NOBODY_AGAIN = 6 * 60 * 60_000;
/** Of one person. */
const MOST_ADDRESSES = 3;
/** Calls one card may take: who they are, their conversation, looking for it, posting it. */
const CALLS = 5 + MOST_ADDRESSES;

export async function tellDesk(world: World, id: CaseId): Promise<JobResult> {
  const { desk } = world;
  const force = await world.rules.current();
  if (desk === null || force === null) return undefined;
  const found = await sceneOf(world, force, id);
  if (found === null) return undefined;
  const { scene, state, stream } = found;
  const rows = new Map((await world.store.read.deskCards(id)).map((row) => [row.key, row]));
  let again: Instant | null = null;
  let passing: Fault | null = null;
  for (const told of toldIn(desk.connection, scene, state, stream)) {
    const row = rows.get(told.key);
    if (row === undefined ? !told.drawn.isOpen : row.stands === told.drawn.digest) continue;
    try {
      const next = await putCard(world, desk, scene, told);
      if (next !== null) again = again === null ? next : earlier(again, next);
    } catch (trouble) {
      if (!(trouble instanceof Fault)) throw trouble;
      // One approver's trouble keeps no other from being asked.
      if (trouble.kind === 'transient') passing ??= trouble;
      else again = later(await world.store.read.now(), REFUSED_AGAIN);
    }
  }
  if (passing !== null) throw passing;
  return again === null ? undefined : { again };
}

/** One card before one person. */
interface Told {
  readonly key: string;
  /** The question, or the emergency's notice. */
  readonly about: string;
  readonly mail: string;
  readonly drawn: Drawn;
  /** What its buttons are bound to; `null` = it has none. */
  readonly shown: string | null;
  /** Somebody waits for their answer; of an emergency they are told by mail as well. */
  readonly isQuestion: boolean;
}

/** Nobody answers a question on an issue that is not there; an emergency is told all the same. */
function toldIn(desk: ConnectionId, scene: Scene, state: CaseState, stream: readonly RecordedEvent[]): readonly Told[] {
  const keyOf = (about: string, mail: string) => cardKey(desk, scene.case, about, mail);
  const questions = (scene.issue === null ? [] : asksOf(state)).map((asked): Told => {
    const { question, approver } = asked;
    const { id: about, shown } = question;
    const { mail } = approver;
    const drawn = drawQuestion(scene, stream, asked);
    return { key: keyOf(about, mail), about, mail, shown, isQuestion: true, drawn };
  });
  const alarms = alarmsOf(state).map((alarm): Told => {
    const { notice: about, mail, line } = alarm;
    const shown = mayReview(scene, alarm) ? shownOfAlarm(line) : null;
    const drawn = drawAlarm(scene, stream, alarm);
    return { key: keyOf(about, mail), about, mail, shown, isQuestion: false, drawn };
  });
  return [...questions, ...alarms];
}

interface Claim {
  readonly row: DeskCardRow;
  readonly card: DeskCard;
  readonly digest: string;
  readonly isOpen: boolean;
  /** An earlier attempt may have put it there. */
  readonly mayBeThere: boolean;
}

/** Answers when to come back, if at all. */
async function putCard(world: World, desk: Desk, scene: Scene, told: Told): Promise<Instant | null> {
  const { key, about, mail } = told;
  const begun = world.monotonic();
  const span = CALLS * world.timing.callMilliseconds;
  const token = world.freshSecret();
  const claimed = await world.store.transaction((tx) => claim(world, tx, desk.connection, scene, told, token, span));
  if (claimed === null || 'again' in claimed) return claimed?.again ?? null;
  const { row, card, digest, isOpen, mayBeThere } = claimed;
  const inTime = () => {
    // Whoever comes after us would look for it while ours is still on its way.
    if (world.monotonic() - begun > span - 2 * world.timing.callMilliseconds)
      throw new Fault('transient', 'tell somebody');
  };
  try {
    const user = row.user ?? (await userOf(world, desk, mail));
    if (user === null) {
      // What is over is not to be put before anybody any more.
      // An emergency is told by mail as well, also to lists, and hours later there is nothing loud about it.
      if (!isOpen || !told.isQuestion) return await release(world, row, { stands: digest, trouble: null });
      await release(world, row, { trouble: 'nobody there has this address, confirmed' });
      world.log.warn({ case: scene.case, question: about }, 'an approver is not to be found at the desk');
      return later(await world.store.read.now(), NOBODY_AGAIN);
    }
    const forget = () => keep(world, row, { place: null });
    const place = await bring(desk, user, { row, card, key, isOpen, mayBeThere, inTime, forget });
    await release(world, row, { user, place, stands: digest, trouble: null });
    return null;
  } catch (trouble) {
    if (!(trouble instanceof Fault)) throw trouble;
    if (trouble.kind !== 'transient') {
      world.log.error({ case: scene.case, fault: trouble.message }, 'a card could not be put at the desk');
    }
    // Whom it was put before may be somebody’s account of before: whose address it is now is asked when it is tried again.
    await release(world, row, { trouble: trouble.message, ...(trouble.kind === 'missing' ? { user: null } : {}) });
    throw trouble;
  }
}

/** By whichever address of theirs the desk has confirmed: they are asked by one, and may be there by another. */
async function userOf(world: World, desk: Desk, mail: string): Promise<DeskUserId | null> {
  for (const name of (await speakerNamed(world, mail)).by.slice(0, MOST_ADDRESSES)) {
    const user = await desk.findUser(name);
    if (user !== null) return user;
  }
  return null;
}

/** What is to stand there as the case stands now, and the right to put it there. */
async function claim(
  world: World,
  tx: Tx,
  desk: ConnectionId,
  scene: Scene,
  { key, about }: Told,
  token: string,
  span: number,
): Promise<Claim | { readonly again: Instant } | null> {
  const stream = await tx.lockCase(scene.case);
  const told = toldIn(desk, scene, foldCase(scene.case, stream), stream).find((one) => one.key === key);
  const known = await tx.lockDeskCard(key);
  if (told === undefined) return null;
  if (known !== null && known.heldBy !== null && known.heldBy.until > tx.now) {
    // Of a process that is gone only the last call may still be under way; and whoever took it by a clock that stood ahead is at
    // it for no longer than one card takes.
    const until = later(tx.now, world.hasEnded(known.heldBy.holder) ? world.timing.callMilliseconds : span);
    if (known.heldBy.until > until) {
      await tx.saveDeskCard({ ...known, heldBy: { ...known.heldBy, until } });
      return { again: until };
    }
    return { again: later(tx.now, BUSY_AGAIN) };
  }
  const { drawn, shown } = told;
  if (known === null ? !drawn.isOpen : known.stands === drawn.digest) return null;
  const fresh = { key, case: scene.case, question: about, user: null, place: null, stands: null, trouble: null };
  const heldBy = { holder: world.holder, until: later(tx.now, span) };
  const row: DeskCardRow = { ...fresh, triedSince: tx.now, ...known, heldBy };
  await tx.saveDeskCard(row);
  if (drawn.isOpen && shown !== null) {
    await tx.addDeskToken({ hash: sha256(token), card: key, shown, facts: drawn.facts });
  }
  const mayBeThere = known !== null && known.place === null;
  return { row, card: drawn.card(token), digest: drawn.digest, isOpen: drawn.isOpen, mayBeThere };
}

interface Bringing {
  readonly key: string;
  inTime(): void;
  forget(): Promise<void>;
}

/** Where it stands then; `null` = it is over, and was never there. */
async function bring(
  desk: Desk,
  user: DeskUserId,
  { row, card, key, isOpen, mayBeThere, inTime, forget }: Omit<Claim, 'digest'> & Bringing,
): Promise<DeskPlace | null> {
  const there = row.place ?? (mayBeThere ? await desk.find(user, key, row.triedSince) : null);
  if (there !== null) {
    try {
      await desk.update(there, key, card);
      return there;
    } catch (trouble) {
      // Somebody took it away. What is over needs no new one.
      if (!(trouble instanceof Fault) || trouble.kind !== 'missing') throw trouble;
      if (!isOpen) return there;
      // Known before another is posted: where that answer is lost, it is looked for.
      await forget();
    }
  }
  if (!isOpen) return null;
  inTime();
  return desk.post(user, key, card);
}

async function release(world: World, row: DeskCardRow, change: Partial<DeskCardRow>): Promise<null> {
  await keep(world, row, { ...change, heldBy: null });
  return null;
}

/** Only what is still ours: another may have taken over when our time was up. */
const keep = (world: World, { key, heldBy }: DeskCardRow, change: Partial<DeskCardRow>): Promise<void> =>
  world.store.transaction(async (tx) => {
    const now = await tx.lockDeskCard(key);
    if (now === null || now.heldBy?.until !== heldBy?.until || now.heldBy?.holder !== heldBy?.holder) return;
    await tx.saveDeskCard({ ...now, ...change });
  });
