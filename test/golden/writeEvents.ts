/**
 * Appends a line to events-v1.jsonl for every type of event that has none: `node --import tsx test/golden/writeEvents.ts`.
 * Lines that are there are never touched: they are what released versions of Tenure have written.
 */

import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { chain, EMPTY } from '../../src/adapters/postgres/chain.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { instantOf } from '../../src/core/shared/instant.ts';
import { EXAMPLES } from './events.ts';
import { GOLDEN, readGolden } from './readGolden.ts';

const known = new Set(readGolden().map((line) => line.type));
for (const event of Object.values(EXAMPLES)) {
  if (known.has(event.type)) continue;
  const at = instantOf(new Date('2026-03-02T08:00:00.000Z'));
  const [link] = chain(EMPTY, caseId('jira', '10012'), [event], at, () => randomBytes(16).toString('hex'));
  if (link === undefined) continue;
  const { type, text, hash, personal } = link;
  appendFileSync(GOLDEN, `${JSON.stringify({ type, text, hash, salt: personal?.salt ?? null, event })}\n`);
}
