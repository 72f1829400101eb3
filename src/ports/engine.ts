/**
 * The durable engine: jobs are alarms, "look at this", without singleton keys. One that finds nothing to do ends
 * at once. Payloads carry ids only.
 */
import type { StreamId } from '../core/evidence/model.ts';
import type {
  AccountId,
  AdoptionId,
  CaseId,
  ChangeSetId,
  ExceptionId,
  PersonId,
  PolicyVersion,
  ProviderAccountId,
} from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';

/** Each lane has workers of its own; `urgent` also has connections of its own. */
export type Lane = 'urgent' | 'reconcile' | 'look' | 'evidence' | 'notify' | 'bulk';

/** Of what the tracker sent: by whom, by its own id, and when it came. It decides nothing, and is told to people. */
export interface Sent {
  readonly by: string | null;
  readonly at: Instant;
}

/** An account is to be made as it is wanted. */
export type AccountJob =
  /** `urgent`: a leaver, whose sign-in is to be stopped now. */
  | { readonly lane: 'urgent' | 'reconcile'; readonly account: AccountId }
  /** Only something they hold has ended by its date, of thousands perhaps: whoever leaves goes before it. */
  | { readonly lane: 'urgent'; readonly account: AccountId; readonly ends: true };

export type Job =
  | AccountJob
  | OthersAsked
  /** `first`: somebody's work may end by it; it goes before the others of its lane. `deleted`: so the tracker says. */
  | { readonly lane: 'look'; readonly issue: string; readonly first?: true; readonly deleted?: Sent }
  /** A request raised outside the tracker waits for its issue. */
  | { readonly lane: 'look'; readonly raised: string }
  /** At a person's accounts inside applications, as long as this check is their newest. */
  | AppLook
  | { readonly lane: 'evidence'; readonly stream: StreamId }
  | NoticeJob
  /** A message about exceptions that wait, on the way it names, as an event of this stream asks for it. */
  | { readonly lane: 'notify'; readonly told: StreamId; readonly message: string; readonly by: 'mail' | 'desk' }
  /** A request raised outside the tracker that nobody waits for any more: whoever asked is told. */
  | { readonly lane: 'notify'; readonly dropped: string }
  /** What stands before people where they decide is to be as the case stands. */
  | { readonly lane: 'notify'; readonly desk: CaseId }
  /** Whoever has a part in this request may see something else on their own page. */
  | { readonly lane: 'notify'; readonly pages: CaseId }
  /** What somebody pressed there, by the row it is kept in. */
  | { readonly lane: 'notify'; readonly deskAct: string }
  | { readonly lane: 'bulk'; readonly changeSet: ChangeSetId; readonly person: PersonId }
  /** Something hints that this account is not as it was: it is read again. */
  | { readonly lane: 'bulk'; readonly look: AccountId }
  /** The issue of a policy change is to tell how it stands. */
  | { readonly lane: 'bulk'; readonly policyChange: ChangeSetId }
  /** Who may be asked about a request may have changed: open ones are looked through. */
  | { readonly lane: 'bulk'; readonly requests: 'whom-they-ask' }
  /** What this case has written on its issue is looked at: somebody may have laid hands on it. */
  | { readonly lane: 'bulk'; readonly record: CaseId }
  /** A put of ours may have come over what another process has written there since. */
  | { readonly lane: 'bulk'; readonly record: CaseId; readonly late: true }
  /** The tracker sent that somebody touched a comment or a property of this issue. */
  | { readonly lane: 'bulk'; readonly touched: string; readonly sent: Sent }
  /**
   * Forms that were refused are read again. `of-nobody`: somebody new works here, and they may name them; those filed after
   * `since`, what was filed before it is about the work before. `left-since`: an offboarding does not end any more what they
   * would begin.
   */
  | { readonly lane: 'bulk'; readonly forms: 'of-nobody' | 'left-since'; readonly since?: Instant }
  /** This policy came into force, by whom: open requests and the choices of the form are to follow. */
  | { readonly lane: 'bulk'; readonly follow: PolicyVersion; readonly by: string }
  /** Somebody has decided that what this person holds is kept until its next review. */
  | { readonly lane: 'bulk'; readonly kept: ExceptionId; readonly person: PersonId }
  /** What held accounts back was lifted: those that wait their time are not to wait for it. */
  | { readonly lane: 'bulk'; readonly waiting: 'looked-at' }
  | { readonly lane: 'bulk'; readonly adoption: AdoptionId; readonly account: ProviderAccountId };

/** What was read of this account may prove other cases of its person than the one that was asked with it. */
export interface OthersAsked {
  readonly lane: 'urgent' | 'reconcile';
  readonly others: AccountId;
  readonly than: CaseId | null;
}

/** A mail that a case has asked for. `asked`: a person wants it tried now, beside the tries that come by themselves. */
export interface NoticeJob {
  readonly lane: 'notify';
  readonly case: CaseId;
  readonly notice: string;
  readonly asked?: true;
}

export interface AppLook {
  readonly lane: 'look';
  readonly apps: AccountId;
  readonly case: CaseId;
  readonly check: string;
}

/** What became of a job: done, or to be looked at again not before an instant. A thrown error is retried with back-off. */
export type JobResult = { readonly again: Instant; readonly tries?: number } | undefined;

/** `tries`: how often in a row it has come to nothing before; whoever answers with one more is told it the next time. */
export type JobHandler = (job: Job, tries?: number) => Promise<JobResult>;

export interface EngineStanding {
  readonly state: 'not-started' | 'working' | 'stopping' | 'stopped';
  /** Lanes with room for a job whose worker has not come through to the store for some time. */
  readonly stalled: readonly Lane[];
}

export interface Engine {
  /** Starts the workers. Idempotent handlers only: every job may run twice. */
  start(handler: JobHandler): Promise<void>;
  /** Takes no new job, lets running ones finish within `graceMilliseconds`. */
  stop(graceMilliseconds: number): Promise<void>;
  /** Outside of any transaction (webhook intake sends inside its own). */
  send(job: Job): Promise<void>;
  /** Jobs of this lane are begun only when `isBusy` says no, or after a quarter of a second: what is at the door goes first. */
  giveWay(lane: Lane, isBusy: () => boolean): void;
  /** Those of them that nobody has in hand: none like it waits, runs, or is to come at a later time. */
  notInHand<Asked extends Job>(jobs: readonly Asked[]): Promise<readonly Asked[]>;
  /** What this process does just now, from memory: asked by whoever wants to know whether it is well. */
  standing(): EngineStanding;
  /** Jobs waiting or running, by lane. */
  backlog(): Promise<Readonly<Record<Lane, number>>>;
}
