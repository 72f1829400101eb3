/**
 * Evidence: what happened, as events in streams. A stream is a case, or `system`. Events are appended and never
 * rewritten; a case's state is the fold of its events, and the ledger's rows are written from the same events in
 * the same transaction. Personal text (names, addresses, reasons) travels in `personal` and is stored apart: the
 * hashed event keeps only a salted digest of it.
 */
import type { CaseId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { DecidedEvent } from './events/decided.ts';
import type { ManyEvent } from './events/many.ts';
import type { PeoplesEvent } from './events/people.ts';
import type { ReadBackEvent } from './events/readBack.ts';
import type { RequestedEvent } from './events/requested.ts';

export type {
  AnswerRefusal,
  ApproverRole,
  AskedApprover,
  Channel,
  EmergencyVerdict,
  LineEnd,
  RequestedEvent,
  WorkThen,
} from './events/requested.ts';
export type {
  AdoptionSetAside,
  AppSaid,
  AppState,
  AskRefusal,
  FormProblem,
  FormRefusal,
  IssueRef,
  LineRefusal,
  NoticeKind,
  OverBecause,
  RecordedApp,
  Sealed,
  TaskAbout,
  Verdict,
} from './events/words.ts';

export type StreamId = CaseId | 'system';

/** Everything the record knows. What each part holds is in a file of its own under events/. */
export type TenureEvent = DecidedEvent | RequestedEvent | ReadBackEvent | PeoplesEvent | ManyEvent;

/** The version new events are written with; older ones are lifted by upcasters when read. */
export const EVENT_VERSION = 1;

/** An event as it stands in its stream. */
export interface RecordedEvent {
  readonly stream: StreamId;
  /** 1, 2, 3 ... within the stream, without gaps. */
  readonly seq: number;
  /** Order of commit across streams, as far as one person is concerned. */
  readonly position: number;
  readonly at: Instant;
  readonly event: TenureEvent;
  readonly hash: string;
}

// ---- what people read ------------------------------------------------------------------------------------

/** A document for people, in no vendor's format; adapters turn it into ADF, HTML or plain text. */
export type Block =
  | { readonly block: 'heading'; readonly text: string }
  | { readonly block: 'paragraph'; readonly text: readonly Span[] }
  | { readonly block: 'list'; readonly items: readonly (readonly Span[])[] }
  | {
      readonly block: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly (readonly Span[])[])[];
    }
  | {
      readonly block: 'panel';
      readonly tone: 'info' | 'success' | 'warning' | 'error';
      readonly text: readonly Span[];
    };

export interface Span {
  readonly text: string;
  readonly style?: 'strong' | 'code' | 'emphasis';
  readonly link?: string;
}

export type Document = readonly Block[];
