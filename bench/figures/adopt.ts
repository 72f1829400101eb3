/**
 * Adopting a company that is there already: the list, the confirmation of exactly that list, one job an account. What
 * it costs in time and in calls to the provider; that nothing is written there is not a figure but a condition.
 */
import pg from 'pg';
import { z } from 'zod';
import { type Benchmark, informing } from '../figure.ts';
import { Child } from '../stand/child.ts';
import { addresses, adoptionPlanned, adoptionStands, providerCallCount } from '../stand/wire.ts';

const GROUPS = 24;
const EACH = 12;
const LOOK = 200;
const PATIENCE = 3_600_000;

export const adopt: Benchmark = {
  name: 'adopt',
  about: 'a company that is there already, taken over: time, provider calls, no write',
  async run(world) {
    const { accounts, latencyMilliseconds } = world.options;
    const postgres = await world.postgres();
    const databaseUrl = await postgres.make();
    const systems = new Child('systems.ts');
    const tenure = new Child('tenure.ts');
    try {
      const where = await systems.ask('start', { latencyMilliseconds, webhookConcurrency: 1 }, addresses);
      world.say(`making ${accounts} accounts with ${EACH} memberships each at the stand-in`);
      await systems.tell('makeExisting', { accounts, groups: GROUPS, each: EACH });
      const groups = Array.from({ length: GROUPS }, (_, n) => `existing-${n}`);
      await tenure.tell('start', { addresses: where, databaseUrl, mailFrom: 'provider', watched: false, groups });
      await systems.tell('providerCalls');
      const calls = () => systems.ask('providerCalls', null, providerCallCount);

      world.say('listing');
      let begun = performance.now();
      const planned = await tenure.ask('adoptPlan', null, adoptionPlanned);
      const listing = { seconds: secondsSince(begun), calls: await calls() };
      world.say('confirming and taking over');
      begun = performance.now();
      await tenure.tell('adoptConfirm', planned.hash);
      const confirming = { seconds: secondsSince(begun) };
      while (!(await tenure.ask('adopted', null, adoptionStands)).done) {
        if (secondsSince(begun) * 1_000 > PATIENCE) throw new Error('not done in an hour');
        await new Promise((resolve) => setTimeout(resolve, LOOK));
      }
      const taking = { seconds: secondsSince(begun), calls: await calls() };
      const writes = listing.calls.writes + taking.calls.writes;
      if (writes > 0) throw new Error(`${writes} writes at the provider`);
      const held = await heldBy(databaseUrl);
      const memberships = accounts * EACH;
      if (held.accounts < accounts || held.grants < memberships) throw new Error(`taken over: ${JSON.stringify(held)}`);
      const faults = await tenure.ask('faults', null, z.string().array());
      if (faults.length > 0) throw new Error(faults.slice(0, 3).join('\n'));
      return {
        figures: [
          informing('adopt/list', listing.seconds, 's'),
          informing('adopt/list-calls', listing.calls.reads, 'reads'),
          informing('adopt/confirm', confirming.seconds, 's'),
          informing('adopt/taken-over', taking.seconds, 's'),
          informing('adopt/taken-over-calls', taking.calls.reads, 'reads'),
          informing('adopt/writes', writes, 'writes'),
          informing('adopt/memberships-a-second', memberships / taking.seconds, '/s'),
        ],
        notes: [
          `${accounts} accounts with ${memberships} memberships of ${GROUPS} groups, beside the few of the example; ${postgres.describe}; the provider's limits are off.`,
          'taken-over: from the confirmation, which lists everything once more, to the last account. Reads of the provider’s log are left out of the calls.',
          'Held at the end, by the rows: every account, a grant for every membership. No write at the provider, or the measurement fails.',
        ],
      };
    } finally {
      await tenure.end();
      await systems.end();
    }
  },
};

const secondsSince = (begun: number) => (performance.now() - begun) / 1_000;

async function heldBy(databaseUrl: string): Promise<{ readonly accounts: number; readonly grants: number }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      'select (select count(*)::int from tenure.account) as accounts, (select count(*)::int from tenure.access_grant) as grants',
    );
    return z.object({ accounts: z.number(), grants: z.number() }).parse(rows[0]);
  } finally {
    await client.end();
  }
}
