/** What a reconcile cannot settle by itself becomes an exception on the case, raised once until it is settled. */
import { type CaseState, wayOf } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import type { Change, Obstacle } from '../../core/reconcile/model.ts';
import {
  type AccountId,
  type CaseId,
  type ConnectionId,
  type ExceptionId,
  exceptionId,
  type GroupId,
  type ProviderAccountId,
} from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { Fault } from '../../ports/fault.ts';
import { READS_ADMIN_ROLES } from '../../ports/provider.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import type { HeldChange } from './run.ts';

export type Telling = (state: CaseState) => readonly TenureEvent[];
type Raised = CaseState['exceptions'][number];
type Detail = Readonly<Record<string, string | number | boolean | null>>;

export function obstacleEvents(account: AccountId, obstacle: Obstacle): Telling {
  const group = 'group' in obstacle ? obstacle.group : null;
  const detail: Detail = {
    ...('state' in obstacle ? { state: obstacle.state } : {}),
    ...('since' in obstacle ? { since: obstacle.since } : {}),
    ...('owner' in obstacle ? { owner: obstacle.owner } : {}),
    ...('source' in obstacle ? { from: obstacle.from, source: obstacle.source } : {}),
    ...('others' in obstacle ? othersOf(obstacle.others) : {}),
    ...('wanted' in obstacle ? { wanted: obstacle.wanted } : {}),
  };
  const isNotCovered = obstacle.type === 'group-not-writable' && obstacle.owner === 'not-covered';
  const kind = isNotCovered ? 'team-managed-project' : obstacle.type;
  // Taken as it was opened then, by another hand: closed and opened once more it is another opening.
  const isOfThisTime = ({ verdict, detail: { since = detail.since } }: Raised) =>
    verdict === null || detail.since === undefined || since === detail.since;
  return (state) =>
    raiseOnce(
      state,
      account,
      kind,
      group,
      detail,
      (one) => isOfThisTime(one) && isSameWay(state, one, { kind, detail }),
    );
}

/** That somebody did not get in says nothing of their way out, which may be asked for on the same case. */
const isSameWay = ({ kind }: CaseState, one: Raised, now: Pick<Raised, 'kind' | 'detail'>) =>
  wayOf(one, kind) === wayOf(now, kind);

/** As many as one looks up by hand; a full sweep names all, once the group is in. */
const NAMED = 10;

function othersOf(others: readonly ProviderAccountId[] | null): Detail {
  if (others === null) return { others: null };
  return { others: others.length, accounts: others.slice(0, NAMED).join(', ') };
}

/** The site knows nobody by the person's work address, an hour after they could have come about. */
export const absentEvents =
  (account: AccountId, site: ConnectionId): Telling =>
  (state) =>
    raiseOnce(state, account, 'account-not-found', null, { site });

/** It knows somebody who may be them, and hides the address: whose it is a person has to say. */
export const unsureEvents =
  (account: AccountId, site: ConnectionId, providerId: ProviderAccountId): Telling =>
  (state) =>
    raiseOnce(state, account, 'account-unsure', null, { site, providerId });

export function refusalEvents(account: AccountId, change: Change, fault: Fault): Telling {
  const group = 'group' in change ? change.group : null;
  const detail: Detail = { change: change.type, operation: fault.operation, fault: fault.kind, code: fault.vendorCode };
  return (state) =>
    raiseOnce(state, account, 'provider-refused', group, detail, (one) => isSameWay(state, one, { ...one, detail }));
}

/** Over by themselves once everything was read back. */
const OVERCOME = new Set([
  'provider-refused',
  'account-unseen',
  'brake-held',
  'account-not-found',
  'role-actor-gone',
  'role-opens-for-others',
  'group-not-synced',
]);
/** About one group each: over for that group alone. */
const ABOUT_A_GROUP = new Set(['provider-refused', 'role-actor-gone', 'role-opens-for-others', 'group-not-synced']);

/** Cases with such a one among the open ones, whatever else this run has to tell them. */
export const overcomeIn = (open: readonly Pick<ExceptionRow, 'kind' | 'case'>[]): readonly CaseId[] =>
  open.flatMap(({ kind, case: on }) => (OVERCOME.has(kind) ? (on ?? []) : []));

