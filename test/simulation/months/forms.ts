/**
 * What is filed about people's work: that they begin, move, are away and leave, and all of it edited and taken back; also by
 * whoever may not. What was filed last and counts is noted at the colleague.
 */
import type { FieldValue } from '../../../src/core/person/index.ts';
import { instantOf } from '../../../src/core/shared/instant.ts';
import type { Around } from './around.ts';
import { actorOf, agreedEnd, type Colleague, otherEnds, otherStands, works } from './colleague.ts';
import { BEN, DEPARTMENTS, FORGED, HANA, INES, LENA, TITLES } from './company.ts';
import type { Random } from './random.ts';
import { DAY, HOUR, MINUTE } from './timeline.ts';
import type { Values } from './tracker.ts';

export class Forms {
  private readonly random: Random;
  private readonly around: Around;

  /** For how long somebody comes by a contract; `null` = they are employed. */
  private readonly contract: () => number | null;

  constructor(random: Random, around: Around, contract: () => number | null = () => null) {
    this.random = random;
    this.around = around;
    this.contract = contract;
  }

  /** Also again, once the work before is over. */
  hire(one: Colleague): void {
    const { random } = this;
    const now = this.around.now();
    const isToLeave = one.secretUntil !== null && one.secretUntil > now;
    const isHere = this.works(one) || isToLeave || (one.isThere && !one.isAdopted);
    const start = now + (one.stays ? 0 : random.pick([-2 * DAY, 0, HOUR, DAY, 6 * DAY, 12 * DAY]));
    const contract = one.stays ? null : this.contract();
    const length = contract ?? (!one.stays && random.chance(0.3) ? random.int(2, 30) * DAY : null);
    const [department, title] = [random.pick(DEPARTMENTS), random.pick(TITLES)];
    if (isHere) return;
    one.workedBefore = one.onboarding !== null || one.isAdopted;
    one.department = department;
    one.title = title;
    one.start = one.end !== null && one.end > start ? one.end + MINUTE : start;
    one.end = length === null ? null : one.start + length;
    if (one.end !== null && one.end <= now) one.end = null;
    this.around.say(`${one.number} is hired for ${department} as ${title}, ${said(one.start)} to ${said(one.end)}`);
    one.offboarding = null;
    one.secretUntil = null;
    one.moved = null;
    one.isContractor = contract !== null;
    one.employment = null;
    one.leave = null;
    one.awayUntil = null;
    one.onboarding = this.around.site.file(HANA, 'PEO', 'Onboarding', {
      ...{ employeeNumber: text(one.number), givenName: text(one.given), familyName: text(one.family) },
      ...{
        department: text(department),
        title: text(title),
        workerType: text(one.isContractor ? 'contractor' : 'employee'),
      },
      manager: text(one.mail === LENA ? INES : LENA),
      ...{ privateMail: text(`${one.number.toLowerCase()}@home.example`), start: instant(one.start) },
      ...(one.end === null ? {} : { end: instant(one.end) }),
    });
  }

  change(one: Colleague): void {
    const department = this.random.pick(DEPARTMENTS);
    const title = this.random.pick(TITLES);
    // Of two works it would be the one that began last.
    if (!this.works(one) || one.other !== null) return;
    one.department = department;
    one.title = title;
    this.around.say(`${one.number} moves to ${department} as ${title}`);
    one.moved = this.around.site.file(HANA, 'PEO', 'Change', {
      person: text(one.number),
      department: text(department),
      title: text(title),
    });
  }

  /** On one of the forms that say what they do here: by another field than the last of them, perhaps, and by an older form. */
  correct(one: Colleague, random: Random): void {
    const form = random.pick([one.onboarding, one.moved]);
    const field = random.pick(['department', 'title'] as const) ?? 'title';
    const value = random.pick(field === 'title' ? TITLES : DEPARTMENTS);
    if (form === null || form === undefined || value === undefined || !this.works(one)) return;
    if (form === one.moved && one.other !== null) return;
    // What stands there already is no edit, by the tracker's own changelog.
    const stands = form.fields.get(field)?.value;
    if (stands?.kind === 'text' && stands.text === value) return;
    one[field] = value;
    this.around.say(`${one.number}: ${form.key} says ${field} ${value} from now on`);
    this.around.site.edit(form, HANA, { [field]: text(value) });
  }

  /** On the form they came with. */
  moveEnd(one: Colleague): void {
    const days = this.random.int(1, 30);
    const isOpenEnded = this.random.chance(0.5);
    if (one.onboarding === null || !this.works(one) || one.offboarding !== null) return;
    if ((one.end !== null && one.end <= this.around.latest()) || one.other !== null) return;
    if (one.employment !== null) return;
    one.end = isOpenEnded ? null : Math.max(this.around.now(), one.start) + days * DAY;
    this.around.say(`${one.number} is to end ${said(one.end)}`);
    this.around.site.edit(one.onboarding, HANA, { end: one.end === null ? null : instant(one.end) });
  }

