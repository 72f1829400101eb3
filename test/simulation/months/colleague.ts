/** Somebody of a simulated company, as the people team knows them. */
import type { Actor } from '../../../src/ports/tracker.ts';
import type { Around } from './around.ts';
import type { Employment } from './contracts.ts';
import type { Issue, TrackerSite } from './tracker.ts';

/** Work besides what they mainly do here. */
export interface OtherWork {
  readonly form: Issue;
  department: string;
  title: string;
  readonly start: number;
  /** `null` = open-ended. */
  end: number | null;
  /** Begins where the other ends, or later; otherwise it lies beside it. */
  readonly follows: boolean;
  /** Nobody has said otherwise before that. */
  asBegunUntil: number;
}

/** By what was filed last and counts. */
export interface Colleague {
  readonly number: string;
  readonly given: string;
  readonly family: string;
  readonly mail: string;
  /** Hired on the first day, and there to the end. */
  readonly stays: boolean;
  /** Was there before Tenure: nobody files that they come. */
  isThere: boolean;
  /** Tenure knows them by the account they had. */
  isAdopted: boolean;
  department: string;
  title: string;
  /** Some work of theirs is over. */
  workedBefore: boolean;
  /** Of the work they have now or had last; `null` = open-ended. */
  start: number;
  end: number | null;
  onboarding: Issue | null;
  /** The last move that was filed for the work they have now. */
  moved: Issue | null;
  /** Here by a contract. */
  isContractor: boolean;
  /** What it became, or is to become. */
  employment: Employment | null;
  offboarding: Issue | null;
  /** A termination few know of ends all there is then, also what somebody files meanwhile; `null` = there is none. */
  secretUntil: number | null;
  /** Beside that work or after it; once that is over, it is what they do here. */
  other: OtherWork | null;
  /** What an offboarding has ended of that, or keeps from beginning: it stands again where that is taken back. */
  otherUndone: OtherWork | null;
  leave: Issue | null;
  /** Until when they are away. */
  awayUntil: number | null;
}

const STAYING = [
  ['Lena', 'Ohm'],
  ['Ines', 'Uhl'],
] as const;
const NAMES = [
  ['Ada', 'Berg'],
  ['Bo', 'Clemens'],
  ['Cleo', 'Dahl'],
  ['Dan', 'Ek'],
  ['Eva', 'Frey'],
  ['Finn', 'Gross'],
] as const;

/** Nobody hired yet. `withDeciders`: those who decide about others are there as well. */
export function colleaguesOf(people: number, withDeciders: boolean): Colleague[] {
  const numbered = [...STAYING, ...NAMES.slice(0, people)].map((names, index) => ({ names, index }));
  const there = numbered.filter(({ index }) => withDeciders || index >= STAYING.length);
  return there.map(({ names: [given, family], index }) => ({
    ...{ number: `E${index + 1}`, given, family, mail: `${given}.${family}@months.example`.toLowerCase() },
    stays: index < STAYING.length,
    ...{ isThere: false, isAdopted: false },
    ...{ department: 'Science', title: 'Member', workedBefore: false, start: 0, end: null },
    ...{
      onboarding: null,
      moved: null,
      isContractor: false,
      employment: null,
      offboarding: null,
      secretUntil: null,
      other: null,
      otherUndone: null,
      leave: null,
      awayUntil: null,
    },
  }));
}

export const works = ({ onboarding, isAdopted, end }: Colleague, now: number): boolean =>
  (onboarding !== null || isAdopted) && (end === null || end > now);

/** Works here, is not to leave, and has one thing to do. */
export function isFree(one: Colleague, around: Pick<Around, 'now' | 'latest'>): boolean {
  const now = around.now();
  const isToLeave = one.offboarding !== null || (one.secretUntil !== null && one.secretUntil > now);
  const isOver = one.end !== null && one.end <= around.latest();
  return works(one, now) && !isToLeave && !isOver && one.other === null;
}

/** An offboarding ends all there is, and what was to begin after it never does. */
export function otherEnds({ other }: Colleague, end: number, now: number): void {
  if (other === null) return;
  other.asBegunUntil = Math.min(other.asBegunUntil, now);
  other.end = Math.min(end, other.end ?? end);
  if (other.end < other.start) other.end = Math.min(other.start, now);
}

/** As its form has it, until somebody says when they leave. */
export function otherStands(one: Colleague): OtherWork | null {
  one.other ??= one.otherUndone;
  if (one.other !== null) one.other.end = endOnForm(one.other.form);
  return one.other;
}

/** As the forms have it that say what they do here, whatever ends all of it sooner. */
export function agreedEnd({ onboarding, employment }: Pick<Colleague, 'onboarding' | 'employment'>): number | null {
  const { from, end, contractEnd, isAhead } = employment ?? { from: 0, end: null, contractEnd: 0, isAhead: true };
  if (employment !== null && (!isAhead || (contractEnd !== null && contractEnd <= from))) return end;
  return onboarding === null ? null : endOnForm(onboarding);
}

/** As that form has it. */
export function endOnForm({ fields }: Issue): number | null {
  const end = fields.get('end')?.value;
  return end?.kind === 'instant' ? Date.parse(end.at) : null;
}

/** From its first day on they are employed, unless they have left before it. */
function isEmployedFrom(one: Colleague, now: number): void {
  const { employment } = one;
  if (employment === null || !employment.isAhead || employment.from > now) return;
  const { from, form } = employment;
  if (one.end !== null && one.end <= from) {
    one.employment = null;
    return;
  }
  employment.isAhead = false;
  one.isContractor = false;
  one.department = saidOn(form, 'department') ?? one.department;
  one.title = saidOn(form, 'title') ?? one.title;
  one.moved = form;
  // The last day they leave on stands for the employment; the contract's is none of it.
  const lastDay = one.offboarding === null ? null : (one.secretUntil ?? endOnForm(one.offboarding) ?? one.end);
  const ends = [lastDay, employment.end].filter((each) => each !== null);
  one.end = ends.length === 0 ? null : Math.min(...ends);
}

/** What is dated ahead comes after what was said meanwhile: it is said of that day. */
function saidOn({ fields }: Issue, field: string): string | null {
  const value = fields.get(field)?.value;
  return value?.kind === 'text' ? value.text : null;
}

/** What goes on when the work they mainly did is over is what they do here from then on. */
export function goesOnWith(one: Colleague, now: number): void {
  isEmployedFrom(one, now);
  const { other } = one;
  if (one.offboarding === null) one.otherUndone = null;
  if (other === null || (other.end !== null && other.end <= now)) {
    if (one.offboarding !== null) one.otherUndone ??= other;
    one.other = null;
    return;
  }
  if (one.end === null || one.end > now || one.offboarding !== null) return;
  other.asBegunUntil = Math.min(other.asBegunUntil, now);
  const { form: onboarding, department, title, start, end } = other;
  const fresh = { moved: null, isContractor: false, employment: null, other: null };
  Object.assign(one, { onboarding, department, title, start, end, ...fresh, workedBefore: true });
}

/** As the tracker knows them. */
export function actorOf({ people }: TrackerSite, { number, mail }: Colleague): Actor {
  const known = people.get(number);
  if (known !== undefined) return known;
  const made: Actor = { id: number, mail, groups: [], roles: [] };
  people.set(number, made);
  return made;
}
