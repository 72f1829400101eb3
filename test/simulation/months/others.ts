/**
 * Other work than what somebody mainly does here: beside it for a while, or after it, as when a contract becomes an employment;
 * its last day is moved, its form put right or taken back. And what is promised of whoever does two things at once.
 */
import type { GroupId } from '../../../src/core/shared/ids.ts';
import { caseId } from '../../../src/core/shared/ids.ts';
import { away } from '../oracle.ts';
import type { Around } from './around.ts';
import { type Colleague, isFree, type OtherWork } from './colleague.ts';
import { DEPARTMENTS, HANA, INES, idOf, jira, LENA, TITLES } from './company.ts';
import { happensToSomebody, nowAndThen, ONCE_SOME_ARE_HERE } from './draws.ts';
import type { Facts } from './facts.ts';
import { instant, said, text } from './forms.ts';
import { isEndedByWhatWaited, isReadOutOfOrder } from './order.ts';
import type { Random } from './random.ts';
import type { Found, Invariant } from './statement.ts';
import { DAY, HOUR, MINUTE } from './timeline.ts';
import type { Trace } from './trace.ts';
import type { Issue } from './tracker.ts';

/** As somebody began it. */
interface Begun {
  readonly of: Colleague;
  readonly work: OtherWork;
  /** What it was to be by its form, until somebody says otherwise. */
  readonly end: number | null;
  readonly brings: readonly GroupId[];
}

interface Planned {
  readonly department: string;
  readonly title: string;
  readonly start: number;
  readonly end: number | null;
}

export class Others {
  readonly begun: Begun[] = [];
  private readonly random: Random;
  private readonly around: Around;
  /** When life ends. */
  private readonly until: number;

  constructor(random: Random, around: Around, until: number) {
    this.random = random;
    this.around = around;
    this.until = until;
  }

  /** With their instants; what it is exactly is drawn when its turn comes. */
  acts(colleagues: readonly Colleague[], from: number) {
    const { random, until } = this;
    const act = () => this.something(colleagues);
    return nowAndThen(random, random.int(6, 24), { from, until }, act, ONCE_SOME_ARE_HERE);
  }

  private something(colleagues: readonly Colleague[]): void {
    happensToSomebody(this.random, colleagues, [
      [6, (about) => this.beside(about)],
      [3, (about) => this.after(about)],
      [2, (about) => this.afterOverlap(about)],
      [2, (about) => this.moveEnd(about)],
      [2, (about) => this.correct(about)],
      [1, (about) => this.withdraw(about)],
    ]);
  }

  private beside(one: Colleague): void {
    const { around, random } = this;
    const now = around.now();
    const start = now + random.pick([-DAY, 0, 0, DAY, 4 * DAY]);
    const end = random.chance(0.75) ? Math.max(start, now) + random.int(1, 12) * DAY : null;
    const planned = { ...this.job(one, 0.7), start, end };
    if (!this.isFree(one)) return;
    around.say(`${one.number} works beside that for ${inWords(planned)}`);
    this.begin(one, planned, this.file(one, planned, true), false);
  }

  /** From the last day of a contract on, or some time after it. */
  private after(one: Colleague): void {
    const { around, random } = this;
    const gap = random.pick([0, 0, MINUTE, DAY, 6 * DAY]);
    const length = random.chance(0.3) ? random.int(2, 20) * DAY : null;
    const job = this.job(one, 0.4);
    if (one.end === null || !this.isFree(one)) return;
    const start = one.end + gap;
    const planned = { ...job, start, end: length === null ? null : start + length };
    around.say(`${one.number} goes on for ${inWords(planned)}`);
    this.begin(one, planned, this.file(one, planned, false), true);
  }

