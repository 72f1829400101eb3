/**
 * Traces in OpenTelemetry's own format, to a collector over HTTP: one for each job, with a span for each outside call, each
 * commit and each piece of evidence written. A span says which case it is about and how long it took; what was asked,
 * of whom and what was answered stands in none: addresses of people are in paths and bodies, so neither is told.
 */
import { type Attributes, type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { StreamId } from '../../core/evidence/model.ts';
import type { Job, JobHandler } from '../../ports/engine.ts';
import { Fault } from '../../ports/fault.ts';
import type { HttpFetch } from '../../ports/http.ts';
import type { Mailer } from '../../ports/mailer.ts';
import type { Store } from '../../ports/store.ts';
import type { EvidenceBook } from '../../ports/tracker.ts';

export interface Traces {
  jobs(handler: JobHandler): JobHandler;
  calls(fetch: HttpFetch, connection: string): HttpFetch;
  mails<Post extends Mailer>(mailer: Post, connection: string): Post;
  commits(store: Store): Store;
  evidence<Book extends EvidenceBook>(book: Book): Book;
  /** Everything that has ended by now is with the collector, or was given up: also what was on its way before. */
  flush(): Promise<void>;
  /** The same, for a bounded time, and nothing after it. */
  stop(): Promise<void>;
}

export interface TracesOptions {
  /** Where the collector takes traces; headers and time-outs are the standard variables'. */
  readonly url: string;
  readonly serviceName: string;
  readonly version: string;
  /** What a job is about, in ids only. */
  readonly subjectOf: (job: Job) => { readonly lane: string; readonly case?: string };
  /** The collector did not take what it was sent: told at the first of a row, and again only after it has taken some. */
  readonly onLost?: (spans: number) => void;
  readonly farewellMilliseconds?: number;
}

const CASE = 'tenure.case';
const FAREWELL_MILLISECONDS = 3_000;
const atMost = (milliseconds: number) => new Promise<void>((resolve) => void setTimeout(resolve, milliseconds).unref());

export function createTraces(options: TracesOptions): Traces {
  const { url, serviceName, version, subjectOf, onLost = () => {} } = options;
  const exporter = new OTLPTraceExporter({ url });
  // Its queue is bounded: what a slow collector does not take in time is dropped, and no work waits for it.
  const batches = new BatchSpanProcessor(tellingOf(exporter, onLost));
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    spanProcessors: [batches],
  });
  const tracer = provider.getTracer('tenure', version);
  // Of our own, and not the process's: nobody else's spans become part of ours, nor ours of theirs.
  const contexts = new AsyncLocalStorageContextManager().enable();

  async function spanned<Result>(
    name: string,
    { kind = SpanKind.INTERNAL, attributes = {} }: { readonly kind?: SpanKind; readonly attributes?: Attributes },
    work: (context: Context) => Promise<Result>,
    answered: (result: Result) => Attributes = () => ({}),
    before = contexts.active(),
  ): Promise<Result> {
    const about = aboutIn(before);
    const span = tracer.startSpan(name, { kind, attributes: { ...about, ...attributes } }, before);
    const context = before.setValue(ABOUT, { ...about, ...caseIn(attributes) });
    const inside = trace.setSpan(context, span);
    try {
      const result = await contexts.with(inside, () => work(inside));
      span.setAttributes(answered(result));
      return result;
    } catch (trouble) {
      // No message: a fault's kind says what happens next, and says nothing about anybody.
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', trouble instanceof Fault ? trouble.kind : 'fault');
      throw trouble;
    } finally {
      span.end();
    }
  }

  const asEvidence =
    <Given extends readonly unknown[], Result>(name: string, write: (...given: Given) => Promise<Result>) =>
    (...given: Given) =>
      spanned('evidence write', { attributes: { 'tenure.evidence': name } }, () => write(...given));

  return {
    jobs: (handler) => (job, tries) => {
      const { lane, case: on } = subjectOf(job);
      const attributes = { 'tenure.lane': lane, ...(on === undefined ? {} : { [CASE]: on }) };
      const work = () => handler(job, tries);
      // From the root: a worker may have been woken from within another job, whose case is not this one's.
      return spanned(`job ${lane}`, { kind: SpanKind.CONSUMER, attributes }, work, undefined, ROOT_CONTEXT);
    },
    calls: (fetch, connection) => (address, init) => {
      const attributes = { 'tenure.connection': connection, 'http.request.method': init.method };
      const call = () => fetch(address, init);
      return spanned(`call ${connection}`, { kind: SpanKind.CLIENT, attributes }, call, ({ status }) => ({
        'http.response.status_code': status,
      }));
    },
    mails: (mailer, connection) => ({
      ...mailer,
      send: (mail) =>
        spanned(`call ${connection}`, { kind: SpanKind.CLIENT, attributes: { 'tenure.connection': connection } }, () =>
          mailer.send(mail),
        ),
    }),
    commits: (store) => ({
      ...store,
      transaction: (work, first) =>
        spanned('commit', {}, (context) =>
          store.transaction(
            (tx) =>
              work({
                ...tx,
                lockCase: (stream: StreamId) => {
                  // A job at an account says its case only here.
                  if (stream !== 'system') trace.getSpan(context)?.setAttribute(CASE, stream);
                  return tx.lockCase(stream);
                },
              }),
            first,
          ),
        ),
    }),
    evidence: (book) => ({
      ...book,
      putProperty: asEvidence('property', book.putProperty),
      comment: asEvidence('comment', book.comment),
      moveTo: asEvidence('move', book.moveTo),
      fileTask: asEvidence('sub-task', book.fileTask),
      attach: asEvidence('attachment', book.attach),
    }),
    async flush() {
      await batches.forceFlush().catch(() => {});
      // The processor waits only for what it sends now: a batch it sent before, because it was full or its time had come,
      // is known to the exporter alone.
      await exporter.forceFlush();
    },
    async stop() {
      // A collector that is gone holds up nobody's end.
      const farewell = atMost(options.farewellMilliseconds ?? FAREWELL_MILLISECONDS);
      await Promise.race([provider.shutdown().catch(() => {}), farewell]);
      contexts.disable();
    },
  };
}

/** The same exporter; that a collector takes nothing is said once, and not every few seconds for as long as it is down. */
function tellingOf(exporter: OTLPTraceExporter, onLost: (spans: number) => void): SpanExporter {
  let takes = true;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error !== undefined && takes) onLost(spans.length);
        takes = result.error === undefined;
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}

/** Which case all that happens inside is about. */
const ABOUT = Symbol('tenure.about');

function aboutIn(context: Context): Attributes {
  const value = context.getValue(ABOUT);
  return typeof value === 'object' && value !== null && CASE in value ? { [CASE]: String(value[CASE]) } : {};
}

const caseIn = ({ [CASE]: on }: Attributes): Attributes => (on === undefined ? {} : { [CASE]: on });
