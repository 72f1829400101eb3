/**
 * What Tenure promises about access, over random histories: people are hired, moved, let go and hired again, other
 * hands meddle, somebody looks at any time, and the process dies anywhere. Each promise is checked against an
 * oracle that shares no code with the core.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSettled, itemsOf } from '../../src/core/evidence/index.ts';
import { leadingEngagement, nextChange, wanted } from '../../src/core/grant/index.ts';
import type { GroupId } from '../../src/core/shared/ids.ts';
import { at } from '../support/build.ts';
import {
  absentWithoutReason,
  askedAbout,
  leftWithoutReason,
  loweredWithoutDecision,
  putBackWithoutDecision,
  raisedWithoutDecision,
  unproved,
} from './explain.ts';
import { alone, decide, play, type Step, withDecisions, withHands } from './history.ts';
import { away, instants, justified, lostItsCover, signInStopped, standing } from './oracle.ts';
import type { Run, Simulation } from './simulation.ts';
import { ALUMNI, BUILT_IN, DIRECTORY, MIXED, PROTECTED, RULE, WRITABLE } from './world.ts';

/** Fixed, so that a failure is the same failure tomorrow; fast-check prints the seed and the shrunk history. */
const holds = (
  histories: fc.Arbitrary<readonly Step[]>,
  check: (simulation: Simulation, history: readonly Step[]) => void,
  numRuns = 300,
) =>
  fc.assert(
    fc.property(histories, (history) => {
      check(play(history), history);
    }),
    { seed: 20260105, numRuns },
  );

const writesOf = (simulation: Simulation, run: Run) =>
  simulation.provider.log.filter((one) => one.run === run.run && one.hand === 'tenure');
const removals = (simulation: Simulation, run: Run) =>
  writesOf(simulation, run).flatMap(({ op, group }) => (op === 'remove' && group !== null ? [group] : []));
const isAway = (run: Run) => away(run.ledger, run.now);
const isLeaver = (run: Run) => standing(run.ledger, run.now) === 'left';

