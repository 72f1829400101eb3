/**
 * What of an adoption is too long for comments and properties, as attachments of its issue: the list as a table when
 * it is shown, and the record of everybody who was taken over when it is done. Each is named by what is in it, so a
 * repeat finds it there.
 */
import { csvOf } from '../../core/adoption/index.ts';
import type { RecordedEvent } from '../../core/evidence/model.ts';
import type { CaseId } from '../../core/shared/ids.ts';
import type { AdoptionRow } from '../../ports/store.ts';
import type { World } from '../world.ts';
import { recordLines } from './apply.ts';

interface OnIssue {
  readonly id: CaseId;
  readonly issue: string;
  readonly fresh: readonly RecordedEvent[];
}

export async function attachAdoption(world: World, work: OnIssue): Promise<void> {
  const told = (type: RecordedEvent['event']['type']) => work.fresh.some(({ event }) => event.type === type);
  if (!told('AdoptionListed') && !told('AdoptionDone')) return;
  const row = (await world.store.read.adoptions()).find((one) => one.case === work.id);
  if (row === undefined) return;
  if (told('AdoptionListed')) await attachTable(world, work, row);
  if (told('AdoptionDone')) await attachRecord(world, work, row);
}

/** Spreadsheets take a file for UTF-8 only when it begins with this mark. */
const BYTE_ORDER_MARK = '\ufeff';

async function attachTable({ store, tracker }: World, { issue, fresh }: OnIssue, row: AdoptionRow): Promise<void> {
  // A newer list has taken this one's place: it comes with its own event.
  if (!fresh.some(({ event }) => event.type === 'AdoptionListed' && event.hash === row.hash)) return;
  const items = (await store.read.adoptionItems(row.id)).flatMap(({ item }) => item ?? []);
  const content = new TextEncoder().encode(BYTE_ORDER_MARK + csvOf({ items }));
  await tracker.attach(issue, `tenure-adoption-${row.hash.slice(0, 12)}.csv`, content);
}

/** One event per line, as hashed; the case's own record, which is signed, holds the digest of the whole file. */
async function attachRecord({ store, tracker }: World, { id, issue, fresh }: OnIssue, row: AdoptionRow): Promise<void> {
  const done = fresh.findLast(({ event }) => event.type === 'AdoptionDone')?.event;
  if (done?.type !== 'AdoptionDone') return;
  const lines = await recordLines(store.read, id, await store.read.adoptionItems(row.id));
  const content = new TextEncoder().encode(lines.join('\n'));
  await tracker.attach(issue, `tenure-adopted-${done.digest.slice(0, 12)}.jsonl`, content);
}
