/**
 * What other forms about the same person say of this one: hints are lost and come late, and which work a form means goes by
 * the order in which they were filed, by the tracker's clock, and not by the one in which they are read.
 */
import type { PersonLedger } from '../../core/grant/index.ts';
import {
  acceptedBefore,
  asksForMore,
  beganAfter,
  type CaseRules,
  type Filed,
  type FiledForm,
  fieldsSaidLater,
  isWrittenSince,
  type Look,
  leavesAfter,
  leavesOn,
  leftBefore,
  readFiled,
  takenBackOn,
  wasOverBy,
  wentOnUntil,
  workSaidLater,
} from '../../core/person/index.ts';
import type { Engagement } from '../../core/person/model.ts';
import type { FiledKind } from '../../core/policy/model.ts';
import { type CaseId, caseId, type EngagementId, type PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { World } from '../world.ts';

export type OtherForms = Pick<
  Look,
  'offboardings' | 'filedSince' | 'leaves' | 'left' | 'filedWithin' | 'overBy' | 'besideIt' | 'saidLater'
> & {
  /** The work that was asked about. */
  readonly works: ReadonlyMap<PersonId, ReadonlySet<EngagementId>>;
  /** For an onboarding: the issues of the changes of these people that are in force. */
  readonly changes: readonly string[];
};

interface About {
  readonly filed: Filed;
  readonly rules: CaseRules;
  /** Whom a change or an offboarding names. */
  readonly fits: readonly PersonId[];
  /** Whom an onboarding names. */
  readonly known: readonly PersonId[];
  readonly isAccepted: boolean;
}

export async function otherForms(world: World, form: FiledForm, about: About): Promise<OtherForms> {
  const { fits, known, isAccepted } = about;
  const { kind } = about.filed;
  const works = await worksOf(world, known);
  const [offboardings, filedSince, leaves, left, around, saidLater, besideIt, changes] = await Promise.all([
    offboardingsOf(world, fits),
    openedSince(world, form, fits),
    asksLeaves(kind, form) ? leavesOf(world, form, about) : new Map<CaseId, 'since'>(),
    kind === 'offboarding' ? new Set<CaseId>() : leftAtOnce(world, form, kind === 'change' ? fits : known, kind),
    kind === 'onboarding' && !isAccepted
      ? workAround(world, form, known)
      : { filedWithin: new Map<EngagementId, Instant>() },
    sinceSaid(world, form, about),
    kind === 'onboarding' && !isAccepted ? askedBeside(world, form, known) : new Set<EngagementId>(),
    kind === 'onboarding' && !isAccepted ? changesOf(world, known) : [],
  ]);
  return { offboardings, filedSince, leaves, left, ...around, saidLater, besideIt, works, changes };
}

async function worksOf({ store }: World, known: readonly PersonId[]): Promise<OtherForms['works']> {
  const ledgers = await Promise.all(known.map((person) => store.read.person(person)));
  return new Map(
    known.map((person, place) => [person, new Set(ledgers[place]?.engagements.map(({ id }) => id))] as const),
  );
}

/** Whether work of theirs was begun since: which of the forms was filed first is to be asked. */
export function isHiredMeanwhile({ person, engagements }: PersonLedger, { works }: OtherForms): boolean {
  const asked = person === null ? undefined : works.get(person.id);
  return asked !== undefined && engagements.some(({ id }) => !asked.has(id));
}

async function changesOf({ store }: World, known: readonly PersonId[]): Promise<readonly string[]> {
  const cases = (await Promise.all(known.map((person) => store.read.cases({ person })))).flat();
  return cases.flatMap(({ kind, state, issueId }) => (kind === 'change' && state !== 'refused' ? [issueId] : []));
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

/** A change that names no last day keeps nobody longer. */
export const asksLeaves = (kind: FiledKind, { fields }: FiledForm): boolean =>
  kind === 'onboarding' || (kind === 'change' && fields.end !== undefined);

/** The offboardings of these people, and which of them were written after this form. */
async function leavesOf(
  { store }: World,
  form: FiledForm,
  { filed: { kind }, known, fits }: About,
): Promise<Look['leaves']> {
  const people = kind === 'onboarding' ? known : fits;
  const ledgers = await Promise.all(people.map((person) => store.read.person(person)));
  const found = new Map<CaseId, 'since' | 'before'>();
  for (const id of new Set(ledgers.flatMap(leavesOn)))
    found.set(id, leavesAfter(kind, form, await store.read.stream(id)) ? 'since' : 'before');
  return found;
}

/** The cases that had ended work of these people at once before this form was filed. A change asks where there is more work than one. */
async function leftAtOnce(
  { store }: World,
  form: FiledForm,
  people: readonly PersonId[],
  kind: FiledKind,
): Promise<ReadonlySet<CaseId>> {
  const ledgers = await Promise.all(people.map((person) => store.read.person(person)));
  const asked = ledgers.filter(({ engagements }) => kind !== 'change' || engagements.length > 1);
  const found = new Set<CaseId>();
  const ending = asked.flatMap((one) => [...leavesOn(one), ...takenBackOn(one)]);
  for (const id of new Set(ending)) if (leftBefore(form, await store.read.stream(id))) found.add(id);
  return found;
}

async function workAround(
  { store }: World,
  form: FiledForm,
  known: readonly PersonId[],
): Promise<Pick<Look, 'filedWithin' | 'overBy'>> {
  const ledgers = await Promise.all(known.map((person) => store.read.person(person)));
  const [filedWithin, overBy] = [new Map<EngagementId, Instant>(), new Map<EngagementId, Instant>()];
  for (const one of ledgers.flatMap(({ engagements }) => engagements)) {
    if (one.end === null || one.end <= form.created) continue;
    const setters = new Set([one.endedBy ?? one.openedBy, one.changedBy]);
    const told = await Promise.all([...setters].map((setter) => store.read.stream(setter)));
    const [until, over] = [wentOnUntil(form, one, told.flat()), wasOverBy(form, one, told.flat())];
    if (until !== null) filedWithin.set(one.id, until);
    if (over !== null) overBy.set(one.id, over);
  }
  return { filedWithin, overBy };
}

/** Of the work of these people, what was asked for beside this form's: that it was read first keeps nobody from either. */
async function askedBeside({ store, tracker }: World, form: FiledForm, known: readonly PersonId[]) {
  const ledgers = await Promise.all(known.map((person) => store.read.person(person)));
  const found = new Set<EngagementId>();
  for (const { id, openedBy } of ledgers.flatMap(({ engagements }) => engagements)) {
    const asOf = acceptedBefore(form, await store.read.stream(openedBy));
    const opening = asOf === null ? null : await store.read.case(openedBy);
    const other = opening === null ? null : await tracker.readForm(opening.issueId);
    if (asOf !== null && other !== null && asksForMore(other, asOf)) found.add(id);
  }
  return found;
}

/** What is dated ahead comes after what was said meanwhile: it is said of that day, and so before what was said since. */
async function sinceSaid(
  { store, tracker }: World,
  form: FiledForm,
  { filed, rules, fits, known, isAccepted }: About,
): Promise<Look['saidLater']> {
  const { kind } = filed;
  const found = new Map<EngagementId, Set<string>>();
  const isAsked = kind === 'change' || (kind === 'onboarding' && isAccepted);
  if (!isAsked) return found;
  const { connection, id: own } = form.issue;
  const people = kind === 'change' ? fits : known;
  const isAsBefore = isAccepted && !isWrittenSince(form, await store.read.stream(caseId(connection, own)));
  const ledgers = await Promise.all(people.map((person) => store.read.person(person)));
  const all = ledgers.flatMap(({ engagements }) => engagements);
  const days = daysOf(filed, form, rules, all);
  const now = await store.read.now();
  // Nothing is said since a day that is ahead, or that nobody can tell.
  const isPast = (work: EngagementId) => days === null || (days.get(work) ?? now) < now;
  const works = all.map(({ id }) => id);
  // Where there is other work, what it had said of one it may have to say of the other.
  if (isAsBefore && works.length < 2) return found;
  const cases = (await Promise.all(people.map((person) => store.read.cases({ person })))).flat();
  for (const { id, kind: is, issueId } of cases) {
    if ((is !== 'change' && is !== 'onboarding') || issueId === own) continue;
    const stream = await store.read.stream(id);
    // So may another, and nobody knows which of them is read again first.
    const work = (isAsBefore && is === 'change' ? works : workSaidLater(form, stream)).filter(isPast);
    const other = work.length === 0 ? null : await tracker.readForm(issueId);
    if (other === null) continue;
    const others = daysOf(readFiled(is, other, rules), other, rules, all);
    for (const one of work) {
      const said = fieldsSaidLater(form, other, stream, {
        own: days?.get(one) ?? null,
        other: others?.get(one) ?? null,
      });
      // A last day that is said of that day is this change's to set, or somebody's to put right.
      const counts = said.filter((field) => days === null || field !== 'end');
      found.set(one, new Set([...(found.get(one) ?? []), ...counts]));
    }
  }
  return found;
}

/** Of a change that is dated: its day, where each of them is done. Nobody can tell it of a date that cannot be read. */
function daysOf({ kind, start }: Filed, { fields }: FiledForm, rules: CaseRules, works: readonly Engagement[]) {
  if (kind !== 'change' || fields.start === undefined) return null;
  return new Map(works.map(({ id, attributes }) => [id, start === null ? null : rules.startOf(start, attributes)]));
}
