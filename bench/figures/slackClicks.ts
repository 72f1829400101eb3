/**
 * How long Slack waits for our acknowledgement when 200 approvers press at the same moment, each press written down before
 * it is answered, and worked on while the others come in. Every one of them is a real answer to a question of its own.
 */
import { z } from 'zod';
import {
  atMost,
  type Benchmark,
  type BenchWorld,
  type Figure,
  informing,
  percentile,
  type StoreKind,
} from '../figure.ts';
import { pause, profiled, type Stand, startStand, untilIdle } from '../stand/stand.ts';
import { type Filed, filed, pressed } from '../stand/wire.ts';

/** Slack tells whoever pressed that nothing came of it after this. */
const GOAL = 3_000;
const ACCESS = { application: 'Salesforce', role: 'sales', duration: '24 hours' };
const MANAGER = 'rafael.ortiz@acme.example';
const PATIENCE = 600_000;
const TRANSPORTS = ['signed', 'socket'] as const;

export const slackClicks: Benchmark = {
  name: 'slack-clicks',
  about: 'acknowledgement of 200 presses at once in Slack',
  async run(world) {
    const figures: Figure[] = [];
    const notes: string[] = [];
    for (const store of world.options.stores) figures.push(...(await measure(world, store, notes)));
    notes.push(
      `${world.options.clicks} presses at once, first as signed requests, then over the socket; each an answer to its own question. \`answered\`: until all of them were decided and nothing was left to do.`,
    );
    return { figures, notes };
  },
};

async function measure(world: BenchWorld, store: StoreKind, notes: string[]): Promise<readonly Figure[]> {
  const { clicks } = world.options;
  const stand = await startStand(world, {
    ...{ store, name: 'slack-clicks', webhookConcurrency: 20, mailFrom: 'provider', watched: false, slack: true },
  });
  try {
    const ids = await stand.systems.ask('makeWorkers', clicks * TRANSPORTS.length, z.string().array());
    await stand.tenure.tell('employ', ids);
    const figures: Figure[] = [];
    for (const [nth, transport] of TRANSPORTS.entries()) {
      await stand.systems.tell('slackAt', transport === 'socket' ? null : stand.tenureUrl);
      const given = { first: nth * clicks, count: clicks };
      // The profile has a request's whole way in it, not the second of the presses alone.
      const { waits, asked, answered } = await profiled(stand, () => round(stand, given));
      const name = (what: string) => `slack-clicks/${store}/${transport}-${what}`;
      figures.push(
        informing(name('p50'), percentile(waits, 0.5), 'ms'),
        atMost(name('p99'), percentile(waits, 0.99), 'ms', GOAL),
        informing(name('asked'), asked, 's'),
        informing(name('answered'), answered, 's'),
      );
    }
    notes.push(`${store}: ${stand.store}; the stand-ins at ${world.options.latencyMilliseconds} ms.`);
    return figures;
  } finally {
    await stand.stop();
  }
}

/** So many requests, each pressed once, until all of them are decided. Seconds until all were asked, and decided. */
async function round(stand: Stand, given: { readonly first: number; readonly count: number }) {
  const filing = performance.now();
  const issues = await stand.systems.ask('requestMany', { ...given, ...ACCESS }, filed.array());
  await untilAsked(stand, issues);
  const begun = performance.now();
  const { waits, results } = await stand.systems.ask('pressAll', MANAGER, pressed);
  if (results.acknowledged !== given.count) throw new Error(`not all were acknowledged: ${JSON.stringify(results)}`);
  await untilIdle(stand, PATIENCE);
  const answered = performance.now() - begun;
  for (const { id, key } of issues) {
    if ((await stand.tenure.ask('openQuestions', id, z.number())) > 0) throw new Error(`${key} is still asked about`);
  }
  return { waits, asked: (begun - filing) / 1_000, answered: answered / 1_000 };
}

/** Every question is open, and every card stands. */
async function untilAsked(stand: Stand, issues: readonly Filed[]): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  for (const { id, key } of issues) {
    while ((await stand.tenure.ask('openQuestions', id, z.number())) === 0) {
      if (performance.now() > deadline) throw new Error(`${key} was never asked about`);
      await pause(25);
    }
  }
  await untilIdle(stand, PATIENCE);
}
