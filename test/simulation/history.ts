/** Random histories of one person: what is filed, what other hands do, when somebody looks, and when it dies. */
import fc from 'fast-check';
import { regrant } from '../../src/core/person/index.ts';
import type { Engagement } from '../../src/core/person/model.ts';
import { engagementId, type GroupId, grantId, groupName } from '../../src/core/shared/ids.ts';
import type { Instant } from '../../src/core/shared/instant.ts';
import { at, engagement, exclusion, grant, mara, okta, policy } from '../support/build.ts';
import { RefusedHere } from './provider.ts';
import { numbered, Simulation, theAccount } from './simulation.ts';
import { ALL, GRANTABLE, OURS } from './world.ts';

export type Step =
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'hire'; readonly ahead: number; readonly length: number | null; readonly groups: GroupId[] }
  | { readonly do: 'change'; readonly overlap: number; readonly groups: GroupId[] }
  | { readonly do: 'offboard'; readonly ahead: number }
  | { readonly do: 'request'; readonly ahead: number; readonly length: number | null; readonly groups: GroupId[] }
  | { readonly do: 'end-grant'; readonly which: number }
  | { readonly do: 'move-end'; readonly length: number | null }
  | { readonly do: 'leave'; readonly ahead: number; readonly length: number | null }
  | { readonly do: 'return' }
  | { readonly do: 'exclude'; readonly group: GroupId; readonly length: number | null }
  | { readonly do: 'lift'; readonly which: number }
  | { readonly do: 'hand'; readonly act: 'add' | 'remove'; readonly group: GroupId }
  | { readonly do: 'hand'; readonly act: 'suspend' | 'unsuspend' | 'deactivate' | 'activate'; readonly group: null }
  | { readonly do: 'come-in' }
  | { readonly do: 'decide' }
  | { readonly do: 'wake'; readonly dieAfter: number | null };

const minutes = (min: number, max: number) => fc.integer({ min, max });
const length = fc.option(minutes(1, 40), { freq: 3 });
const groups = fc.uniqueArray(fc.constantFrom(...GRANTABLE), { minLength: 1, maxLength: 3 });

const filed = [
  fc.record({ do: fc.constant('hire' as const), ahead: minutes(-5, 30), length, groups }),
  fc.record({ do: fc.constant('change' as const), overlap: fc.constantFrom(0, 0, 10), groups }),
  fc.record({ do: fc.constant('offboard' as const), ahead: fc.constantFrom(0, 0, 12) }),
  fc.record({ do: fc.constant('request' as const), ahead: fc.constantFrom(0, 0, 10), length, groups }),
  fc.record({ do: fc.constant('end-grant' as const), which: fc.nat(20) }),
  fc.record({ do: fc.constant('move-end' as const), length }),
  fc.record({ do: fc.constant('leave' as const), ahead: fc.constantFrom(0, 0, 8), length }),
  fc.record({ do: fc.constant('return' as const) }),
  fc.record({ do: fc.constant('exclude' as const), group: fc.constantFrom(...GRANTABLE), length }),
  fc.record({ do: fc.constant('lift' as const), which: fc.nat(5) }),
];
const waiting = fc.record({ do: fc.constant('wait' as const), minutes: minutes(1, 20) });
const looking = fc.constant({ do: 'wake' as const, dieAfter: null });
const dying = fc.record({ do: fc.constant('wake' as const), dieAfter: fc.nat(9) });
const comingIn = fc.constant({ do: 'come-in' as const });
const memberships = fc.record({
  do: fc.constant('hand' as const),
  act: fc.constantFrom('add' as const, 'remove' as const, 'remove' as const),
  group: fc.constantFrom(...OURS, ...OURS, ...OURS, ...ALL),
});
const signIns = fc.record({
  do: fc.constant('hand' as const),
  act: fc.constantFrom('suspend' as const, 'unsuspend' as const, 'deactivate' as const, 'activate' as const),
  group: fc.constant(null),
});
const deciding = fc.constant({ do: 'decide' as const });

/** Somebody is hired; then anything may follow, each kind of step as often as its weight says. */
const steps = (...kinds: (readonly [number, fc.Arbitrary<Step>])[]): fc.Arbitrary<readonly Step[]> =>
  fc
    .tuple(
      fc.record({ do: fc.constant('hire' as const), ahead: minutes(-5, 10), length, groups }),
      fc.array(fc.oneof(...kinds.map(([weight, arbitrary]) => ({ weight, arbitrary }))), {
        minLength: 3,
        maxLength: 24,
        size: 'max',
      }),
    )
    .map(([hire, rest]) => [hire, ...rest]);

const usual = [
  ...filed.map((one) => [1, one] as const),
  [4, waiting],
  [7, looking],
  [3, dying],
  [2, comingIn],
] as const;

