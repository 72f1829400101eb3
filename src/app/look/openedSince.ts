/** Which cases opened work of these people by a form that was written after this one. */
import { beganAfter, type FiledForm } from '../../core/person/index.ts';
import type { CaseId, PersonId } from '../../core/shared/ids.ts';
import type { World } from '../world.ts';

export async function openedSince(
  { store }: World,
  form: FiledForm,
  fits: readonly PersonId[],
): Promise<ReadonlySet<CaseId>> {
  const ledgers = await Promise.all(fits.map((person) => store.read.person(person)));
  const openings = new Set(ledgers.flatMap(({ engagements }) => engagements.map(({ openedBy }) => openedBy)));
  const since = new Set<CaseId>();
  for (const opening of openings) if (beganAfter(form, await store.read.stream(opening))) since.add(opening);
  return since;
}
