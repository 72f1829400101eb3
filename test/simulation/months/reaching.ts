/** What reaches a running Tenure from people: their webhooks, the buttons they press, and what they ask of it themselves. */
import type { World } from '../../../src/app/world.ts';
import type { DeskAct } from '../../../src/ports/desk.ts';
import { Fault } from '../../../src/ports/fault.ts';
import type { Actor } from '../../../src/ports/tracker.ts';
import { BOT } from './company.ts';
import { presses } from './pressing.ts';
import type { Random } from './random.ts';
import type { Running } from './running.ts';
import type { Scene } from './scene.ts';
import type { Issue } from './tracker.ts';

interface ReachingOptions {
  readonly running: readonly Running[];
  readonly picks: Random;
  readonly pressing: Random;
}

export class Reaching {
  private readonly scene: Scene;
  private readonly options: ReachingOptions;

  constructor(scene: Scene, options: ReachingOptions) {
    this.scene = scene;
    this.options = options;
  }

  /** Every change is told to Tenure, or is lost on the way. */
  changed(issue: Issue, by: Actor): void {
    const { site, trace, faults, timeline } = this.scene;
    const change = site.issues.size + trace.lines.length;
    for (const wait of faults.deliveries(timeline.now)) {
      timeline.after(wait, () => this.deliver(issue, by, `${issue.id}-${issue.updated}-${change}`));
    }
  }

  press(): void {
    const { desk, timeline, trace, faults } = this.scene;
    presses({
      ...{ desk, random: this.options.pressing },
      later: (milliseconds, act) => timeline.after(milliseconds, act),
      say: (what) => trace.note('life', what),
      send: (act) => {
        for (const wait of faults.deliveries(timeline.now)) timeline.after(wait, () => this.actDelivered(act));
      },
    });
  }

  /** What people ask of a running Tenure is answered, refused, or lost with its process: they see which. */
  does(what: string, work: (world: World) => Promise<unknown>): void {
    const { trace } = this.scene;
    const one = this.somebody();
    trace.note('life', what);
    if (one === undefined) return;
    work(one.world).catch((trouble: unknown) => {
      if (trouble instanceof Fault) trace.note('life', `${what}: ${trouble.message}`);
      else trace.stumbled(what, trouble);
    });
  }

  private deliver(issue: Issue, by: Actor, id: string): void {
    const open = this.somebody();
    if (open === undefined) return;
    const { project, issueType } = issue;
    const event = 'jira:issue_updated';
    const hint = { id, issue: issue.id, parent: null, event, kind: { project, issueType }, actorAccountId: by.id };
    open.intake.receive(hint, BOT.id).catch((trouble: unknown) => this.scene.trace.stumbled('intake', trouble));
  }

  /** Who pressed sees whether it was taken. */
  private actDelivered(act: DeskAct): void {
    const open = this.somebody();
    open?.atDesk?.(act).catch((trouble: unknown) => this.scene.trace.stumbled('the desk', trouble));
  }

  private somebody(): Running | undefined {
    return this.options.picks.pick(this.options.running);
  }
}
