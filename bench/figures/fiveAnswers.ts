/** The five audit questions about one person, in a store with twenty thousand of them, and about somebody with a long history. */
import pg from 'pg';
import { acmePolicy } from '../../examples/acme/company.ts';
import { openStore } from '../../src/adapters/postgres/open.ts';
import { generateKeyPair, loadSigner } from '../../src/adapters/signing/ed25519.ts';
import { perform } from '../../src/app/operations/index.ts';
import { compose } from '../../src/compose.ts';
import { silentLog } from '../../src/log.ts';
import { atMost, type Benchmark, informing, percentile } from '../figure.ts';

const PEOPLE = 20_000;
/** Of everybody: one case, and for each grant that it was given and read back. */
const GRANTS = 5;
/** Somebody who has asked for something every week for ten years; everything was decided by two people and ended. */
const REQUESTS = 520;
const ASKED = 300;
/** Of the issue and the design: under a second, for any person. */
const GOAL = 1_000;

export const fiveAnswers: Benchmark = {
  name: 'five-answers',
  about: `the five audit questions about one of ${PEOPLE.toLocaleString('en')} people`,
  async run(world) {
    const postgres = await world.postgres();
    const databaseUrl = await postgres.make();
    const opened = await openStore({ databaseUrl });
    const nowhere = { okta: 'http://127.0.0.1:9', jira: 'http://127.0.0.1:9', smtp: 'smtp://127.0.0.1:9' };
    await opened.migrate();
    const tenure = await compose({
      ...{ opened, policy: acmePolicy({ ...nowhere, slack: 'http://127.0.0.1:9' }), offline: true, secret: () => '' },
      ...{ sign: loadSigner(generateKeyPair().privateKey), log: silentLog },
    });
    try {
      const events = await fill(databaseUrl);
      const ask = async (person: string) => {
        const begun = performance.now();
        const found = await perform(tenure.world, 'audit', { person });
        if (found.kind !== 'done') throw new Error(`no answer about ${person}`);
        return { took: performance.now() - begun, length: JSON.stringify(found.result).length };
      };
      const any: number[] = [];
      // Each a person nobody has asked about before.
      for (let nth = 1; nth <= ASKED; nth += 1) any.push((await ask(`p${nth * 61}@acme.example`)).took);
      const long = await ask('busy@acme.example');
      return {
        figures: [
          atMost('five-answers/anybody-max', Math.max(...any), 'ms', GOAL),
          informing('five-answers/anybody-p50', percentile(any, 0.5), 'ms'),
          atMost('five-answers/longest-history', long.took, 'ms', GOAL),
        ],
        notes: [
          `${PEOPLE} people, ${events} events; the longest history has ${REQUESTS} requests, each decided twice, and answers with ${Math.round(long.length / 1024)} kB. ${ASKED} people asked about once each; ${postgres.describe}.`,
        ],
      };
    } finally {
      await tenure.stop();
    }
  },
};

