/** Everything a restore found, written in one transaction or not at all, in shadow, with an exception for what did not hold. */

import type { ForcedBecause } from '../../core/evidence/events/many.ts';
import { foldCase } from '../../core/evidence/index.ts';
import type { RecordedEvent, TenureEvent } from '../../core/evidence/model.ts';
import { exceptionId } from '../../core/shared/ids.ts';
import { type Instant, instantOf } from '../../core/shared/instant.ts';
import type { Tx } from '../../ports/store.ts';
import type { ListedIssue } from '../../ports/tracker.ts';
import { raise, saveCaseRow } from '../commit.ts';
import { lookForTasks } from '../exceptions/taskPlaces.ts';
import { keepParties } from '../requests/parties.ts';
import { keepActors } from '../roles/actorRecord.ts';
import { leaveIssue } from '../seals/place.ts';
import { later, type World } from '../world.ts';
import type { Folded, Taken } from './fold.ts';
import { forceShadow, NOT_RESTORED } from './forcedShadow.ts';
import type { NotTaken } from './readRecords.ts';

/** A stream of which nothing was taken, or not everything. */
export interface Left {
  readonly issue: Pick<ListedIssue, 'id' | 'key'>;
  readonly stream: string;
  readonly fault: NotTaken;
}

export interface Because {
  readonly because: ForcedBecause;
  /** Seals on the ledger's issue of which the store knows nothing: its own go to another one. */
  readonly leaves?: readonly string[];
}

const AT_ONCE = 500;
/** A record may be behind what was read for as long as a tracker takes nothing. Milliseconds. */
const UNWRITTEN = 24 * 60 * 60_000;
const EARLIEST = instantOf(new Date(0));

/** `false` = what is made again from nothing would be written over somebody: there is a person, or a case. */
export async function writeRestored(
  { store, rules }: Pick<World, 'store' | 'rules'>,
  taken: readonly Taken[],
  { put, events, ledgers }: Folded,
  left: readonly Left[],
  { because, leaves = [] }: Because,
): Promise<boolean> {
  // Beside somebody who was quicker, the first event that is there already fails all of it.
  const isWritten = await store.transaction(async (tx) => {
    await tx.lockSystem();
    if (because === 'rebuilt' && !(await tx.isUntouched())) return false;
    for (let from = 0; from < put.length; from += AT_ONCE) await tx.putBack(put.slice(from, from + AT_ONCE));
    const fresh = new Map<string, RecordedEvent[]>(taken.map(({ stream }) => [stream, []]));
    for (const one of events) fresh.get(one.stream)?.push(one);
    for (const one of taken) await saveCaseOf(tx, one, fresh.get(one.stream) ?? []);
    await lookForTasks(tx, openIn(events));
    for (const { before, after } of ledgers) {
      await tx.saveLedger(before, after);
      for (const account of after.accounts) await raise(tx, after, account, tx.now);
    }
    // A copy from before an erasing has the words again.
    for (const { event } of events) if (event.type === 'PersonErased') await tx.erasePersonalText(event.person);
    await keepActors(
      tx,
      events.map(({ event }) => event),
    );
    const leftAlone = left.filter(({ fault }) => fault !== 'adopted-people').map(({ issue }) => issue.id);
    await forceShadow(tx, { because, leftAlone });
    await sweepFrom(tx, put);
    if (leaves.length > 0) await leaveIssue(tx, leaves);
    for (const one of left) await tell(tx, one);
    const counts = { streams: taken.length, events: put.length, people: ledgers.length, refused: left.length };
    await tx.append('system', [{ type: 'StoreRestored', ...counts, at: tx.now }]);
    return true;
  });
  rules.forget();
  return isWritten;
}

/** What they raise and do not settle. */
function openIn(events: readonly RecordedEvent[]) {
  const settled = new Set(events.flatMap(({ event }) => (event.type === 'ExceptionSettled' ? [event.exception] : [])));
  return events.flatMap(({ event, at }) =>
    event.type === 'ExceptionRaised' && !settled.has(event.exception) ? [{ exception: event.exception, at }] : [],
  );
}

/** The first sweep looks back to where the record ends: what was filed since, nobody has been told of. */
async function sweepFrom(tx: Tx, put: Folded['put']): Promise<void> {
  const newest = put.map(({ at }) => at).reduce((last, at) => (at > last ? at : last), EARLIEST);
  if (newest === EARLIEST) return;
  const from = later(newest, -UNWRITTEN);
  // Whoever served the empty store has swept it, and looked back to nothing.
  const swept = await tx.getControl<Instant>('tracker-swept');
  if (swept === null || from < swept) await tx.setControl('tracker-swept', from);
}

/** Its shown facts, its exceptions and its parties, as they would have been kept beside it. */
async function saveCaseOf(tx: Tx, { stream, person, standing }: Taken, fresh: readonly RecordedEvent[]): Promise<void> {
  const before = foldCase(stream, standing);
  const state = foldCase(stream, [...standing, ...fresh]);
  await saveCaseRow(tx, state);
  await keepParties(tx, before, state);
  for (const { event, at } of fresh) {
    if (event.type === 'ExceptionRaised') {
      await tx.raiseException({
        id: event.exception,
        kind: event.kind,
        case: stream,
        person: state.sealed === null ? person : null,
        account: event.account ?? null,
        group: event.group ?? null,
        detail: event.detail ?? {},
        openedAt: at,
        settled: null,
      });
    }
    if (event.type === 'ExceptionSettled') {
      await tx.settleException(event.exception, { at: event.at, by: event.by, verdict: event.verdict });
    }
  }
}

/** One for each issue, stream and fault. */
export const exceptionOf = ({ issue, stream, fault }: Left) => exceptionId(`restored!${issue.id}!${stream}!${fault}`);

async function tell(tx: Tx, one: Left): Promise<void> {
  const { issue, stream, fault } = one;
  const exception = exceptionOf(one);
  const detail = { issue: issue.id, key: issue.key, stream, fault };
  const raised: TenureEvent = { type: 'ExceptionRaised', exception, kind: NOT_RESTORED, detail };
  await tx.append('system', [raised]);
  await tx.raiseException({
    id: exception,
    kind: NOT_RESTORED,
    case: null,
    person: null,
    account: null,
    group: null,
    detail,
    openedAt: tx.now,
    settled: null,
  });
}
