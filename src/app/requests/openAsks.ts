/**
 * What a person is asking for and nobody has decided, over all their requests. Read and kept under the person's lock, so of
 * two that ask for the same at the same moment the second one knows of the first.
 */
import { isOpenLine } from '../../core/evidence/index.ts';
import type { RequestLook } from '../../core/request/index.ts';
import type { CaseId, EntitlementId, PersonId } from '../../core/shared/ids.ts';
import type { Tx } from '../../ports/store.ts';
import type { Committed } from '../commit.ts';

interface Ask {
  readonly case: CaseId;
  readonly entitlement: EntitlementId;
  /** Who asks; absent in what was kept before this was: nobody is known to. */
  readonly by?: PersonId | null;
}

const keyOf = (person: PersonId) => `open-asks:${person}`;

/** `own` = the case that asks; `null` = there is none yet. `by`: who asks; `null` = nobody who is known here. */
export async function askedElsewhere(
  from: Pick<Tx, 'getControl'>,
  person: PersonId | null,
  own: CaseId | null,
  by: PersonId | null,
): Promise<Pick<RequestLook, 'askedElsewhere' | 'askedByThem'>> {
  const asks = person === null ? [] : ((await from.getControl<readonly Ask[]>(keyOf(person))) ?? []);
  const others = asks.filter((ask) => ask.case !== own);
  const theirs = others.filter((ask) => by !== null && ask.by === by);
  const entitlements = (all: readonly Ask[]) => all.map(({ entitlement }) => entitlement);
  return { askedElsewhere: entitlements(others), askedByThem: entitlements(theirs) };
}

export async function keepOpenAsks(tx: Tx, { state }: Committed): Promise<void> {
  if (state.person === null) return;
  const key = keyOf(state.person);
  const before = (await tx.getControl<readonly Ask[]>(key)) ?? [];
  const own = state.request.lines
    .filter(isOpenLine)
    .map(({ entitlement, asked }): Ask => ({ case: state.id, entitlement, by: asked.by }));
  const known = before.filter((ask) => ask.case === state.id);
  if (own.length === known.length && own.every((ask) => known.some((one) => isSame(one, ask)))) return;
  await tx.setControl(key, [...before.filter((ask) => ask.case !== state.id), ...own]);
}

/** The issue may be somebody else's by now. */
const isSame = (one: Ask, other: Ask) => one.entitlement === other.entitlement && one.by === other.by;