/** Nobody but Tenure touches the provider. */
export const alone = steps(...usual);
/** Administrators do what they like. */
export const withHands = steps(...usual, [6, memberships], [3, signIns]);
/** ... and exceptions are decided. */
export const withDecisions = steps(...usual, [6, memberships], [4, signIns], [3, deciding]);

export function play(history: readonly Step[], simulation = new Simulation()): Simulation {
  for (const [n, step] of history.entries()) take(simulation, step, n);
  return simulation;
}

export function take(simulation: Simulation, step: Step, n: number): void {
  const { ledger, provider } = simulation;
  switch (step.do) {
    case 'wait':
      // Onto a whole minute, where grants begin and end.
      simulation.minute = Math.floor(simulation.minute) + step.minutes;
      return;
    case 'hire':
      hire(simulation, step, n);
      return;
    case 'change':
      change(simulation, step, n);
      return;
    case 'offboard':
      offboard(simulation, step.ahead, n);
      return;
    case 'request': {
      const now = simulation.tick();
      const from = step.ahead === 0 ? simulation.minute : Math.floor(simulation.minute) + step.ahead;
      const to = step.length === null ? null : Math.floor(from) + 1 + step.length;
      const by = numbered('request', n);
      const given = grant(`r${n}`, step.groups, from, to, { cause: 'request', engagement: null, givenBy: by });
      if (now <= given.start.at) simulation.commit(by, [{ type: 'GrantGiven', grant: given }]);
      return;
    }
    case 'end-grant': {
      const now = simulation.tick();
      const live = ledger.grants.filter(({ end }) => end === null || end > now);
      const one = live[step.which % Math.max(1, live.length)];
      const by = numbered('end', n);
      if (one !== undefined) {
        simulation.commit(by, [{ type: 'GrantEnded', grant: one.id, end: now, by, changeSet: null }]);
      }
      return;
    }
    case 'move-end':
      moveEnd(simulation, step.length, n);
      return;
    case 'leave':
      leave(simulation, step, n);
      return;
    case 'return':
      comeBack(simulation);
      return;
    case 'exclude': {
      const now = simulation.minute + 0.01;
      simulation.tick();
      const to = step.length === null ? null : Math.floor(now) + 1 + step.length;
      const set = { ...exclusion([step.group], now, to), id: `x${n}` };
      simulation.commit(set.setBy, [{ type: 'ExclusionSet', exclusion: set }]);
      return;
    }
    case 'lift': {
      const now = simulation.tick();
      const open = ledger.exclusions.filter(({ until }) => until === null || until > now);
      const one = open[step.which % Math.max(1, open.length)];
      if (one !== undefined) simulation.commit(one.setBy, [{ type: 'ExclusionLifted', exclusion: one.id, at: now }]);
      return;
    }
    case 'hand':
      otherHand(simulation, step);
      return;
    case 'come-in':
      provider.comeIn();
      return;
    case 'decide':
      decide(simulation);
      return;
    case 'wake':
      simulation.wake(step.dieAfter);
  }
}

function hire(simulation: Simulation, step: Extract<Step, { do: 'hire' }>, n: number): void {
  const now = simulation.tick();
  const by = numbered('hire', n);
  const start = Math.floor(simulation.minute) + step.ahead;
  const end = step.length === null ? null : at(Math.max(start, Math.floor(simulation.minute)) + step.length);
  const accountFrom = at(start - 12);
  const opened = engagement({
    id: engagementId(`e${n}`),
    accountFrom,
    activeFrom: at(start - 4),
    start: at(start),
    end,
    openedBy: by,
    changedBy: by,
  });
  simulation.commit(by, [{ type: 'EngagementOpened', engagement: opened }], 'onboarding');
  if (simulation.ledger.accounts.length === 0) {
    simulation.commit(by, [
      {
        type: 'AccountIntended',
        account: theAccount,
        person: mara,
        connection: okta,
        because: 'new',
        personal: { login: 'mara.lindt@acme.example' },
      },
    ]);
  }
  give(simulation, opened, step.groups, n, now, 0);
}

function change(simulation: Simulation, step: Extract<Step, { do: 'change' }>, n: number): void {
  const now = simulation.tick();
  const present = simulation.ledger.engagements.filter(({ end }) => end === null || end > now).at(-1);
  if (present === undefined) return;
  const by = numbered('change', n);
  const changed = { ...present, changedBy: by };
  simulation.commit(by, [{ type: 'EngagementChanged', engagement: changed }]);
  give(simulation, changed, step.groups, n, now, step.overlap);
}

