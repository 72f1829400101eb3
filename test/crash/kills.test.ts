/**
 * The service is killed at its steps, PostgreSQL is killed under it, and one of two services stands still past its lease
 * and comes back, while people join, move, ask and leave. Nothing is lost, nothing happens twice, nobody keeps anything.
 * `npm run kills` is the same with as many kills as one likes.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { BREAKS } from './breaks.ts';
import { Campaign, type Undisturbed } from './campaign.ts';
import { dice } from './dice.ts';
import { killAll } from './processes.ts';
import { type Ground, makeGround, makeStand, type Stand } from './stand.ts';
import { SHORT } from './timing.ts';

/** Only for what hangs without a word: whatever waits here says what it has waited for long before. */
const MOST = 590_000;
const NOTHING = { lost: [], doubled: [], lingering: [] };

interface Place {
  readonly ground: Ground;
  readonly stand: Stand;
  readonly campaign: Campaign;
  readonly undisturbed: Undisturbed;
}

async function newPlace(): Promise<Place> {
  const ground = await makeGround({ store: 'postgres' });
  const stand = await makeStand(ground, SHORT);
  try {
    const campaign = new Campaign(stand, dice(1), { atOnce: 3 });
    return { ground, stand, campaign, undisturbed: await campaign.undisturbed() };
  } catch (trouble) {
    await killAll();
    await stand.stop();
    ground.stop();
    throw trouble;
  }
}

/** One for all tests, as long as none has failed: the next one must not meet its processes, its ports and its people. */
function place(): () => Promise<Place> {
  let standing: Promise<Place> | null = null;
  const end = async () => {
    await killAll();
    const left = standing;
    standing = null;
    await left?.then(
      async ({ stand, ground }) => {
        await stand.stop();
        ground.stop();
      },
      () => undefined,
    );
  };
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await end();
  }, MOST);
  afterAll(end, MOST);
  return () => {
    standing ??= newPlace();
    return standing;
  };
}

/** Each comes by for whoever joins, asks or leaves. */
const STEPS = [
  'before commit: webhook taken in',
  'after commit: form decided',
  'after okta POST /users',
  'before commit: reading noted',
  'after okta PUT /groups/*/users/*',
  'before okta DELETE /groups/*/users/*',
  'after okta POST /users/*/lifecycle/deactivate',
  'after jira POST /issue',
  'after jira PUT /issue/*/properties/piece',
  'after jira POST /issue/*/comment',
  'before commit: cursor moved',
  'after commit: cursor moved',
  'after commit: case proved',
  'after mail',
  'after slack POST /chat.postMessage',
];

describe('what is broken on purpose', () => {
  it.each(BREAKS)('stands where it is said to: $what', ({ edits }) => {
    for (const { file, from, to } of edits) {
      const text = readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8');
      expect(text.split(from)).toHaveLength(2);
      expect(to).not.toBe(from);
    }
  });
});

describe('on PostgreSQL', () => {
  const there = place();

  it(
    'a service killed at its steps, and anywhere, loses nothing and does nothing twice',
    async () => {
      const { campaign, undisturbed } = await there();
      expect([...undisturbed.steps.keys()]).toEqual(expect.arrayContaining(STEPS));
      const missed: string[] = [];
      for (const step of STEPS) {
        const by = undisturbed.steps.get(step) ?? 'mover';
        const { at } = await campaign.live({ how: 'step', step, by });
        if (at !== step) missed.push(step);
      }
      for (const after of [0, 150]) await campaign.live({ how: 'moment', after });
      await campaign.settled(campaign.last());
      expect(await campaign.outcome(undisturbed)).toMatchObject(NOTHING);
      expect(missed).toEqual([]);
    },
    MOST,
  );

  it(
    'two services do everything once, and one that stood still past its lease does no harm',
    async () => {
      const { stand, campaign, undisturbed } = await there();
      const other = stand.start(null, 1);
      await other.ready;
      // The second one to begin, so that the first is the one that goes on when this one stands still.
      const one = stand.start({ step: 'after okta PUT /groups/*/users/*', nth: 1, signal: 'SIGSTOP' });
      await one.ready;
      let isPaused = false;
      const paused = one.paused.then(() => {
        isPaused = true;
      });
      // Either may take a job: people come until this one has.
      for (let more = 0; !isPaused && more < 40; more += 1) {
        await campaign.depart('mover');
        await Promise.race([paused, campaign.arrived()]);
      }
      expect(isPaused).toBe(true);
      await stand.remind();
      await campaign.arrived();
      one.signal('SIGCONT');
      expect(await one.end()).toBe('after okta PUT /groups/*/users/*');
      await campaign.settled(other);
      expect(await campaign.outcome(undisturbed)).toMatchObject(NOTHING);
      expect(other.said.filter((line) => /(a job|told of; it) is tried again/.test(line))).toEqual([]);
    },
    MOST,
  );

  it(
    'of two services one is killed, and the one that lives on takes over what it had in hand',
    async () => {
      const { stand, campaign, undisturbed } = await there();
      const other = stand.start(null, 1);
      await other.ready;
      const step = 'after okta PUT /groups/*/users/*';
      const one = stand.start({ step, nth: 1, signal: 'SIGKILL' });
      await one.ready;
      let isDead = false;
      const died = one.ended.then(() => {
        isDead = true;
      });
      // Either may take a job: people come until this one has.
      for (let more = 0; !isDead && more < 40; more += 1) {
        await campaign.depart('mover');
        await Promise.race([died, campaign.arrived()]);
      }
      expect(await one.ended).toBe(step);
      await campaign.arrived();
      await campaign.settled(other);
      expect(await campaign.outcome(undisturbed)).toMatchObject(NOTHING);
    },
    MOST,
  );

  it(
    'PostgreSQL killed under a service is found again by it, and nothing is lost',
    async () => {
      const { stand, campaign, undisturbed } = await there();
      const service = stand.start(null);
      await service.ready;
      await campaign.fill();
      await campaign.writing();
      await stand.server?.kill();
      await stand.server?.bringBack();
      await campaign.depart('holder');
      await campaign.settled(service);
      expect(await campaign.outcome(undisturbed)).toMatchObject(NOTHING);
    },
    MOST,
  );
});
