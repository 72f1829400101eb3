/**
 * The figures of one process in Prometheus' text format. What waits is asked of the store when somebody scrapes; what
 * takes time is counted as it is recorded. Labels are closed lists and names of the configuration, never an id.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { epochOf, type Instant } from '../../core/shared/instant.ts';
import type { Measured, Standing } from '../../ports/figures.ts';
import type { HttpFetch } from '../../ports/http.ts';

export interface Headroom {
  readonly connection: string;
  readonly bucket: string;
  /** What Tenure may use of it in a minute, and what it has used. */
  readonly allowed: number;
  readonly used: number;
}

export interface Metrics {
  readonly contentType: string;
  measured(spans: readonly Measured[]): void;
  delivered(door: string, status: number): void;
  called(system: string, status: number | null, seconds: number): void;
  /** `standing` = `null`: the store did not answer, and the figures of this process are still told. */
  text(asked: {
    readonly standing: Standing | null;
    readonly headroom: readonly Headroom[];
    readonly ready: boolean;
  }): Promise<string>;
}

/** From a second to a day: a promise is kept in minutes, and a broken one is to be seen as hours. */
const SPANS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400, 86_400];
const CALLS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const TIMES: Readonly<Record<Measured['what'], readonly [name: string, help: string]>> = {
  provision: [
    'tenure_time_to_provision_seconds',
    'From the form, or the hour an account was to be open, to ready proved',
  ],
  revoke: [
    'tenure_time_to_revoke_seconds',
    'From the end of somebody’s work to everything of theirs read back as gone',
  ],
  end: ['tenure_end_lateness_seconds', 'From the end of the last grant that gave a group to its removal read back'],
};

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers });
  const spans = (what: Measured['what']) => {
    const [name, help] = TIMES[what];
    return new Histogram({ name, help, buckets: SPANS, registers });
  };
  const times = { provision: spans('provision'), revoke: spans('revoke'), end: spans('end') };
  const deliveries = new Counter({
    name: 'tenure_deliveries_total',
    help: 'Deliveries at a door, by what they were answered',
    labelNames: ['door', 'status'],
    registers,
  });
  const calls = new Histogram({
    name: 'tenure_outside_call_seconds',
    help: 'Calls of outside systems, by what they answered; none = no answer',
    labelNames: ['connection', 'status'],
    buckets: CALLS,
    registers,
  });
  const up = gauge('tenure_ready', '1 = this process is ready');
  const store = gauge(
    'tenure_store_up',
    '1 = the store answered this scrape; without it the figures below are not told',
  );
  const waiting = gauge('tenure_jobs_waiting', 'Jobs nobody has begun', ['lane']);
  const running = gauge('tenure_jobs_running', 'Jobs somebody works on', ['lane']);
  const oldestJob = gauge('tenure_jobs_oldest_seconds', 'Age of the oldest job nobody has begun', ['lane']);
  const exceptions = gauge('tenure_exceptions_open', 'Exceptions that wait for a person', ['kind']);
  const oldestException = gauge('tenure_exceptions_oldest_seconds', 'Age of the oldest open one of a kind', ['kind']);
  const unsettled = gauge('tenure_accounts_unsettled', 'Accounts whose wanted state was not read back yet');
  const oldestUnsettled = gauge(
    'tenure_accounts_unsettled_oldest_seconds',
    'Since the one longest untouched was touched',
  );
  const due = gauge(
    'tenure_changes_due',
    'Accounts at which something has begun or ended and nobody has begun with it',
  );
  const oldestDue = gauge('tenure_changes_due_oldest_seconds', 'How late the latest of them is');
  const evidence = gauge('tenure_evidence_waiting', 'Events that are not on their issue yet');
  const oldestEvidence = gauge('tenure_evidence_oldest_seconds', 'Age of the oldest stream with such an event');
  const events = gauge('tenure_events_written', 'Events in the record');
  const seal = gauge('tenure_seal_age_seconds', 'Since the last seal; not told before the first one');
  const allowed = gauge('tenure_limit_allowed', 'Calls Tenure may make in a minute', ['connection', 'bucket']);
  const used = gauge('tenure_limit_used', 'Calls made in the last minute, by this process', ['connection', 'bucket']);
  const byLabel = [waiting, running, oldestJob, exceptions, oldestException];
  const plain = [unsettled, oldestUnsettled, due, oldestDue, evidence, oldestEvidence, events, seal];

  function tell(standing: Standing) {
    const age = (since: Instant | null) =>
      since === null ? 0 : Math.max(0, epochOf(standing.now) - epochOf(since)) / 1000;
    for (const { lane, ...one } of standing.lanes) {
      waiting.set({ lane }, one.count);
      running.set({ lane }, one.running);
      oldestJob.set({ lane }, age(one.oldest));
    }
    for (const { kind, open, oldest } of standing.exceptions) {
      exceptions.set({ kind }, open);
      oldestException.set({ kind }, age(oldest));
    }
    unsettled.set(standing.unsettled.count);
    oldestUnsettled.set(age(standing.unsettled.oldest));
    due.set(standing.due.count);
    oldestDue.set(age(standing.due.oldest));
    evidence.set(standing.evidence.count);
    oldestEvidence.set(age(standing.evidence.oldest));
    events.set(standing.events);
    if (standing.lastSeal !== null) seal.set(age(standing.lastSeal));
  }

  return {
    contentType: registry.contentType,
    measured(found) {
      for (const { what, seconds } of found) times[what].observe(seconds);
    },
    delivered: (door, status) => deliveries.inc({ door, status: String(status) }),
    called: (connection, status, seconds) => calls.observe({ connection, status: status ?? 'none' }, seconds),
    async text({ standing, headroom, ready }) {
      up.set(ready ? 1 : 0);
      store.set(standing === null ? 0 : 1);
      // What is settled must not go on being told, nor what nobody can know just now.
      for (const one of byLabel) one.reset();
      for (const one of plain) one.remove();
      if (standing !== null) tell(standing);
      for (const { connection, bucket, ...one } of headroom) {
        allowed.set({ connection, bucket }, one.allowed);
        used.set({ connection, bucket }, one.used);
      }
      return registry.metrics();
    },
  };
}

/** A call that was called off, or got no answer, is counted with none. */
export function timed(fetch: HttpFetch, connection: string, { called }: Pick<Metrics, 'called'>): HttpFetch {
  return async (url, init) => {
    const begun = performance.now();
    const seconds = () => (performance.now() - begun) / 1000;
    try {
      const answer = await fetch(url, init);
      called(connection, answer.status, seconds());
      return answer;
    } catch (fault) {
      called(connection, null, seconds());
      throw fault;
    }
  };
}
