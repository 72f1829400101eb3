/**
 * Terminations and leaves that wait because one person ended too many: the first of an hour is told by itself, those after
 * it together, as one exception about who it was. What is decided about that one is decided about each that was shown, and
 * about no other: what was filed since waits for a word of its own, and so does what whoever decides may not settle.
 */
import { foldCase, isBeforeItsTime } from '../../core/evidence/index.ts';
import { stepsOf } from '../../core/exception/index.ts';
import { canonical, sha256 } from '../../core/shared/canonical.ts';
import { type ExceptionId, exceptionId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import { Fault } from '../../ports/fault.ts';
import type { ExceptionRow, Reader, Tx } from '../../ports/store.ts';
import { unlessNewer } from '../newer.ts';
import { endFinding } from '../settling/findingRows.ts';
import { later, type World } from '../world.ts';

export const LEAVER_RATE = 'leaver-rate';
export const LEAVERS_HELD = 'leavers-held';
/** Which were decided and not settled yet, by the exception they were decided with. */
const DECIDED = 'leavers-decided';
const HOUR = 3_600_000;
type Decided = Readonly<Record<string, readonly ExceptionId[]>>;

type Row = Pick<ExceptionRow, 'kind' | 'detail'>;

/** Told with the others: neither mailed, nor told again, nor filed as an issue by itself. */
export const isToldTogether = ({ kind, detail }: Row): boolean => kind === LEAVER_RATE && detail.together === true;

const areHeldBy = (rows: readonly ExceptionRow[], filer: unknown) =>
  rows.filter(({ kind, detail, settled }) => kind === LEAVER_RATE && detail.over === filer && settled === null);

const hashOf = (rows: readonly ExceptionRow[]) => sha256(canonical(rows.map(({ id }) => id).sort()));

export interface Held {
  readonly rows: readonly ExceptionRow[];
  /** What a decision is bound to. */
  readonly hash: string;
}

/** Those that wait now. */
export async function heldNow({ store: { read } }: World, { detail }: Row): Promise<Held> {
  const rows = areHeldBy(await read.exceptions({ open: true, kinds: [LEAVER_RATE] }), detail.filedBy);
  return { rows, hash: hashOf(rows) };
}

const ISSUES_SAID = 50;

/** As it is shown to whoever decides: how many there are, on which issues, and by which hash they are confirmed. */
export async function detailShown(world: World, row: Row): Promise<ExceptionRow['detail']> {
  if (row.kind !== LEAVERS_HELD) return row.detail;
  const { read } = world.store;
  const { rows, hash } = await heldNow(world, row);
  const now = await read.now();
  const issues: string[] = [];
  // Of a confidential one whose end was put off since nothing is said before its time.
  for (const { case: on } of rows.slice(0, ISSUES_SAID)) {
    if (on === null) continue;
    const isShown = async () => !isBeforeItsTime(foldCase(on, await read.stream(on)), now);
    // What only a newer version can read may be one of those.
    if ((await unlessNewer(world, isShown)) !== true) continue;
    issues.push((await read.case(on))?.issueKey ?? on);
  }
  const more = rows.length > ISSUES_SAID ? [`${rows.length - ISSUES_SAID} more`] : [];
  return { ...row.detail, people: rows.length, issues: [...issues, ...more].join(', '), hash };
}

/**
 * By the clock: raised where some wait to be told, and anew where one waits since it was told for the last time; withdrawn
 * where none do any more. Answers how many were raised.
 */
export async function tellHeldLeavers({ store, rules }: World): Promise<number> {
  const { read } = store;
  const force = await rules.current();
  if (force === null) return 0;
  const again = Math.max(HOUR, ...stepsOf(force.policy.settings, false).map(({ after }) => after));
  const open = await read.exceptions({ open: true, kinds: [LEAVER_RATE, LEAVERS_HELD] });
  const decided = await beingSettled(read);
  const told = open.filter(({ kind }) => kind === LEAVERS_HELD);
  const waiting = open.filter((row) => isToldTogether(row) && !decided.has(row.id));
  const isToldOut = ({ detail, openedAt }: ExceptionRow) =>
    waiting.some((one) => one.detail.over === detail.filedBy && one.openedAt > later(openedAt, again));
  let raised = 0;
  for (const filer of new Set(waiting.map(({ detail }) => detail.over))) {
    if (told.some((row) => row.detail.filedBy === filer && !isToldOut(row))) continue;
    const before = (await read.exceptions({ kinds: [LEAVERS_HELD] })).filter(({ detail }) => detail.filedBy === filer);
    raised += await store.transaction((tx) => tell(tx, String(filer), told, before.length));
  }
  for (const row of told) {
    const isAnew = isToldOut(row);
    if (areHeldBy(open, row.detail.filedBy).length > 0 && !isAnew) continue;
    await store.transaction(async (tx) => {
      await tx.lockSystem();
      const ended = await endFinding(tx, row, isAnew ? 'told-anew' : 'gone');
      if (ended.length > 0) void tx.append('system', ended);
    });
  }
  return raised;
}

/** Decided within the hour: what could not be carried out in it waits for people again, and is tried all the same. */
async function beingSettled(read: Reader): Promise<ReadonlySet<ExceptionId>> {
  const now = await read.now();
  const members = new Set<ExceptionId>();
  for (const [pile, decided] of Object.entries((await read.getControl<Decided>(DECIDED)) ?? {})) {
    const at = (await read.exception(exceptionId(pile)))?.settled?.at;
    if (at !== undefined && at <= now && now < later(at, HOUR)) for (const one of decided) members.add(one);
  }
  return members;
}

async function tell(tx: Tx, filer: string, told: readonly ExceptionRow[], before: number): Promise<number> {
  await tx.lockSystem();
  const id = exceptionId(`leavers!${sha256(filer).slice(0, 12)}!${before + 1}`);
  // Another process may have told it meanwhile.
  const open = await tx.openExceptions({ kind: LEAVERS_HELD });
  const isNews = (row: ExceptionRow) => row.detail.filedBy === filer && told.every((one) => one.id !== row.id);
  if (open.some(isNews) || (await tx.exceptionNow(id)) !== null) return 0;
  const detail = { filedBy: filer };
  const nobodys = { case: null, person: null, account: null, group: null } as const;
  void tx.append('system', [{ type: 'ExceptionRaised', exception: id, kind: LEAVERS_HELD, detail }]);
  await tx.raiseException({ id, kind: LEAVERS_HELD, ...nobodys, detail, openedAt: tx.now, settled: null });
  return 1;
}

export interface HeldDecision {
  readonly verdict: 'confirm' | 'reject';
  readonly by: string;
  readonly reason: string;
  /** Of those that were shown; may be left out where they are rejected, whichever they are. */
  readonly hash?: string;
}

/** The decision, and of which it is; each is settled by it afterwards (`settleDecided`), also after a crash. */
export function decideHeld(
  { store }: World,
  row: ExceptionRow,
  { verdict, by, reason, hash }: HeldDecision,
  together: (tx: Tx) => Promise<unknown>,
): Promise<Outcome<null, 'settled-already' | 'shown-otherwise'>> {
  return store.transaction(async (tx) => {
    await tx.lockSystem();
    if ((await tx.exceptionNow(row.id))?.settled !== null) return refuse('settled-already');
    const rows = areHeldBy(await tx.openExceptions({ kind: LEAVER_RATE }), row.detail.filedBy);
    const isShown = hash === undefined ? verdict === 'reject' : hash.length >= 12 && hashOf(rows).startsWith(hash);
    if (!isShown) return refuse('shown-otherwise');
    const settled = { at: tx.now, by, verdict };
    void tx.append('system', [{ type: 'ExceptionSettled', exception: row.id, ...settled, personal: { reason } }]);
    await tx.settleException(row.id, settled);
    const ids = rows.map(({ id }) => id);
    // Of what was decided before and could not be carried out, the last word counts.
    const before = Object.entries((await tx.getControl<Decided>(DECIDED)) ?? {}).map(
      ([pile, members]) => [pile, members.filter((one) => !ids.includes(one))] as const,
    );
    await tx.setControl(DECIDED, { ...Object.fromEntries(before), [row.id]: ids } satisfies Decided);
    await together(tx);
    return accept(null);
  });
}

/** One of them, by the way of every exception: what its settling is refused stays open, and is told anew. */
export type SettleOne = (world: World, one: HeldDecision & { readonly exception: ExceptionId }) => Promise<unknown>;

/** Answers how many were gone over. */
export async function settleDecided(world: World, settleOne: SettleOne): Promise<number> {
  const { store } = world;
  const decided = Object.entries((await store.read.getControl<Decided>(DECIDED)) ?? {});
  let gone = 0;
  for (const [pile, members] of decided) {
    const about = exceptionId(pile);
    const said = (await store.read.stream('system')).flatMap(({ event }) =>
      event.type === 'ExceptionSettled' && event.exception === about ? [event] : [],
    )[0];
    const left: ExceptionId[] = [];
    if (said !== undefined && (said.verdict === 'confirm' || said.verdict === 'reject')) {
      const { verdict, by, personal } = said;
      const knowing = askingOnce(world);
      for (const exception of members) {
        const one = { exception, verdict, by, reason: personal?.reason ?? '' };
        if (await asFarAsItGoes(world, () => settleOne(knowing, one))) gone += 1;
        else left.push(exception);
      }
    }
    if (left.length > 0) world.log.warn({ exception: pile, left: left.length }, 'not all of it could be settled yet');
    await store.transaction(async (tx) => {
      await tx.lockSystem();
      const { [pile]: stands = [], ...others } = (await tx.getControl<Decided>(DECIDED)) ?? {};
      const open = left.filter((one) => stands.includes(one));
      const rest = open.length === 0 ? others : { ...others, [pile]: open };
      await tx.setControl(DECIDED, rest satisfies Decided);
    });
  }
  return gone;
}

/** What one of them meets keeps none of the others, and the decision about it stands until it is settled. */
async function asFarAsItGoes(world: World, one: () => Promise<unknown>): Promise<boolean> {
  const done = async () => {
    await one();
    return true;
  };
  try {
    return (await unlessNewer(world, done)) ?? false;
  } catch (trouble) {
    if (!(trouble instanceof Fault)) world.log.error({ trouble: String(trouble) }, 'one of them could not be settled');
    return false;
  }
}

/** Who decides is the same for all of them: the tracker is asked once who that is. */
function askingOnce(world: World): World {
  const { tracker } = world;
  const once = <Found>(find: (mail: string) => Promise<Found>) => {
    const known = new Map<string, Promise<Found>>();
    return (mail: string) => {
      const found = known.get(mail) ?? find(mail);
      known.set(mail, found);
      return found;
    };
  };
  const whoMayHave = once((mail) => tracker.whoMayHave(mail));
  const findShownUser = once((mail) => tracker.findShownUser(mail));
  return { ...world, tracker: { ...tracker, whoMayHave, findShownUser } };
}
