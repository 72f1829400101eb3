/**
 * Somebody's work changes while they hold what they had asked for: policy says whether it goes on, ends after the overlap,
 * or is asked about. And what the other work brings may not go together with it: that ends it where policy says so, of
 * what one person's change has brought; anything else is a person's to decide.
 */
import { type CaseLine, type CaseState, openQuestions } from '../evidence/index.ts';
import type { TenureEvent, WorkThen } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import { type Grant, startOf } from '../grant/model.ts';
import { firstEnd } from '../person/index.ts';
import type { Engagement } from '../person/model.ts';
import { entitlementById } from '../policy/index.ts';
import type { Conflict, OnMove, Policy, StageRule } from '../policy/model.ts';
import { fold } from '../shared/fold.ts';
import { type EntitlementId, exceptionId } from '../shared/ids.ts';
import { earlier, type Instant, type Milliseconds, plus } from '../shared/instant.ts';
import { endNow } from './endNow.ts';
import { heldNow } from './held.ts';

/** Whom a move asks: whoever manages them now, or the owner; of high risk the owner, because no manager gives that alone. */
export const keepStageOf = ({ asked: { risk } }: CaseLine): StageRule => ({
  id: 'keep',
  approvers: risk === 'high' ? [{ kind: 'owner' }] : [{ kind: 'manager' }, { kind: 'owner' }],
  needs: 'any',
});

export const workThen = ({ workerType, attributes }: WorkThen): WorkThen => ({ workerType, attributes });

/** Another type of worker, or another value of what policy tells work by. */
export function isOtherWork(before: WorkThen, now: WorkThen, { requests, table }: Policy): boolean {
  if (before.workerType !== now.workerType) return true;
  const names = requests?.movedBy ?? [...new Set(table.flatMap(({ when }) => Object.keys(when)))];
  return names.some((name) => fold(before.attributes[name] ?? '') !== fold(now.attributes[name] ?? ''));
}

/** What its rule says, as the policy in force has it; of a rule that is gone, what the file says. */
export const onMoveOf = ({ asked }: CaseLine, { requests }: Policy): OnMove =>
  requests?.rules.find(({ id }) => id === asked.rule)?.onMove ?? requests?.onMove ?? 'keep';

/** Their work is again what it was decided for, before anything came of the move: a form that was put right. */
export const isBack = ({ moving, decidedFor }: CaseLine, work: WorkThen, policy: Policy): boolean =>
  moving !== null && decidedFor !== null && !isOtherWork(decidedFor, work, policy);

/** Whether a move is to be said of it, or is not over. */
export function isMoved(line: CaseLine, { grants, engagements }: PersonLedger, policy: Policy): boolean {
  if (line.moving !== null) return true;
  const grant = grants.find(({ id }) => id === line.grant);
  const work = engagements.find(({ id }) => id === grant?.engagement);
  return line.work !== null && work !== undefined && isOtherWork(line.work, work, policy);
}

/** Said once for each move; an emergency is over before anybody could answer. */
export function movedEvents(
  state: CaseState,
  line: CaseLine,
  grant: Grant,
  work: Engagement | undefined,
  { policy, overlap, now }: { readonly policy: Policy; readonly overlap: Milliseconds; readonly now: Instant },
): readonly TenureEvent[] {
  if (line.work === null || work === undefined || grant.cause === 'break-glass') return [];
  if (!isOtherWork(line.work, work, policy)) return [];
  const back = isBack(line, work, policy);
  const does = back ? 'keep' : onMoveOf(line, policy);
  const over = plus(now, overlap);
  const end = does !== 'end' ? null : grant.end === null ? over : earlier(over, grant.end);
  const isCut = end !== null && end !== grant.end;
  // An answer about the move before says nothing about this one.
  const open = openQuestions(state.request).filter((one) => one.line === line.id);
  const moved: readonly TenureEvent[] = [
    ...open.map((one): TenureEvent => ({ type: 'QuestionVoided', question: one.id, because: 'edited', at: now })),
    {
      type: 'LineMoved',
      line: line.id,
      does,
      end,
      ...(isCut ? { before: { end: grant.end, endedBy: grant.endedBy } } : {}),
      ...(back ? { back } : {}),
      work: workThen(work),
      at: now,
    },
  ];
  if (back) return [...moved, ...asBefore(state, line, grant, work)];
  return isCut ? [...moved, { type: 'GrantEnded', grant: grant.id, end, by: state.id, changeSet: null }] : moved;
}