function give(
  simulation: Simulation,
  work: Engagement,
  held: readonly GroupId[],
  n: number,
  now: Instant,
  overlap: number,
): void {
  let count = 0;
  const events = regrant({
    ledger: simulation.ledger,
    engagement: work,
    entitled: held.map((one) => ({
      holds: { kind: 'group', group: groupName(okta, one) },
      groups: [one],
      risk: 'low',
      rows: [],
      missing: [],
      manual: null,
    })),
    by: work.changedBy,
    changeSet: null,
    policy,
    now,
    endOld: overlap === 0 ? now : at(Math.floor(simulation.minute) + overlap),
    nextId: () => grantId(`g${n}.${++count}`),
  });
  simulation.commit(work.changedBy, events);
}

function offboard(simulation: Simulation, ahead: number, n: number): void {
  const now = simulation.tick();
  const by = numbered('offboard', n);
  const end = ahead === 0 ? now : at(Math.floor(simulation.minute) + ahead);
  const { engagements, grants } = simulation.ledger;
  const open = <Row extends { readonly end: Instant | null }>(rows: readonly Row[]) =>
    rows.filter((one) => one.end === null || one.end > end);
  if (!engagements.some((one) => one.end === null || one.end > now)) return;
  for (const one of open(engagements)) {
    const edited = { ...one, end, endedBy: by, changedBy: by };
    simulation.commit(by, [{ type: 'EngagementChanged', engagement: edited }], 'offboarding');
  }
  for (const { id } of open(grants)) {
    simulation.commit(by, [{ type: 'GrantEnded', grant: id, end, by, changeSet: null }], 'offboarding');
  }
}

/** The contract's end moves, and with it what ended with it. */
function moveEnd(simulation: Simulation, by: number | null, n: number): void {
  const now = simulation.tick();
  const present = simulation.ledger.engagements.filter(({ end }) => end === null || end > now).at(-1);
  if (present === undefined) return;
  const on = numbered('move', n);
  const end = by === null ? null : at(Math.floor(simulation.minute) + by + 1);
  if (end !== null && end <= present.start) return;
  const changed = { ...present, end, endedBy: on, changedBy: on };
  const held = simulation.ledger.grants.filter(
    (one) => one.engagement === present.id && one.cause === 'birthright' && (one.end === null || one.end > now),
  );
  simulation.commit(on, [{ type: 'EngagementChanged', engagement: changed }]);
  give(
    simulation,
    changed,
    held.flatMap((one) => one.groups),
    n,
    now,
    0,
  );
}

/** From all the work there is: nothing in the ledger but the leave says so, no grant is touched. */
function leave(simulation: Simulation, step: Extract<Step, { do: 'leave' }>, n: number): void {
  const now = simulation.tick();
  const running = simulation.ledger.engagements.filter(({ end }) => end === null || end > now);
  if (running.length === 0) return;
  const by = numbered('leave', n);
  const from = step.ahead === 0 ? now : at(Math.floor(simulation.minute) + step.ahead);
  const until = step.length === null ? null : at(Math.floor(simulation.minute) + step.ahead + 1 + step.length);
  const engagements = running.map(({ id }) => id);
  simulation.commit(by, [{ type: 'LeaveSet', leave: { case: by, from, until }, engagements }], 'leave');
}

/** Whoever is away or is to be away comes back now. */
function comeBack(simulation: Simulation): void {
  const now = simulation.tick();
  const { engagements } = simulation.ledger;
  const all = engagements.flatMap(({ leaves = [] }) => leaves).filter(({ until }) => until === null || until > now);
  for (const one of new Map(all.map((leave) => [leave.case, leave])).values()) {
    const over = { ...one, until: one.from > now ? one.from : now };
    const of = engagements.filter(({ leaves = [] }) => leaves.some((leave) => leave.case === one.case));
    simulation.commit(one.case, [
      { type: 'LeaveSet', leave: over, engagements: of.map(({ id }) => id) },
      { type: 'LeaveEnded', because: 'returned', at: now },
    ]);
  }
}

function otherHand(simulation: Simulation, step: Extract<Step, { do: 'hand' }>): void {
  const { provider } = simulation;
  if (provider.state === null) return;
  simulation.tick();
  try {
    provider.write(step.act, 'other', simulation.minute, step.group);
  } catch (trouble) {
    // The provider refuses it of an administrator too.
    if (!(trouble instanceof RefusedHere)) throw trouble;
  }
}

const SET_ASIDE = new Set([
  'gone-after-verified',
  'back-after-removal',
  'lowered-by-other-hand',
  'raised-by-other-hand',
]);

/** Every open exception is decided for what the ledger says: restore, or remove. */
export function decide(simulation: Simulation): void {
  const now = simulation.tick();
  for (const state of [...simulation.cases.values()]) {
    for (const { id, kind, group, verdict } of state.exceptions) {
      if (verdict !== null || !SET_ASIDE.has(kind)) continue;
      simulation.commit(state.id, [
        { type: 'ExceptionSettled', exception: id, verdict: 'restore', by: 'ada', at: now },
        { type: 'VerificationSetAside', account: theAccount, group },
      ]);
    }
  }
}
