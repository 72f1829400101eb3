/** Writes the JSON Schemas of the policy files, for editors. `npx tsx scripts/write-schemas.ts`; a test says when it is due. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { schemaFiles } from '../src/core/policy/schemas.ts';

const folder = new URL('../schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(schemaFiles())) writeFileSync(new URL(name, folder), text);