describe('access', () => {
  it('is never taken while a live grant covers it', () =>
    holds(withDecisions, (simulation) => {
      for (const run of simulation.runs) {
        const should = justified(run.ledger, run.now);
        for (const group of removals(simulation, run)) expect(should).not.toContain(group);
      }
    }));

  it('is exactly what is justified after the last look, when nobody else touched it', () =>
    holds(alone, (simulation) => {
      const last = simulation.settle();
      if (last === null || simulation.provider.state === null) return;
      const asked = askedAbout(simulation);
      const should = [...justified(last.ledger, last.now)].filter((group) => WRITABLE.has(group));
      const has = [...simulation.provider.groups].filter((group) => WRITABLE.has(group));
      const kept = isLeaver(last) ? has.filter((group) => group === ALUMNI) : [];
      const known = (groups: readonly GroupId[]) => groups.filter((group) => !asked.has(group)).sort();
      // On leave: what has begun meanwhile waits.
      const given = isAway(last) ? should.filter((group) => has.includes(group)) : should;
      expect(known(has)).toEqual(known([...given, ...kept]));
    }));

  it('is left over or missing, after the last look, only for a reason another hand gave', () =>
    holds(withHands, (simulation) => {
      const last = simulation.settle();
      if (last === null || simulation.provider.state === null) return;
      expect(leftWithoutReason(simulation, last)).toEqual([]);
      expect(absentWithoutReason(simulation, last)).toEqual([]);
    }));

  it('is taken only for a positive cause: its cover has ended since it was last proved absent, or its person left', () =>
    holds(withHands, (simulation) => {
      const provedAbsent = new Map<GroupId, Run['now']>();
      for (const run of simulation.runs) {
        for (const group of removals(simulation, run)) {
          const cause = isLeaver(run) || lostItsCover(run.ledger, group, provedAbsent.get(group) ?? null, run.now);
          expect(cause, group).toBe(true);
        }
        for (const { event } of run.events) {
          if (event.type === 'RemovalVerified') provedAbsent.set(event.group, event.at);
        }
      }
    }));

  it('is given to a mover before anything is taken', () =>
    holds(alone, (simulation) => {
      for (const run of simulation.runs.filter((one) => !isLeaver(one) && !isAway(one))) {
        const asked = askedAbout(simulation);
        const should = [...justified(run.ledger, run.now)].filter((group) => WRITABLE.has(group) && !asked.has(group));
        for (const { op, had } of writesOf(simulation, run)) {
          if (op === 'remove') expect(should.filter((group) => !had.has(group))).toEqual([]);
        }
        // Given is not enough: it is read back before the first removal is even planned.
        for (const { changes } of run.plans) {
          const types = new Set(changes.map(({ type }) => type));
          expect(types.has('add-member') && types.has('remove-member')).toBe(false);
        }
      }
    }));

  it('in groups that others fill, or that are protected, is never written', () =>
    holds(withDecisions, (simulation) => {
      for (const { op, hand, group } of simulation.provider.log) {
        if (hand !== 'tenure' || group === null) continue;
        expect([RULE, DIRECTORY, BUILT_IN, PROTECTED]).not.toContain(group);
        if (op === 'remove') expect(group).not.toBe(MIXED);
      }
    }));

  it('written to is proved on a case, and nothing else is', () =>
    holds(alone, (simulation) => {
      simulation.settle();
      for (const run of simulation.runs.filter(({ finished }) => finished)) {
        for (const { event } of run.events) {
          if (event.type === 'MembershipVerified') expect(simulation.hadAt(event.at)).toContain(event.group);
          if (event.type !== 'RemovalVerified') continue;
          expect(simulation.hadAt(event.at)).not.toContain(event.group);
          expect(justified(run.ledger, run.now)).not.toContain(event.group);
        }
      }
    }));

  it('of a protected account is never written', () =>
    holds(withHands, (_, history) => {
      const simulation = play([]);
      simulation.protectedAccount = true;
      play(history, simulation);
      expect(simulation.provider.log.filter(({ hand }) => hand === 'tenure')).toEqual([]);
    }));
});

describe('what another hand did', () => {
  it('is never suspected where nobody else was and no look was cut off', () =>
    holds(alone, (simulation) => {
      if (simulation.runs.every(({ finished }) => finished)) expect([...askedAbout(simulation)]).toEqual([]);
    }));

  it('to a membership we had verified is never put back until a person decides', () =>
    holds(withDecisions, (simulation) => expect(putBackWithoutDecision(simulation)).toEqual([]), 400));

  it('to a sign-in is never undone until a person decides, or the work here has ended', () =>
    holds(withDecisions, (simulation) => expect(raisedWithoutDecision(simulation)).toEqual([]), 400));

  it('to open a sign-in we had proved stopped is not undone either until a person decides', () =>
    holds(withDecisions, (simulation) => expect(loweredWithoutDecision(simulation)).toEqual([])));

  it('to a membership we had proved absent is reported and not undone, unless its person has left', () =>
    holds(withHands, (simulation) => {
      for (const run of simulation.runs.filter((one) => one.finished && !isLeaver(one))) {
        const should = justified(run.ledger, run.now);
        const back = run.ledger.records.filter(
          ({ group, removalVerifiedAt: since }) =>
            since !== null &&
            run.saw.has(group) &&
            !should.has(group) &&
            WRITABLE.has(group) &&
            !lostItsCover(run.ledger, group, since, run.now),
        );
        const obstacles = run.plans.at(-1)?.obstacles.filter(({ type }) => type === 'back-after-removal') ?? [];
        const reported = obstacles.flatMap((one) => ('group' in one ? [one.group] : []));
        for (const { group } of back) expect(reported).toContain(group);
      }
    }));
});

