/**
 * One person's part of a confirmed adoption: decided again under their lock, written to a stream of its own, marked.
 * The last one closes the case. Nothing here calls the provider.
 */
import { decideAdoption } from '../../core/adoption/index.ts';
import { foldCase } from '../../core/evidence/index.ts';
import type { AdoptionSetAside, TenureEvent } from '../../core/evidence/model.ts';
import { emptyLedger, nextChange } from '../../core/grant/index.ts';
import { canonical, sha256 } from '../../core/shared/canonical.ts';
import { type AdoptionId, itemOf, type ProviderAccountId } from '../../core/shared/ids.ts';
import type { AdoptionItemRow, AdoptionRow, Tx } from '../../ports/store.ts';
import { commitCase } from '../commit.ts';
import type { RulesInForce } from '../rules.ts';
import type { World } from '../world.ts';

type Head = NonNullable<AdoptionItemRow['head']>;
type Applied = { readonly head: Head } | { readonly because: AdoptionSetAside };

export async function applyAdoptionItem(world: World, id: AdoptionId, account: ProviderAccountId): Promise<void> {
  const row = await world.store.read.adoption(id);
  const stored = await world.store.read.adoptionItem(id, account);
  if (row?.state !== 'applying' || stored === null) return;
  const force = await world.rules.current();
  if (force === null) return;
  // Marked already by an attempt that was cut off before it could close the case.
  if (stored.state !== 'open') return finishAdoption(world, id);
  const open = await mark(world, row, force, account, await applyItem(world, row, force, stored));
  if (open === 0) await finishAdoption(world, id);
}

async function applyItem(
  world: World,
  row: AdoptionRow,
  force: RulesInForce,
  stored: AdoptionItemRow,
): Promise<Applied> {
  const { item, person: chosen } = stored;
  const { case: of, issue, confirmedBy: by } = row;
  if (item?.person == null || chosen === null || of === null || issue === null || by === null) {
    return { because: 'person-gone' };
  }
  const key = item.person.profile.naturalKey;
  const loginTaken = await world.store.read.loginTaken(row.scope.connection, item.login);
  return world.store.transaction(async (tx): Promise<Applied> => {
    const person = (await tx.lockNaturalKey(key)) ?? chosen;
    const ledger = await tx.lockPerson(person);
    const on = itemOf(of, chosen);
    const stream = await tx.lockCase(on);
    const written = stream.at(-1);
    // Written by an attempt that was cut off before it could be marked.
    if (written !== undefined) return { head: { seq: written.seq, hash: written.hash } };
    const own = ledger.accounts.some(({ connection }) => connection === row.scope.connection);
    if (loginTaken && !own) return { because: 'account-taken' };
    const outcome = decideAdoption({
      item,
      on,
      issue,
      connection: row.scope.connection,
      hash: row.hash,
      by,
      at: row.at,
      policy: row.policy,
      reviewAfter: force.policy.settings.adoption.reviewAfter,
      person,
      ledger,
      now: tx.now,
    });
    if (!outcome.ok) return { because: outcome.refusal };
    const committed = await commitCase(tx, {
      ledger,
      state: foldCase(on, stream),
      events: outcome.value,
      settings: force.policy.settings,
      timing: world.timing,
      // What is wanted is what is there: nothing is to be reconciled.
      edits: false,
      mayProve: false,
      toldElsewhere: true,
    });
    for (const account of committed.ledger.accounts) {
      await tx.setNextChange(account.id, nextChange(committed.ledger, account, tx.now));
    }
    return { head: committed.head ?? { seq: 0, hash: '' } };
  });
}

/** Answers how many are still open. What was set aside is told on the case. */
async function mark(
  world: World,
  { id, case: on }: AdoptionRow,
  force: RulesInForce,
  account: ProviderAccountId,
  applied: Applied,
): Promise<number> {
  return world.store.transaction(async (tx) => {
    const head = 'head' in applied ? applied.head : null;
    if (on !== null && 'because' in applied) {
      await append(tx, world, force, on, [{ type: 'AdoptionSetAside', because: applied.because, providerId: account }]);
    }
    return (await tx.markAdoptionItem(id, account, { state: head === null ? 'set-aside' : 'adopted', head })).open;
  });
}

/** Closes the case once nothing is open; the digest covers every stream that was written. */
export async function finishAdoption(world: World, id: AdoptionId): Promise<void> {
  const items = await world.store.read.adoptionItems(id);
  const on = (await world.store.read.adoption(id))?.case ?? null;
  const force = await world.rules.current();
  if (on === null || force === null || items.some(({ state }) => state === 'open')) return;
  await world.store.transaction(async (tx) => {
    const stream = await tx.lockCase(on);
    const row = await tx.lockAdoption(id);
    if (row?.state !== 'applying') return;
    const adopted = items.filter(({ state }) => state === 'adopted').length;
    const setAside = items.filter(({ state }) => state === 'set-aside').length;
    const events: TenureEvent[] = [
      { type: 'AdoptionDone', adopted, setAside, digest: digestOf(items) },
      { type: 'CaseProved', items: adopted, accepted: 0, at: tx.now },
    ];
    await tx.saveAdoption({ ...row, state: 'done' });
    const { settings } = force.policy;
    const { timing } = world;
    const state = foldCase(on, stream);
    await commitCase(tx, { ledger: emptyLedger, state, events, settings, timing, edits: false, mayProve: false });
  });
}

/** Person, length and head of each stream: what the attached record is checked with. */
export const digestOf = (items: readonly AdoptionItemRow[]): string =>
  sha256(canonical(items.flatMap(({ person, head }) => (head === null ? [] : [[person, head.seq, head.hash]]))));

async function append(
  tx: Tx,
  world: World,
  { policy }: RulesInForce,
  on: NonNullable<AdoptionRow['case']>,
  events: readonly TenureEvent[],
): Promise<void> {
  const state = foldCase(on, await tx.lockCase(on));
  const { timing } = world;
  const { settings } = policy;
  await commitCase(tx, { ledger: emptyLedger, state, events, settings, timing, edits: false, mayProve: false });
}
