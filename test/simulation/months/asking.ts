/** Access that people ask for, change and give back, and who decides about it. */
import type { Actor } from '../../../src/ports/tracker.ts';
import type { Around } from './around.ts';
import { actorOf, type Colleague, works } from './colleague.ts';
import { text } from './forms.ts';
import type { LifeOptions } from './life.ts';
import { type AskedOutside, asksOutside, inTheApi, keyOf } from './outside.ts';
import { answer, lookAtSome } from './people.ts';
import type { Random } from './random.ts';
import { HOUR, MINUTE } from './timeline.ts';
import type { Issue } from './tracker.ts';

/** What a request is changed to. */
const DURATIONS = ['1h', '24h', '30d'] as const;

export class Asking {
  private readonly random: Random;
  private readonly around: Around;
  /** Whether some decide where it was asked, instead of where they are asked quickly. */
  private readonly isAnsweredThere: boolean;
  private readonly outside: Random | null;
  readonly askedOutside: AskedOutside[] = [];

  constructor(random: Random, around: Around, options: Pick<LifeOptions, 'approvals' | 'asksOutside'>) {
    this.random = random;
    this.around = around;
    this.isAnsweredThere = options.approvals;
    this.outside = options.asksOutside;
  }

  request(one: Colleague): void {
    const { random } = this;
    const access = random.pick([
      'Wiki: user',
      'Figma: viewer',
      'Figma: editor',
      'Figma: editor',
      'Vault: admin',
    ] as const);
    const duration = random.pick(['1h', '6h', '24h', '24h', '7d', '30d', '90d'] as const);
    if (!works(one, this.around.now())) return;
    if (this.outside?.chance(0.5) === true) this.askOutside(one, access, duration, this.outside);
    else this.file(one, access, duration);
    // Whoever is asked hears of it: most look within days.
    for (const hours of random.pick([[], [2], [1, 20], [1, 3, 48]]))
      this.around.later(hours * HOUR, () => this.decides());
  }

  /** What a row of the table may give them besides. */
  forAnHour(one: Colleague): void {
    this.file(one, 'Figma: viewer', '1h');
  }

  /** What no row of the table gives. */
  forDays(one: Colleague): void {
    this.file(one, 'Wiki: writer', '7d');
  }

  private file(one: Colleague, access: string, duration: string): void {
    this.around.say(`${one.number} asks for ${access} for ${duration}`);
    this.around.site.file(actorOf(this.around.site, one), 'HELP', 'Access request', {
      access: { kind: 'texts', texts: [access] },
      duration: text(duration),
      reason: text('for the work'),
    });
  }

  /** Whoever hears nothing hands it in again, also to another process, and also when it has long been taken. */
  private askOutside(one: Colleague, access: string, duration: string, random: Random): void {
    const { around, askedOutside } = this;
    const { id } = actorOf(around.site, one);
    const name = `${id}-${askedOutside.length + 1}`;
    const asked = { name, asker: id, mail: one.mail, ...inTheApi(access, duration) };
    askedOutside.push(asked);
    const hands = () =>
      around.does(`${id} asks outside for ${access} for ${duration}, as ${name}`, async (world) => {
        const taken = await asksOutside(world, asked);
        if (taken !== null) around.taken(taken);
      });
    hands();
    for (const minutes of random.pick([[], [], [0], [1], [0, 2, 90]])) around.later(minutes * MINUTE, hands);
  }

  /** What was seen is answered at once, or hours later, whatever has become of it meanwhile; now and then it is another thing. */
  decides(): void {
    const { around, random } = this;
    const hours = random.pick([0, 0, 1, 6, 12]);
    const duration = random.chance(0.5) ? random.pick(DURATIONS) : null;
    if (around.presses !== null && around.people.chance(0.6)) {
      around.presses();
      return;
    }
    if (this.isAnsweredThere && around.people.chance(0.6)) {
      this.answersThere();
      return;
    }
    around.does('looks at what is asked', async (world) => {
      const seen = await lookAtSome(world, around.people);
      if (seen === null) return;
      const issue = around.site.issues.get(seen.case.slice(seen.case.indexOf(':') + 1));
      if (duration !== null && issue !== undefined)
        around.later((hours * HOUR) / 2, () => this.askFor(duration, issue, this.whoAsked(issue)));
      around.later(hours * HOUR, () =>
        around.does('answers', async (other) => {
          if (await answer(other, seen)) around.counted(seen);
        }),
      );
    });
  }

  /** In an approval of the tracker: one of those it asks. */
  private answersThere(): void {
    const { site, people, say } = this.around;
    const open = [...site.issues.values()].filter(({ approvals }) => approvals.some(({ isOpen }) => isOpen));
    const issue = people.pick(open);
    const seats = issue?.approvals.find(({ isOpen }) => isOpen)?.approvers ?? [];
    const by = site.people.get(people.pick(seats)?.account ?? '');
    const verdict = people.chance(0.75) ? 'approve' : 'refuse';
    if (issue === undefined || by === undefined) return;
    say(`${by.id} answers on ${issue.key}: ${verdict}`);
    site.answer(issue, by, verdict);
  }

  /** While it is being decided, or after. */
  askOtherwise(one: Colleague): void {
    const duration = this.random.pick(DURATIONS);
    const issue = this.random.pick(this.askedBy(one));
    if (issue !== undefined) this.askFor(duration, issue, actorOf(this.around.site, one));
  }

  private askFor(duration: (typeof DURATIONS)[number], issue: Issue, by: Actor): void {
    this.around.say(`${by.id} asks on ${issue.key} for ${duration}`);
    this.around.site.edit(issue, by, { duration: text(duration) });
  }

  private askedBy({ number }: Colleague): readonly Issue[] {
    return [...this.around.site.issues.values()].filter((issue) => {
      return issue.project === 'HELP' && this.whoAsked(issue).id === number && issue.status !== 'Withdrawn';
    });
  }

  /** What was asked outside is on an issue of ours. */
  private whoAsked({ ownKey, creator }: Issue): Actor {
    const asked = this.askedOutside.find(({ name }) => ownKey === keyOf(name));
    return (asked === undefined ? undefined : this.around.site.people.get(asked.asker)) ?? creator;
  }

  giveBack(one: Colleague): void {
    const issue = this.random.pick(this.askedBy(one));
    if (issue === undefined) return;
    this.around.say(`${one.number} gives back ${issue.key}`);
    this.around.site.moveTo(issue, actorOf(this.around.site, one), 'Withdrawn');
  }
}
