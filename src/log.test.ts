import { expect, it } from 'vitest';
import { accountId, caseId, changeSetId, personId } from './core/shared/ids.ts';
import { jobTrouble, jsonLog, saying, subjectOf } from './log.ts';
import type { Job } from './ports/engine.ts';

const stream = caseId('jira', '10012');

function logged() {
  const lines: Record<string, unknown>[] = [];
  const log = jsonLog({ logLevel: 'info' }, { write: (line) => void lines.push(JSON.parse(line)) });
  return { log, lines };
}

it('every line of a job says its lane and its case, also after it has waited, and no other line does', async () => {
  const { log, lines } = logged();
  const work = saying('jira', async (job) => {
    log.info({}, 'begun');
    await new Promise((resolve) => setImmediate(resolve));
    log.warn({ fault: 'x' }, `${job.lane} waited`);
    return undefined;
  });
  await Promise.all([work({ lane: 'look', issue: '10012' }), work({ lane: 'reconcile', account: accountId('a') })]);
  log.info({}, 'outside');
  expect(lines.map((line) => [line.msg, line.lane, line.case])).toEqual([
    ['begun', 'look', stream],
    ['begun', 'reconcile', undefined],
    ['look waited', 'look', stream],
    ['reconcile waited', 'reconcile', undefined],
    ['outside', undefined, undefined],
  ]);
});

it('says of every job that it is tried again, and of the queue once in ten seconds what stays the same', () => {
  const { log, lines } = logged();
  let now = 0;
  const trouble = jobTrouble(log, 'jira', () => now);
  const away = () => new Error('connect ECONNREFUSED');
  for (now = 0; now < 25_000; now += 500) trouble(away());
  trouble('another');
  for (let times = 0; times < 2; times += 1) trouble(away(), { lane: 'look', issue: '10012' });
  expect(lines.map(({ msg, case: about }) => [String(msg).split(' is ')[0], about])).toEqual([
    ...Array.from({ length: 4 }, () => ['the jobs cannot be reached, or not told of; it', undefined]),
    ['a job', stream],
    ['a job', stream],
  ]);
  expect(lines[0]?.fault).toContain('ECONNREFUSED');
});

it.each<readonly [Job, object]>([
  [
    { lane: 'look', issue: '10012' },
    { lane: 'look', case: stream },
  ],
  [
    { lane: 'look', apps: accountId('a'), case: stream, check: 'c' },
    { lane: 'look', case: stream },
  ],
  [
    { lane: 'evidence', stream },
    { lane: 'evidence', case: stream },
  ],
  [
    { lane: 'notify', case: stream, notice: 'n' },
    { lane: 'notify', case: stream },
  ],
  [
    { lane: 'notify', desk: stream },
    { lane: 'notify', case: stream },
  ],
  [
    { lane: 'notify', pages: stream },
    { lane: 'notify', case: stream },
  ],
  [{ lane: 'bulk', changeSet: changeSetId('s'), person: personId('p') }, { lane: 'bulk' }],
  [{ lane: 'urgent', account: accountId('a') }, { lane: 'urgent' }],
])('%j is about %j', (job, said) => expect(subjectOf('jira', job)).toEqual(said));

it('a secret that gets into a line by mistake is not shown', () => {
  const { log, lines } = logged();
  log.warn({ token: 'sesame', request: { authorization: 'Bearer sesame', path: '/a' } }, 'refused');
  expect(JSON.stringify(lines)).not.toContain('sesame');
  expect(lines).toMatchObject([{ request: { path: '/a' } }]);
});
