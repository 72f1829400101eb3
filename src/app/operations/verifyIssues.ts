/**
 * The signed pieces on the issues against the store. For as many events as an issue's head counts, the pieces are made
 * again and compared whole: Ed25519 signs the same text with the same bytes each time (RFC 8032), so equal pieces are
 * equal in content, order and signature.
 */
import { z } from 'zod';
import { HEAD_KEY, signablePieces } from '../../core/evidence/index.ts';
import { canonical, canonicalOrNull } from '../../core/shared/canonical.ts';
import { accept } from '../../core/shared/outcome.ts';
import type { CaseRow } from '../../ports/store.ts';
import type { World } from '../world.ts';
import { operation } from './operation.ts';
import type { RecordFault } from './verify.ts';
import { ledgerFault } from './verifySeals.ts';

const headShape = z.object({ count: z.int().min(0), keyId: z.string() });

export const verifyIssues = operation({
  needs: 'outside',
  input: z.strictObject({}),
  async run(world) {
    const rows = await world.store.read.cases();
    const faults: RecordFault[] = [];
    let behind = 0;
    for (const row of rows) {
      // Pieces may be on their way right now: a difference counts when it is still there at a second look.
      const found = (await compareIssue(world, row)) && (await compareIssue(world, row));
      if (found === 'behind') behind += 1;
      else if (found !== null) faults.push({ where: row.issueKey, ...found });
    }
    const ledger = (await ledgerFault(world)) && (await ledgerFault(world));
    if (ledger !== null) faults.push(ledger);
    return accept({ whole: faults.length === 0, issues: rows.length, behind, faults });
  },
});

type Found = Pick<RecordFault, 'fault' | 'says'> | 'behind' | null;

async function compareIssue({ store, tracker, sign }: World, { id, issueId }: CaseRow): Promise<Found> {
  // Its issue is still to be filed.
  if (issueId === '') return 'behind';
  const cursor = await store.read.evidenceCursor(id);
  const held: unknown = await tracker.getProperty(issueId, HEAD_KEY);
  if (held === null && cursor === 0) return 'behind';
  const head = headShape.safeParse(held).data;
  if (head === undefined) return { fault: 'no-record', says: 'the issue no longer carries its record' };
  if (head.keyId !== sign.keyId) {
    return { fault: 'other-key', says: `the record is signed with key ${head.keyId}, and this one is ${sign.keyId}` };
  }
  const links = await store.read.rawStream(id);
  if (head.count > links.length || head.count < cursor) {
    return { fault: 'count-differs', says: `the issue counts ${head.count} events, and the store has ${links.length}` };
  }
  const { pieces } = signablePieces(id, links.slice(0, head.count), sign);
  for (const piece of pieces) {
    const there: unknown = piece.key === HEAD_KEY ? held : await tracker.getProperty(issueId, piece.key);
    if (there === null) return { fault: 'piece-missing', says: `the property ${piece.key} is gone` };
    if (canonicalOrNull(there) !== canonical(piece.value)) {
      return { fault: 'piece-differs', says: `the property ${piece.key} says something else than the store` };
    }
  }
  return null;
}