/** Rows as the store writes them, but for their hashes, which nothing here checks. Answers how many events. */
async function fill(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `insert into tenure.person (id, natural_key, work_mail, body)
       select id, id, id || '@acme.example', jsonb_build_object('id', id, 'profile', jsonb_build_object('naturalKey', id,
         'givenName', 'Person', 'familyName', id, 'workMail', id || '@acme.example'))
       from (select 'p' || n as id from generate_series(1, $1::integer) n union all select 'busy') people`,
      [PEOPLE],
    );
    const cases = `select 'jira:' || n as id, 'p' || n as person, n, 'onboarding' as kind from generate_series(1, ${PEOPLE}) n
      union all select 'jira:' || (900000 + n), 'busy', n, 'access-request' from generate_series(1, ${REQUESTS}) n`;
    await client.query(
      `insert into tenure.case_file (id, issue_id, issue_key, kind, person, state, opened_at, updated_at)
       select id, substr(id, 6), 'PEO-' || substr(id, 6), kind, person, 'proved', now(), now() from (${cases}) c`,
    );
    await client.query(
      `insert into tenure.access_grant (id, person, cause, given_by, starts_at, ends_at, body)
       select g->>'id', g->>'person', g->>'cause', g->>'givenBy', '2020-01-01Z', null, g from (
         select jsonb_build_object('id', id || '#' || k, 'person', person, 'engagement', null, 'cause', 'birthright',
           'holds', jsonb_build_object('kind', 'entitlement', 'entitlement', 'app' || k || ':member'),
           'groups', jsonb_build_array('okta:g' || k), 'givenBy', id, 'rows', '["everyone"]'::jsonb, 'policy', 'v1',
           'start', jsonb_build_object('kind', 'exact', 'at', '2020-01-01T00:00:00.000Z'),
           'end', case when kind = 'onboarding' then null else '2020-02-01T00:00:00.000Z' end,
           'endedBy', null, 'changeSet', null) as g
         from (${cases}) c, generate_series(1, case when c.kind = 'onboarding' then ${GRANTS} else 1 end) k) made`,
    );
    await client.query(
      `insert into tenure.event (stream, seq, type, version, at, text, hash, previous)
       select id, seq, body->>'type', 1, '2020-01-01Z', jsonb_build_object('stream', id, 'seq', seq, 'type', body->>'type',
         'version', 1, 'at', '2020-01-01T00:00:00.000Z', 'body', body - 'type')::text, '', ''
       from (select id, row_number() over (partition by id order by place)::integer as seq, body from (${events(cases)}) e) e`,
    );
    await client.query(`insert into tenure.stream (id, seq, hash, changed_at, evidence_cursor)
       select stream, max(seq), '', now(), max(seq) from tenure.event group by stream`);
    await client.query('analyze');
    const { rows } = await client.query('select count(*)::integer as count from tenure.event');
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}

/** Of an onboarding: opened, five memberships read back. Of a request: the way from the question to the end. */
const events = (cases: string) => {
  const request = [
    `'LineAsked', 'line', '1', 'by', 'busy', 'entitlement', 'app1:member', 'groups', '["okta:g1"]'::jsonb, 'manual', false, 'risk', 'high',
      'rule', 'high', 'policy', 'v1', 'answer', 'stages', 'duration', 3600000, 'extends', null, 'shown', 's'`,
    ...['1-1', '1-2'].flatMap((question) => [
      `'QuestionAsked', 'question', '${question}', 'line', '1', 'stage', 'x', 'needs', 1, 'shown', 's', 'at', '2020-01-01T00:00:00.000Z', 'until', '2020-01-08T00:00:00.000Z'`,
      `'DecisionMade', 'question', '${question}', 'verdict', 'approve', 'channel', 'slack', 'shown', 's', 'at', '2020-01-01T00:00:00.000Z'`,
    ]),
    `'LineGranted', 'line', '1', 'grant', id || '#1', 'at', '2020-01-01T00:00:00.000Z'`,
    `'MembershipVerified', 'account', 'a', 'group', 'okta:g1', 'name', 'g1', 'under', jsonb_build_array(id || '#1'), 'givenByUs', true, 'at', '2020-01-01T00:00:00.000Z'`,
    `'RemovalVerified', 'account', 'a', 'group', 'okta:g1', 'name', 'g1', 'at', '2020-02-01T00:00:01.000Z'`,
    `'LineEnded', 'line', '1', 'because', 'expired', 'at', '2020-02-01T00:00:00.000Z'`,
  ];
  return [
    `select id, 0 as place, jsonb_build_object('type', 'CaseOpened', 'kind', kind, 'filedBy', 'hr',
      'issue', jsonb_build_object('connection', 'jira', 'id', substr(id, 6), 'key', 'PEO-' || substr(id, 6))) as body from (${cases}) c`,
    `select id, k, jsonb_build_object('type', 'MembershipVerified', 'account', 'a', 'group', 'okta:g' || k, 'name', 'g',
      'under', jsonb_build_array(id || '#' || k), 'givenByUs', true, 'at', '2020-01-01T00:00:00.000Z')
      from (${cases}) c, generate_series(1, ${GRANTS}) k where kind = 'onboarding'`,
    ...request.map(
      (body, nth) =>
        `select id, ${nth + 1}, jsonb_build_object('type', ${body}) from (${cases}) c where kind = 'access-request'`,
    ),
  ].join(' union all ');
};
