/**
 * From an approver's yes to access that was read back: one request at a time on an idle system. Taken is the time until
 * the provider's answer that shows the membership, and of it what is ours: less the time covered by calls to vendors.
 */
import { z } from 'zod';
import { type Benchmark, informing, percentile } from '../figure.ts';
import { pause, type Stand, startStand, untilIdle } from '../stand/stand.ts';
import { type Filed, filed, type Span, watchedCalls } from '../stand/wire.ts';
import { covered } from './ownTime.ts';

const ACCESS = { application: 'Salesforce', role: 'sales', duration: '24 hours' };
const MANAGER = 'rafael.ortiz@acme.example';
const WARMING = 20;
const PATIENCE = 30_000;

export const decisionToAccess: Benchmark = {
  name: 'decision-to-access',
  about: "from an approver's yes to access that was read back, above the vendors",
  async run(world) {
    const { samples } = world.options;
    const stand = await startStand(world, {
      ...{ store: 'postgres', name: 'decision', webhookConcurrency: 4, mailFrom: 'provider', watched: true },
    });
    try {
      const ids = await stand.systems.ask('makeWorkers', WARMING + samples, z.string().array());
      await stand.tenure.tell('employ', ids);
      const taken: { readonly whole: number; readonly own: number }[] = [];
      for (let number = 0; number < ids.length; number += 1) taken.push(await one(stand, number, ids[number] ?? ''));
      const warm = taken.slice(WARMING);
      const own = warm.map((sample) => sample.own);
      const whole = warm.map((sample) => sample.whole);
      return {
        figures: [
          informing('decision-to-access/own-p50', percentile(own, 0.5), 'ms'),
          informing('decision-to-access/own-p99', percentile(own, 0.99), 'ms'),
          informing('decision-to-access/whole-p50', percentile(whole, 0.5), 'ms'),
          informing('decision-to-access/whole-p99', percentile(whole, 0.99), 'ms'),
        ],
        notes: [
          `${stand.store}; n = ${warm.length} after ${WARMING} to warm up, one at a time, the stand-ins at ${world.options.latencyMilliseconds} ms.`,
          'own: less the union of the intervals in which a call to a vendor was under way. whole: until the answer to the reading that shows the membership.',
        ],
      };
    } finally {
      await stand.stop();
    }
  },
};

async function one(stand: Stand, number: number, provider: string) {
  const { systems, tenure } = stand;
  const [issue] = await systems.ask('requestMany', { first: number, count: 1, ...ACCESS }, filed.array());
  if (issue === undefined) throw new Error('nothing was filed');
  await untilAsked(stand, issue);
  await tenure.ask('taken', null, watchedCalls);
  const said = await tenure.ask('decide', { issue: issue.key, by: MANAGER }, z.number());
  const deadline = performance.now() + PATIENCE;
  while ((await systems.ask('status', issue.key, z.string())) !== 'Done') {
    if (performance.now() > deadline) throw new Error(`${issue.key} was not done in time`);
    await pause(15);
  }
  await untilIdle(stand);
  const { calls } = await tenure.ask('taken', null, watchedCalls);
  const put = calls.find(({ method, url }) => method === 'PUT' && url.endsWith(`/users/${provider}`));
  const shown = calls.find((call) => put !== undefined && call.begin >= put.end && isReading(call, provider));
  if (shown === undefined) throw new Error(`${issue.key}: no reading shows the membership`);
  const within = calls.filter(({ begin, end }) => begin >= said && end <= shown.end);
  const whole = shown.end - said;
  return { whole, own: whole - covered(within) };
}

const isReading = ({ method, url }: Span, provider: string) =>
  method === 'GET' && url.startsWith(`/api/v1/users/${provider}/groups`);

/** The question is open, and all that came of asking is done. */
async function untilAsked(stand: Stand, issue: Filed): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  while ((await stand.tenure.ask('openQuestions', issue.id, z.number())) === 0) {
    if (performance.now() > deadline) throw new Error(`${issue.key} was never asked about`);
    await pause(15);
  }
  await untilIdle(stand);
}
