/**
 * The way of src/app/reconcile without its store: wanted, read, plan, apply, read again, conclude, commit case by
 * case. A run may die after any of its steps; what it had done outside stays done, what it had not yet committed
 * is lost.
 */
import { obstacleEvents } from '../../src/app/reconcile/trouble.ts';
import { type CaseState, evolveCaseAll, newCase } from '../../src/core/evidence/index.ts';
import type { TenureEvent } from '../../src/core/evidence/model.ts';
import { emptyLedger, evolveAll, type PersonLedger, type Wanted, wanted } from '../../src/core/grant/index.ts';
import type { Account } from '../../src/core/person/model.ts';
import type { CaseKind } from '../../src/core/policy/model.ts';
import { type ConcludeInput, conclude, leaverStatement, plan, setsOutToLower } from '../../src/core/reconcile/index.ts';
import type { Change, Plan, Seen } from '../../src/core/reconcile/model.ts';
import type { CaseId, GroupId } from '../../src/core/shared/ids.ts';
import { withinConnection } from '../../src/core/shared/ids.ts';
import type { Instant } from '../../src/core/shared/instant.ts';
import { unreachable } from '../../src/core/shared/outcome.ts';
import { account, at, person, theCase } from '../support/build.ts';
import { signInStopped } from './oracle.ts';
import { type Op, Provider, RefusedHere } from './provider.ts';
import { bounds, OWNERS } from './world.ts';

/** What a run began with and what came of it. */
export interface Run {
  readonly run: number;
  readonly ledger: PersonLedger;
  readonly now: Instant;
  readonly plans: Plan[];
  /** What its last reading showed. */
  saw: ReadonlySet<GroupId>;
  readonly events: { readonly on: CaseId; readonly event: TenureEvent }[];
  finished: boolean;
}

class Died extends Error {}

export class Simulation {
  minute = 0;
  ledger: PersonLedger = { ...emptyLedger, person };
  readonly provider = new Provider(OWNERS);
  readonly cases = new Map<CaseId, CaseState>();
  readonly runs: Run[] = [];
  /** Every event, in the order of the provider's log. */
  readonly said: { readonly event: TenureEvent; readonly place: number; readonly stopped: boolean }[] = [];
  /** Groups the provider refuses to add anybody to. */
  readonly refusing = new Set<GroupId>();
  protectedAccount = false;
  private readonly readings = new Map<Instant, ReadonlySet<GroupId>>();
  private stepsLeft = Number.POSITIVE_INFINITY;

  /** What is done now; time passes by itself, a little with every step. */
  tick(): Instant {
    const now = at(this.minute);
    this.minute += 0.01;
    return now;
  }

  commit(on: CaseId, events: readonly TenureEvent[], kind?: CaseKind): void {
    const known = this.cases.get(on) ?? { ...newCase(on), kind: kind ?? 'change', accepted: true };
    this.cases.set(on, evolveCaseAll(known, events, at(this.minute)));
    this.ledger = evolveAll(this.ledger, events, on);
    this.provider.place += 1;
    const stopped = signInStopped(this.ledger, at(this.minute));
    this.said.push(...events.map((event) => ({ event, place: this.provider.place, stopped })));
  }

  /** What the provider showed in the reading that began at this instant. */
  hadAt(reading: Instant): ReadonlySet<GroupId> {
    const found = this.readings.get(reading);
    if (found === undefined) throw new Error(`no reading began at ${reading}`);
    return found;
  }

  /** Somebody looks at the account. `dieAfter` = the number of writes and commits the run lives to make. */
  wake(dieAfter: number | null = null): Run | null {
    const [own] = this.ledger.accounts;
    if (own === undefined) return null;
    this.provider.run += 1;
    const now = this.tick();
    const { ledger } = this;
    const run: Run = {
      run: this.provider.run,
      ledger,
      now,
      plans: [],
      saw: new Set(),
      events: [],
      finished: false,
    };
    this.runs.push(run);
    this.stepsLeft = dieAfter ?? Number.POSITIVE_INFINITY;
    try {
      this.reconcile(run, own);
      run.finished = true;
    } catch (end) {
      if (!(end instanceof Died)) throw end;
    }
    return run;
  }

  /** Until nothing is left to do, by a clock that stands (nearly) still. */
  settle(): Run | null {
    this.wake();
    return this.wake();
  }

