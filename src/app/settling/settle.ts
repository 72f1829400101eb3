/** A person settles an exception: one verdict out of those that make sense for it, by a named role, with a reason. */
import { APP_TROUBLE, type CaseState, foldCase } from '../../core/evidence/index.ts';
import type { TenureEvent, Verdict } from '../../core/evidence/model.ts';
import { emptyLedger, isLive, type PersonLedger } from '../../core/grant/index.ts';
import { handedOver, isAwaited } from '../../core/person/index.ts';
import { attributesOf } from '../../core/policy/index.ts';
import { endNow, HELD_IN_CONFLICT } from '../../core/request/index.ts';
import { changeSetId, type ExceptionId, exceptionId, providerAccountId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { endLeftBehind, keepJobs, leftBehindIn, REVIEW } from '../adoption/index.ts';
import { commitCase } from '../commit.ts';
import { decideHeld, LEAVERS_HELD, settleDecided } from '../leavers/heldLeavers.ts';
import { regrantEvents } from '../policy/difference.ts';
import { HELD_SET } from '../policy/heldSets.ts';
import { rejectChangeSet } from '../policy/policyInForce.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { letActorIn } from '../roles/actorRecord.ts';
import type { World } from '../world.ts';
import { isOwn, type KeptFrom, keptFrom, subjectIn, subjectOf } from './mayDecide.ts';
import { type FindingSettled, settleFinding, type Together } from './settleFinding.ts';
import { tryAgain } from './tryAgain.ts';
import { verdictsOf } from './verdicts.ts';

export interface Settlement {
  readonly exception: ExceptionId;
  readonly verdict: Verdict;
  readonly by: string;
  readonly reason: string;
  /** Of those that were shown, where one decision is about many (`leavers-held`). */
  readonly hash?: string;
}

export type SettleRefusal = FindingSettled | KeptFrom | 'unknown' | 'verdict-does-not-fit' | 'shown-otherwise';

/** `together` is committed with it: what it was decided by is used up. */
export async function settle(
  world: World,
  settlement: Settlement,
  together: Together = async () => {},
): Promise<Outcome<null, SettleRefusal>> {
  const [row, force] = await Promise.all([world.store.read.exception(settlement.exception), world.rules.current()]);
  if (row === null || force === null) return refuse('unknown');
  if (row.settled !== null) return refuse('settled-already');
  if (!verdictsOf(row).includes(settlement.verdict)) return refuse('verdict-does-not-fit');
  const kept = await keptFrom(world, force, row, settlement);
  if (kept !== null) return refuse(kept);
  const on = row.case;
  if (row.kind === HELD_SET) return rejectHeld(world, row, settlement, together);
  if (row.kind === LEAVERS_HELD) return settleHeld(world, row, settlement, together);
  if (on === null) return settleFinding(world, force, row, settlement, isOwn, together);

  const keeping = row.kind === REVIEW ? await keepJobs(world, row, settlement.by) : [];
  if (keeping === null) return refuse('own-case');
  const leftBehind = settlement.verdict === 'adopt' ? await leftBehindIn(world, force, row) : [];
  const { person } = await subjectOf(world, row);
  const outcome = await world.store.transaction(async (tx): Promise<Outcome<null, SettleRefusal> | null> => {
    const ledger = person === null ? emptyLedger : await tx.lockPerson(person);
    if (isOwn(ledger, settlement.by)) return refuse('own-case');
    const state = foldCase(on, await tx.lockCase(on));
    // Somebody has just found out whom it is about: that person is to be locked first.
    if (subjectIn(row, state) !== person) return null;
    if (state.exceptions.find(({ id }) => id === row.id)?.verdict !== null) return refuse('settled-already');
    const { verdict, by, reason } = settlement;
    const settled: TenureEvent = {
      type: 'ExceptionSettled',
      exception: row.id,
      verdict,
      by,
      at: tx.now,
      personal: { reason },
    };
    const said = saidOfTask(row, verdict, state, by, tx.now);
    const events = [
      settled,
      ...effects(row, verdict, ledger, force, tx.now, state.lastSeq),
      ...endedInConflict(row, verdict, state, ledger, tx.now),
      ...said,
      ...handedOver(said, state, ledger, tx.now),
      ...endLeftBehind(leftBehind, ledger, on, force, tx.now, state.lastSeq),
    ];
    const edits =
      (verdict !== 'ignore' && verdict !== 'accept') || events.some(({ type }) => type === 'EngagementChanged');
    await commitCase(tx, {
      ledger,
      state,
      events,
      settings: force.policy.settings,
      timing: world.timing,
      edits,
      // What was decided just now nobody has read yet: whoever reads it asks again.
      mayProve: !edits || ledger.accounts.length === 0,
    });
    if (LETS_IN.get(row.kind) === verdict && row.group !== null) await letActorIn(tx, row.group, []);
    for (const job of keeping) await tx.send(job);
    await tryAgain(tx, row, verdict, state);
    const apps = verdict === 'retry' && row.account !== null ? state.apps[row.account] : undefined;
    if (apps !== undefined && APP_KINDS.includes(row.kind)) {
      await tx.send({ lane: 'look', apps: apps.account, case: on, check: apps.check });
    }
    await together(tx);
    return accept(null);
  });
  return outcome ?? settle(world, settlement, together);
}

async function rejectHeld(
  world: World,
  { detail }: ExceptionRow,
  { by, reason }: Settlement,
  together: Together,
): Promise<Outcome<null, SettleRefusal>> {
  const outcome = await rejectChangeSet(world, changeSetId(String(detail.changeSet)), by, reason, together);
  if (outcome.ok) return outcome;
  return refuse(outcome.refusal === 'not-held' ? 'settled-already' : outcome.refusal);
}

/** Each of them follows at once; what keeps one of them up is done by the clock. */
async function settleHeld(
  world: World,
  row: ExceptionRow,
  { verdict: said, ...by }: Settlement,
  together: Together,
): Promise<Outcome<null, SettleRefusal>> {
  const verdict = said === 'confirm' ? 'confirm' : 'reject';
  const outcome = await decideHeld(world, row, { ...by, verdict }, together);
  if (!outcome.ok) return outcome;
  await settleDecided(world, settle).catch((trouble: unknown) => {
    world.log.warn(
      { exception: row.id, trouble: String(trouble) },
      'what was decided together is settled by the clock',
    );
  });
  return outcome;
}

/** By which verdict the group of a role may be put into it. */
const LETS_IN: ReadonlyMap<string, Verdict> = new Map([
  ['role-actor-gone', 'restore'],
  ['role-opens-for-others', 'confirm'],
]);

const APP_KINDS: readonly string[] = Object.values(APP_TROUBLE);

/**
 * Somebody who may confirm says that a sub-task is done, which the person concerned had closed or which is gone; or
 * somebody takes the risk that it never will be.
 */
function saidOfTask(
  { kind, detail }: ExceptionRow,
  verdict: Verdict,
  { tasks }: CaseState,
  by: string,
  at: Instant,
): readonly TenureEvent[] {
  if (kind !== 'closed-by-own-hand' && kind !== 'sub-task-vanished' && kind !== 'sub-task-overdue') return [];
  // What was dropped meanwhile stays dropped.
  const awaited = tasks.find((one) => one.task === detail.task && isAwaited(one));
  // Only a verdict answers what an emergency was.
  if (awaited === undefined || awaited.about === 'emergency') return [];
  const { task } = awaited;
  return [verdict === 'confirm' ? { type: 'TaskDone', task, by, closedAt: at, at } : { type: 'TaskDropped', task }];
}

/** What was asked for ends; what the work brings stays. */
function endedInConflict(
  { kind, detail }: ExceptionRow,
  verdict: Verdict,
  state: CaseState,
  { grants }: PersonLedger,
  at: Instant,
): readonly TenureEvent[] {
  if (kind !== HELD_IN_CONFLICT || verdict !== 'end-grant') return [];
  const line = state.request.lines.find((one) => one.id === detail.line && one.ended === null);
  const held = grants.find(({ id, end }) => id === line?.grant && (end === null || end > at));
  return line === undefined || held === undefined ? [] : endNow(state, line, held, 'conflict-since', at);
}

const askAgain = ({ case: on, kind, detail }: ExceptionRow, lastSeq: number): TenureEvent => ({
  type: 'ExceptionRaised',
  exception: exceptionId(`${on}!${kind}-${lastSeq + 1}`),
  kind,
  detail,
});

function effects(
  row: ExceptionRow,
  verdict: Verdict,
  ledger: PersonLedger,
  force: RulesInForce,
  now: Instant,
  lastSeq: number,
): readonly TenureEvent[] {
  const { account, group } = row;
  if (verdict === 'restore' || verdict === 'remove') {
    return account === null ? [] : [{ type: 'VerificationSetAside', account, group }];
  }
  if (verdict === 'confirm' && account !== null && typeof row.detail.source === 'string') {
    return [{ type: 'SourceConfirmed', account, source: row.detail.source }];
  }
  if (verdict === 'end-grant' && group !== null && row.case !== null) {
    const by = row.case;
    return ledger.grants
      .filter((grant) => grant.groups.includes(group) && isLive(grant, now))
      .map(({ id }) => ({ type: 'GrantEnded', grant: id, end: now, by, changeSet: null }));
  }
  if (verdict === 'adopt' && account !== null && typeof row.detail.providerId === 'string') {
    const login = ledger.accounts.find(({ id }) => id === account)?.login ?? '';
    return [
      { type: 'AccountAdopted', account, providerId: providerAccountId(row.detail.providerId), personal: { login } },
    ];
  }
  if (verdict === 'retry' && (row.kind === 'unknown-group' || row.kind === 'unknown-role')) {
    const engagement = ledger.engagements.find(
      ({ openedBy, changedBy }) => openedBy === row.case || changedBy === row.case,
    );
    if (engagement === undefined) return [];
    const missing = force.rules.entitledBy(attributesOf(engagement)).flatMap((one) => one.missing);
    const stillMissing = missing.some((name) => name === row.detail.group);
    return [
      ...regrantEvents(ledger, engagement, force, now, null, lastSeq + 1),
      ...(stillMissing ? [askAgain(row, lastSeq)] : []),
    ];
  }
  return [];
}
