/**
 * Logs as JSON lines on stderr, so that stdout stays free for what a command answers. Ids only, never names. While a job
 * is worked on, every line says what it is about, whoever writes it: its lane, and the case it concerns.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type DestinationStream, pino } from 'pino';
import type { Log } from './app/world.ts';
import type { Config } from './config.ts';
import { caseId } from './core/shared/ids.ts';
import type { Job, JobHandler } from './ports/engine.ts';

const about = new AsyncLocalStorage<object>();

export const jsonLog = (
  { logLevel }: Pick<Config, 'logLevel'>,
  to: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Log => pino({ level: logLevel, base: null, mixin: () => about.getStore() ?? {}, redact: REDACTED }, to);

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** No line of ours has such a field; one that is added by mistake, or within a vendor's fault, must not show it. */
const SECRETS = ['authorization', 'cookie', 'password', 'secret', 'token', 'privateKey', 'activationLink'];
const REDACTED = { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' };

/** The same handler; whatever is logged while it works says for what. */
export const saying =
  (tracker: string, handler: JobHandler): JobHandler =>
  (job, tries) =>
    about.run(subjectOf(tracker, job), () => handler(job, tries));

/** Milliseconds: while the database is away it is asked several times a second, and answers the same each time. */
const SAID_AGAIN = 10_000;

/** Every job that is tried again is said; what the queue itself meets, once for as long as it stays the same. */
export function jobTrouble(log: Log, tracker: string, monotonic = () => performance.now()) {
  const said = new Map<string, number>();
  return (trouble: unknown, job?: Job): void => {
    const fault = trouble instanceof Error ? trouble.stack : String(trouble);
    if (job !== undefined) {
      log.warn({ ...subjectOf(tracker, job), job, fault }, 'a job is tried again');
      return;
    }
    const what = String(trouble);
    const before = said.get(what);
    if (before !== undefined && monotonic() - before < SAID_AGAIN) return;
    for (const [one, at] of said) if (monotonic() - at >= SAID_AGAIN) said.delete(one);
    said.set(what, monotonic());
    log.warn({ fault }, 'the jobs cannot be reached, or not told of; it is tried again');
  };
}

/** `tracker`: the connection whose issues are cases. What works on an account says its case where it knows it. */
export function subjectOf(tracker: string, job: Job): { readonly lane: Job['lane']; readonly case?: string } {
  const { lane } = job;
  if ('case' in job) return { lane, case: job.case };
  if ('stream' in job) return { lane, case: job.stream };
  if ('issue' in job) return { lane, case: caseId(tracker, job.issue) };
  if ('desk' in job) return { lane, case: job.desk };
  if ('pages' in job) return { lane, case: job.pages };
  return { lane };
}