  private reconcile(run: Run, own: Account): void {
    const want = wanted(run.ledger, own, run.now);
    const leaver = want.state === 'deactivated';
    let known = run.ledger;
    // A leaver's account may have been made by a create whose answer was lost: its mark says so.
    let providerId = leaver ? this.provider.providerId : own.providerId;
    let wrote = false;
    let noted = false;
    const added = new Set<GroupId>();
    const answeredGone = new Map<GroupId, Instant>();
    const apps: { app: string; name: string }[] = [];
    const refused = new Set<string>();
    for (let round = 0; round < 6; round += 1) {
      const readAt = this.tick();
      const seen: Seen = providerId === null ? { account: null, groups: [] } : this.provider.read(leaver);
      run.saw = new Set(this.provider.groups);
      this.readings.set(readAt, run.saw);
      for (const { group } of seen.groups) answeredGone.delete(group);
      const unaddable = new Set([...refused].map((one) => one.slice(one.indexOf('|') + 1) as GroupId));
      const input = { ...this.input(known, { ...own, providerId }, want, seen, run.now, unaddable), answeredGone };
      const planned = plan(input);
      run.plans.push(planned);
      const changes = planned.changes.filter((change) => !refused.has(keyOf(change)));
      if (changes.length === 0) {
        const account = { ...own, loweringIntended: noted || own.loweringIntended === true };
        const made = { addedNow: added, directAppsRemoved: apps, loweringNoted: noted };
        this.record(run, { ...input, ...made, account, at: readAt }, planned);
        return;
      }
      if (!wrote && leaver && seen.account !== null) known = this.takeInventory(run, want, seen, own);
      if (seen.account !== null && !noted && setsOutToLower(changes, own, seen)) {
        const { state } = seen.account;
        this.commitIn(run, want.because, [{ type: 'LoweringIntended', account: own.id, from: state, at: run.now }]);
        noted = true;
      }
      for (const change of changes) {
        this.step();
        wrote = true;
        try {
          this.apply(change, leaver);
          if (change.type === 'create-account') {
            providerId = this.provider.providerId;
            for (const group of change.groups) added.add(group);
          }
          if (change.type === 'add-member') added.add(change.group);
          if (change.type === 'remove-member') answeredGone.set(change.group, readAt);
          if (change.type === 'remove-direct-app') apps.push({ app: change.app, name: change.name });
        } catch (refusal) {
          if (!(refusal instanceof RefusedHere)) throw refusal;
          refused.add(keyOf(change));
        }
      }
    }
    throw new Error('a plan that never comes to an end');
  }

  private record(run: Run, about: Omit<ConcludeInput, 'profileWritten' | 'nameOf'>, planned: Plan): void {
    const input: ConcludeInput = { ...about, profileWritten: [], nameOf: withinConnection };
    for (const [on, events] of conclude(input)) this.commitIn(run, on, events);
    const statement = planned.leaver ? leaverStatement(input) : null;
    const { because } = input.wanted;
    if (statement !== null && !this.cases.get(because)?.closed.includes(input.account.id)) {
      this.commitIn(run, because, [statement]);
    }
    for (const obstacle of planned.obstacles) {
      const state = this.cases.get(obstacle.for) ?? newCase(obstacle.for);
      const events = obstacleEvents(input.account.id, obstacle)(state);
      if (events.length > 0) this.commitIn(run, obstacle.for, events);
    }
  }

  private takeInventory(run: Run, want: Wanted, seen: Seen, own: Account): PersonLedger {
    const groups = seen.groups.map((one) => ({ ...one, kept: false }));
    const event: TenureEvent = { type: 'MembershipsRecorded', account: own.id, groups, at: run.now };
    this.commitIn(run, want.because, [event]);
    return evolveAll(run.ledger, [event], want.because);
  }

  private commitIn(run: Run, on: CaseId, events: readonly TenureEvent[]): void {
    this.step();
    this.commit(on, events);
    run.events.push(...events.map((event) => ({ on, event })));
  }

  private apply(change: Change, leaver: boolean): void {
    switch (change.type) {
      case 'create-account':
        // An open intent finds what an earlier run has made and could not record.
        if (this.provider.state !== null) break;
        this.write('create');
        for (const group of change.groups) this.write('add', group);
        if (change.active) this.write('activate');
        break;
      case 'update-profile':
      case 'change-login':
        break;
      case 'suspend':
        this.write(leaver && this.provider.state !== 'active' ? 'deactivate' : 'suspend');
        break;
      case 'end-sessions':
        this.write('sessions');
        break;
      case 'add-member':
        if (this.refusing.has(change.group)) throw new RefusedHere(change.group);
        this.write('add', change.group);
        break;
      case 'remove-member':
        this.write('remove', change.group);
        break;
      case 'remove-direct-app':
        this.write('app', change.app);
        break;
      // A site's matter: this provider has no roles.
      case 'add-group-actor':
        break;
      case 'activate':
      case 'unsuspend':
      case 'deactivate':
        this.write(change.type);
        break;
      default:
        unreachable(change);
    }
  }

  private write(op: Op, target: GroupId | string | null = null): void {
    this.provider.write(op, 'tenure', this.minute, target);
  }

  private input(
    ledger: PersonLedger,
    own: Account,
    want: Wanted,
    seen: Seen,
    now: Instant,
    unaddable: ReadonlySet<GroupId>,
  ) {
    const rules = bounds(unaddable, this.protectedAccount);
    return { ledger, account: own, wanted: want, seen, now, profile: {}, rules };
  }

  private step(): void {
    if (this.stepsLeft <= 0) throw new Died();
    this.stepsLeft -= 1;
  }
}

const keyOf = (change: Change) =>
  `${change.type}|${'group' in change ? change.group : 'app' in change ? change.app : ''}`;

export const theAccount = account().id;
export const numbered = (what: string, n: number) => theCase(`${what}-${n}`);