describe('a leave', () => {
  const leaves = (simulation: Simulation) => simulation.runs.filter(isAway);

  it('gives nothing and opens nothing, whatever begins meanwhile', () =>
    holds(withDecisions, (simulation) => {
      const given = leaves(simulation).flatMap((run) => writesOf(simulation, run).map(({ op }) => op));
      for (const op of ['add', 'activate', 'unsuspend']) expect(given).not.toContain(op);
    }));

  it('takes nothing but what ends meanwhile by its own time', () =>
    holds(alone, (simulation) => {
      for (const run of leaves(simulation).filter(({ finished }) => finished)) {
        const kept = justified(run.ledger, run.now);
        for (const group of run.saw) {
          if (!kept.has(group)) expect([...WRITABLE].filter((one) => one === group && one !== ALUMNI)).toEqual([]);
        }
        expect(removals(simulation, run).filter((group) => kept.has(group))).toEqual([]);
      }
    }));

  it('is over on its day: the sign-in it stopped is open again, and what waited is there', () =>
    holds(alone, (simulation) => {
      const last = simulation.settle();
      const wasAway = last !== null && simulation.ledger.engagements.some(({ leaves: all = [] }) => all.length > 0);
      if (!wasAway || isAway(last) || standing(last.ledger, last.now) !== 'working') return;
      expect(simulation.provider.open || askedAbout(simulation).has(null)).toBe(true);
      expect(absentWithoutReason(simulation, last)).toEqual([]);
    }));
});

describe('a decision for the ledger', () => {
  it('makes the provider agree with it in everything that is ours to write', () =>
    holds(withDecisions, (simulation) => {
      simulation.settle();
      // What is restored may uncover the next question.
      for (let n = 0; n < 3; n += 1) {
        decide(simulation);
        simulation.settle();
      }
      const { provider, ledger } = simulation;
      if (provider.state === null) return;
      const now = at(simulation.minute);
      if (away(ledger, now)) return expect(provider.open).toBe(false);
      expect([...justified(ledger, now)].filter((one) => WRITABLE.has(one) && !provider.groups.has(one))).toEqual([]);
      if (standing(ledger, now) === 'working') expect(provider.open).toBe(true);
      if (signInStopped(ledger, now)) expect(provider.open).toBe(false);
    }));
});

describe('looking', () => {
  it('leads to the same end however often, when and how incompletely it is done', () =>
    holds(alone, (often, history) => {
      const once = play(history.filter((step) => step.do !== 'wake'));
      const last = often.settle();
      once.settle();
      if (last === null) return;
      const asked = askedAbout(often);
      const groups = (one: Simulation) =>
        [...one.provider.groups].filter((group) => WRITABLE.has(group) && !asked.has(group)).sort();
      if (!isLeaver(last) && !isAway(last)) expect(groups(often)).toEqual(groups(once));
      const working = standing(last.ledger, last.now) === 'working' && !isAway(last);
      if (working) expect([once.provider.open, asked.has(null) || often.provider.open]).toEqual([true, true]);
      if (signInStopped(last.ledger, last.now))
        expect([often.provider.open, once.provider.open]).toEqual([false, false]);
    }));

  it('twice finds nothing more to do and nothing more to prove', () =>
    holds(withHands, (simulation) => {
      simulation.settle();
      const again = simulation.wake();
      if (again === null) return;
      expect(again.plans.map(({ changes }) => changes)).toEqual([[]]);
      expect(again.events).toEqual([]);
    }));

  it('is due exactly when what is wanted changes', () =>
    holds(alone, ({ ledger, minute }) => {
      const [own] = ledger.accounts;
      if (own === undefined) return;
      const now = at(minute);
      const show = (then: Run['now']) => {
        const { state, groups, paused, because } = wanted(ledger, own, then);
        return JSON.stringify([state, paused ? because : '', [...groups].sort()]);
      };
      const next = nextChange(ledger, own, now);
      const slow = instants(ledger).find((point) => point > now && show(point) !== show(now)) ?? null;
      for (const point of instants(ledger)) {
        if (point > now && (next === null || point < next)) expect(show(point)).toBe(show(now));
      }
      if (slow !== null) expect(next !== null && next <= slow).toBe(true);
      const profileOf = (then: Run['now']) => leadingEngagement(ledger.engagements, then)?.id;
      if (next !== null) expect([show(next), profileOf(next)]).not.toEqual([show(now), profileOf(now)]);
      expect(wanted(ledger, own, now).groups.size).toBe(justified(ledger, now).size);
    }));
});