  goAway(one: Colleague): void {
    const { random } = this;
    const now = this.around.now();
    const from = now + random.pick([0, 0, 2 * DAY]);
    const until = from + random.int(1, 8) * DAY;
    const isBack = one.leave !== null && one.awayUntil !== null && one.awayUntil > now;
    if (isBack && one.leave !== null) {
      this.around.say(`${one.number} is back`);
      one.awayUntil = now;
      this.around.site.moveTo(one.leave, HANA, 'Withdrawn');
      return;
    }
    if (!this.works(one) || one.start > from || (one.end !== null && one.end < until)) return;
    this.around.say(`${one.number} is away ${said(from)} to ${said(until)}`);
    one.awayUntil = until;
    one.leave = this.around.site.file(HANA, 'PEO', 'Leave', {
      person: text(one.number),
      start: instant(from),
      end: instant(until),
    });
  }

  offboard(one: Colleague): void {
    const { random } = this;
    const now = this.around.now();
    const end = random.pick([null, null, now - DAY, now + 6 * HOUR, now + 5 * DAY]);
    this.leavesOn(one, end);
  }

  /** `null` = at once. */
  leavesOn(one: Colleague, end: number | null): void {
    const now = this.around.now();
    if (!this.works(one) || one.offboarding !== null) return;
    this.around.say(`${one.number} leaves ${end === null ? 'at once' : said(end)}`);
    one.end = end === null ? now : Math.min(end, one.end ?? end);
    if (one.end < one.start) one.end = Math.min(one.start, now);
    otherEnds(one, end ?? now, now);
    one.offboarding = this.around.site.file(HANA, 'PEO', 'Offboarding', {
      person: text(one.number),
      ...(end === null ? {} : { end: instant(end) }),
    });
  }

  /** The end is taken back, as long as it lies ahead. */
  rescind(one: Colleague): void {
    if (one.offboarding === null || one.end === null || one.end <= this.around.latest()) return;
    this.around.say(`${one.number} stays`);
    this.around.site.moveTo(one.offboarding, HANA, 'Withdrawn');
    one.offboarding = null;
    one.secretUntil = null;
    one.end = agreedEnd(one);
    otherStands(one);
  }

  /** A no-show. */
  withdraw(one: Colleague): void {
    const now = this.around.now();
    const isBegun = one.start <= this.around.latest();
    if (one.onboarding === null || !this.works(one) || isBegun || one.offboarding !== null) return;
    this.around.say(`${one.number} does not come`);
    one.end = now;
    this.around.site.moveTo(one.onboarding, HANA, 'Withdrawn');
  }

  /** Somebody who may not, be it about themselves: nothing of it may count. */
  forge(one: Colleague): void {
    const kind = this.random.pick(['Change', 'Offboarding', 'Onboarding'] as const);
    const by = this.random.pick([BEN, actorOf(this.around.site, one)]);
    const values: Values = { person: text(one.number), ...(kind === 'Offboarding' ? {} : { title: text(FORGED) }) };
    this.around.say(`${by.id} files: ${kind} of ${one.number}`);
    this.around.site.file(by, 'PEO', kind, values);
  }

  /** On a form somebody else has filed; an hour later it is put right. */
  overwrite(one: Colleague): void {
    const { onboarding } = one;
    const by = this.random.pick([BEN, actorOf(this.around.site, one)]);
    if (onboarding === null || !this.works(one)) return;
    this.around.say(`${by.id} writes on the form of ${one.number}`);
    this.around.site.edit(onboarding, by, { title: text(FORGED) });
    this.around.later(HOUR, () => this.around.site.edit(onboarding, HANA, { title: text(one.title) }));
  }

  // ---- while the clock is wrong ----------------------------------------------------------------------------

  /** Whoever it is: their work address. */
  leavesAtOnce(one: Colleague): string | null {
    if (one.offboarding !== null || one.start > this.around.now()) return null;
    this.around.say(`${one.number} leaves at once`);
    one.end = this.around.now();
    otherEnds(one, one.end, one.end);
    one.offboarding = this.around.site.file(HANA, 'PEO', 'Offboarding', { person: text(one.number) });
    return one.mail;
  }

  /** Their work is to end then, as their form says hours before; what else is filed about them once it seems to have come. */
  endsThen(one: Colleague, end: number): { readonly mail: string; act(): void } | null {
    if (one.onboarding === null || one.offboarding !== null || one.start >= end) return null;
    if (one.other !== null || one.employment !== null) return null;
    this.around.say(`${one.number} is to end ${said(end)}`);
    one.end = end;
    this.around.site.edit(one.onboarding, HANA, { end: instant(end) });
    return { mail: one.mail, act: () => this.change(one) };
  }

  private works(one: Colleague): boolean {
    return works(one, this.around.now());
  }
}

export const text = (value: string): FieldValue => ({ kind: 'text', text: value });
export const instant = (epoch: number): FieldValue => ({ kind: 'instant', at: instantOf(new Date(epoch)) });
export const said = (epoch: number | null) => (epoch === null ? 'open-ended' : new Date(epoch).toISOString());
