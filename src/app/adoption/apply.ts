/**
 * One person's part of a confirmed adoption: decided again under their lock, written to a stream of its own, marked.
 * The last one closes the case. Nothing here calls the provider.
 */
import { decideAdoption } from '../../core/adoption/index.ts';
import { foldCase } from '../../core/evidence/index.ts';
import type { AdoptionSetAside, TenureEvent } from '../../core/evidence/model.ts';
import { emptyLedger, nextChange } from '../../core/grant/index.ts';
import { sha256 } from '../../core/shared/canonical.ts';
import { type AdoptionId, type CaseId, itemOf, type ProviderAccountId } from '../../core/shared/ids.ts';
import type { AdoptionItemRow, AdoptionRow, Reader } from '../../ports/store.ts';
import { commitCase } from '../commit.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';

/** `left`: some item is still open. */
type Applied = { readonly left: boolean } | { readonly because: AdoptionSetAside };

export async function applyAdoptionItem(world: World, id: AdoptionId, account: ProviderAccountId): Promise<void> {
  const row = await world.store.read.adoption(id);
  const stored = await world.store.read.adoptionItem(id, account);
  if (row?.state !== 'applying' || stored === null) return;
  const force = await world.rules.current();
  if (force === null) return;
  // Marked already by an attempt that was cut off before it could close the case.
  if (stored.state !== 'open') return finishAdoption(world, id);
  const applied = await applyItem(world, row, force, stored);
  const left = 'left' in applied ? applied.left : await setAside(world, row, force, account, applied.because);
  if (!left) await finishAdoption(world, id);
}

/** Person, stream and mark in one transaction: what is written is marked, and nothing else is. */
async function applyItem(
  world: World,
  row: AdoptionRow,
  force: RulesInForce,
  { item, person: chosen, account }: AdoptionItemRow,
): Promise<Applied> {
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
    const state = foldCase(on, await tx.lockCase(on));
    // Written already: another attempt was at it at the same time.
    if (state.kind !== null) return { left: true };
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
      state,
      events: outcome.value,
      settings: force.policy.settings,
      timing: world.timing,
      // What is wanted is what is there: nothing is to be reconciled.
      edits: false,
      mayProve: false,
      toldElsewhere: true,
    });
    for (const one of committed.ledger.accounts) {
      await tx.setNextChange(one.id, nextChange(committed.ledger, one, tx.now));
    }
    return { left: await tx.markAdoptionItem(row.id, account, { state: 'adopted', events: outcome.value.length }) };
  });
}

/** What was set aside is told on the case. Answers whether some item is still open. */
async function setAside(
  world: World,
  { id, case: on }: AdoptionRow,
  { policy }: RulesInForce,
  account: ProviderAccountId,
  because: AdoptionSetAside,
): Promise<boolean> {
  return world.store.transaction(async (tx) => {
    if (on !== null) {
      const state = foldCase(on, await tx.lockCase(on));
      const events: TenureEvent[] = [{ type: 'AdoptionSetAside', because, providerId: account }];
      const { settings } = policy;
      const { timing } = world;
      await commitCase(tx, { ledger: emptyLedger, state, events, settings, timing, edits: false, mayProve: false });
    }
    return tx.markAdoptionItem(id, account, { state: 'set-aside', events: null });
  });
}

/** Closes the case once nothing is open; the digest covers every event that was written. */
export async function finishAdoption(world: World, id: AdoptionId): Promise<void> {
  const items = await world.store.read.adoptionItems(id);
  const on = (await world.store.read.adoption(id))?.case ?? null;
  const force = await world.rules.current();
  if (on === null || force === null || items.some(({ state }) => state === 'open')) return;
  const digest = sha256((await recordLines(world.store.read, on, items)).join('\n'));
  await world.store.transaction(async (tx) => {
    const stream = await tx.lockCase(on);
    const row = await tx.lockAdoption(id);
    if (row?.state !== 'applying') return;
    const adopted = items.filter(({ state }) => state === 'adopted').length;
    const setAside = items.filter(({ state }) => state === 'set-aside').length;
    const events: TenureEvent[] = [
      { type: 'AdoptionDone', adopted, setAside, digest },
      { type: 'CaseProved', items: adopted, accepted: 0, at: tx.now },
    ];
    await tx.saveAdoption({ ...row, state: 'done' });
    const { settings } = force.policy;
    const { timing } = world;
    const state = foldCase(on, stream);
    await commitCase(tx, { ledger: emptyLedger, state, events, settings, timing, edits: false, mayProve: false });
  });
}

/** The events everybody was taken over with, as hashed, in the order of the list: what is attached, and its digest. */
export async function recordLines(read: Reader, on: CaseId, items: readonly AdoptionItemRow[]): Promise<string[]> {
  const lines: string[] = [];
  for (const { person, events } of items) {
    if (person === null || events === null) continue;
    for (const { seq, text } of await read.rawStream(itemOf(on, person))) if (seq <= events) lines.push(text);
  }
  return lines;
}
