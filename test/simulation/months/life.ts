/**
 * What people do in a simulated company, drawn once from the seed before anything happens: which act of whom when. Faults
 * change none of it. The acts themselves: forms.ts, asking.ts, hands.ts.
 */
import type { Around } from './around.ts';
import { Asking } from './asking.ts';
import { type Colleague, colleaguesOf, goesOnWith, works } from './colleague.ts';
import { Contracts } from './contracts.ts';
import { type Act, comingAndGoing, happensToSomebody, nowAndThen, type Span } from './draws.ts';
import { Editing } from './editing.ts';
import { Forms } from './forms.ts';
import { Hands } from './hands.ts';
import { Leavers } from './leavers.ts';
import { Others } from './others.ts';
import type { AskedOutside } from './outside.ts';
import { confirmSome, settleSome } from './people.ts';
import type { Random } from './random.ts';
import { Secrets } from './secrets.ts';
import type { Lived } from './shape.ts';
import { ADOPTED_AFTER, adopt, wereThere } from './thereAlready.ts';
import { HOUR, MINUTE } from './timeline.ts';

/** What was drawn for it, and what is not asked of it alone. */
export interface LifeOptions extends Lived, Span {
  /** Whether the clock is set wrong now and then. */
  readonly steps: boolean;
  /** Whether something is in shadow at first. */
  readonly shadow: boolean;
}

export class Life {
  readonly colleagues: Colleague[];
  readonly secrets: Secrets | null;
  readonly others: Others | null;
  private readonly random: Random;
  private readonly options: LifeOptions;
  private readonly around: Around;
  private readonly forms: Forms;
  private readonly asking: Asking;
  private readonly hands: Hands;
  private readonly editing: Editing;
  private readonly leavers: Leavers | null;
  private readonly contracts: Contracts | null;

  constructor(random: Random, options: LifeOptions, around: Around) {
    this.random = random;
    this.options = options;
    this.around = around;
    this.colleagues = colleaguesOf(options.people, options.asks);
    if (options.there !== null) wereThere(this.colleagues, around.okta, options.there, options.from);
    const { contracts } = options;
    this.contracts = contracts === null ? null : new Contracts(contracts, around, options.until);
    this.forms = new Forms(random, around, () => this.contracts?.offer() ?? null);
    this.asking = new Asking(random, around, options);
    this.hands = new Hands(random, around, options.until);
    this.secrets = options.secrets === null ? null : new Secrets(options.secrets, around, options.until);
    this.others = options.others === null ? null : new Others(options.others, around, options.until);
    const { leavers } = options;
    this.leavers = leavers === null ? null : new Leavers(leavers, around, this.forms, options.until, options.rejects);
    this.editing = new Editing(random, around, options.first);
  }

  /** Each act with its instant; what it does exactly is drawn when its turn comes, from the life alone. */
  acts(count: number): readonly Act[] {
    const { random, options } = this;
    const span = options.until - options.from;
    const hires = this.colleagues.map((one) => ({
      at: options.from + (one.stays ? MINUTE : Math.floor(random.next() * span * 0.4)),
      act: () => this.forms.hire(one),
    }));
    const others = nowAndThen(random, count, options, () => this.something());
    const adopts = () => this.around.does('adopts who is there', (world) => adopt(world, this.colleagues));
    const adoptions =
      options.there === null ? [] : ADOPTED_AFTER.map((wait) => ({ at: options.from + wait, act: adopts }));
    const secrets = this.secrets?.acts(this.colleagues, options.from) ?? [];
    const besides = this.others?.acts(this.colleagues, options.from) ?? [];
    const closing = this.leavers?.acts(this.colleagues, options.from) ?? [];
    const agreed = this.contracts?.acts(this.colleagues, options.from) ?? [];
    const staying = this.leavers?.rejections(this.colleagues, options.from) ?? [];
    const all = [
      ...staying,
      ...agreed,
      ...closing,
      ...hires,
      ...others,
      ...adoptions,
      ...secrets,
      ...this.corrections(),
      ...besides,
    ];
    return all
      .sort((a, b) => a.at - b.at)
      .map(({ at, act }) => {
        const asItIs = () => {
          this.goesOn();
          act();
        };
        return { at, act: asItIs };
      });
  }

  /** As of now: what goes on when some work is over is what its people do here. */
  private goesOn(): void {
    for (const one of this.colleagues) goesOnWith(one, this.around.now());
  }

  /** What people do here is put right on the forms that say so: of two that follow each other the later one counts. */
  private corrections(): readonly Act[] {
    const { corrections: random, from, until } = this.options;
    if (random === null) return [];
    const others = comingAndGoing(this.colleagues);
    return Array.from({ length: random.int(3, 12) }, () => {
      const at = from + Math.floor(random.next() * (until - from));
      const one = random.pick(others);
      const act = () => {
        if (one === undefined) return;
        const minutes = random.int(1, 60);
        if (random.chance(0.4)) this.forms.change(one);
        this.around.later(minutes * MINUTE, () => this.forms.correct(one, random));
      };
      return { at, act };
    });
  }