  /** Before the contract ends, which is refused; somebody sees that hours later, and has the contract end sooner. */
  private afterOverlap(one: Colleague): void {
    const { around, random } = this;
    const hours = random.pick([1, 8, 30]);
    const days = random.pick([3, 6]);
    const job = this.job(one, 0.4);
    const { onboarding, end } = one;
    const start = around.now() + days * DAY;
    if (onboarding === null || end === null || end <= start || start <= one.start || !this.isFree(one)) return;
    const planned = { ...job, start, end: null };
    around.say(`${one.number} goes on for ${inWords(planned)}, before their contract ends`);
    const form = this.file(one, planned, false);
    around.later(hours * HOUR, () => {
      const isAsItWas = one.onboarding === onboarding && one.end === end && this.isFree(one);
      if (!isAsItWas || start <= around.latest()) {
        around.say(`${one.number} does not go on`);
        around.site.moveTo(form, HANA, 'Withdrawn');
        return;
      }
      around.say(`the contract of ${one.number} ends ${said(start)}`);
      one.end = start;
      if (one.employment !== null) one.employment.end = start;
      around.site.edit(one.employment?.form ?? onboarding, HANA, { end: instant(start) });
      this.begin(one, planned, form, true);
    });
  }

  private moveEnd(one: Colleague): void {
    const { around, random } = this;
    const later = random.pick([6 * HOUR, 2 * DAY, 12 * DAY]);
    const other = this.goingOn(one);
    if (other === null) return;
    other.end = Math.max(around.now(), other.start) + later;
    other.asBegunUntil = Math.min(other.asBegunUntil, around.now());
    around.say(`what ${one.number} does besides is to end ${said(other.end)}`);
    around.site.edit(other.form, HANA, { end: instant(other.end) });
  }

  private correct(one: Colleague): void {
    const { around, random } = this;
    const field = random.pick(['department', 'title'] as const) ?? 'title';
    const value = random.pick(field === 'title' ? TITLES : DEPARTMENTS);
    const other = this.goingOn(one);
    if (other === null || value === undefined || other[field] === value) return;
    const stands = other.form.fields.get(field)?.value;
    if (stands?.kind === 'text' && stands.text === value) return;
    other[field] = value;
    other.asBegunUntil = Math.min(other.asBegunUntil, around.now());
    around.say(`${one.number}: ${other.form.key} says ${field} ${value} from now on`);
    around.site.edit(other.form, HANA, { [field]: text(value) });
  }

  private withdraw(one: Colleague): void {
    const { around } = this;
    const other = this.goingOn(one);
    if (other === null || other.start <= around.latest()) return;
    around.say(`${one.number} does not begin what they were to do besides`);
    other.asBegunUntil = Math.min(other.asBegunUntil, around.now());
    one.other = null;
    around.site.moveTo(other.form, HANA, 'Withdrawn');
  }

  // ---- of one of them --------------------------------------------------------------------------------------

  /** And is not to be employed from some day on. */
  private isFree(one: Colleague): boolean {
    return isFree(one, this.around) && one.employment?.isAhead !== true;
  }

  private goingOn({ other, offboarding }: Colleague): OtherWork | null {
    if (other === null || offboarding !== null) return null;
    return other.end !== null && other.end <= this.around.latest() ? null : other;
  }

  private job({ department }: Colleague, elsewhere: number) {
    const others = DEPARTMENTS.filter((each) => each !== department);
    const isElsewhere = this.random.chance(elsewhere);
    return {
      department: (isElsewhere ? this.random.pick(others) : null) ?? department,
      title: this.random.pick(TITLES) ?? 'Member',
    };
  }

  private file(one: Colleague, { department, title, start, end }: Planned, beside: boolean): Issue {
    return this.around.site.file(HANA, 'PEO', 'Onboarding', {
      ...{ employeeNumber: text(one.number), givenName: text(one.given), familyName: text(one.family) },
      ...{ department: text(department), title: text(title), workerType: text('employee') },
      manager: text(one.mail === LENA ? INES : LENA),
      ...{ privateMail: text(`${one.number.toLowerCase()}@home.example`), start: instant(start) },
      ...(end === null ? {} : { end: instant(end) }),
      ...(beside ? { additional: text('Yes') } : {}),
    });
  }

