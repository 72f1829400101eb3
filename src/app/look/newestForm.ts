/** Which reading of a form counts: the newest that was decided on. */
import type { FiledForm } from '../../core/person/index.ts';
import type { CaseId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { Tx } from '../../ports/store.ts';

/**
 * Two looks may read the form one after the other and decide in the other order: what was read earlier than what was
 * decided on last changes nothing. The look that read the newer one has said all there is.
 */
export async function isNewest(tx: Tx, id: CaseId, { updated }: FiledForm): Promise<boolean> {
  const key = `form-read:${id}`;
  const last = await tx.getControl<Instant>(key);
  if (last !== null && updated < last) return false;
  if (last !== updated) await tx.setControl(key, updated);
  return true;
}
