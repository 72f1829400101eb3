/**
 * A person settles a finding. It has no case: a decision that nothing follows from stands in the system's own stream. One
 * that makes access of it, or takes it, edits the ledger of whom it is about, in a stream of its own; reconcile carries it
 * out like everything else.
 */

import { foldCase } from '../../core/evidence/index.ts';
import type { TenureEvent, Verdict } from '../../core/evidence/model.ts';
import { decideFinding, type FindingRefusal, type FoundMembership } from '../../core/finding/index.ts';
import { emptyLedger, type PersonLedger } from '../../core/grant/index.ts';
import { riskOfGroup } from '../../core/policy/index.ts';
import { accountId, caseOfFinding, connectionOf } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { ExceptionRow, Tx } from '../../ports/store.ts';
import { CLOCK_STEPPED } from '../clock/clockWatch.ts';
import { wakeWaiting } from '../clock/lifted.ts';
import { commitCase } from '../commit.ts';
import { FORM_REFUSED } from '../look/refusedForms.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { NOT_RESTORED, readAgain } from '../restore/forcedShadow.ts';
import { letActorIn, presentHolders } from '../roles/actorRecord.ts';
import type { World } from '../world.ts';
import { readFound } from './readFound.ts';

export type FindingSettled = FindingRefusal | 'settled-already' | 'own-case';

interface Decided {
  readonly verdict: Verdict;
  readonly by: string;
  readonly reason: string;
}

/** Committed with a decision. */
export type Together = (tx: Tx) => Promise<unknown>;

type IsOwn = (ledger: PersonLedger, by: string) => boolean;

export const isAboutAccess = (verdict: Verdict): verdict is 'adopt' | 'remove' =>
  verdict === 'adopt' || verdict === 'remove';

export async function settleFinding(
  world: World,
  force: RulesInForce,
  row: ExceptionRow,
  decided: Decided,
  isOwn: IsOwn,
  together: Together,
): Promise<Outcome<null, FindingSettled>> {
  const { verdict } = decided;
  const restores = row.kind === 'group-actor-gone' && verdict === 'restore' ? row.group : null;
  const holders = restores === null ? [] : await presentHolders(world, restores, row.id);
  if (isAboutAccess(verdict)) return settleAccess(world, force, row, { ...decided, verdict }, isOwn, together);
  return world.store.transaction(async (tx) => {
    const ledger = row.person === null ? emptyLedger : await tx.lockPerson(row.person);
    if (isTheirs(row, ledger, decided.by, isOwn)) return refuse('own-case');
    await tx.lockSystem();
    if ((await tx.exceptionNow(row.id))?.settled !== null) return refuse('settled-already');
    void tx.append('system', [settledEvent(row, decided, tx.now)]);
    await tx.settleException(row.id, { at: tx.now, by: decided.by, verdict });
    if (restores !== null) await letActorIn(tx, restores, holders);
    if (row.kind === NOT_RESTORED && verdict === 'retry') await readAgain(tx, row);
    if (row.kind === FORM_REFUSED && verdict === 'retry')
      await tx.send({ lane: 'look', issue: String(row.detail.issue) });
    if (row.kind === CLOCK_STEPPED) await wakeWaiting(tx);
    await together(tx);
    return accept(null);
  });
}

async function settleAccess(
  world: World,
  force: RulesInForce,
  row: ExceptionRow,
  decided: Decided & { readonly verdict: 'adopt' | 'remove' },
  isOwn: IsOwn,
  together: Together,
): Promise<Outcome<null, FindingSettled>> {
  const { group } = row;
  const read = await readFound(world, force, row);
  if (read === null || group === null) return refuse('not-there-any-more');
  const { person, name } = read;
  const { catalogue, settings, version } = force.policy;
  const on = caseOfFinding(row.id);
  return world.store.transaction(async (tx): Promise<Outcome<null, FindingSettled>> => {
    const ledger = await tx.lockPerson(person);
    if (isTheirs(row, ledger, decided.by, isOwn)) return refuse('own-case');
    const state = foldCase(on, await tx.lockCase(on));
    if ((await tx.exceptionNow(row.id))?.settled !== null) return refuse('settled-already');
    const connection = connectionOf(group);
    const own = ledger.accounts.find((one) => one.connection === connection);
    const found: FoundMembership = {
      ...read,
      account: own?.id ?? accountId(`${connection}/${person}`),
      group,
      risk: riskOfGroup(catalogue, name),
    };
    const { verdict } = decided;
    const { reviewAfter } = settings.adoption;
    const { readAt } = read;
    const outcome = decideFinding({ verdict, found, ledger, on, policy: version, reviewAfter, readAt, now: tx.now });
    if (!outcome.ok) return outcome;
    const events = [{ type: 'CaseConcerns', person } as const, settledEvent(row, decided, tx.now), ...outcome.value];
    await commitCase(tx, { ledger, state, events, settings, timing: world.timing, edits: true, mayProve: false });
    await together(tx);
    return accept(null);
  });
}

/** Of an account that is nobody's yet, all that is known is what it is called. */
const isTheirs = ({ detail }: ExceptionRow, ledger: PersonLedger, by: string, isOwn: IsOwn) =>
  isOwn(ledger, by) || Object.values(detail).some((said) => String(said).toLowerCase() === by.toLowerCase());

const settledEvent = ({ id }: ExceptionRow, { verdict, by, reason }: Decided, at: Instant): TenureEvent => ({
  type: 'ExceptionSettled',
  exception: id,
  verdict,
  by,
  at,
  personal: { reason },
});