/** What was refused before and is not any more needs no person; everything else of the run was read back. */
export function overcomeEvents(
  /** What was refused or stood in the way in this run too. */
  standing: readonly (Change | Obstacle)[],
  /** Open ones about this account: what waits about another of the person's is not over by this one. */
  open: readonly Pick<ExceptionRow, 'id'>[],
  at: Instant,
): Telling {
  const own = new Set(open.map(({ id }) => id));
  const still = standing.map((one) => ('group' in one ? one.group : null));
  const stands = new Set<string>(standing.map(({ type }) => type));
  return (state) =>
    state.exceptions
      .filter(({ id, kind, verdict }) => verdict === null && OVERCOME.has(kind) && own.has(id))
      .filter(({ kind, group }) => !(ABOUT_A_GROUP.has(kind) ? still.includes(group) : stands.has(kind)))
      .map(({ id }) => settledByItself(id, at));
}

/** By default it was tried again and got through: no person had to decide. */
export const settledByItself = (exception: ExceptionId, at: Instant, by = 'Tenure: it got through'): TenureEvent => ({
  type: 'ExceptionSettled',
  exception,
  verdict: 'retry',
  by,
  at,
});

/** More follows from a change of many than an hour may see: it waits under that change, and goes on as the limit allows. */
export function brakedEvents(account: AccountId, { changeSet, origin, limit }: HeldChange): Telling {
  // What somebody let be of one change says nothing of the next.
  const isOfThisChange = ({ verdict, detail }: Raised) => verdict === null || detail.changeSet === changeSet;
  return (state) => raiseOnce(state, account, 'brake-held', null, { changeSet, origin, limit }, isOfThisChange);
}

/** Without knowing whether the account is an administrator's not even a leaver's sign-in is stopped: that is said by itself. */
export function stuckEvents(account: AccountId, fault: Fault, attempts: number, left: Instant | null): Telling {
  const kind = left !== null && fault.operation === READS_ADMIN_ROLES ? 'admin-unknown' : 'not-getting-through';
  const { operation, vendorCode: code } = fault;
  const detail = { operation, attempts, ...(code === null ? {} : { code }) };
  return (state) =>
    left === null ? raiseOnce(state, account, kind, null, detail) : raiseOfLeaver(state, account, kind, left, detail);
}

/**
 * `left`: when their work ended. What was told or decided while they came in, or when they had left before, says nothing of this
 * end: somebody keeps access who should not, and a person is told.
 */
export function raiseOfLeaver(
  state: CaseState,
  account: AccountId,
  kind: string,
  left: Instant,
  detail: Detail,
): TenureEvent[] {
  const isOfThisEnd = ({ detail: { left: of = state.kind === 'offboarding' ? left : null } }: Raised) => of === left;
  return raiseOnce(state, account, kind, null, { ...detail, left }, isOfThisEnd);
}

/** The newest end that has come; `null` = none has. */
export const leftAt = ({ engagements }: PersonLedger, now: Instant): Instant | null =>
  engagements
    .flatMap(({ end }) => (end !== null && end <= now ? [end] : []))
    .sort()
    .at(-1) ?? null;

/** Direct assignments of a leaver that could not be read are unknown, and a person must know. */
export function unreadEvents(account: AccountId, { operation, kind, vendorCode, right }: Fault): Telling {
  const said = { ...(vendorCode === null ? {} : { code: vendorCode }), ...(right === null ? {} : { right }) };
  return (state) => raiseOnce(state, account, 'apps-unknown', null, { operation, fault: kind, ...said });
}

/** Open already, or settled as accepted: silence. Otherwise one more exception of this kind. */
export function raiseOnce(
  state: CaseState,
  account: AccountId,
  kind: string,
  group: GroupId | null,
  detail: Detail,
  counts: (one: Raised) => boolean = () => true,
): TenureEvent[] {
  const same = state.exceptions.filter(
    (one) => one.kind === kind && one.group === group && one.account === account && counts(one),
  );
  const last = same.at(-1);
  if (last !== undefined && (last.verdict === null || last.verdict === 'ignore' || last.verdict === 'accept'))
    return [];
  return [
    {
      type: 'ExceptionRaised',
      exception: exceptionId(`${state.id}!${kind}-${state.exceptions.length + 1}`),
      kind,
      account,
      ...(group === null ? {} : { group }),
      detail,
    },
  ];
}
