/**
 * What people do in a simulated company, drawn once from the seed before anything happens: forms filed, edited and taken
 * back, leaves, ends, people who come again; other hands at the provider; exceptions settled. Faults change none of it.
 */

import type { World } from '../../../src/app/world.ts';
import type { FieldValue } from '../../../src/core/person/index.ts';
import { instantOf } from '../../../src/core/shared/instant.ts';
import type { Actor } from '../../../src/ports/tracker.ts';
import {
  BEN,
  DEPARTMENTS,
  FORGED,
  HANA,
  INES,
  LENA,
  MEDDLED,
  type Modes,
  PROTECTED,
  policyOf,
  TABLES,
  TITLES,
} from './company.ts';
import type { Okta } from './okta.ts';
import { answer, confirmSome, lookAtSome, putInForce, type SeenQuestion, settleSome } from './people.ts';
import type { Random } from './random.ts';
import type { Issue, TrackerSite, Values } from './tracker.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Somebody as the people team knows them: by what was filed last and counts. */
export interface Colleague {
  readonly number: string;
  readonly given: string;
  readonly family: string;
  readonly mail: string;
  /** Hired on the first day, and there to the end. */
  readonly stays: boolean;
  department: string;
  title: string;
  /** Some work of theirs is over. */
  workedBefore: boolean;
  /** Of the work they have now or had last; `null` = open-ended. */
  start: number;
  end: number | null;
  onboarding: Issue | null;
  offboarding: Issue | null;
  leave: Issue | null;
  /** Until when they are away. */
  awayUntil: number | null;
}

export interface LifeOptions {
  readonly from: number;
  readonly until: number;
  readonly people: number;
  /** Whether other hands meddle at the provider. */
  readonly hands: boolean;
  /** Whether people ask for access, and others decide. */
  readonly asks: boolean;
  /** Whether all writes are halted now and then. */
  readonly stops: boolean;
  /** Whether the clock is set wrong now and then. */
  readonly steps: boolean;
  /** Whether something is in shadow at first. */
  readonly shadow: boolean;
  /** Whether the table of who gets what is edited. */
  readonly edits: boolean;
}

/** What life needs of the rest of the history. */
export interface Around {
  readonly site: TrackerSite;
  readonly okta: Okta;
  now(): number;
  /** What is to be carried out by now. */
  modes(): Modes;
  /** What anybody's clock shows at most. */
  latest(): number;
  say(what: string): void;
  /** Somebody does something at a running Tenure; what comes of it, they see there. */
  does(what: string, work: (world: World) => Promise<unknown>): void;
  later(milliseconds: number, act: () => void): void;
  stops(world: World, leaversToo: boolean): Promise<void>;
  resumes(world: World): Promise<void>;
  /** Somebody looks at their messages, and presses what is there; `null` = nobody has any. */
  readonly presses: (() => void) | null;
  /** An answer that Tenure has taken. */
  counted(seen: SeenQuestion): void;
  /** For what depends on how things stand: life itself is drawn apart from it. */
  readonly people: Random;
}

/** What a request is changed to. */
const DURATIONS = ['1h', '24h', '30d'] as const;

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

export class Life {
  readonly colleagues: Colleague[];
  private readonly random: Random;
  private readonly options: LifeOptions;
  private readonly around: Around;

  constructor(random: Random, options: LifeOptions, around: Around) {
    this.random = random;
    this.options = options;
    this.around = around;
    const numbered = [...STAYING, ...NAMES.slice(0, options.people)].map((names, index) => ({ names, index }));
    const there = numbered.filter(({ index }) => options.asks || index >= STAYING.length);
    this.colleagues = there.map(({ names: [given, family], index }) => ({
      ...{ number: `E${index + 1}`, given, family, mail: `${given}.${family}@months.example`.toLowerCase() },
      stays: index < STAYING.length,
      ...{ department: 'Science', title: 'Member', workedBefore: false, start: 0, end: null },
      ...{ onboarding: null, offboarding: null, leave: null, awayUntil: null },
    }));
  }