/** The end it had; its own follows the work, which may have another one by now. An end that others have set stays. */
function asBefore(
  { id: by }: CaseState,
  { endBefore }: CaseLine,
  grant: Grant,
  work: Engagement,
): readonly TenureEvent[] {
  if (endBefore === null || grant.endedBy !== by) return [];
  const own = firstEnd(grant.until ?? null, work.end);
  const { endedBy } = endBefore;
  const end = endedBy === null ? own : firstEnd(endBefore.end, own);
  return end === grant.end ? [] : [{ type: 'GrantReinstated', grant: grant.id, end, by, endedBy }];
}

export const HELD_IN_CONFLICT = 'held-in-conflict';

/**
 * What has come to be held beside it and may not be: ended, or asked of a person; settled when it is over, and asked again
 * when it comes back. Each conflict by itself, because a risk that somebody has taken is no other.
 */
export function conflictEvents(
  state: CaseState,
  line: CaseLine,
  grant: Grant,
  { policy, ledger, now }: { readonly policy: Policy; readonly ledger: PersonLedger; readonly now: Instant },
): readonly TenureEvent[] {
  const broken = (policy.requests?.conflicts ?? []).filter((one) => isBroken(one, line, policy, ledger, now));
  const over = conflictsOver(state, line, broken, now);
  const told: TenureEvent[] = [];
  for (const conflict of broken) {
    const last = toldOf(state, line).findLast(({ detail }) => detail.conflict === conflict.id);
    if (last?.verdict === null || last?.verdict === 'accept') continue;
    const others = besideIt(conflict, line, policy, ledger, now);
    // Of two that were asked for, the later one is in question.
    if (others.every((one) => one.cause === 'request' && startOf(one) > startOf(grant))) continue;
    if (conflict.onMove === 'end' && others.every((one) => isBroughtByMove(one, line))) {
      return [...over, ...endNow(state, line, grant, 'conflict-since', now)];
    }
    const exception = exceptionId(`${state.id}!${HELD_IN_CONFLICT}-${state.exceptions.length + told.length + 1}`);
    const detail = { line: line.id, entitlement: line.entitlement, conflict: conflict.id, because: conflict.because };
    told.push({ type: 'ExceptionRaised', exception, kind: HELD_IN_CONFLICT, detail });
  }
  return [...over, ...told];
}

const toldOf = ({ exceptions }: CaseState, { id }: CaseLine) =>
  exceptions.filter(({ kind, detail }) => kind === HELD_IN_CONFLICT && detail.line === id);

/** What a person was asked about, and is not held beside it any more. */
export const conflictsOver = (
  state: CaseState,
  line: CaseLine,
  broken: readonly Conflict[],
  at: Instant,
): readonly TenureEvent[] =>
  toldOf(state, line)
    .filter(({ verdict, detail }) => verdict === null && !broken.some(({ id }) => id === detail.conflict))
    .map(({ id }) => ({
      type: 'ExceptionSettled',
      exception: id,
      verdict: 'retry',
      by: 'Tenure: it is not held beside it any more',
      at,
    }));

function isBroken(
  { entitlements, atMost }: Conflict,
  { entitlement }: CaseLine,
  policy: Policy,
  ledger: PersonLedger,
  now: Instant,
): boolean {
  const held = heldNow(policy, ledger, now);
  return entitlements.includes(entitlement) && new Set(entitlements.filter((one) => held.has(one))).size > atMost;
}

/** Everything that is held and may not be held with something else that is. */
export function conflictsWith(policy: Policy, ledger: PersonLedger, now: Instant): ReadonlySet<EntitlementId> {
  const held = heldNow(policy, ledger, now);
  const broken = (policy.requests?.conflicts ?? []).flatMap(({ entitlements, atMost }) => {
    const both = [...new Set(entitlements)].filter((one) => held.has(one));
    return both.length > atMost ? both : [];
  });
  return new Set(broken);
}

/** The grants that hold the others of it. */
function besideIt(
  { entitlements }: Conflict,
  { entitlement }: CaseLine,
  { catalogue }: Policy,
  { grants }: PersonLedger,
  now: Instant,
): readonly Grant[] {
  const others = entitlements.filter((one) => one !== entitlement);
  const groups = new Set(others.flatMap((one) => entitlementById(catalogue, one)?.entitlement.groups ?? []));
  return grants.filter(
    ({ holds, end }) =>
      (end === null || end > now) &&
      (holds.kind === 'entitlement' ? others.includes(holds.entitlement) : groups.has(holds.group)),
  );
}

/** Not by a change of many, which would end what nobody has counted; and not there before, when policy had nothing against it. */
const isBroughtByMove = ({ cause, changeSet, ...grant }: Grant, { grantedAt }: CaseLine) =>
  cause === 'birthright' && changeSet === null && grantedAt !== null && grant.start.at > grantedAt;
