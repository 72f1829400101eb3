/** The offboardings of these people, and which of them were written after an onboarding form. */
import { type FiledForm, leavesAfter, leavesOn } from '../../core/person/index.ts';
import type { CaseId, PersonId } from '../../core/shared/ids.ts';
import type { World } from '../world.ts';

export async function leavesOf(
  { store }: World,
  form: FiledForm,
  known: readonly PersonId[],
): Promise<ReadonlyMap<CaseId, 'since' | 'before'>> {
  const ledgers = await Promise.all(known.map((person) => store.read.person(person)));
  const found = new Map<CaseId, 'since' | 'before'>();
  for (const id of new Set(ledgers.flatMap(leavesOn)))
    found.set(id, leavesAfter(form, await store.read.stream(id)) ? 'since' : 'before');
  return found;
}

export async function offboardingsOf({ store }: World, fits: readonly PersonId[]): Promise<ReadonlySet<CaseId>> {
  const cases = (await Promise.all(fits.map((person) => store.read.cases({ person })))).flat();
  return new Set(cases.flatMap(({ id, kind }) => (kind === 'offboarding' ? [id] : [])));
}
