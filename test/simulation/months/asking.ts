/** Access that people ask for, change and give back, and who decides about it. */
import type { Actor } from '../../../src/ports/tracker.ts';
import type { Around } from './around.ts';
import { actorOf, type Colleague, works } from './colleague.ts';
import { text } from './forms.ts';
import { answer, lookAtSome } from './people.ts';
import type { Random } from './random.ts';
import { HOUR } from './timeline.ts';
import type { Issue } from './tracker.ts';

/** What a request is changed to. */
const DURATIONS = ['1h', '24h', '30d'] as const;

export class Asking {
  private readonly random: Random;
  private readonly around: Around;

  constructor(random: Random, around: Around) {
    this.random = random;
    this.around = around;
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
    this.file(one, access, duration);
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

  /** What was seen is answered at once, or hours later, whatever has become of it meanwhile; now and then it is another thing. */
  decides(): void {
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
    return [...this.around.site.issues.values()].filter(({ project, creator, status }) => {
      return project === 'HELP' && creator.id === number && status !== 'Withdrawn';
    });
  }

  giveBack(one: Colleague): void {
    const issue = this.random.pick(this.askedBy(one));
    if (issue === undefined) return;
    this.around.say(`${one.number} gives back ${issue.key}`);
    this.around.site.moveTo(issue, actorOf(this.around.site, one), 'Withdrawn');
  }
}