  private begin(one: Colleague, planned: Planned, form: Issue, follows: boolean): void {
    const work: OtherWork = { ...planned, form, follows, asBegunUntil: Number.POSITIVE_INFINITY };
    one.other = work;
    const own = [planned.department.toLowerCase(), ...(planned.title === 'Lead' ? ['leads'] : [])];
    this.begun.push({ of: one, work, end: planned.end, brings: ['staff', ...own].map(idOf) });
  }
}

const inWords = ({ department, title, start, end }: Planned) =>
  `${department} as ${title}, ${said(start)} to ${said(end)}`;

const AHEAD = 3 * DAY;

export const OTHERS: readonly Invariant[] = [
  {
    number: 3,
    name: 'other work goes on',
    promises:
      'while other work goes on as it was begun, no account is closed, and nothing is taken that comes with it, whatever else of theirs ends',
    broken: (facts) => begunIn(facts).flatMap((one) => takenMeanwhile(facts, one)),
  },
  {
    number: 2,
    name: 'nothing outlives its work',
    promises: 'what came with some work, or was asked for at it, runs no longer than that, whatever else goes on',
    broken: async ({ history, people }) => {
      if (history.life.others === null) return [];
      const now = new Date(history.timeline.now).toISOString();
      const ledgers = await Promise.all(people.map((person) => history.backing.store.read.person(person)));
      return ledgers.flatMap(({ person, engagements, grants }) =>
        grants.flatMap(({ id, engagement, end, groups }): readonly Found[] => {
          const work = engagements.find((one) => one.id === engagement);
          const isOver = work !== undefined && work.end !== null && work.end <= now;
          const runs = end === null || end > now;
          return isOver && runs ? [{ person: person?.id ?? null, says: `${id} of ${groups} outlives its work` }] : [];
        }),
      );
    },
  },
];

const begunIn = ({ history }: Facts): readonly Begun[] => history.life.others?.begun ?? [];

/** From when Tenure has read its form until somebody says otherwise, or its end by any clock. */
function takenMeanwhile({ writes, history }: Facts, { of, work, end, brings }: Begun): readonly Found[] {
  const { trace, clock, okta } = history;
  const stream = caseId(jira, work.form.id);
  const isAccepted = ({ event, stream: on }: { readonly event: { readonly type: string }; readonly stream: string }) =>
    on === stream && event.type === 'EngagementOpened';
  const read = trace.commits.find(({ events }) => events.some(isAccepted));
  const shown = (until: number) =>
    Math.max(until, ...trace.commits.filter(({ at }) => at <= until).map(({ at }) => clock.shownAt(at)));
  if (read === undefined) return [];
  return writes.flatMap((write): readonly Found[] => {
    const { op, group, account, sent } = write;
    const takes = op === 'deactivate' || (op === 'remove' && group !== null && brings.includes(group));
    if (!takes || okta.accounts.get(account)?.login !== of.mail) return [];
    // What comes with it is there ahead of it, and the sign-in from its first day on.
    const from = op === 'remove' ? work.start - AHEAD : work.start;
    // Whose sign-in was never used is not suspended for the time they are away.
    if (op === 'deactivate' && write.during.some((ledger) => away(ledger, write.clock))) return [];
    if (sent.at <= read.at || work.asBegunUntil <= sent.at || clock.shownAt(sent.at) < from) return [];
    if (end !== null && end <= shown(sent.at)) return [];
    if (isEndedByWhatWaited(history, changedBy(trace.commits, sent.at), work.form)) return [];
    if (isReadOutOfOrder(history, write.person)) return [];
    const says = `${op}${group === null ? '' : ` ${group}`} of ${of.number}, and ${work.form.key} goes on`;
    return [{ person: write.person, says, at: sent.at }];
  });
}

/** What was changed by then, as each change left it. */
const changedBy = (commits: Trace['commits'], at: number) =>
  commits
    .filter((one) => one.at <= at)
    .flatMap(({ events }) =>
      events.flatMap(({ event }) => (event.type === 'EngagementChanged' ? [event.engagement] : [])),
    );
