/**
 * Forms that named nobody, or nobody who works here, when they were read. Hints come late and in any order, so the form
 * somebody was hired by, for the first time or again, may be read after the one that ends or changes their work: as soon as
 * somebody works here who did not before, what was refused is read again.
 */
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import type { FiledForm } from '../../core/person/index.ts';
import type { FiledKind } from '../../core/policy/model.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { Job } from '../../ports/engine.ts';
import type { Tx } from '../../ports/store.ts';
import { later, type World } from '../world.ts';

/** Longer than a look that still knows nobody takes to its end, so that none is refused behind our back. */
const REFUSED_BY_THEN = 2 * 60_000;
/** What was refused longer ago than this, somebody has to file anew. */
const READ_AGAIN_FOR = -30 * 24 * 60 * 60_000;

/** In the transaction that makes somebody known, or lets somebody work here again. */
export async function wakeFormsOfNobody(
  tx: Tx,
  ledger: PersonLedger,
  events: readonly TenureEvent[],
  form: Pick<FiledForm, 'created' | 'updated'>,
): Promise<void> {
  const startAfter = later(tx.now, REFUSED_BY_THEN);
  if (events.some(({ type }) => type === 'PersonRegistered')) {
    await tx.send({ lane: 'bulk', forms: 'of-nobody' }, { startAfter });
    return;
  }
  const runs = ({ end }: { readonly end: Instant | null }) => end === null || end > tx.now;
  const begun = events.flatMap((event) => (isOfWork(event) && runs(event.engagement) ? [event.engagement.id] : []));
  if (begun.length === 0 || ledger.engagements.some(runs)) return;
  const isNew = ledger.engagements.every(({ id }) => !begun.includes(id));
  await tx.send({ lane: 'bulk', forms: 'of-nobody', since: isNew ? form.created : form.updated }, { startAfter });
}

/**
 * In the transaction that takes an offboarding back, or lets work end later than it did: what was to begin after that, and was
 * refused because of it, may begin now.
 */
export async function wakeLeftSince(
  tx: Tx,
  { engagements }: PersonLedger,
  kind: FiledKind,
  events: readonly TenureEvent[],
): Promise<void> {
  if (kind !== 'offboarding') return;
  const endsLater = ({ engagement: { id, end } }: OfWork) =>
    engagements.some((one) => one.id === id && one.end !== null && (end === null || end > one.end));
  const lets = events.some((event) => event.type === 'CaseWithdrawn' || (isOfWork(event) && endsLater(event)));
  if (lets) await tx.send({ lane: 'bulk', forms: 'left-since' }, { startAfter: later(tx.now, REFUSED_BY_THEN) });
}

type OfWork = Extract<TenureEvent, { readonly type: 'EngagementOpened' | 'EngagementChanged' }>;
const isOfWork = (event: TenureEvent): event is OfWork =>
  event.type === 'EngagementOpened' || event.type === 'EngagementChanged';

export async function lookAtRefused(world: World, { forms, since }: OfNobody): Promise<void> {
  const { store, tracker, engine } = world;
  const oldest = later(await store.read.now(), READ_AGAIN_FOR);
  for (const { person, kind, issueId, updatedAt } of await store.read.cases({ state: 'refused' })) {
    if (person !== null || issueId === '' || updatedAt <= oldest) continue;
    if (forms === 'left-since' && kind !== 'onboarding') continue;
    // When it was filed, and not when we have read it: a hint may have taken hours.
    const form = since === undefined ? null : await tracker.readForm(issueId);
    if (since === undefined || (form !== null && form.created > since))
      await engine.send({ lane: 'look', issue: issueId });
  }
}

type OfNobody = Extract<Job, { readonly forms: unknown }>;
