/**
 * An account that HR or a directory makes, which the provider imports: looked for by its login, never made. Policy has
 * said whose come that way; one that is not mastered elsewhere, or says another number, is a person's to decide on.
 * It comes whether or not its person has left since, and carries no mark of ours: a leaver's is looked for as well, for
 * as long as policy says that an import may take (lostCreate.ts), and closed where it is found.
 */
import type { CaseState } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { leadingEngagement, type PersonLedger } from '../../core/grant/index.ts';
import { attributesOf, isDelivered } from '../../core/policy/index.ts';
import type { Settings } from '../../core/policy/model.ts';
import { type ConcludeInput, disagreements, renamedThere } from '../../core/reconcile/index.ts';
import { canonical } from '../../core/shared/canonical.ts';
import { type Instant, later as laterOf, plus } from '../../core/shared/instant.ts';
import type { CallOptions } from '../../ports/provider.ts';
import { later } from '../world.ts';
import { markOf } from './apply.ts';
import { isNamesake } from './clash.ts';
import type { Run, RunResult } from './run.ts';
import { raiseOnce, settledByItself } from './trouble.ts';

export const AWAITED_AGAIN = 5 * 60_000;

/** Any work of theirs was such that HR or a directory makes the account, also without being asked by us. */
export const comesFromElsewhere = ({ engagements }: PersonLedger, { mastered }: Pick<Settings, 'mastered'>): boolean =>
  engagements.some((one) => isDelivered(mastered, attributesOf(one)));

const isLeaversToFind = ({ lease, force, wanted, applied }: Run): boolean =>
  wanted.state === 'deactivated' &&
  lease.account.origin !== 'found' &&
  applied.providerId === null &&
  comesFromElsewhere(lease.ledger, force.policy.settings);

function isWaitedFor({ lease, force, wanted, applied, now }: Run): boolean {
  const { account, ledger } = lease;
  const engagement = leadingEngagement(ledger.engagements, now);
  if (account.origin === 'found' || engagement === undefined) return false;
  if (account.providerId !== null || applied.delivered) return false;
  const comes = wanted.state === 'staged' || wanted.state === 'active';
  return comes && isDelivered(force.policy.settings.mastered, attributesOf(engagement));
}

/** Found, it is gone on with in the same run, as if it had been ours from the beginning. */
export async function findDelivered(run: Run, call: CallOptions): Promise<void> {
  const { lease, at, applied } = run;
  if (at.kind !== 'provider' || !(isWaitedFor(run) || isLeaversToFind(run))) return;
  const found = await at.system.readAccountByLogin(lease.account.login, call);
  if (found === null) return;
  const { providerId, profile } = found;
  const certain = found.masteredElsewhere && !isNamesake(run, found, lease.ledger);
  if (!certain && found.mark !== markOf(lease.account)) applied.clash = { providerId, profile };
  else {
    applied.providerId = providerId;
    applied.delivered = true;
  }
}

/** Told before what the reading of it proves. */
export function deliveredEvents({ lease, applied }: Run, state: CaseState, at: Instant): TenureEvent[] {
  const { id, login } = lease.account;
  if (!applied.delivered || applied.providerId === null) return [];
  return [
    { type: 'AccountAdopted', account: id, providerId: applied.providerId, personal: { login } },
    ...state.exceptions
      .filter(({ kind, verdict }) => kind === 'account-awaited' && verdict === null)
      .map((one) => settledByItself(one.id, at)),
  ];
}

/** When to look for it again; `null` = it is not waited for. */
export function awaitedAgain(run: Run, { seen, at }: RunResult): Instant | null {
  return seen.account === null && run.applied.clash === null && isWaitedFor(run) ? later(at, AWAITED_AGAIN) : null;
}

export function awaitedEvents(run: Run, { at }: RunResult, state: CaseState): TenureEvent[] {
  const { lease, force, now } = run;
  const from = leadingEngagement(lease.ledger.engagements, now)?.accountFrom ?? at;
  const since = laterOf(from, state.acceptedAt ?? from);
  if (at < plus(since, force.policy.settings.mastered.within)) return [];
  return raiseOnce(state, lease.account.id, 'account-awaited', null, { since });
}

/** Where its master says something else than the form: said when it differs from what was said last. */
export function disagreementEvents(run: Run, { profile, seen, at }: ConcludeInput, state: CaseState): TenureEvent[] {
  const { id } = run.lease.account;
  if (run.wanted.state !== 'staged' && run.wanted.state !== 'active') return [];
  if (state.kind !== 'onboarding' && state.kind !== 'change') return [];
  // A new login brings a new address, which the next look compares with.
  if (renamedThere(run.lease.account, seen.account) !== null) return [];
  const values = disagreements(profile, seen.account);
  if (canonical(values) === canonical(state.disagreements[id] ?? [])) return [];
  return [
    { type: 'ProfileDisagrees', account: id, fields: values.map(({ field }) => field), at, personal: { values } },
  ];
}
