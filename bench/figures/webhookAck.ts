/**
 * How long Jira waits for our acknowledgement with 200 deliveries under way, each remembered and turned into a job
 * before it is answered, while the workers look at the issues as they would.
 */
import {
  atMost,
  type Benchmark,
  type BenchWorld,
  type Figure,
  informing,
  percentile,
  type StoreKind,
} from '../figure.ts';
import { Child } from '../stand/child.ts';
import { profiled, startStand, untilIdle, usageOf } from '../stand/stand.ts';
import { filed, flooded } from '../stand/wire.ts';

const GOAL = 50;
const IN_FLIGHT = 200;
const ISSUES = 100;
const WARMING = 1_000;
const PATIENCE = 240_000;

export const webhookAck: Benchmark = {
  name: 'webhook-ack',
  about: 'acknowledgement of signed deliveries at 200 under way',
  async run(world) {
    const figures: Figure[] = [];
    const notes: string[] = [];
    for (const store of world.options.stores) {
      const measured = await measure(world, store);
      figures.push(...measured.figures);
      notes.push(measured.note);
    }
    notes.push(
      `Deliveries come from a process of their own, about ${ISSUES} issues; the jobs they make are worked on meanwhile.`,
      'n8n 1.123 took 4.9 to 11 s (the design; not run here).',
    );
    return { figures, notes };
  },
};

async function measure(world: BenchWorld, store: StoreKind) {
  const stand = await startStand(world, {
    ...{ store, name: 'webhook-ack', webhookConcurrency: 20, mailFrom: 'provider', watched: false },
  });
  const flood = new Child('flood.ts');
  try {
    const issues = (await stand.systems.ask('fileMany', { first: 0, count: ISSUES }, filed.array())).map(
      ({ id }) => id,
    );
    await untilIdle(stand);
    const url = `${stand.tenureUrl}/webhooks/jira`;
    const send = (count: number) => flood.ask('flood', { url, count, inFlight: IN_FLIGHT, issues }, flooded);
    await send(WARMING);
    await untilIdle(stand, PATIENCE);
    const before = await usageOf(stand.tenure);
    const { waits, statuses, seconds } = await profiled(stand, () => send(world.options.deliveries));
    const after = await usageOf(stand.tenure);
    const refused = waits.length - (statuses['200'] ?? 0);
    if (refused > 0) throw new Error(`not all were acknowledged: ${JSON.stringify(statuses)}`);
    const name = (what: string) => `webhook-ack/${store}/${what}`;
    return {
      figures: [
        informing(name('p50'), percentile(waits, 0.5), 'ms'),
        atMost(name('p99'), percentile(waits, 0.99), 'ms', GOAL),
        informing(name('max'), Math.max(...waits), 'ms'),
        informing(name('a-second'), waits.length / seconds, 'per s'),
        informing(name('tenure-cpu-each'), (after.cpuMilliseconds - before.cpuMilliseconds) / waits.length, 'ms'),
      ],
      note: `${store}: ${stand.store}; ${waits.length} deliveries after ${WARMING} to warm up, ${IN_FLIGHT} under way.`,
    };
  } finally {
    await flood.end();
    await stand.stop();
  }
}
