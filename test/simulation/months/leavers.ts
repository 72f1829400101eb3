/**
 * More are to leave, or to be away, than the rate of an hour lets pass: those over it wait, and somebody who has looked at them
 * confirms them, in one by the hash of what was shown or one by one, or rejects some. And what is promised of them.
 */
import { heldNow, LEAVER_RATE, LEAVERS_HELD } from '../../../src/app/leavers/heldLeavers.ts';
import { settle } from '../../../src/app/settling/settle.ts';
import type { World } from '../../../src/app/world.ts';
import type { StreamId, TenureEvent } from '../../../src/core/evidence/model.ts';
import { caseId, type ExceptionId } from '../../../src/core/shared/ids.ts';
import type { Around } from './around.ts';
import { agreedEnd, type Colleague, otherStands, works } from './colleague.ts';
import { INES, jira } from './company.ts';
import { comingAndGoing, nowAndThen, ONCE_SOME_ARE_HERE } from './draws.ts';
import type { Forms } from './forms.ts';
import type { History } from './history.ts';
import type { Random } from './random.ts';
import type { Found, Invariant } from './statement.ts';
import { DAY, HOUR, MINUTE } from './timeline.ts';
import type { Issue } from './tracker.ts';

export class Leavers {
  private readonly random: Random;
  private readonly around: Around;
  private readonly forms: Forms;
  /** When life ends. */
  private readonly until: number;
  /** When some of those that wait are rejected; `null` = never. */
  private readonly rejects: Random | null;

  constructor(random: Random, around: Around, forms: Forms, until: number, rejects: Random | null) {
    this.random = random;
    this.rejects = rejects;
    this.around = around;
    this.forms = forms;
    this.until = until;
  }

  /** With their instants; what it is exactly is drawn when its turn comes. */
  acts(colleagues: readonly Colleague[], from: number) {
    const { random, until } = this;
    const others = comingAndGoing(colleagues);
    const act = () => (random.chance(0.5) ? this.closes(others) : this.somebodyLooks());
    return nowAndThen(random, random.int(2, 10), { from, until }, act, ONCE_SOME_ARE_HERE);
  }

  /** Now and then, of a form that waits and whose day lies well ahead, somebody says that nobody is to leave. */
  rejections(colleagues: readonly Colleague[], from: number) {
    const { rejects: random, until } = this;
    if (random === null) return [];
    const act = () => (random.chance(0.5) ? this.rejectsOne(colleagues, random) : this.mistakes(colleagues, random));
    return nowAndThen(random, random.int(8, 30), { from, until }, act, ONCE_SOME_ARE_HERE);
  }

  /** Several are to leave in some days, by a list that was wrong: what waits of it somebody rejects, sooner or later. */
  private mistakes(colleagues: readonly Colleague[], random: Random): void {
    const { around, forms } = this;
    const there = comingAndGoing(colleagues).filter((each) => works(each, around.now()));
    for (const [place, one] of there.entries()) {
      const days = random.int(1, 6);
      around.later(place * random.int(1, 15) * MINUTE, () => forms.leavesOn(one, around.now() + days * DAY));
    }
    for (const hours of [1, 2, 6]) around.later(hours * HOUR, () => this.rejectsOne(colleagues, random));
  }

  private rejectsOne(colleagues: readonly Colleague[], random: Random): void {
    const { around } = this;
    const chosen = random.next();
    around.does('rejects a leaver that waits', async (world) => {
      const waiting = await world.store.read.exceptions({ kinds: [LEAVER_RATE], open: true });
      const found = waiting.flatMap(({ id, case: on }) =>
        colleagues.flatMap((of): readonly Rejected[] => {
          const { offboarding: form, end } = of;
          const isTheirs = form !== null && on === caseId(jira, form.id);
          return isTheirs && end !== null && end > around.latest() + 3 * HOUR ? [{ exception: id, of, form }] : [];
        }),
      );
      const one = found[Math.floor(chosen * found.length)];
      if (one === undefined) return;
      around.later(MINUTE, () => this.hears(one, 1));
      await settle(world, { exception: one.exception, verdict: 'reject', by: INES, reason: 'they stay' });
    });
  }

  /** Whether it was taken: of a process that ended meanwhile nobody knows. */
  private hears(one: Rejected, tries: number): void {
    const { around } = this;
    if (tries > MOST_TRIES) return;
    let isKnown = false;
    around.does('looks whether it was rejected', async (world) => {
      const row = await world.store.read.exception(one.exception);
      isKnown = true;
      if (row?.settled?.verdict !== 'reject') return;
      around.say(`${one.of.number} stays, as ${one.form.key} was rejected`);
      stays(one);
    });
    around.later(5 * MINUTE, () => {
      if (!isKnown) this.hears(one, tries + 1);
    });
  }

  /** Whoever works there leaves, one form after the other; somebody looks at those that wait, or nobody does. */
  private closes(colleagues: readonly Colleague[]): void {
    const { around, random, forms } = this;
    let after = 0;
    for (const one of colleagues.filter((each) => works(each, around.now()))) {
      if (random.chance(0.2)) continue;
      around.later(after, () => forms.offboard(one));
      after += random.int(1, 30) * MINUTE;
    }
    if (random.chance(0.6)) around.later(after + random.int(1, 10) * HOUR, () => this.somebodyLooks());
  }