  /** Each act with its instant; what it does exactly is drawn when its turn comes, from the life alone. */
  acts(count: number): readonly { readonly at: number; readonly act: () => void }[] {
    const { random, options } = this;
    const span = options.until - options.from;
    const hires = this.colleagues.map((one) => ({
      at: options.from + (one.stays ? MINUTE : Math.floor(random.next() * span * 0.4)),
      act: () => this.hire(one),
    }));
    const others = Array.from({ length: count }, () => ({
      at: options.from + Math.floor(random.next() * span),
      act: () => this.something(),
    }));
    return [...hires, ...others].sort((a, b) => a.at - b.at);
  }

  private something(): void {
    const { random } = this;
    const about = random.pick(this.colleagues.filter(({ stays }) => !stays));
    const act = random.weighed<(one: Colleague) => void>([
      [4, (one) => this.change(one)],
      [2, (one) => this.moveEnd(one)],
      [2, (one) => this.goAway(one)],
      [3, (one) => this.offboard(one)],
      [1, (one) => this.rescind(one)],
      [2, (one) => this.hire(one)],
      [1, (one) => this.withdraw(one)],
      [1, (one) => this.forge(one)],
      [1, (one) => this.overwrite(one)],
      [3, () => this.around.does('settles something', (world) => settleSome(world, this.around.people))],
      [this.options.asks ? 14 : 0, (one) => this.request(one)],
      // Who decides about others asks for themselves as well.
      [
        this.options.asks ? 10 : 0,
        (one) => this.request(random.pick(this.colleagues.filter(({ stays }) => stays)) ?? one),
      ],
      [this.options.asks ? 8 : 0, () => this.decides()],
      [this.options.asks ? 2 : 0, (one) => this.giveBack(one)],
      [this.options.asks ? 3 : 0, (one) => this.askOtherwise(one)],
      [this.options.edits ? 5 : 0, () => this.editTable()],
      [this.options.edits ? 2 : 0, () => this.around.does('confirms what is held', confirmSome)],
      [4, (one) => this.comeIn(one)],
      [this.options.hands ? 5 : 0, (one) => this.meddle(one)],
      [this.options.hands ? 2 : 0, (one) => this.makeAdmin(one)],
      [this.options.hands ? 2 : 0, (one) => this.assign(one)],
      [this.options.stops ? 2 : 0, () => this.stop()],
    ]);
    if (about !== undefined) act?.(about);
  }

  /** What a wrong clock meets: work that ends now or soon, moves, access by the hour. */
  meanwhile(random: Random): void {
    const about = random.pick(this.colleagues.filter(({ stays }) => !stays));
    const act = random.weighed<(one: Colleague) => void>([
      [3, (one) => this.offboard(one)],
      [2, (one) => this.moveEnd(one)],
      [1, (one) => this.goAway(one)],
      [2, (one) => this.change(one)],
      [1, (one) => this.hire(one)],
      [this.options.asks ? 2 : 0, (one) => this.request(one)],
    ]);
    if (about !== undefined) act?.(about);
  }

  /** Whoever it is: their work address. */
  leavesAtOnce(random: Random): string | null {
    const one = random.pick(this.colleagues.filter((each) => !each.stays && this.works(each)));
    if (one === undefined || one.offboarding !== null || one.start > this.around.now()) return null;
    this.around.say(`${one.number} leaves at once`);
    one.end = this.around.now();
    one.offboarding = this.around.site.file(HANA, 'PEO', 'Offboarding', { person: text(one.number) });
    return one.mail;
  }

  /** Their work is to end then, as their form says hours before; what else is filed about them once it seems to have come. */
  endsThen(random: Random, end: number): (() => void) | null {
    const one = random.pick(this.colleagues.filter((each) => !each.stays && this.works(each)));
    if (one === undefined || one.onboarding === null || one.offboarding !== null || one.start >= end) return null;
    this.around.say(`${one.number} is to end ${said(end)}`);
    one.end = end;
    this.around.site.edit(one.onboarding, HANA, { end: instant(end) });
    return () => this.change(one);
  }

