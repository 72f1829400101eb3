/**
 * Round and round, a few issues a minute whatever their number, because the tracker is there for other work: one turn
 * through what is open or was touched lately, one through all there ever was. What the tracker sends by itself is looked at
 * at once, and most sites tell nobody of a property that was changed.
 */
import type { CaseId } from '../../core/shared/ids.ts';
import { epochOf, type Instant } from '../../core/shared/instant.ts';
import type { CaseRow } from '../../ports/store.ts';
import { ledgerFault } from '../operations/verifySeals.ts';
import { forceShadow, isForced, readForced } from '../restore/forcedShadow.ts';
import { newerSeals } from '../seals/newer.ts';
import { ledgerPlace } from '../seals/place.ts';
import { later, type World } from '../world.ts';
import { tellFindings } from './tell.ts';

/** With four to seven calls an issue: less than a call a second. */
const AT_ONCE = 5;
/** Several processes ring the same clock. */
const PAUSE = 50_000;
const LATELY = 7 * 24 * 60 * 60_000;

interface Turn {
  readonly name: string;
  /** Cases that are open, or touched within so many milliseconds; `null` = all. */
  readonly within: number | null;
}
const TURNS: readonly Turn[] = [
  { name: 'record-watch-near', within: LATELY },
  { name: 'record-watch', within: null },
];

interface Place {
  /** The last case that was looked at; `null` = from the first on. */
  readonly after: CaseId | null;
  readonly at: Instant;
}

/** Answers how many looks were sent. */
export async function watchRecords(world: World): Promise<number> {
  const sent = new Set<CaseId>();
  for (const turn of TURNS) for (const id of await takeTurnOf(world, turn)) sent.add(id);
  for (const id of sent) await world.engine.send({ lane: 'bulk', record: id });
  if (sent.size > 0) await watchSeals(world);
  return sent.size;
}

async function takeTurnOf({ store }: World, { name, within }: Turn): Promise<readonly CaseId[]> {
  const [place, now] = await Promise.all([store.read.getControl<Place>(name), store.read.now()]);
  const since = within === null ? null : later(now, -within);
  const rows = await store.read.filedCasesPage({ limit: AT_ONCE, after: place?.after ?? null, since });
  if (rows.length === 0 && place === null) return [];
  return store.transaction(async (tx) => {
    await tx.holdCase('system');
    const stands = await tx.getControl<Place>(name);
    const isTaken = stands !== null && stands.at <= tx.now && epochOf(tx.now) - epochOf(stands.at) < PAUSE;
    if (isTaken || stands?.after !== place?.after) return [];
    await tx.setControl(name, { after: nextAfter(rows), at: tx.now } satisfies Place);
    return rows.map(({ id }) => id);
  });
}

/** A job that is lost with its process is one look less until the next round. */
const nextAfter = (rows: readonly CaseRow[]) => (rows.length < AT_ONCE ? null : (rows.at(-1)?.id ?? null));

/**
 * The next seal goes there by itself: only told. One behind is no sign of a hand: a refused seal leaves it so too. One that the
 * store has not, and that we have signed, is the sign of a backup put back under us, or while the tracker did not answer.
 */
async function watchSeals(world: World): Promise<void> {
  const { issue } = await ledgerPlace(world);
  if (issue === null) return;
  // One may be on its way.
  const fault = (await ledgerFault(world)) && (await ledgerFault(world));
  const findings =
    fault === null || fault.fault === 'seal-behind'
      ? []
      : [{ mark: fault.fault, says: fault.says, by: null, at: null }];
  await tellFindings(world, { issueId: issue.id, issueKey: issue.key }, findings, null);
  if (findings.length > 0 && (await newerSeals(world)) !== null) await holdAll(world);
}

/** Taking in what is newer is for a start, while nobody else is at work. */
async function holdAll({ store, rules, log }: World): Promise<void> {
  const forced = await readForced(store.read);
  if (isForced(forced) && forced?.awaitsStart === true) return;
  await store.transaction(async (tx) => {
    await tx.lockSystem();
    await forceShadow(tx, { because: 'older-store', leftAlone: [], awaitsStart: true });
  });
  rules.forget();
  log.error({}, 'the store is older than the seals in Jira: everything is in shadow; start again, and it is compared');
}
