/**
 * People who come by a contract, and are employed from a day on: by a move filed weeks or minutes before it, whose day is moved,
 * whose end is put right, or which is taken back. And moves of whoever does two things at once, which mean one of them.
 */
import type { Around } from './around.ts';
import { agreedEnd, type Colleague, isFree, type OtherWork, works } from './colleague.ts';
import { DEPARTMENTS, HANA, TITLES } from './company.ts';
import { happensToSomebody, nowAndThen, ONCE_SOME_ARE_HERE } from './draws.ts';
import { instant, said, text } from './forms.ts';
import type { Random } from './random.ts';
import { DAY, HOUR, MINUTE } from './timeline.ts';
import type { Issue } from './tracker.ts';

/** By the move that makes an employment of a contract. */
export interface Employment {
  readonly form: Issue;
  /** Its first day. */
  from: number;
  /** `null` = open-ended. */
  end: number | null;
  /** Of the contract, when nothing held it off; `null` = open-ended. */
  readonly contractEnd: number | null;
  /** Its first day has not come yet. */
  isAhead: boolean;
}

export class Contracts {
  private readonly random: Random;
  private readonly around: Around;
  /** When life ends. */
  private readonly until: number;

  constructor(random: Random, around: Around, until: number) {
    this.random = random;
    this.around = around;
    this.until = until;
  }

  /** Whether somebody who is hired comes by a contract, and for how long at most; `null` = they are employed. */
  offer(): number | null {
    const { random } = this;
    const days = random.int(3, 20);
    return random.chance(0.75) ? days * DAY : null;
  }

  /** With their instants; what it is exactly is drawn when its turn comes. */
  acts(colleagues: readonly Colleague[], from: number) {
    const { random, until } = this;
    const act = () => this.something(colleagues);
    return nowAndThen(random, random.int(12, 40), { from, until }, act, ONCE_SOME_ARE_HERE);
  }

  private something(colleagues: readonly Colleague[]): void {
    happensToSomebody(this.random, colleagues, [
      [6, (about) => this.employ(about)],
      [2, (about) => this.moveDay(about)],
      [2, (about) => this.moveEnd(about)],
      [2, (about) => this.takeBack(about)],
      [2, (about) => this.correct(about)],
      [2, (about) => this.leaves(about)],
      [4, (about) => this.moveOneOfTwo(about)],
    ]);
  }

  /** From now on, from a day within the contract, or from its end on and the night after it. */
  private employ(one: Colleague): void {
    const { around, random } = this;
    const now = around.now();
    const { end: contractEnd } = one;
    const within = random.pick([0, 0, HOUR, 2 * DAY]);
    const after = random.pick([0, 0, MINUTE, 9 * HOUR, 20 * HOUR]);
    const isAfter = random.chance(0.7);
    const length = random.chance(0.5) ? random.int(2, 90) * DAY : null;
    const [isLeaving, leaving] = [random.chance(0.35), random.next()];
    const job = this.job();
    const from = isAfter && contractEnd !== null ? contractEnd + after : now + within;
    if (!one.isContractor || one.employment !== null || !isFree(one, around) || one.start >= from) return;
    if (contractEnd !== null && from > contractEnd + DAY) return;
    const end = length === null ? null : from + length;
    around.say(
      `${one.number} is to be employed for ${job.department} as ${job.title}, ${said(from)} to ${said(end)}; contract to ${said(contractEnd)}`,
    );
    const form = around.site.file(HANA, 'PEO', 'Change', {
      ...{ person: text(one.number), workerType: text('employee'), start: instant(from) },
      ...{ department: text(job.department), title: text(job.title) },
      ...(end === null ? {} : { end: instant(end) }),
    });
    one.employment = { form, from, end, contractEnd, isAhead: true };
    one.end = agreedEnd(one);
    if (isLeaving && from > now) around.later(leaving * (from - now), () => this.leaves(one));
  }

  /** Sooner or later, as long as it lies ahead, and joins up with the contract. */
  private moveDay(one: Colleague): void {
    const { around, random } = this;
    const { employment } = one;
    const by = random.pick([-2 * DAY, -6 * HOUR, 3 * HOUR, DAY]);
    if (employment === null || !this.isAhead(employment) || one.offboarding !== null) return;
    const from = employment.from + by;
    const { contractEnd, end } = employment;
    if (from <= one.start || (end !== null && end <= from)) return;
    if (contractEnd !== null && (from > contractEnd + DAY || contractEnd <= around.latest())) return;
    around.say(`${one.number} is to be employed from ${said(from)} on instead`);
    employment.from = from;
    one.end = agreedEnd(one);
    around.site.edit(employment.form, HANA, { start: instant(from) });
  }

