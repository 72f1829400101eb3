/**
 * A leaver who is not read back as closed some minutes after it was due is a person's matter, whatever the reason: a
 * limit that lasts (no failed attempt by itself), a lease that stays taken, a job that was lost, workers that do not
 * keep up. The rows tell; nobody has to come by. Told once, and settled when it got through.
 */

import type { CaseState } from '../../core/evidence/index.ts';
import { foldCase } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { type PersonLedger, wanted } from '../../core/grant/index.ts';
import type { Account } from '../../core/person/model.ts';
import type { Settings } from '../../core/policy/model.ts';
import type { AccountId, CaseId } from '../../core/shared/ids.ts';
import { type Instant, milliseconds, plus } from '../../core/shared/instant.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { commitCase } from '../commit.ts';
import { unlessNewer } from '../newer.ts';
import { isStopped } from '../stop.ts';
import { later, type World } from '../world.ts';
import { comesFromElsewhere } from './delivered.ts';
import { leftAt, raiseOfLeaver, settledByItself } from './trouble.ts';

const BATCH = 200;

/** Answers how many were told. What the stop switch holds was decided by a person, and is told by `tenure status`. */
export async function tellOverdue(world: World): Promise<number> {
  const { read } = world.store;
  if (await isStopped(read, true)) return 0;
  const force = await world.rules.current();
  if (force === null) return 0;
  let told = 0;
  for (const account of await read.overdueLeavers(milliseconds(world.timing.overdueMilliseconds), BATCH)) {
    told += (await unlessNewer(world, () => tellIfOverdue(world, force.policy.settings, account))) ?? 0;
  }
  return told;
}

/** Answers how many were told. */
async function tellIfOverdue(world: World, settings: Settings, account: AccountId): Promise<number> {
  const { read } = world.store;
  const person = await read.personOfAccount(account);
  if (person === null) return 0;
  const before = await read.person(person);
  const because = leaverCase(before, account, await read.now());
  if (because === null) return 0;
  return world.store.transaction(async (tx) => {
    const ledger = await tx.lockPerson(person);
    const state = foldCase(because, await tx.lockCase(because));
    if (leaverCase(ledger, account, tx.now) !== because) return 0;
    const since = dueSince(ledger, state, tx.now);
    const own = ledger.accounts.find(({ id }) => id === account);
    if (later(since, world.timing.overdueMilliseconds) > tx.now || isClosed(own, state)) return 0;
    if (isLookedFor(own, state, ledger, settings, world, tx.now)) return 0;
    const { attempts } = await tx.lockReconcile(account);
    const left = leftAt(ledger, tx.now) ?? since;
    const events = raiseOfLeaver(state, account, 'not-getting-through', left, { since, attempts });
    await commitCase(tx, { ledger, state, events, settings, timing: world.timing, edits: false, mayProve: false });
    return events.length;
  });
}

function leaverCase(ledger: PersonLedger, id: AccountId, now: Instant): CaseId | null {
  const own = ledger.accounts.find((one) => one.id === id);
  const want = own === undefined ? null : wanted(ledger, own, now);
  return want?.state === 'deactivated' ? want.because : null;
}

/** The end of the work, or the form's newest acceptance. */
function dueSince({ engagements }: PersonLedger, { acceptedAt, kind }: CaseState, now: Instant): Instant {
  const ends = engagements.flatMap(({ end }) => (end !== null && end <= now ? [end] : []));
  const asked = kind === 'offboarding' && acceptedAt !== null ? [acceptedAt] : [];
  return [...ends, ...asked].sort().at(-1) ?? now;
}

/** The receipt stands: what is still looked at is not the leaver's access. */
const isClosed = (own: Account | undefined, { closed }: CaseState) =>
  own !== undefined && own.verified === 'deactivated' && closed.includes(own.id);

/** No account has been found, and one may yet be imported: that is no trouble, until the time for it is up. */
function isLookedFor(
  own: Account | undefined,
  { sought }: CaseState,
  ledger: PersonLedger,
  settings: Settings,
  { timing }: World,
  now: Instant,
): boolean {
  const since = own === undefined || own.providerId !== null ? undefined : sought[own.id];
  if (since === undefined || !comesFromElsewhere(ledger, settings)) return false;
  return now < later(plus(since, settings.mastered.within), timing.overdueMilliseconds);
}

const TOLD = new Set(['not-getting-through', 'admin-unknown', 'apps-unknown']);
/** What writing at all shows to be over, while something is still unread. */
const OVER_BY_WRITING = new Set(['admin-unknown']);

/** Whoever was told that a change does not get through is told when it has, whichever edit came in between. */
export function gotThrough(
  open: readonly ExceptionRow[],
  isUnread: boolean,
  at: Instant,
): readonly (readonly [CaseId, (state: CaseState) => readonly TenureEvent[]])[] {
  const over = isUnread ? OVER_BY_WRITING : TOLD;
  return open.flatMap(({ id, kind, case: on }) => {
    if (!over.has(kind) || on === null) return [];
    const isOpen = (state: CaseState) => state.exceptions.find((one) => one.id === id)?.verdict === null;
    return [[on, (state: CaseState) => (isOpen(state) ? [settledByItself(id, at)] : [])] as const];
  });
}
