/** The last two seals as they lie on the ledger's issue: whatever issue it was, it is found with all others. */
import { sealsIn } from '../../core/evidence/index.ts';
import { sha256 } from '../../core/shared/canonical.ts';
import type { ListedIssue, Tracker } from '../../ports/tracker.ts';

/** Those that lie on this issue; none on every other. */
export async function sealsOn(
  tracker: Pick<Tracker, 'readAttachment'>,
  issue: Pick<ListedIssue, 'id'>,
  properties: ReadonlyMap<string, unknown>,
): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const held of sealsIn(properties)) {
    if ('text' in held) texts.push(held.text);
    else {
      const content = await tracker.readAttachment(issue.id, held.attachment);
      const text = content === null ? '' : new TextDecoder().decode(content);
      if (sha256(text) === held.hash) texts.push(text);
    }
  }
  return texts;
}