describe('a leaver', () => {
  it('loses sign-in first, then sessions, groups, direct assignments, and is closed last', () =>
    holds(withHands, (simulation) => {
      simulation.provider.apps.add('payroll');
      simulation.settle();
      const order = ['suspend', 'sessions', 'remove', 'app', 'deactivate'];
      for (const run of simulation.runs.filter(isLeaver)) {
        const raised = run.plans.some(({ obstacles }) => obstacles.some(({ type }) => type === 'raised-by-other-hand'));
        const writes = writesOf(simulation, run);
        for (const { op, was } of writes) {
          if (op === 'remove' && !raised) expect(['staged', 'suspended', 'deactivated']).toContain(was);
        }
        expect(removals(simulation, run)).not.toContain(ALUMNI);
        // What no list showed is taken by its id behind what is known to be open.
        const known = writes.filter(({ op, group }) => op !== 'remove' || group === null || run.saw.has(group));
        const places = known.map(({ op }) => order.indexOf(op)).filter((place, n) => !(place === 4 && n < 2));
        expect(places).toEqual([...places].sort());
      }
      const last = simulation.runs.at(-1);
      if (last !== undefined && isLeaver(last) && last.saw.size > 0) expect([...simulation.provider.apps]).toEqual([]);
    }));

  it('has every membership on the receipt before the first is taken, and each one proved gone after', () =>
    holds(withHands, (simulation) => {
      simulation.settle();
      for (const run of simulation.runs.filter((one) => one.finished && isLeaver(one))) {
        const types = run.events.map(({ event }) => event.type);
        const gone = run.events.flatMap(({ event }) => (event.type === 'RemovalVerified' ? [event.group] : []));
        for (const group of removals(simulation, run)) {
          expect(types[0]).toBe('MembershipsRecorded');
          expect(gone).toContain(group);
        }
      }
    }));
});

describe('a case', () => {
  const disagreements = (simulation: Simulation) => {
    const { ledger, provider } = simulation;
    const now = at(simulation.minute);
    // What a look that was cut off has done is known only to the next one; no case is proved before it.
    if (simulation.runs.at(-1)?.finished === false) return [];
    const settled = [...simulation.cases.values()].filter((state) => isSettled(itemsOf(state, ledger, now)));
    return settled.flatMap((state) => unproved(state, ledger, provider, now));
  };

  it('is never settled while the provider shows something else than its grants say, at any time', () =>
    holds(alone, (simulation) => {
      expect(disagreements(simulation)).toEqual([]);
      simulation.settle();
      expect(disagreements(simulation)).toEqual([]);
    }));

  it('is settled in the end, when nothing of it lies ahead and nobody has to decide', () =>
    holds(alone, (simulation) => {
      const last = simulation.settle();
      const now = at(simulation.minute);
      for (const state of last === null ? [] : simulation.cases.values()) {
        const open = itemsOf(state, simulation.ledger, now).filter(({ state: item }) => item === 'pending');
        const back = standing(simulation.ledger, now) !== 'left';
        const writable = open.filter(
          // An offboarding whose closing was overtaken by a return stays open: nobody can read that back any more.
          ({ what, ref }) => (what === 'closing' && !back) || [...WRITABLE].some((one) => one === ref),
        );
        expect(writable).toEqual([]);
      }
    }));
});
