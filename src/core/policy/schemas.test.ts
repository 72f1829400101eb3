import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { catalogueJsonSchema, requestsJsonSchema, schemaFiles, settingsJsonSchema } from './schemas.ts';
import { SMALL } from './testing/policies.ts';

const folder = new URL('../../../schemas/', import.meta.url);
const example = (name: string) => readFileSync(new URL(`../../../examples/acme/${name}`, import.meta.url), 'utf8');
const ajv = new Ajv({ strict: false });

describe('the JSON Schemas', () => {
  it('are the ones under schemas/ (else run scripts/write-schemas.ts)', () => {
    const written = readdirSync(folder).filter((name) => Object.hasOwn(schemaFiles(), name));
    expect(Object.fromEntries(written.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]))).toEqual(
      schemaFiles(),
    );
  });

  it.each([
    ['tenure.yaml', settingsJsonSchema(), [example('tenure.yaml'), SMALL.settings], 'compny: x'],
    [
      'catalogue.yaml',
      catalogueJsonSchema(),
      [example('catalogue.yaml'), SMALL.catalogue],
      'applications: { a: { nam: b } }',
    ],
    ['policy.yaml', requestsJsonSchema(), [example('policy.yaml')], 'rules: { low: { whn: {}, automatic: true } }'],
  ])('accept %s as we do, and refuse an unknown key', (_, schema, texts, wrong) => {
    const accepts = ajv.compile(schema);
    for (const text of texts) expect(accepts(parseDocument(text).toJS()) || accepts.errors).toBe(true);
    expect(accepts(parseDocument(wrong).toJS())).toBe(false);
  });
});
