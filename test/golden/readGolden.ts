/** The golden file of version 1: what was stored, and the event it must be read as. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

export const GOLDEN = new URL('events-v1.jsonl', import.meta.url);

const line = z.object({
  type: z.string(),
  text: z.string(),
  hash: z.string(),
  salt: z.string().nullable(),
  event: z.looseObject({ type: z.string() }),
});

export function readGolden(): readonly z.output<typeof line>[] {
  if (!existsSync(GOLDEN)) return [];
  return readFileSync(GOLDEN, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => line.parse(JSON.parse(text)));
}