  private moveEnd(one: Colleague): void {
    const { around, random } = this;
    const { employment } = one;
    const days = random.int(1, 20);
    if (employment === null || !isFree(one, around)) return;
    const end = Math.max(around.now(), employment.from) + days * DAY;
    around.say(`the employment of ${one.number} is to end ${said(end)}`);
    employment.end = end;
    one.end = agreedEnd(one);
    around.site.edit(employment.form, HANA, { end: instant(end) });
  }

  /** As long as its day lies ahead: the contract ends as it was to, or now. */
  private takeBack(one: Colleague): void {
    const { around } = this;
    const { employment } = one;
    if (employment === null || !this.isAhead(employment)) return;
    around.say(`${one.number} is not employed`);
    one.employment = null;
    const { contractEnd } = employment;
    if (contractEnd !== null && !isOver(one, around.now())) {
      const last = Math.max(contractEnd, around.now());
      one.end = one.end === null ? last : Math.min(one.end, last);
    }
    around.site.moveTo(employment.form, HANA, 'Withdrawn');
  }

  /** Some time after the employment has begun, by a form filed before it. */
  private leaves(one: Colleague): void {
    const { around, random } = this;
    const { employment } = one;
    const after = random.pick([3 * HOUR, 2 * DAY, 8 * DAY]);
    if (employment === null || !this.isAhead(employment) || !isFree(one, around)) return;
    const end = employment.from + after;
    around.say(`${one.number} leaves ${said(end)}, though they are to be employed`);
    one.end = one.end === null ? end : Math.min(one.end, end);
    one.offboarding = around.site.file(HANA, 'PEO', 'Offboarding', { person: text(one.number), end: instant(end) });
  }

  /** What the employment is to be, before its day. */
  private correct(one: Colleague): void {
    const { around } = this;
    const { employment } = one;
    const job = this.job();
    const field = this.random.pick(['department', 'title'] as const) ?? 'title';
    if (employment === null || !this.isAhead(employment) || !isFree(one, around)) return;
    const stands = employment.form.fields.get(field)?.value;
    if (stands?.kind === 'text' && stands.text === job[field]) return;
    around.say(`${one.number} is to be employed with ${field} ${job[field]}`);
    around.site.edit(employment.form, HANA, { [field]: text(job[field]) });
  }

  /** The one that goes on when it is filed, of two the one that began last. */
  private moveOneOfTwo(one: Colleague): void {
    const { around } = this;
    const now = around.now();
    const job = this.job();
    const { other } = one;
    if (other === null || !works(one, now) || one.offboarding !== null) return;
    const about = meant(one, other, now);
    if (about === null) return;
    around.say(`${one.number} moves to ${job.department} as ${job.title}, in what they do since ${said(about.start)}`);
    const form = around.site.file(HANA, 'PEO', 'Change', {
      person: text(one.number),
      ...{ department: text(job.department), title: text(job.title) },
    });
    about.department = job.department;
    about.title = job.title;
    if (about === one) one.moved = form;
    else other.asBegunUntil = Math.min(other.asBegunUntil, now);
  }

  // ---- of one of them --------------------------------------------------------------------------------------

  private isAhead({ from, isAhead }: Employment): boolean {
    return isAhead && from > this.around.latest();
  }

  private job() {
    return {
      department: this.random.pick(DEPARTMENTS) ?? 'Science',
      title: this.random.pick(TITLES) ?? 'Member',
    };
  }
}

const isOver = ({ end }: Pick<Colleague, 'end'>, at: number) => end !== null && end <= at;

/** `null` = they began in the same instant. */
function meant(one: Colleague, other: OtherWork, now: number): Colleague | OtherWork | null {
  if (other.start === one.start) return null;
  const both = [one, other].filter((each) => !isOver(each, now)).sort((a, b) => a.start - b.start);
  return both.filter(({ start }) => start <= now).at(-1) ?? both[0] ?? null;
}