  // ---- forms ---------------------------------------------------------------------------------------------

  /** Also again, once the work before is over. */
  private hire(one: Colleague): void {
    const { random } = this;
    const now = this.around.now();
    const isHere = one.onboarding !== null && (one.end === null || one.end > now);
    const start = now + (one.stays ? 0 : random.pick([-2 * DAY, 0, HOUR, DAY, 6 * DAY, 12 * DAY]));
    const length = !one.stays && random.chance(0.3) ? random.int(2, 30) * DAY : null;
    const [department, title] = [random.pick(DEPARTMENTS), random.pick(TITLES)];
    if (isHere) return;
    one.workedBefore = one.onboarding !== null;
    one.department = department;
    one.title = title;
    one.start = one.end !== null && one.end > start ? one.end + MINUTE : start;
    one.end = length === null ? null : one.start + length;
    if (one.end !== null && one.end <= now) one.end = null;
    this.around.say(`${one.number} is hired for ${department} as ${title}, ${said(one.start)} to ${said(one.end)}`);
    one.offboarding = null;
    one.leave = null;
    one.awayUntil = null;
    one.onboarding = this.around.site.file(HANA, 'PEO', 'Onboarding', {
      ...{ employeeNumber: text(one.number), givenName: text(one.given), familyName: text(one.family) },
      ...{ department: text(department), title: text(title), workerType: text('employee') },
      manager: text(one.mail === LENA ? INES : LENA),
      ...{ privateMail: text(`${one.number.toLowerCase()}@home.example`), start: instant(one.start) },
      ...(one.end === null ? {} : { end: instant(one.end) }),
    });
  }

  private change(one: Colleague): void {
    const department = this.random.pick(DEPARTMENTS);
    const title = this.random.pick(TITLES);
    if (!this.works(one)) return;
    one.department = department;
    one.title = title;
    this.around.say(`${one.number} moves to ${department} as ${title}`);
    this.around.site.file(HANA, 'PEO', 'Change', {
      person: text(one.number),
      department: text(department),
      title: text(title),
    });
  }

  /** On the form they came with. */
  private moveEnd(one: Colleague): void {
    const days = this.random.int(1, 30);
    const isOpenEnded = this.random.chance(0.5);
    if (one.onboarding === null || !this.works(one) || one.offboarding !== null) return;
    if (one.end !== null && one.end <= this.around.latest()) return;
    one.end = isOpenEnded ? null : Math.max(this.around.now(), one.start) + days * DAY;
    this.around.say(`${one.number} is to end ${said(one.end)}`);
    this.around.site.edit(one.onboarding, HANA, { end: one.end === null ? null : instant(one.end) });
  }

