/** What every tracker adapter keeps, whichever system stands behind it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Document } from '../../src/core/evidence/model.ts';
import { instantOf } from '../../src/core/shared/instant.ts';
import { Fault } from '../../src/ports/fault.ts';
import type { Tracker } from '../../src/ports/tracker.ts';

export interface TrackerUnderTest {
  readonly tracker: Tracker;
  /** Files a form with a given name as somebody who may; returns the issue's id. */
  file(givenName: string): string;
  /** Somebody else changes the given name. Returns the id the tracker knows them by. */
  editAsSomebodyElse(issue: string, givenName: string): string;
  /** The next write of this kind is carried out, but its answer never arrives. */
  loseAnswerTo(write: 'comment' | 'task' | 'issue' | 'property' | 'move' | 'attachment'): void;
  commentsOn(issue: string): number;
  tasksOf(issue: string): number;
  attachmentsOf(issue: string): number;
  /** Where issues of our own are filed, and how many of them there are. */
  readonly own: { readonly project: string; readonly issueType: string };
  ownIssues(): number;
  /** The same tracker, whose search shows nothing new. */
  withBlindSearch(): Promise<{ readonly tracker: Tracker; readonly ownIssues: () => number; loseAnswer(): void }>;
  statusOf(issue: string): string;
  readonly statuses: { readonly working: string; readonly notReachable: string };
  stop(): Promise<void>;
}

const REPORT: Document = [
  { block: 'heading', text: 'Access is in place' },
  { block: 'paragraph', text: [{ text: 'Groups: ' }, { text: 'eng-core', style: 'code' }] },
];

