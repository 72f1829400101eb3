/**
 * What has happened to one exception, from the events alone: when it was raised, who was told, what was decided about the
 * same trouble before and tried again, to whom it was handed over, how it was settled. No record beside the events.
 */
import type { OverBecause, RecordedEvent } from '../evidence/model.ts';
import type { ExceptionId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';

export interface ExceptionMoment {
  readonly at: Instant;
  /** Of the same trouble before, it is another one's. */
  readonly exception: ExceptionId;
  readonly what: 'raised' | 'told' | 'escalated' | 'handed-over' | 'settled' | 'over';
  /** Who did it; `null` = Tenure. */
  readonly by: string | null;
  /** Whom it went to. */
  readonly to: readonly string[];
  /** What was said with it: a verdict, a reason. */
  readonly said: string | null;
  readonly reason: string | null;
}

export interface ExceptionHistory {
  /** Who answers for it since it was handed over; `null` = whoever may settle it. */
  readonly owner: string | null;
  /** Steps of being told again that it has passed. */
  readonly passed: number;
  readonly moments: readonly ExceptionMoment[];
}

/** Whom each was handed over to last, in one walk of a stream in which many of them stand. */
export const ownersIn = (events: readonly RecordedEvent[]): ReadonlyMap<ExceptionId, string> =>
  new Map(
    events.flatMap(({ event }) => (event.type === 'ExceptionHandedOver' ? [[event.exception, event.to] as const] : [])),
  );

type Raised = Extract<RecordedEvent['event'], { readonly type: 'ExceptionRaised' }>;

/** In the order of the stream; `events` may be of several streams, one after the other. */
export function exceptionHistory(id: ExceptionId, events: readonly RecordedEvent[]): ExceptionHistory {
  const own = raisedAs(id, events);
  const same = own === undefined ? new Set([id]) : sameTrouble(own, events);
  const messages = new Map<string, { readonly to: readonly string[]; readonly of: readonly ExceptionId[] }>();
  const moments: ExceptionMoment[] = [];
  const nothing = { by: null, to: [], said: null, reason: null };
  let [owner, passed]: [string | null, number] = [null, 0];
  let untold: ExceptionId[] = [];
  for (const { event, at } of events) {
    switch (event.type) {
      case 'ExceptionRaised':
        untold.push(event.exception);
        if (same.has(event.exception)) moments.push({ ...nothing, at, exception: event.exception, what: 'raised' });
        break;
      case 'NoticeRequested':
        // It is asked for in the commit that raises them.
        if (event.kind === 'exception') {
          messages.set(event.notice, { to: toOf(event), of: untold });
          untold = [];
        }
        break;
      case 'ExceptionHandedOver':
        messages.set(event.notice, { to: event.personal?.told ?? [], of: [event.exception] });
        if (event.exception === id) owner = event.to;
        if (same.has(event.exception)) {
          const { by, to, exception } = event;
          const reason = event.personal?.reason ?? null;
          moments.push({ at: event.at, exception, what: 'handed-over', by, to: [to], said: null, reason });
        }
        break;
      case 'ExceptionEscalated': {
        const of = [...(messages.get(event.notice)?.of ?? []), event.exception];
        messages.set(event.notice, { to: event.personal?.told ?? [], of });
        if (event.exception === id) passed = event.step;
        if (same.has(event.exception)) {
          const { exception, personal } = event;
          moments.push({ ...nothing, at: event.at, exception, what: 'escalated', to: personal?.told ?? [] });
        }
        break;
      }
      case 'NoticePartlySent':
      case 'NoticeSent': {
        const { of, to: left } = messages.get(event.notice) ?? { of: [], to: [] };
        const to = event.type === 'NoticeSent' ? left : toOf(event);
        for (const exception of of) {
          if (same.has(exception)) moments.push({ ...nothing, at: event.at, exception, what: 'told', to });
        }
        messages.set(event.notice, { of, to: left.filter((one) => !to.includes(one)) });
        break;
      }
      case 'ExceptionSettled':
        if (same.has(event.exception)) {
          const { by, verdict: said, exception } = event;
          const reason = event.personal?.reason ?? null;
          moments.push({ at: event.at, exception, what: 'settled', by, to: [], said, reason });
        }
        break;
      case 'FindingOver':
        if (same.has(event.exception)) {
          const what = event.kept === undefined ? '' : `: ${event.kept.lines.join(', ')}`;
          const said = `${OVER_WORDS[event.because]}${what}`;
          moments.push({ ...nothing, at: event.at, exception: event.exception, what: 'over', said });
        }
        break;
      default:
    }
  }
  return { owner, passed, moments };
}

/** Why something is told no longer, in words for people. */
export const OVER_WORDS: Readonly<Record<OverBecause, string>> = {
  gone: 'no longer there',
  explained: 'the ledger gives it now',
  'not-managed': 'the group is not managed any more',
  'list-agrees': 'the list agrees',
  fewer: 'few enough to be told one by one',
  'told-anew': 'told anew',
  dropped: 'not waited for any more',
};

/** Erasing takes the addresses out, and leaves the event. */
const toOf = ({ personal }: { readonly personal?: { readonly to: readonly string[] } }) => personal?.to ?? [];

const raisedAs = (id: ExceptionId, events: readonly RecordedEvent[]): Raised | undefined =>
  raisedIn(events).find(({ exception }) => exception === id);

const raisedIn = (events: readonly RecordedEvent[]): readonly Raised[] =>
  events.flatMap(({ event }) => (event.type === 'ExceptionRaised' ? [event] : []));

/** It and those before it that were about the same: each `retry` of them was a try. */
function sameTrouble(own: Raised, events: readonly RecordedEvent[]): ReadonlySet<ExceptionId> {
  const all = raisedIn(events).filter((one) => keyOf(one) === keyOf(own));
  const upTo = all.findIndex(({ exception }) => exception === own.exception);
  return new Set(all.slice(0, upTo + 1).map(({ exception }) => exception));
}

/** What makes two of them one trouble: what they are about, not how often it was tried. */
const ABOUT = ['task', 'line', 'notice', 'connection', 'providerId', 'app', 'of', 'number', 'request'] as const;

const keyOf = ({ kind, account, group, detail = {} }: Raised): string =>
  JSON.stringify([kind, account ?? null, group ?? null, ...ABOUT.map((name) => detail[name] ?? null)]);
