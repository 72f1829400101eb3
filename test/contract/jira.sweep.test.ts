/** The sweep: what a lost webhook hid is found, although the search index lags and pages are short. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIssue, deleteIssue } from '../../emulators/jira/index.ts';
import { type ManualClock, manualClock } from '../../emulators/kit/clock.ts';
import { type Instant, instantOf } from '../../src/core/shared/instant.ts';
import { BOT, CASES, type JiraUnderTest, startJira } from './jiraSite.ts';

const START = Date.parse('2026-08-20T08:00:00.000Z');
const MINUTE = 60_000;

describe('sweeping for changed issues', () => {
  let world: JiraUnderTest;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = manualClock(START);
    world = await startJira({ clock, searchIndexDelayMilliseconds: 5_000 });
  });
  afterEach(() => world.jira.stop());

  const wait = (milliseconds: number) => clock.moveTo(clock.now() + milliseconds);
  const ago = (milliseconds: number): Instant => instantOf(new Date(clock.now() - milliseconds));
  const sweep = async (since: Instant) => {
    const found: string[] = [];
    for await (const { id } of world.tracker.changedSince(since)) found.push(id);
    return found;
  };

  it('finds an issue the index did not show yet with the next overlapping sweep', async () => {
    const issue = world.file('ada');
    expect(await sweep(ago(MINUTE))).toEqual([]);
    wait(5_001);
    expect(await sweep(ago(MINUTE))).toEqual([issue]);
  });

  it('finds what a lost webhook hid', async () => {
    world.jira.site.webhooks.add({ url: 'http://127.0.0.1:1/' });
    world.jira.faults.add({ do: 'lose-webhook' });
    const issue = world.file('ada');
    wait(10_000);
    expect(world.jira.site.webhooks.deliveries.records).toMatchObject([{ status: -1 }]);
    expect(await sweep(ago(MINUTE))).toEqual([issue]);
  });

  it('misses nothing for the minutes being rounded', async () => {
    const issue = world.file('ada');
    const filed = ago(0);
    wait(5 * MINUTE + 1);
    expect(await sweep(filed)).toEqual([issue]);
  });

  it('leaves out what changed long before', async () => {
    world.file('ada');
    wait(30 * MINUTE);
    const issue = world.file('ada');
    wait(10_000);
    expect(await sweep(ago(MINUTE))).toEqual([issue]);
  });

  it('follows the page tokens to the end', async () => {
    const issues = Array.from({ length: 230 }, () => world.file('ada'));
    wait(10_000);
    expect(await sweep(ago(MINUTE))).toEqual(issues);
    expect(world.jira.log.list({ matching: /search\/jql/ }).length).toBeGreaterThan(2);
  });

  it('names the parent of a sub-task that changed, once, and no issue of other types', async () => {
    const issue = world.file('ada');
    const laptop = await world.tracker.fileTask(issue, 'laptop', { title: 'Laptop', body: [] });
    const badge = await world.tracker.fileTask(issue, 'badge', { title: 'Badge', body: [] });
    wait(30 * MINUTE);
    world.move('ada', laptop.key, 'Done');
    world.move('ada', badge.key, 'Done');
    const { site } = world.jira;
    createIssue(site, site.directory.user(world.accountOf('ada')), {
      fields: { project: { key: 'ONB' }, issuetype: { name: 'Question' }, summary: 'Where is the coffee?' },
    });
    wait(10_000);
    expect(await sweep(ago(MINUTE))).toEqual([issue]);
  });

  it('goes on with the others where one project is not searched for us, says which, and fails where none is', async () => {
    const issue = world.file('ada');
    wait(10_000);
    const [onboarding] = CASES;
    if (onboarding === undefined) throw new Error('no case');
    const both = world.another({ cases: [{ ...onboarding, project: 'GONE' }, onboarding] });
    const unseen = new Set<string>();
    const found: string[] = [];
    for await (const { id } of both.changedSince(ago(MINUTE), unseen)) found.push(id);
    expect([found, [...unseen]]).toEqual([[issue], ['GONE']]);
    const all = async (...more: [Set<string>?, string?]) => {
      for await (const { id } of both.changedSince(ago(MINUTE), ...more)) found.push(id);
    };
    await expect(all()).rejects.toMatchObject({ kind: 'invalid' });
    await expect(all(new Set(), 'GONE')).rejects.toMatchObject({ kind: 'invalid' });
    await all(new Set(), 'ONB');
    expect(found).toEqual([issue, issue]);
  });

  it('asks nothing when no case is configured', async () => {
    const idle = world.another({ cases: [] });
    for await (const found of idle.changedSince(ago(MINUTE))) expect.unreachable(`found ${found.id}`);
    expect(world.jira.log.list()).toEqual([]);
  });
});

describe('every issue', () => {
  it('is read past keys that are nobody’s any more, though the index shows none of them', async () => {
    const world = await startJira({ clock: manualClock(START), searchIndexDelayMilliseconds: 60_000 });
    try {
      const { site } = world.jira;
      const bot = site.directory.userWithMail(BOT.email);
      const all = Array.from({ length: 214 }, () => world.file('ada'));
      for (const issue of all.slice(0, 212)) deleteIssue(site, bot, issue, true);
      const found: string[] = [];
      for await (const { id } of world.tracker.everyIssue()) found.push(id);
      expect(found).toEqual(all.slice(212));
    } finally {
      await world.jira.stop();
    }
  });

  it('is read by its own name where a bulk fetch cannot return it just then', async () => {
    const world = await startJira({ clock: manualClock(START) });
    try {
      const all = Array.from({ length: 3 }, () => world.file('ada'));
      world.jira.site.failingIssues.add(all[1] ?? '');
      const found: string[] = [];
      for await (const { id } of world.tracker.everyIssue()) found.push(id);
      expect(found.sort()).toEqual(all);
    } finally {
      await world.jira.stop();
    }
  });
});
