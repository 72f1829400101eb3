/**
 * What other forms about the same person say of this one: hints are lost and come late, and which work a form means goes by
 * the order in which they were filed, by the tracker's clock, and not by the one in which they are read.
 */
import { beganAfter, type FiledForm, type Look, leavesAfter, leavesOn, leftBefore } from '../../core/person/index.ts';
import type { FiledKind } from '../../core/policy/model.ts';
import type { CaseId, PersonId } from '../../core/shared/ids.ts';
import type { World } from '../world.ts';

export type OtherForms = Pick<Look, 'offboardings' | 'filedSince' | 'leaves' | 'left'>;

interface About {
  readonly kind: FiledKind;
  /** Whom a change or an offboarding names. */
  readonly fits: readonly PersonId[];
  /** Whom an onboarding names. */
  readonly known: readonly PersonId[];
}

export async function otherForms(world: World, form: FiledForm, about: About): Promise<OtherForms> {
  const { kind, fits, known } = about;
  const [offboardings, filedSince, leaves, left] = await Promise.all([
    offboardingsOf(world, fits),
    openedSince(world, form, fits),
    kind === 'onboarding' ? leavesOf(world, form, known) : new Map<CaseId, 'since'>(),
    kind === 'change' ? leftAtOnce(world, form, fits) : new Set<CaseId>(),
  ]);
  return { offboardings, filedSince, leaves, left };
}

async function offboardingsOf({ store }: World, fits: readonly PersonId[]): Promise<ReadonlySet<CaseId>> {
  const cases = (await Promise.all(fits.map((person) => store.read.cases({ person })))).flat();
  return new Set(cases.flatMap(({ id, kind }) => (kind === 'offboarding' ? [id] : [])));
}

/** The cases that opened work of these people by a form that was written after this one. Asked where there is more than one. */
async function openedSince({ store }: World, form: FiledForm, fits: readonly PersonId[]): Promise<ReadonlySet<CaseId>> {
  const ledgers = await Promise.all(fits.map((person) => store.read.person(person)));
  const several = ledgers.filter(({ engagements }) => engagements.length > 1);
  const openings = new Set(several.flatMap(({ engagements }) => engagements.map(({ openedBy }) => openedBy)));
  const since = new Set<CaseId>();
  for (const opening of openings) if (beganAfter(form, await store.read.stream(opening))) since.add(opening);
  return since;
}

/** The offboardings of these people, and which of them were written after this onboarding form. */
async function leavesOf({ store }: World, form: FiledForm, known: readonly PersonId[]): Promise<Look['leaves']> {
  const ledgers = await Promise.all(known.map((person) => store.read.person(person)));
  const found = new Map<CaseId, 'since' | 'before'>();
  for (const id of new Set(ledgers.flatMap(leavesOn)))
    found.set(id, leavesAfter(form, await store.read.stream(id)) ? 'since' : 'before');
  return found;
}

/** Those that had ended work of these people at once before this form was filed. Asked where there is more work than one. */
async function leftAtOnce({ store }: World, form: FiledForm, fits: readonly PersonId[]): Promise<ReadonlySet<CaseId>> {
  const ledgers = await Promise.all(fits.map((person) => store.read.person(person)));
  const found = new Set<CaseId>();
  for (const id of new Set(ledgers.filter(({ engagements }) => engagements.length > 1).flatMap(leavesOn)))
    if (leftBefore(form, await store.read.stream(id))) found.add(id);
  return found;
}
