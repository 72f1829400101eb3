/**
 * Our own time: from a webhook's arrival at our door to the answer of the last provider write, less the time covered
 * by calls to vendors under way. One joiner at a time on an idle system; every one of them counts.
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
import { filed, type Span, watchedCalls } from '../stand/wire.ts';

const GOAL = { p50: 15, p99: 60 };
const PATIENCE = 30_000;
/** The first ones compile our code and fill our caches; they are run and told apart, as an idle service has run before. */
const WARMING = 20;

interface Sample {
  /** Less the time covered by calls to vendors. */
  readonly own: number;
  /** Less the set latency of each call that had to wait for the one before it: our client's own time counts as ours. */
  readonly strict: number;
  readonly whole: number;
}

export const ownTime: Benchmark = {
  name: 'own-time',
  about: 'from a webhook to the last provider write, above the vendors',
  async run(world) {
    const figures: Figure[] = [];
    const notes: string[] = [];
    for (const store of world.options.stores) {
      const { samples, first, describe } = await measure(world, store);
      const own = samples.map((sample) => sample.own);
      const strict = samples.map((sample) => sample.strict);
      const name = (what: string) => `own-time/${store}/${what}`;
      figures.push(
        atMost(name('p50'), percentile(own, 0.5), 'ms', GOAL.p50),
        atMost(name('p99'), percentile(own, 0.99), 'ms', GOAL.p99),
        informing(name('max'), Math.max(...own), 'ms'),
        informing(name('above-set-latency-p50'), percentile(strict, 0.5), 'ms'),
        informing(name('above-set-latency-p99'), percentile(strict, 0.99), 'ms'),
        informing(
          name('whole-p50'),
          percentile(
            samples.map(({ whole }) => whole),
            0.5,
          ),
          'ms',
        ),
        informing(name('first-joiner'), first.own, 'ms'),
      );
      notes.push(`${store}: ${describe}; n = ${samples.length} after ${WARMING} to warm up, one at a time.`);
    }
    notes.push(
      'Vendor time is the union of the intervals of calls under way to Okta and Jira, taken inside the process.',
      'above-set-latency subtracts only the set latency of each call in sequence instead: our HTTP client and the stand-ins count as ours.',
      'Own activation mail: two provider writes. n8n 1.123 added about 75 and 190 ms (the design; not run here).',
    );
    return { figures, notes };
  },
};

async function measure(world: BenchWorld, store: StoreKind) {
  const stand = await startStand(world, {
    ...{ store, name: 'own-time', webhookConcurrency: 4, mailFrom: 'tenure', watched: true },
  });
  try {
    const samples: Sample[] = [];
    const take = async (count: number) => {
      for (let left = count; left > 0; left -= 1) {
        samples.push(await one(stand, samples.length, world.options.latencyMilliseconds));
      }
    };
    await take(WARMING);
    await profiled(stand, () => take(world.options.samples));
    const [first, ...rest] = samples;
    if (first === undefined) throw new Error('nothing was measured');
    return { samples: rest.slice(WARMING - 1), first, describe: stand.store };
  } finally {
    await stand.stop();
  }
}

async function one(stand: Stand, number: number, latency: number): Promise<Sample> {
  const { systems, tenure } = stand;
  await tenure.ask('taken', null, watchedCalls);
  const { key } = await systems.ask('fileOne', number, filed);
  const deadline = performance.now() + PATIENCE;
  while ((await systems.ask('status', key, z.string())) !== 'Done') {
    if (performance.now() > deadline) throw new Error(`${key} was not done in time`);
    await pause(15);
  }
  await untilIdle(stand);
  const { arrivals, calls } = await tenure.ask('taken', null, watchedCalls);
  const arrival = Math.min(...arrivals);
  const last = Math.max(...calls.filter(isProviderWrite).map(({ end }) => end));
  const within = calls.filter(({ begin, end }) => begin >= arrival && end <= last);
  const whole = last - arrival;
  const sample = { whole, own: whole - covered(within), strict: whole - latency * inSequence(within) };
  if (!Number.isFinite(sample.own)) throw new Error(`${key}: no arrival or no provider write was seen`);
  return sample;
}

const isProviderWrite = ({ method, url }: Span) => method !== 'GET' && url.includes('/api/v1/users');

/** Length of the union of the spans. */
export function covered(spans: readonly Span[]): number {
  let sum = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const { begin, end } of [...spans].sort((a, b) => a.begin - b.begin)) {
    sum += Math.max(0, end - Math.max(begin, reached));
    reached = Math.max(reached, end);
  }
  return sum;
}

/** How many calls at least had to wait for one another: the most that are pairwise apart. */
export function inSequence(spans: readonly Span[]): number {
  let count = 0;
  let free = Number.NEGATIVE_INFINITY;
  for (const { begin, end } of [...spans].sort((a, b) => a.end - b.end)) {
    if (begin < free) continue;
    count += 1;
    free = end;
  }
  return count;
}
