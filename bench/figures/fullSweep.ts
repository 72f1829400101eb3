/**
 * A full sweep from complete listings: everybody in every group, in the ledger and at the provider, but for a handful
 * of memberships that are missing and a handful that nothing explains. All of those must be found, and nothing else.
 */
import pg from 'pg';
import { z } from 'zod';
import { atMost, type Benchmark, informing } from '../figure.ts';
import { Child } from '../stand/child.ts';
import { addresses, largeIds, sweptResult } from '../stand/wire.ts';

const GOAL = { overLimit: 1.1, memory: 1_000 };
const LACKING = 50;
const EXTRA = 40;
const USERS_A_MINUTE = 600;

export const fullSweep: Benchmark = {
  name: 'full-sweep',
  about: 'everybody in every group, from listings: how near to the limit, in how much memory',
  async run(world) {
    const { people, groups, limit, latencyMilliseconds } = world.options;
    const [lacking, extra] = [Math.min(LACKING, people), Math.min(EXTRA, people)];
    const postgres = await world.postgres();
    const databaseUrl = await postgres.make();
    const systems = new Child('systems.ts', LARGE_HEAP);
    const sweeper = new Child('sweeper.ts');
    try {
      const limits = { users: USERS_A_MINUTE, groups: limit };
      const where = await systems.ask('start', { latencyMilliseconds, webhookConcurrency: 1, limits }, addresses);
      world.say(`making ${people} people in ${groups} groups at the stand-in`);
      const ids = await systems.ask('makeLarge', { people, groups, lacking, extra }, largeIds);
      const named = [...Array.from({ length: groups }, (_, n) => `large-${n}`), 'large-extra'];
      await sweeper.tell('start', { addresses: where, databaseUrl, groups: named });
      world.say('making the same in the ledger');
      await fill(databaseUrl, ids.people, ids.groups.slice(0, -1));
      const before = await systems.ask('groupCalls', null, z.number());
      world.say('sweeping');
      const { record, seconds, memoryMegabytes, cpuSeconds } = await sweeper.ask('sweep', null, sweptResult);
      const calls = (await systems.ask('groupCalls', null, z.number())) - before;
      const [seen] = record.connections;
      if (record.state !== 'done' || seen === undefined) throw new Error(JSON.stringify(record));
      const found = { looks: seen.looks, extra: seen.findings['unexplained-membership'] ?? 0 };
      if (found.looks !== lacking || found.extra !== extra) throw new Error(`found ${JSON.stringify(found)}`);
      if ((await sweeper.ask('bulk', null, z.number())) !== lacking) throw new Error('looks were lost or doubled');
      const allowed = (calls / limit) * 60;
      const waits = calls > limit;
      return {
        figures: [
          waits
            ? atMost('full-sweep/time-over-limit', seconds / allowed, 'times', GOAL.overLimit)
            : informing('full-sweep/time-over-limit', Number.NaN, 'times (one minute allows them all)'),
          atMost('full-sweep/memory', memoryMegabytes, 'MB', GOAL.memory),
          informing('full-sweep/time', seconds, 's'),
          informing('full-sweep/cpu', cpuSeconds, 's'),
          informing('full-sweep/group-calls', calls, 'calls'),
          informing('full-sweep/memberships-a-second', seen.memberships / seconds, '/s'),
        ],
        notes: [
          `${seen.accounts} accounts, ${seen.memberships} memberships of ${seen.groups} groups; ${postgres.describe}; the provider allows ${limit} calls a minute for groups and members, all of it ours.`,
          `Planted and found: ${lacking} memberships that the provider lacks (looked at), ${extra} that nothing explains (findings); nothing else.`,
          'time-over-limit: the whole sweep, accounts included, by the time the limit allows for its group calls alone.',
        ],
      };
    } finally {
      await sweeper.end();
      await systems.end();
    }
  },
};

/** The stand-in holds millions of memberships; its memory is not what is measured. */
const LARGE_HEAP = ['--max-old-space-size=12000'];

/** What adopting everybody would have left in the ledger, as rows. */
async function fill(databaseUrl: string, people: readonly string[], groups: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const at = new Date(Date.now() - 86_400_000).toISOString();
  try {
    await client.query(
      `insert into tenure.account (id, person, connection, provider_id, login, body)
       select 'okta/' || id, id, 'okta', id, lower(id) || '@acme.example', jsonb_build_object(
         'id', 'okta/' || id, 'person', id, 'connection', 'okta', 'login', lower(id) || '@acme.example',
         'providerId', id, 'origin', 'adopted', 'verified', 'active', 'verifiedAt', $2::text, 'loweredByUs', null,
         'intendedBy', 'jira:1')
       from jsonb_array_elements_text($1::jsonb) as id`,
      [JSON.stringify(people), at],
    );
    for (const group of groups) {
      await client.query(
        `insert into tenure.membership_record (account, group_id, person, body)
         select 'okta/' || id, $2, id, jsonb_build_object('account', 'okta/' || id, 'group', $2::text, 'firstSeen', $3::text,
           'givenByUs', true, 'verifiedAt', $3::text, 'verifiedUnder', jsonb_build_array('g'), 'removalVerifiedAt', null)
         from jsonb_array_elements_text($1::jsonb) as id`,
        [JSON.stringify(people), `okta:${group}`, at],
      );
    }
    await client.query('analyze tenure.account, tenure.membership_record');
  } finally {
    await client.end();
  }
}