  private goAway(one: Colleague): void {
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

  private offboard(one: Colleague): void {
    const { random } = this;
    const now = this.around.now();
    const end = random.pick([null, null, now - DAY, now + 6 * HOUR, now + 5 * DAY]);
    if (!this.works(one) || one.offboarding !== null) return;
    this.around.say(`${one.number} leaves ${end === null ? 'at once' : said(end)}`);
    one.end = end === null ? now : Math.min(end, one.end ?? end);
    if (one.end < one.start) one.end = Math.min(one.start, now);
    one.offboarding = this.around.site.file(HANA, 'PEO', 'Offboarding', {
      person: text(one.number),
      ...(end === null ? {} : { end: instant(end) }),
    });
  }

  /** The end is taken back, as long as it lies ahead. */
  private rescind(one: Colleague): void {
    if (one.offboarding === null || one.end === null || one.end <= this.around.latest()) return;
    this.around.say(`${one.number} stays`);
    this.around.site.moveTo(one.offboarding, HANA, 'Withdrawn');
    one.offboarding = null;
    one.end = endOnForm(one);
  }

  /** A no-show. */
  private withdraw(one: Colleague): void {
    const now = this.around.now();
    const isBegun = one.start <= this.around.latest();
    if (one.onboarding === null || !this.works(one) || isBegun || one.offboarding !== null) return;
    this.around.say(`${one.number} does not come`);
    one.end = now;
    this.around.site.moveTo(one.onboarding, HANA, 'Withdrawn');
  }

  /** Somebody who may not, be it about themselves: nothing of it may count. */
  private forge(one: Colleague): void {
    const kind = this.random.pick(['Change', 'Offboarding', 'Onboarding'] as const);
    const by = this.random.pick([BEN, this.actorOf(one)]);
    const values: Values = { person: text(one.number), ...(kind === 'Offboarding' ? {} : { title: text(FORGED) }) };
    this.around.say(`${by.id} files: ${kind} of ${one.number}`);
    this.around.site.file(by, 'PEO', kind, values);
  }

  /** On a form somebody else has filed; an hour later it is put right. */
  private overwrite(one: Colleague): void {
    const { onboarding } = one;
    const by = this.random.pick([BEN, this.actorOf(one)]);
    if (onboarding === null || !this.works(one)) return;
    this.around.say(`${by.id} writes on the form of ${one.number}`);
    this.around.site.edit(onboarding, by, { title: text(FORGED) });
    this.around.later(HOUR, () => this.around.site.edit(onboarding, HANA, { title: text(one.title) }));
  }

  // ---- access that is asked for ----------------------------------------------------------------------------

  private request(one: Colleague): void {
    const { random } = this;
    const access = random.pick([
      'Wiki: user',
      'Figma: viewer',
      'Figma: editor',
      'Figma: editor',
      'Vault: admin',
    ] as const);
    const duration = random.pick(['1h', '6h', '24h', '24h', '7d', '30d', '90d'] as const);
    if (!this.works(one)) return;
    this.around.say(`${one.number} asks for ${access} for ${duration}`);
    this.around.site.file(this.actorOf(one), 'HELP', 'Access request', {
      access: { kind: 'texts', texts: [access] },
      duration: text(duration),
      reason: text('for the work'),
    });
    // Whoever is asked hears of it: most look within days.
    for (const hours of random.pick([[], [2], [1, 20], [1, 3, 48]]))
      this.around.later(hours * HOUR, () => this.decides());
  }

  /** What was seen is answered at once, or hours later, whatever has become of it meanwhile; now and then it is another thing. */
  private decides(): void {
    const { around, random } = this;
    const hours = random.pick([0, 0, 1, 6, 12]);
    const duration = random.chance(0.5) ? random.pick(DURATIONS) : null;
    if (around.presses !== null && around.people.chance(0.6)) {
      around.presses();
      return;
    }
    around.does('looks at what is asked', async (world) => {
      const seen = await lookAtSome(world, around.people);
      if (seen === null) return;
      const issue = around.site.issues.get(seen.case.slice(seen.case.indexOf(':') + 1));
      if (duration !== null && issue !== undefined)
        around.later((hours * HOUR) / 2, () => this.askFor(duration, issue, issue.creator));
      around.later(hours * HOUR, () =>
        around.does('answers', async (other) => {
          if (await answer(other, seen)) around.counted(seen);
        }),
      );
    });
  }

  /** While it is being decided, or after. */
  private askOtherwise(one: Colleague): void {
    const duration = this.random.pick(DURATIONS);
    const issue = this.random.pick(this.askedBy(one));
    if (issue !== undefined) this.askFor(duration, issue, this.actorOf(one));
  }

  private askFor(duration: (typeof DURATIONS)[number], issue: Issue, by: Actor): void {
    this.around.say(`${by.id} asks on ${issue.key} for ${duration}`);
    this.around.site.edit(issue, by, { duration: text(duration) });
  }

  private askedBy({ number }: Colleague): readonly Issue[] {
    return [...this.around.site.issues.values()].filter(({ project, creator, status }) => {
      return project === 'HELP' && creator.id === number && status !== 'Withdrawn';
    });
  }

  private giveBack(one: Colleague): void {
    const issue = this.random.pick(this.askedBy(one));
    if (issue === undefined) return;
    this.around.say(`${one.number} gives back ${issue.key}`);
    this.around.site.moveTo(issue, this.actorOf(one), 'Withdrawn');
  }

  /** As the tracker knows them. */
  private actorOf({ number, mail }: Colleague): Actor {
    const { people } = this.around.site;
    const known = people.get(number);
    if (known !== undefined) return known;
    const made: Actor = { id: number, mail, groups: [], roles: [] };
    people.set(number, made);
    return made;
  }

  private editTable(): void {
    const table = this.random.int(0, TABLES - 1);
    const policy = policyOf(table, this.around.modes());
    this.around.does(`puts table ${table} in force`, (world) => putInForce(world, policy));
  }

  // ---- at the provider -----------------------------------------------------------------------------------

  private comeIn(one: Colleague): void {
    const account = this.around.okta.byLogin(one.mail);
    if (account === null) return;
    this.around.okta.comeIn(account.id);
  }

  private meddle(one: Colleague): void {
    const { random } = this;
    const { okta } = this.around;
    // Out of reach, and so taken from nobody, whoever leaves.
    const group = random.chance(0.15) ? PROTECTED : random.pick(MEDDLED);
    const act = random.pick(['add', 'remove', 'remove', 'suspend', 'unsuspend', 'deactivate', 'activate'] as const);
    const account = okta.byLogin(one.mail);
    if (account === null || group === undefined) return;
    this.around.say(`another hand: ${act} ${act === 'add' || act === 'remove' ? group : ''} ${one.number}`);
    try {
      if (act === 'add' || act === 'remove') okta[act](group, account.id, 'other');
      else okta[act](account.id, 'other');
    } catch {
      // The provider refuses it of an administrator too.
    }
  }

  /** An application, directly: it goes with whoever has it, and only then. */
  private assign(one: Colleague): void {
    const app = this.random.pick(['draw', 'ledgerly'] as const);
    const account = this.around.okta.byLogin(one.mail);
    if (account === null || !this.works(one)) return;
    this.around.say(`another hand: ${app} for ${one.number}`);
    this.around.okta.assign(app, account.id);
  }

  /** All writes halt, leavers too if said so, until somebody lets them go on. */
  private stop(): void {
    const leaversToo = this.random.chance(0.5);
    const hours = this.random.pick([1, 6, 30]);
    this.around.does('stops all writes', (world) => this.around.stops(world, leaversToo));
    this.around.later(hours * HOUR, () => this.around.does('lets writes go on', (world) => this.around.resumes(world)));
  }

  /** For some days: out of Tenure's reach, whatever the forms say meanwhile. */
  private makeAdmin(one: Colleague): void {
    const days = this.random.int(1, 10);
    const { okta } = this.around;
    const account = okta.byLogin(one.mail);
    if (account === null || account.isAdmin) return;
    this.around.say(`another hand: ${one.number} administers for ${days} days`);
    okta.setAdmin(account.id, true);
    // Not beyond the end, when nobody decides any more what becomes of it.
    this.around.later(Math.min(days * DAY, this.options.until - this.around.now()), () => {
      this.around.say(`${one.number} administers no more`);
      okta.setAdmin(account.id, false);
    });
  }

  /**
   * Whether all that happens is on forms. What people decide, and what other hands do, depends on how things stand by then:
   * with faults in the way they meet something else, and it rightly ends otherwise.
   */
  get isFormsOnly(): boolean {
    const { hands, asks, edits, stops, steps, shadow } = this.options;
    return !hands && !asks && !edits && !stops && !steps && !shadow;
  }

  get beganInShadow(): boolean {
    return this.options.shadow;
  }

  works(one: Colleague): boolean {
    return one.onboarding !== null && (one.end === null || one.end > this.around.now());
  }
}

const text = (value: string): FieldValue => ({ kind: 'text', text: value });
const instant = (epoch: number): FieldValue => ({ kind: 'instant', at: instantOf(new Date(epoch)) });
const said = (epoch: number | null) => (epoch === null ? 'open-ended' : new Date(epoch).toISOString());

function endOnForm({ onboarding }: Colleague): number | null {
  const end = onboarding?.fields.get('end')?.value;
  return end?.kind === 'instant' ? Date.parse(end.at) : null;
}
