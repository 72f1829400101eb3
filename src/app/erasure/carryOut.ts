/**
 * Erasing is confirmed by somebody else than who planned it and whom it is about, and binds to exactly what was counted. Text
 * and rows go in one transaction with the event that says so, on the newest case of theirs: it is written on that issue
 * too, so that a store made again from the issues knows who was erased.
 */
import { foldCase } from '../../core/evidence/index.ts';
import { mailsOf, type PersonLedger } from '../../core/grant/index.ts';
import { canonical } from '../../core/shared/canonical.ts';
import { type CaseId, caseOfItem, type PersonId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { Reader } from '../../ports/store.ts';
import { commitCase } from '../commit.ts';
import { isSamePerson } from '../identity.ts';
import { mayConfirm } from '../settling/deciders.ts';
import type { World } from '../world.ts';
import {
  type Erasure,
  type ErasureRefusal,
  erasureOf,
  goesOf,
  keepPlans,
  type WaitingPlan,
  waitingPlans,
} from './plan.ts';

export interface Erased extends Pick<Erasure, 'hash' | 'goes' | 'outside'> {
  readonly person: PersonId;
  /** On whose issue it is told. */
  readonly case: CaseId;
}

export type CarryOutRefusal = ErasureRefusal | { readonly why: 'unknown' | 'own-plan' | 'changed' | 'no-case' };

export async function carryOutErasure(
  world: World,
  hash: string,
  by: string,
): Promise<Outcome<Erased, CarryOutRefusal>> {
  if (!(await mayConfirm(world, by))) return refuse({ why: 'not-allowed' });
  const waiting = await waitingPlans(world.store.read);
  const [plan, ...others] = waiting.filter((one) => hash.length >= 8 && one.hash.startsWith(hash.toLowerCase()));
  if (plan === undefined || others.length > 0) return refuse({ why: 'unknown' });
  // By whichever name they go.
  if (await isSamePerson(world, plan.by, by)) return refuse({ why: 'own-plan' });
  const now = await erasureOf(world, plan.person);
  if (!now.ok) return now;
  for (const name of mailsOf(now.value.ledger)) {
    if (await isSamePerson(world, name, by)) return refuse({ why: 'own-data' });
  }
  if (now.value.hash !== plan.hash) return refuse({ why: 'changed' });
  const on = await newestCase(world.store.read, plan.person);
  if (on === null) return refuse({ why: 'no-case' });
  try {
    await erase(world, plan, { by, on, erasure: now.value });
  } catch (fault) {
    if (fault instanceof ChangedMeanwhile) return refuse({ why: 'changed' });
    throw fault;
  }
  const { goes, outside } = now.value;
  return accept({ person: plan.person, case: on, hash: plan.hash, goes, outside });
}

/** One that stands on an issue of its own, where there is any. */
async function newestCase(read: Reader, person: PersonId): Promise<CaseId | null> {
  const rows = [...(await read.cases({ person }))].sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1));
  return (rows.find(({ id }) => caseOfItem(id) === null) ?? rows[0])?.id ?? null;
}

interface Confirmed {
  readonly by: string;
  readonly on: CaseId;
  readonly erasure: Erasure;
}

async function erase(world: World, plan: WaitingPlan, { by, on, erasure }: Confirmed): Promise<void> {
  const force = await world.rules.current();
  if (force === null) throw new ChangedMeanwhile();
  const { person, hash, by: plannedBy } = plan;
  await world.store.transaction(async (tx) => {
    const ledger = await tx.lockPerson(person);
    const state = foldCase(on, await tx.lockCase(on));
    const counts = goesOf(await tx.erasePersonalText(person), ledger);
    if (!isSame(ledger, erasure.ledger) || canonical(counts) !== canonical(erasure.goes)) throw new ChangedMeanwhile();
    await commitCase(tx, {
      ledger,
      state,
      events: [{ type: 'PersonErased', person, hash, counts, plannedBy, by, at: tx.now }],
      settings: force.policy.settings,
      timing: world.timing,
      edits: false,
      mayProve: false,
      toldElsewhere: caseOfItem(on) !== null,
    });
  });
  // The plan names nobody; that it is over is said apart, because a transaction holds one case.
  await world.store.transaction(async (tx) => {
    await tx.lockSystem();
    await keepPlans(tx, person, null);
  });
}

const isSame = (a: PersonLedger, b: PersonLedger) => canonical(a) === canonical(b);

/** Nothing of it is done: the transaction is taken back. */
class ChangedMeanwhile extends Error {
  constructor() {
    super('what was planned is not what is there');
    this.name = 'ChangedMeanwhile';
  }
}
