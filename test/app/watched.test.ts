/** What whoever operates Tenure sees of it, over a working life. */
import { expect, it, onTestFinished } from 'vitest';
import { createMetrics } from '../../src/adapters/telemetry/metrics.ts';
import { createTraces } from '../../src/adapters/telemetry/traces.ts';
import { subjectOf } from '../../src/log.ts';
import type { Job } from '../../src/ports/engine.ts';
import { type Collector, startCollector } from '../support/collector.ts';
import { describeStory } from '../support/company.ts';
import { engineer } from '../support/people.ts';

/** Closed lists and names of the configuration: whatever is counted, a label is never about somebody. */
const LABELS: Readonly<Record<string, RegExp>> = {
  lane: /^(urgent|reconcile|look|evidence|notify|bulk)$/,
  kind: /^[a-z-]+$/,
  connection: /^(okta|jira|slack)$/,
  bucket: /^[\w /:*-]+$/,
  door: /^(jira|okta|slack)$/,
  status: /^(\d{3}|none)$/,
  le: /^([\d.]+|\+Inf)$/,
  version: /^v\d+\.\d+\.\d+$/,
  major: /^\d+$/,
  minor: /^\d+$/,
  patch: /^\d+$/,
};

/** One joiner, from the look at the form to the comment: each step in its job's trace, and nobody's name in any. */
function showsWhatWasDone({ spans, raw }: Collector, joiner: string): void {
  const jobs = spans.filter(({ name }) => name.startsWith('job '));
  expect(jobs.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['job look', 'job reconcile', 'job evidence', 'job notify']),
  );
  expect(jobs.filter(({ parent }) => parent !== null)).toEqual([]);
  const under = (job: string, name: string) =>
    spans.filter((one) => one.name === name && jobs.some((root) => root.name === job && root.trace === one.trace));
  expect(under('job look', 'call jira').length).toBeGreaterThan(0);
  expect(under('job look', 'commit').map(({ says }) => says['tenure.case'])).toContain(joiner);
  // An account is nobody's case: a job at one says which by what it commits.
  expect(under('job reconcile', 'call okta').map(({ says }) => says['http.response.status_code'])).toContain('200');
  expect(under('job reconcile', 'commit').map(({ says }) => says['tenure.case'])).toContain(joiner);
  const written = under('job evidence', 'evidence write');
  expect(new Set(written.map(({ says }) => says['tenure.case']))).toEqual(new Set([joiner]));
  expect(written.map(({ says }) => says['tenure.evidence'])).toEqual(expect.arrayContaining(['property', 'comment']));
  const told = under('job notify', 'call mail');
  expect(new Set(told.map(({ says }) => says['tenure.case']))).toEqual(new Set([joiner]));
  // Their ids are drawn: a letter and four digits stand in one now and then.
  const said = raw.join().replaceAll(/"(?:traceId|spanId|parentSpanId)":"[0-9a-f]*"/g, '');
  expect(said).toContain('tenure.case');
  expect(said).not.toMatch(/mara|lindt|E2001|acme\.example/i);
}

describeStory('whoever operates Tenure', (makeCompany) => {
  it('sees the promises measured, what waits counted, and nobody’s name or id', async () => {
    const collector = await startCollector();
    onTestFinished(() => collector.stop());
    const about = { serviceName: 'tenure', version: '1', subjectOf: (job: Job) => subjectOf('jira', job) };
    const traces = createTraces({ url: collector.url, ...about });
    const company = await makeCompany({ metrics: createMetrics(), traces });
    const { watched } = company.running.tenure;
    const joiner = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await traces.flush();
    showsWhatWasDone(collector, `jira:${joiner.id}`);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    await company.store.transaction((tx) =>
      tx.raiseException({
        ...{ id: 'x1' as never, kind: 'mail-refused', case: null, person: null, account: null, group: null },
        ...{ detail: {}, openedAt: tx.now, settled: null },
      }),
    );
    await company.pass('10m');

    const text = (await watched?.text(true)) ?? '';
    const value = (line: string) =>
      Number(
        text
          .split('\n')
          .find((one) => one.startsWith(`${line} `))
          ?.slice(line.length),
      );
    expect(value('tenure_time_to_provision_seconds_count')).toBe(1);
    expect(value('tenure_time_to_revoke_seconds_count')).toBe(1);
    expect(value('tenure_end_lateness_seconds_count')).toBeGreaterThan(5);
    expect(value('tenure_end_lateness_seconds_bucket{le="60"}')).toBe(value('tenure_end_lateness_seconds_count'));
    expect(value('tenure_exceptions_open{kind="mail-refused"}')).toBe(1);
    expect(value('tenure_exceptions_oldest_seconds{kind="mail-refused"}')).toBe(600);
    expect(value('tenure_jobs_waiting{lane="urgent"}')).toBe(0);
    expect(value('tenure_accounts_unsettled')).toBe(0);
    expect(value('tenure_changes_due')).toBe(0);
    expect(value('tenure_evidence_waiting')).toBe(0);
    expect(value('tenure_events_written')).toBeGreaterThan(20);
    expect(value('tenure_deliveries_total{door="jira",status="200"}')).toBeGreaterThan(1);
    expect(value('tenure_outside_call_seconds_count{connection="okta",status="200"}')).toBeGreaterThan(5);
    expect(value('tenure_ready')).toBe(1);
    expect(text).toMatch(/tenure_limit_allowed\{connection="okta",bucket="[^"]+"\} [1-9]/);
    expect(text).not.toMatch(/^tenure_seal_age_seconds /m);

    const labels = [...text.matchAll(/[{,](\w+)="([^"]*)"/g)].filter(([line]) => !line.startsWith('#'));
    const strange = labels.filter(([, name = '', said = '']) => LABELS[name]?.test(said) !== true && !isOfNode(name));
    expect(strange.map(([whole]) => whole)).toEqual([]);
    expect(text).not.toMatch(/mara|lindt|E2001|acme\.example/i);
  });
});

/** What Node says of itself: kinds of handles, spaces of its heap. */
const isOfNode = (name: string) => ['type', 'space', 'kind'].includes(name);