export function keepsTheTrackerContract(name: string, start: () => Promise<TrackerUnderTest>): void {
  describe(`${name} as a tracker`, () => {
    let world: TrackerUnderTest;
    beforeEach(async () => {
      world = await start();
    });
    afterEach(() => world.stop());

    const again = async (write: () => Promise<unknown>) => {
      const lost = await write().catch((error: unknown) => error);
      expect(lost).toBeInstanceOf(Fault);
      expect(lost).toMatchObject({ kind: 'transient', outcomeUnknown: true });
      return write();
    };

    it('reads a filed form with its author', async () => {
      const issue = world.file('Zoë');
      const form = await world.tracker.readForm(issue);
      expect(form?.fields.givenName?.value).toEqual({ kind: 'text', text: 'Zoë' });
      expect(form?.fields.givenName?.author).toEqual(form?.creator);
      expect(form?.issue.id).toBe(issue);
    });

    it('names whoever changed a field last as its author', async () => {
      const issue = world.file('Zoë');
      const other = world.editAsSomebodyElse(issue, 'Zoe');
      const form = await world.tracker.readForm(issue);
      expect(form?.fields.givenName?.author.id).toBe(other);
      expect(form?.creator.id).not.toBe(other);
    });

    it('says null for an issue that is not there', async () => {
      expect(await world.tracker.readForm('99999999')).toBeNull();
    });

    it('keeps a property and gives it back, and replaces it', async () => {
      const issue = world.file('Zoë');
      expect(await world.tracker.getProperty(issue, 'tenure.record')).toBeNull();
      await world.tracker.putProperty(issue, 'tenure.record', { n: 1, text: '😀 <b>' });
      await world.tracker.putProperty(issue, 'tenure.record', { n: 2 });
      expect(await world.tracker.getProperty(issue, 'tenure.record')).toEqual({ n: 2 });
    });

    it('refuses a property over 30,000 characters before it is sent', async () => {
      const issue = world.file('Zoë');
      const tooLong = world.tracker.putProperty(issue, 'tenure.record', 'x'.repeat(30_000));
      await expect(tooLong).rejects.toMatchObject({ kind: 'invalid' });
    });

    it('writes a comment once although the first answer was lost', async () => {
      const issue = world.file('Zoë');
      world.loseAnswerTo('comment');
      await again(() => world.tracker.comment(issue, 'case/1', REPORT));
      expect(world.commentsOn(issue)).toBe(1);
      await world.tracker.comment(issue, 'case/2', REPORT);
      expect(world.commentsOn(issue)).toBe(2);
    });

    it('files a sub-task once although the first answer was lost, and shows it on the form until it is done', async () => {
      const issue = world.file('Zoë');
      world.loseAnswerTo('task');
      const content = { title: 'Order a laptop 💻 <b>now</b>', body: REPORT };
      const filed = await again(() => world.tracker.fileTask(issue, 'task-1', content));
      expect(world.tasksOf(issue)).toBe(1);
      expect(filed).toEqual(await world.tracker.fileTask(issue, 'task-1', content));
      const form = await world.tracker.readForm(issue);
      expect(form?.tasks).toMatchObject([{ task: 'task-1', done: false, closed: null }]);
    });

    it('files an issue of its own once although the first answer was lost', async () => {
      const issue = { ...world.own, title: 'Adopt existing access', body: REPORT };
      const since = instantOf(new Date());
      world.loseAnswerTo('issue');
      await expect(world.tracker.fileIssue('adoption-1', issue, null)).rejects.toMatchObject({ outcomeUnknown: true });
      const found = await world.tracker.fileIssue('adoption-1', issue, since);
      expect(world.ownIssues()).toBe(1);
      expect(await world.tracker.fileIssue('adoption-1', issue, since)).toEqual(found);
      // Another key is another issue, and what was never asked for is not looked for.
      expect(await world.tracker.fileIssue('adoption-2', issue, null)).not.toEqual(found);
      expect(world.ownIssues()).toBe(2);
    });

    it('asks between what it looks at whether it is to go on, and lets that end it', async () => {
      const issue = { ...world.own, title: 'Adopt existing access', body: REPORT };
      await world.tracker.fileIssue('adoption-1', issue, null);
      await world.tracker.fileIssue('adoption-2', issue, null);
      const longAgo = instantOf(new Date(Date.now() - 61_000));
      let asked = 0;
      const isOver = async () => {
        asked += 1;
        if (asked === 2) throw new Error('over');
      };
      await expect(world.tracker.fileIssue('adoption-3', issue, longAgo, isOver)).rejects.toThrow('over');
      expect(world.ownIssues()).toBe(2);
    });

    it('does not file a second one while the search may not show the first yet', async () => {
      const blind = await world.withBlindSearch();
      const issue = { ...world.own, title: 'Adopt existing access', body: REPORT };
      const since = instantOf(new Date());
      blind.loseAnswer();
      await blind.tracker.fileIssue('adoption-1', issue, null).catch(() => {});
      await expect(blind.tracker.fileIssue('adoption-1', issue, since)).rejects.toMatchObject({
        kind: 'transient',
        outcomeUnknown: false,
      });
      expect(blind.ownIssues()).toBe(1);
      // After a minute it is certain that there is none.
      const longAgo = instantOf(new Date(Date.now() - 61_000));
      expect(await blind.tracker.fileIssue('adoption-3', issue, longAgo)).toMatchObject({ key: expect.any(String) });
    });

    it('moves an issue, and moving it again is success', async () => {
      const issue = world.file('Zoë');
      const { working } = world.statuses;
      world.loseAnswerTo('move');
      expect(await again(() => world.tracker.moveTo(issue, working))).toBe(true);
      expect(world.statusOf(issue)).toBe(working);
    });

    it('says false when no transition leads there', async () => {
      const issue = world.file('Zoë');
      expect(await world.tracker.moveTo(issue, world.statuses.notReachable)).toBe(false);
    });

    it('attaches a file once although the first answer was lost', async () => {
      const issue = world.file('Zoë');
      const content = new TextEncoder().encode('{"seq":1}\n');
      world.loseAnswerTo('attachment');
      await again(() => world.tracker.attach(issue, 'tenure-record-1.jsonl', content));
      expect(world.attachmentsOf(issue)).toBe(1);
    });

    it('finds what changed since', async () => {
      const issue = world.file('Zoë');
      const form = await world.tracker.readForm(issue);
      if (form === null) throw new Error('the form is gone');
      const found: string[] = [];
      for await (const { id } of world.tracker.changedSince(form.updated)) found.push(id);
      expect(found).toContain(issue);
    });

    it('gives an address for people', () => {
      expect(world.tracker.addressOf('ONB-1')).toMatch(/^https?:\/\/.+ONB-1$/);
    });
  });
}
