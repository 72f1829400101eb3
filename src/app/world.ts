/** Everything the shell works with, put together once in compose.ts. */
import type { BundleVerifier } from '../core/bundle/index.ts';
import type { ConnectionId, PolicyVersion } from '../core/shared/ids.ts';
import { type Instant, milliseconds, plus } from '../core/shared/instant.ts';
import type { Desk } from '../ports/desk.ts';
import type { Engine } from '../ports/engine.ts';
import type { Mailer, NoticeTemplates } from '../ports/mailer.ts';
import type { IdentityProvider } from '../ports/provider.ts';
import type { Store } from '../ports/store.ts';
import type { TargetSystem } from '../ports/targets.ts';
import type { Tracker } from '../ports/tracker.ts';
import type { FoldedCases } from './evidence/foldedCases.ts';
import type { RulesBook } from './policy/rules.ts';

export interface World {
  readonly store: Store;
  readonly engine: Engine;
  readonly providers: ReadonlyMap<ConnectionId, IdentityProvider>;
  /** Where roles are given beyond the provider's groups. */
  readonly targets: ReadonlyMap<ConnectionId, TargetSystem>;
  readonly tracker: Tracker;
  /** Where people decide beside the tracker; `null` = nowhere. */
  readonly desk: Desk | null;
  readonly mailer: Mailer;
  readonly templates: NoticeTemplates;
  readonly rules: RulesBook;
  readonly folded: FoldedCases;
  readonly sign: Sign;
  readonly log: Log;
  /** Names this process in leases. */
  readonly holder: string;
  /** The process of that name is certainly gone: it begins nothing any more, though its last call may still be under way. */
  hasEnded(holder: string): boolean;
  readonly timing: Timing;
  /** Milliseconds on this process's own clock, which only goes on: for spans of its own, never for an instant. */
  monotonic(): number;
  /** A fresh random id; the core itself has no randomness. */
  freshId(): string;
  /** Random, and too long to be guessed. */
  freshSecret(): string;
  readonly installation: Installation;
  /** Activation links on their way from a create to the mail, with the reading that showed the account open: never stored. */
  readonly links: Map<string, { readonly link: string; readonly at: Instant }>;
}

/** What belongs to this process rather than to the company: asked by `tenure doctor` and the health routes. */
export interface Installation {
  /** Of Tenure itself. */
  readonly version: string;
  readonly storeKind: 'postgres' | 'pglite';
  /** Schema steps this process knows and the store lacks, and the other way round. */
  schema(): Promise<{
    readonly pending: readonly string[];
    readonly unknown: readonly string[];
    readonly ready: boolean;
  }>;
  /** The policy whose connections this process was started with. */
  readonly connectedBy: PolicyVersion;
  /** What somebody newer has written and this process cannot read; `null` = nothing that it has met. */
  newer: string | null;
}

export interface Sign {
  readonly keyId: string;
  sign(text: string): string;
  /** Keys that signed before this one, as a person said; not there: none did. */
  readonly before?: BundleVerifier;
}

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Timing {
  /** How long a lease on an account lasts; every call of its holder is shorter. Milliseconds. */
  readonly leaseMilliseconds: number;
  /** Hard limit of one provider call. Milliseconds. */
  readonly callMilliseconds: number;
  /** How long an acceptance waits for its first result before it is written to the issue alone. Milliseconds. */
  readonly evidenceGraceMilliseconds: number;
  /** A create without an answer may still land at the vendor this long after our call was over. Milliseconds. */
  readonly lateCreateMilliseconds: number;
  /** A leaver not read back as closed this long after it was due is told to a person. Milliseconds. */
  readonly overdueMilliseconds: number;
}

export const later = (instant: Instant, span: number): Instant => plus(instant, milliseconds(span));
