/**
 * Writes the JSON Schemas of the policy files and of fault plans, for editors. `npx tsx scripts/write-schemas.ts`; a test
 * says when it is due.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { faultPlanJsonSchema } from '../emulators/kit/faults/plan.ts';
import { schemaFiles } from '../src/core/policy/schemas.ts';

const folder = new URL('../schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
const files = { ...schemaFiles(), 'fault-plan.schema.json': faultPlanJsonSchema() };
for (const [name, text] of Object.entries(files)) writeFileSync(new URL(name, folder), text);
