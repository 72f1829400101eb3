/**
 * After a store was restored nothing is written at the provider, whatever the policy says is live, until a person lifts it:
 * by putting a policy in force, the same one or another, which counts what that sets free like any other change of many.
 * Beside it stand the issues whose record could not be restored: what they say decides nothing before somebody has looked.
 */
import type { ForcedBecause } from '../../core/evidence/events/many.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { ExceptionRow, Reader, Tx } from '../../ports/store.ts';

/** The kind of the exception about a stream that was not taken. */
export const NOT_RESTORED = 'record-not-restored';

const KEY = 'forced-shadow';

export interface ForcedShadow {
  readonly since: Instant;
  readonly because: ForcedBecause;
  /** By the tracker's ids. */
  readonly leftAlone: readonly string[];
  readonly lifted: { readonly by: string; readonly at: Instant } | null;
  /** Found under a running service: the next start compares it with the issues. */
  readonly awaitsStart?: true;
}

export const readForced = (read: Pick<Reader, 'getControl'>): Promise<ForcedShadow | null> =>
  read.getControl<ForcedShadow>(KEY);

export const isForced = (forced: ForcedShadow | null): boolean => forced !== null && forced.lifted === null;

/**
 * Accounts of which reconcile has not said yet what shadow holds back: lifted before, it would set free what nobody has
 * counted. One of which a person has said that it is accepted as it is is not waited for.
 */
export async function notCompared(read: Reader): Promise<number> {
  let waiting = 0;
  for await (const person of read.allPersons()) {
    for (const { id } of (await read.person(person)).accounts) {
      const row = await read.reconcileRow(id);
      if (row === null || row.appliedRev >= row.wantedRev) continue;
      const told = await read.exceptions({ account: id, kinds: ['not-getting-through'] });
      if (!told.some(({ settled }) => settled !== null && ACCEPTED.has(settled.verdict))) waiting += 1;
    }
  }
  return waiting;
}

const ACCEPTED: ReadonlySet<string> = new Set(['accept', 'ignore']);

/** The caller holds the system's stream. Once more while it stands adds the issues that are left alone. */
export async function forceShadow(
  tx: Tx,
  { because, leftAlone, ...rest }: Pick<ForcedShadow, 'because' | 'leftAlone' | 'awaitsStart'>,
): Promise<void> {
  const standing = await tx.getControl<ForcedShadow>(KEY);
  const all = [...new Set([...(standing?.leftAlone ?? []), ...leftAlone])];
  await tx.setControl(KEY, { since: tx.now, because, leftAlone: all, lifted: null, ...rest } satisfies ForcedShadow);
  if (!isForced(standing)) await tx.append('system', [{ type: 'ShadowForced', because, at: tx.now }]);
}

/** The caller holds the system's stream. */
export async function liftForced(tx: Tx, by: string): Promise<void> {
  const standing = await tx.getControl<ForcedShadow>(KEY);
  if (standing === null || !isForced(standing)) return;
  await tx.setControl(KEY, { ...standing, lifted: { by, at: tx.now } } satisfies ForcedShadow);
  await tx.append('system', [{ type: 'ShadowForceLifted', by, at: tx.now }]);
}

/** Somebody has decided that what stands on the issue is to count, as if it had just been filed. */
export async function readAgain(tx: Tx, { detail }: Pick<ExceptionRow, 'detail'>): Promise<void> {
  const standing = await tx.getControl<ForcedShadow>(KEY);
  const issue = typeof detail.issue === 'string' ? detail.issue : '';
  if (standing === null || issue === '') return;
  const leftAlone = standing.leftAlone.filter((one) => one !== issue);
  await tx.setControl(KEY, { ...standing, leftAlone } satisfies ForcedShadow);
  await tx.send({ lane: 'look', issue });
}