  private something(): void {
    const { random } = this;
    happensToSomebody(random, this.colleagues, [
      [4, (one) => this.forms.change(one)],
      [2, (one) => this.forms.moveEnd(one)],
      [2, (one) => this.forms.goAway(one)],
      [3, (one) => this.forms.offboard(one)],
      [1, (one) => this.forms.rescind(one)],
      [2, (one) => this.forms.hire(one)],
      [1, (one) => this.forms.withdraw(one)],
      [1, (one) => this.forms.forge(one)],
      [1, (one) => this.forms.overwrite(one)],
      [3, () => this.around.does('settles something', (world) => settleSome(world, this.around.people))],
      [this.options.asks ? 14 : 0, (one) => this.asking.request(one)],
      // Who decides about others asks for themselves as well.
      [
        this.options.asks ? 10 : 0,
        (one) => this.asking.request(random.pick(this.colleagues.filter(({ stays }) => stays)) ?? one),
      ],
      [this.options.asks ? 8 : 0, () => this.asking.decides()],
      [this.options.asks ? 2 : 0, (one) => this.asking.giveBack(one)],
      [this.options.asks ? 3 : 0, (one) => this.asking.askOtherwise(one)],
      [this.options.edits ? 5 : 0, () => this.editing.wholeTable()],
      [this.options.edits ? 2 : 0, () => this.around.does('confirms what is held', confirmSome)],
      [this.options.rows ? 6 : 0, () => this.editRows()],
      [this.options.rows ? 5 : 0, () => this.changeRoles()],
      [this.options.rows ? 2 : 0, () => this.around.does('confirms what is held', confirmSome)],
      [4, (one) => this.hands.comeIn(one)],
      [this.options.hands ? 5 : 0, (one) => this.hands.meddle(one)],
      [this.options.hands ? 2 : 0, (one) => this.hands.makeAdmin(one)],
      [this.options.hands ? 2 : 0, (one) => this.hands.assign(one)],
      [this.options.stops ? 2 : 0, () => this.stop()],
    ]);
  }

  /** What a wrong clock meets: work that ends now or soon, moves, access by the hour. */
  meanwhile(random: Random): void {
    this.goesOn();
    happensToSomebody(random, this.colleagues, [
      [3, (one) => this.forms.offboard(one)],
      [2, (one) => this.forms.moveEnd(one)],
      [1, (one) => this.forms.goAway(one)],
      [2, (one) => this.forms.change(one)],
      [1, (one) => this.forms.hire(one)],
      [this.options.asks ? 2 : 0, (one) => this.asking.request(one)],
    ]);
  }

  /** Somebody who works here: their work address. */
  leavesAtOnce(random: Random): string | null {
    const one = this.somebodyAtWork(random);
    return one === undefined ? null : this.forms.leavesAtOnce(one);
  }

  /** Somebody's work is to end then, as their form says hours before; what else is filed about them once it seems to have come. */
  endsThen(random: Random, end: number): { readonly mail: string; act(): void } | null {
    const one = this.somebodyAtWork(random);
    return one === undefined ? null : this.forms.endsThen(one, end);
  }

  private somebodyAtWork(random: Random): Colleague | undefined {
    this.goesOn();
    const now = this.around.now();
    return random.pick(comingAndGoing(this.colleagues).filter((each) => works(each, now)));
  }

  /** The row of a department, best of one that two are in; what it gives, one of them has asked for as well, for an hour. */
  private editRows(): void {
    const there = this.colleagues.filter((one) => works(one, this.around.now()));
    const inTwos = there.filter((one) => there.filter(({ department }) => department === one.department).length === 2);
    const one = this.random.pick(inTwos.length > 0 ? inTwos : there);
    const isLate = this.options.until - this.around.now() < 2 * HOUR;
    if (one === undefined || isLate) return;
    this.asking.forAnHour(one);
    this.around.later(20 * MINUTE, () => this.editing.rows(one.department === 'Sales' ? 'sales' : 'science'));
  }

  /** Of what some of them have asked for. */
  private changeRoles(): void {
    const there = this.colleagues.filter((one) => works(one, this.around.now()));
    for (const one of there) if (this.random.chance(0.5)) this.asking.forDays(one);
    this.around.later(this.random.int(1, 30) * HOUR, () => this.editing.roles());
  }

  /** All writes halt, leavers too if said so, until somebody lets them go on. */
  private stop(): void {
    const leaversToo = this.random.chance(0.5);
    const hours = this.random.pick([1, 6, 30]);
    this.around.does('stops all writes', (world) => this.around.stops(world, leaversToo));
    this.around.later(hours * HOUR, () => this.around.does('lets writes go on', (world) => this.around.resumes(world)));
  }

  /**
   * Whether all that happens is on forms. What people decide, and what other hands do, depends on how things stand by then:
   * with faults in the way they meet something else, and it rightly ends otherwise.
   */
  get isFormsOnly(): boolean {
    const { hands, asks, edits, rows, stops, steps, shadow, there, rejects } = this.options;
    const others = hands || asks || edits || rows || stops || steps || shadow;
    return !others && there === null && rejects === null;
  }

  get askedOutside(): readonly AskedOutside[] {
    return this.asking.askedOutside;
  }

  get beganInShadow(): boolean {
    return this.options.shadow;
  }
}