  /** Confirmed now or hours later, when more may wait than were seen; or one by one, as each is shown. */
  private somebodyLooks(): void {
    const { around, random } = this;
    const hours = random.pick([0, 0, 2, 12]);
    const isSingly = random.chance(0.3);
    around.does('looks at the leavers that wait', async (world) => {
      const kinds = [isSingly ? LEAVER_RATE : LEAVERS_HELD];
      const seen: Seen[] = [];
      for (const row of await world.store.read.exceptions({ kinds, open: true }))
        seen.push({ exception: row.id, ...(isSingly ? {} : { hash: (await heldNow(world, row)).hash }) });
      if (seen.length === 0) return;
      around.later(hours * HOUR, () => around.does('confirms who leaves', (other) => confirmAll(other, seen)));
    });
  }
}

interface Rejected {
  readonly exception: ExceptionId;
  readonly of: Colleague;
  readonly form: Issue;
}

const MOST_TRIES = 500;

/** As if it had never been filed. */
function stays({ of, form }: Rejected): void {
  if (of.offboarding !== form) return;
  of.offboarding = null;
  of.secretUntil = null;
  of.end = agreedEnd(of);
  otherStands(of);
}

interface Seen {
  readonly exception: ExceptionId;
  readonly hash?: string;
}

async function confirmAll(world: World, seen: readonly Seen[]): Promise<void> {
  for (const one of seen) await settle(world, { ...one, verdict: 'confirm', by: INES, reason: 'they are to leave' });
}

export const LEAVERS: readonly Invariant[] = [
  {
    number: 11,
    name: 'no more leavers in an hour than may be',
    promises:
      'of the work that one person ends within an hour, one passes, and each other when somebody has confirmed it',
    broken: ({ history }) => {
      const ends = endsIn(history);
      return ends.flatMap((one): readonly Found[] => {
        const before = ends.find(
          (other) => other.on !== one.on && other.at <= one.at && one.at - other.at < HOUR && isFirst(ends, other),
        );
        if (one.isConfirmed || before === undefined || before.isConfirmed) return [];
        return [{ person: null, says: `${one.on} ends work as ${before.on} did, and nobody confirmed it`, at: one.at }];
      });
    },
  },
  {
    number: 8,
    name: 'a leaver alone waits for nobody',
    promises: 'a form that ends work waits for a person only where another has passed within the hour',
    broken: ({ history }) => {
      const ends = endsIn(history);
      return (isClose(history) ? raisedIn(history, LEAVER_RATE) : []).flatMap(({ at, stream }): readonly Found[] => {
        const passed = ends.some((one) => one.on !== stream && one.at <= at && at - one.at <= HOUR);
        return passed ? [] : [{ person: null, says: `${stream} waits, and nobody else has left within the hour`, at }];
      });
    },
  },
  {
    number: 8,
    name: 'no leaver waits in the end',
    promises: 'when everything that was asked has been confirmed, no form that ends work waits any more',
    broken: async ({ history }) => {
      if (!isClose(history)) return [];
      const kinds = [LEAVER_RATE, LEAVERS_HELD];
      const left = await history.backing.store.read.exceptions({ kinds, open: true });
      return left.map(({ id, person }) => ({ person, says: `${id} waits still` }));
    },
  },
];

/** Of a clock that was set, nobody knows when an hour is over. */
const isClose = ({ first, wrongClock }: History) => first.leavers === 'one' && wrongClock.steps.length === 0;

interface Ended {
  readonly at: number;
  readonly on: StreamId;
  /** Nobody is asked about what somebody has confirmed, and it counts for nothing. */
  readonly isConfirmed: boolean;
}

const isFirst = (ends: readonly Ended[], { on, at }: Ended) =>
  !ends.some((one) => one.on === on && one.at < at && at - one.at < HOUR);

/** What ended work sooner than it was to end, or began a leave; of a confidential termination that was read before its time, its filing. */
function endsIn(history: History): readonly Ended[] {
  if (!isClose(history)) return [];
  const until = new Map<string, string | null>();
  const confirmed = new Set<StreamId>();
  const away = new Set<StreamId>();
  const postponed = new Set<StreamId>();
  const sealed = new Set((history.life.secrets?.filed ?? []).map(({ issue }) => caseId(jira, issue.id) as StreamId));
  const found: Ended[] = [];
  for (const { at, events } of history.trace.commits) {
    for (const { stream, event } of events) {
      if (event.type === 'ExceptionSettled' && event.verdict === 'confirm' && event.exception.includes('!leaver-rate'))
        confirmed.add(stream);
      const isSealing = event.type === 'FormPostponed' && sealed.has(stream);
      const isLeave = event.type === 'LeaveSet' && !away.has(stream);
      const ends = endsWork(event, until) && !postponed.has(stream);
      if (isLeave) away.add(stream);
      if (isSealing) postponed.add(stream);
      if (isSealing || isLeave || ends) found.push({ at, on: stream, isConfirmed: confirmed.has(stream) || isSealing });
    }
  }
  return found;
}

function endsWork(event: TenureEvent, until: Map<string, string | null>): boolean {
  if (event.type !== 'EngagementOpened' && event.type !== 'EngagementChanged') return false;
  const { id, end } = event.engagement;
  const stood = until.get(id) ?? null;
  until.set(id, end);
  return event.type === 'EngagementChanged' && end !== null && (stood === null || end < stood);
}

/** When it was counted: of a confidential termination at its filing, which nobody is asked about before its day. */
function raisedIn({ trace }: History, kind: string) {
  const counted = new Map<StreamId, number>();
  return trace.commits.flatMap(({ at, events }) =>
    events.flatMap(({ stream, event }) => {
      if (event.type === 'FormPostponed' && event.rate === 'over' && !counted.has(stream)) counted.set(stream, at);
      const isRaised = event.type === 'ExceptionRaised' && event.kind === kind;
      return isRaised ? [{ at: counted.get(stream) ?? at, stream }] : [];
    }),
  );
}
