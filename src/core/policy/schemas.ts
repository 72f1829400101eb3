/** The JSON Schemas of the files, for editors; `scripts/write-schemas.ts` writes them out. */
import { z } from 'zod';
import type { Json } from '../shared/canonical.ts';
import { catalogueSchema } from './schema/catalogue.ts';
import { requestsSchema } from './schema/requests.ts';
import { settingsSchema } from './schema/settings.ts';
import { rowSchema } from './schema/table.ts';

/** What a file may say, not what it becomes: defaults are shown, nothing that has one is required. */
const written = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });

export const settingsJsonSchema = () => written(settingsSchema);
export const catalogueJsonSchema = () => written(catalogueSchema);
export const requestsJsonSchema = () => written(requestsSchema);
export const rowJsonSchema = () => written(rowSchema);

/** File name under `schemas/` -> its text. */
export function schemaFiles(): Readonly<Record<string, string>> {
  const text = (schema: unknown) => `${JSON.stringify(schema, null, 2)}\n`;
  return {
    'tenure.schema.json': text(settingsJsonSchema()),
    'catalogue.schema.json': text(catalogueJsonSchema()),
    'policy.schema.json': text(requestsJsonSchema()),
    'reference-table.schema.json': text(rowJsonSchema()),
  };
}

export type JsonSchema = { readonly [key: string]: Json | undefined };
