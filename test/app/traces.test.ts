/** Traces and the collector they go to: whatever it does, the work does not notice; and what is sent says nothing of anybody. */
import { expect, it, onTestFinished } from 'vitest';
import { createTraces, type TracesOptions } from '../../src/adapters/telemetry/traces.ts';
import { readConfig } from '../../src/config.ts';
import { subjectOf } from '../../src/log.ts';
import type { Job, JobHandler } from '../../src/ports/engine.ts';
import { Fault } from '../../src/ports/fault.ts';
import { type Answering, type Collector, startCollector } from '../support/collector.ts';

/** OpenTelemetry's own figures: a batch is sent when it is full, and so much waits behind it. */
const BATCH = 512;
const QUEUE = 2048;

const lookAt = (issue: number): Job => ({ lane: 'look', issue: String(issue) });
const nothingToDo: JobHandler = async () => undefined;

/** Whatever was under way between sender and collector when this began has arrived. */
async function thereAndBack({ url }: Collector) {
  for (let times = 0; times < 3; times++) await (await fetch(url)).text();
}

async function tracing(answering?: Answering, options: Partial<TracesOptions> = {}) {
  const collector = await startCollector(answering);
  const about = { serviceName: 'tenure', version: '1', subjectOf: (job: Job) => subjectOf('jira', job) };
  const traces = createTraces({ url: collector.url, ...about, ...options });
  onTestFinished(async () => {
    collector.release();
    await traces.stop();
    await collector.stop();
  });
  const run = async (count: number, handler = nothingToDo) => {
    const traced = traces.jobs(handler);
    for (let nth = 0; nth < count; nth++) await traced(lookAt(nth));
  };
  return { collector, traces, run };
}

it('are all there after a flush, also those that were on their way when it began', async () => {
  const { collector, traces, run } = await tracing((nth) => (nth === 1 ? 'hold' : 'take'));
  await run(BATCH);
  await collector.arrived(1);
  await run(1);
  let isOver = false;
  const flushed = traces.flush().then(() => {
    isOver = true;
  });
  await collector.arrived(2);
  await thereAndBack(collector);
  expect(isOver).toBe(false);
  collector.release();
  await flushed;
  expect(collector.spans).toHaveLength(BATCH + 1);
});

it('are dropped when the collector is slow, and the work and the end of it go on', async () => {
  const { collector, traces, run } = await tracing(() => 'hold', { farewellMilliseconds: 1 });
  await run(BATCH + QUEUE + 1_000);
  await traces.stop();
  await thereAndBack(collector);
  // It did not wait until the sender had given up on an answer either.
  expect([collector.spans.length, collector.hungUp()]).toEqual([0, 0]);
  collector.release();
  await traces.flush();
  expect(collector.spans).toHaveLength(BATCH + QUEUE);
});

it('that a collector does not take are told once, until it has taken some', async () => {
  const lost: number[] = [];
  const { traces, run } = await tracing((nth) => (nth === 3 ? 'take' : 'refuse'), {
    onLost: (spans) => lost.push(spans),
  });
  for (const count of [2, 3, 4, 5]) {
    await run(count);
    await traces.flush();
  }
  expect(lost).toEqual([2, 5]);
});

it('say of what failed its kind, and not its words; and whoever called it has them', async () => {
  const { collector, traces, run } = await tracing();
  const denied = new Fault('denied', 'read', { note: 'mara.lindt@acme.example' });
  const failing = (trouble: Error) => run(1, () => Promise.reject(trouble));
  await expect(failing(denied)).rejects.toBe(denied);
  await expect(failing(new Error('mara.lindt@acme.example'))).rejects.toThrow('mara.lindt');
  await traces.flush();
  expect(collector.spans.map(({ says }) => says['error.type'])).toEqual(['denied', 'fault']);
  expect(collector.raw.join()).not.toContain('mara');
});

it('of a job that was begun within another one are its own, and about its own case', async () => {
  const { collector, traces } = await tracing();
  const inner = traces.jobs(nothingToDo);
  await traces.jobs(() => inner({ lane: 'bulk', requests: 'whom-they-ask' }))(lookAt(7));
  await traces.flush();
  expect(collector.spans.map(({ name, parent, says }) => [name, parent, says['tenure.case']])).toEqual([
    ['job bulk', null, undefined],
    ['job look', null, 'jira:7'],
  ]);
});

it.each([
  [{}, null],
  [{ OTEL_SERVICE_NAME: 'tenure', OTEL_EXPORTER_OTLP_ENDPOINT: '' }, null],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' }, 'http://collector:4318/v1/traces'],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/mine' }, 'https://collector/mine'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'true' }, null],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_TRACES_EXPORTER: 'none' }, null],
])('go, with %o, to %s', (variables, url) => {
  expect(readConfig(variables).traces?.url ?? null).toBe(url);
});
