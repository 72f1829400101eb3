/** One run of reconcile over one account: what it goes by from its first step, and what its round trips came to. */
import type { Wanted } from '../../core/grant/index.ts';
import type { BrakeLimits } from '../../core/policy/model.ts';
import type { Change, Plan } from '../../core/reconcile/model.ts';
import type { ChangeSetId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { FittedProfile } from '../../core/shared/profileFit.ts';
import type { AccountJob } from '../../ports/engine.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { Applied } from './apply.ts';
import type { ConnectedTo } from './connectedTo.ts';
import type { Lease } from './lease.ts';
import type { Reading } from './observe.ts';

/** What was refused for good, or does not answer, is tried again after this long. Milliseconds. */
export const REFUSED_AGAIN = 5 * 60_000;

export interface Run {
  /** Comes again when the run is put off. */
  readonly job: AccountJob;
  readonly lease: Lease;
  readonly force: RulesInForce;
  readonly at: ConnectedTo;
  readonly now: Instant;
  readonly wanted: Wanted;
  /** What the profile should say, as the provider keeps it. */
  readonly fit: FittedProfile;
  readonly applied: Applied;
  /** Somebody only hinted that it is not as it was: nothing was wanted, and nobody waits for the reading. */
  readonly hinted: boolean;
}

/** What the brake's second line lets wait. */
export interface HeldChange {
  readonly change: Change;
  readonly changeSet: ChangeSetId;
  /** The kind of its origin: `policy`, `import`, ... */
  readonly origin: string;
  /** The limit that was reached, by its name in tenure.yaml. */
  readonly limit: keyof BrakeLimits;
}

export interface RunResult {
  readonly plan: Plan;
  readonly seen: Reading;
  /** When the last complete reading began. */
  readonly at: Instant;
  /** Held back by the stop switch, the brake or a held account, until then. */
  readonly heldUntil: Instant | null;
  /** Held by the brake: a person is told, who may not know of it. */
  readonly braked: readonly HeldChange[];
}
