/** Changes that touch many people at once: what each would do, and the decision on those that are held. */
import { z } from 'zod';
import {
  type ChangeSetId,
  changeSetId,
  type EntitlementId,
  type GroupId,
  type PersonId,
} from '../../core/shared/ids.ts';
import { accept } from '../../core/shared/outcome.ts';
import type { ChangeSetItem, ChangeSetRow } from '../../ports/store.ts';
import { type ConfirmRefusal, confirmChangeSet, rejectChangeSet } from '../policy/policyInForce.ts';
import type { World } from '../world.ts';
import { groupNames, type ShownPerson, shownPerson } from './find.ts';
import { operation, refused } from './operation.ts';

export interface ShownItem {
  readonly person: ShownPerson;
  readonly gains: readonly string[];
  readonly loses: readonly string[];
  /** Held before and after, and for other reasons than before: it ends on another day. */
  readonly reasons: readonly string[];
  /** Held back by shadow until now, a sentence each. */
  readonly frees: readonly string[];
  readonly state: ChangeSetItem['state'];
}

/** Who would gain and lose what, with names. */
export async function shownItems(
  { store }: World,
  items: readonly ChangeSetItem[],
  nameOf: (group: GroupId | EntitlementId) => string,
): Promise<readonly ShownItem[]> {
  const shown: ShownItem[] = [];
  for (const { person, gains, loses, opens, closes, frees, reasons = [], state } of items) {
    shown.push({
      person: await named(store.read, person),
      gains: [...gains.map(nameOf), ...opens.map(byHand)],
      loses: [...loses.map(nameOf), ...closes.map(byHand)],
      reasons: reasons.map(nameOf),
      frees: frees.map(({ change, group }) => (group === null ? change : `${change} ${nameOf(group)}`)),
      state,
    });
  }
  return shown;
}

/** No group stands for it: a person opens and closes it. */
const byHand = (entitlement: EntitlementId) => `${entitlement} (manual)`;

const named = async (read: World['store']['read'], person: PersonId) => shownPerson(person, await read.person(person));

const withoutPolicy = ({
  id,
  origin,
  state,
  hash,
  because,
  createdAt,
  policy,
  commit,
  recounts,
  confirmedBy,
  gives,
}: ChangeSetRow) => ({
  id,
  origin,
  state,
  hash,
  because,
  confirmedBy: confirmedBy ?? null,
  createdAt,
  policy: policy?.version ?? null,
  commit: commit ?? null,
  /** The set whose people are counted anew here. */
  recounts: recounts ?? null,
  /** What its application's owner is asked, or has decided; `null` for every other set. */
  widens:
    gives?.kind !== 'widened'
      ? null
      : {
          application: gives.application,
          entitlements: gives.added.map(({ entitlement }) => entitlement),
          decidedBy: gives.decidedBy ?? null,
        },
});

export const changeSets = operation({
  needs: 'store',
  input: z.strictObject({
    state: z.enum(['counted', 'held', 'applying', 'done', 'rejected']).optional(),
  }),
  async run({ store }, { state }) {
    return accept({ changeSets: (await store.read.changeSets(state)).map(withoutPolicy) });
  },
});

export const changeSet = operation({
  needs: 'store',
  input: z.strictObject({ changeSet: z.string().min(1).max(100) }),
  async run(world, input) {
    const found = await world.store.read.changeSet(idOf(input.changeSet));
    if (found === null) return refused('unknown-change-set', input.changeSet);
    const items = await shownItems(world, found.items, await groupNames(world));
    return accept({ ...withoutPolicy(found.row), items });
  },
});

/** `hash`: as shown, at least its first eight characters. It says that these items were looked at and no others. */
export const confirmOperation = operation({
  needs: 'outside',
  input: z.strictObject({
    changeSet: z.string().min(1).max(100),
    hash: z.string().min(8).max(64),
    by: z.string().min(1).max(320),
  }),
  async run(world, { changeSet: id, hash, by }) {
    const outcome = await confirmChangeSet(world, idOf(id), hash, by);
    if (outcome.ok) return accept({ changeSet: id, by, ...outcome.value });
    return changeSetRefusal(outcome.refusal, id, by);
  },
});

export const rejectOperation = operation({
  needs: 'outside',
  input: z.strictObject({ changeSet: z.string().min(1).max(100), by: z.string().min(1).max(320) }),
  async run(world, { changeSet: id, by }) {
    const outcome = await rejectChangeSet(world, idOf(id), by);
    if (outcome.ok) return accept({ changeSet: id, by });
    return changeSetRefusal(outcome.refusal, id, by);
  },
});

const idOf = (text: string): ChangeSetId => changeSetId(text.trim());

function changeSetRefusal(refusal: ConfirmRefusal, id: string, by: string) {
  if (refusal === 'unknown') return refused('unknown-change-set', id);
  if (refusal === 'still-comparing') return refused(refusal, 'some accounts are');
  return refused(refusal, refusal === 'not-allowed' || refusal === 'not-the-owner' ? by : id);
}
