/**
 * Telling of what somebody decides to give beside the rules, on the issue it comes from: the adoption that named what
 * was missing, or the policy change that added groups to an entitlement. What the issue has been told is compared with
 * how the set stands, so a lost job loses no word.
 */
import { foldCase } from '../../core/evidence/index.ts';
import type { RecordedEvent, TenureEvent } from '../../core/evidence/model.ts';
import { emptyLedger } from '../../core/grant/index.ts';
import type { Giving } from '../../core/reconcile/index.ts';
import { canonical } from '../../core/shared/canonical.ts';
import type { ChangeSetItem } from '../../ports/store.ts';
import type { ToldSet } from '../../ports/toldSets.ts';
import { commitCase } from '../commit.ts';
import type { World } from '../world.ts';
import type { RulesInForce } from './rules.ts';

type Shown = Extract<TenureEvent, { readonly type: 'GivingShown' }>;

/** A set and those counted anew of it, without the policy they carry. */
export interface ToldWith {
  readonly row: ToldSet;
  readonly items: readonly ChangeSetItem[];
}

export async function tellGiving(world: World, { policy }: RulesInForce, sets: readonly ToldWith[]): Promise<void> {
  const gives = sets[0]?.row.gives;
  const on = gives?.kind === 'missing' ? gives.case : null;
  if (on === null) return;
  await world.store.transaction(async (tx) => {
    const stream = await tx.lockCase(on);
    const state = foldCase(on, stream);
    const events = sets.flatMap(givingShown).filter((event) => isNews(event, stream));
    const root = sets[0] === undefined ? null : await tx.lockChangeSet(sets[0].row.id);
    const isOver = sets.every(({ row }) => row.state === 'done' || row.state === 'rejected');
    if (root !== null && isOver && root.toldAll !== true) await tx.saveChangeSet({ ...root, toldAll: true });
    if (events.length === 0 || state.kind === null) return;
    const shell = { settings: policy.settings, timing: world.timing, edits: false, mayProve: false };
    await commitCase(tx, { ledger: emptyLedger, state, events, ...shell });
  });
}

export const hasGivingNews = (sets: readonly ToldWith[], stream: readonly RecordedEvent[]): boolean =>
  sets.flatMap(givingShown).some((event) => isNews(event, stream));

/** How a set stands that gives something by a decision; nothing of one that does not. */
export function givingShown({ row, items }: ToldWith): Shown[] {
  const { id, origin, recounts, hash, because, state, gives } = row;
  if (gives === undefined || state === 'counted') return [];
  return [
    {
      type: 'GivingShown',
      gives: gives.kind,
      ...aboutOf(gives),
      changeSet: id,
      ...(recounts === undefined ? {} : { recounts }),
      author: origin.actor,
      hash,
      people: items.length,
      gains: items.reduce((sum, item) => sum + item.gains.length, 0),
      because,
      state,
      by: row.rejectedBy ?? row.confirmedBy ?? null,
      applied: state === 'done' ? items.filter((item) => item.state === 'applied').length : 0,
    },
  ];
}

const aboutOf = (gives: Giving): Pick<Shown, 'about' | 'decidedBy'> =>
  gives.kind === 'missing'
    ? {}
    : {
        about: { application: gives.application, entitlements: gives.added.map(({ entitlement }) => entitlement) },
        ...(gives.decidedBy === undefined ? {} : { decidedBy: gives.decidedBy }),
      };

/** How the set stands now is not what was shown of it last. */
function isNews(event: Shown, stream: readonly RecordedEvent[]): boolean {
  const last = stream.findLast(({ event: one }) => one.type === 'GivingShown' && one.changeSet === event.changeSet);
  return last === undefined || canonical(last.event) !== canonical(event);
}
