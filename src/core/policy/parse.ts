/**
 * The files -> one policy, or everything that is wrong with them at once. Never throws, whatever the text:
 * the files come from people, spreadsheets and merges.
 */
import { z } from 'zod';
import { applicationsNamed, checkCatalogue } from './check/catalogue.ts';
import { checkRequests } from './check/requests.ts';
import { checkSettings } from './check/settings.ts';
import { checkTable } from './check/table.ts';
import type { Catalogue, Policy, Problem, RequestPolicy, Settings } from './model.ts';
import { catalogueFrom } from './read/catalogue.ts';
import { readCsv } from './read/csv.ts';
import { FILES, type PolicyFile, pickFiles } from './read/files.ts';
import { problemsOf } from './read/issues.ts';
import { type Names, namesIn } from './read/names.ts';
import { sorted } from './read/problem.ts';
import { requestsFrom } from './read/requests.ts';
import { settingsFrom } from './read/settings.ts';
import { readTable } from './read/table.ts';
import { readYaml, type YamlFile } from './read/yaml.ts';
import { catalogueSchema } from './schema/catalogue.ts';
import { requestsSchema } from './schema/requests.ts';
import { settingsSchema } from './schema/settings.ts';
import { versionOf } from './version.ts';

export type Parsed =
  | { readonly ok: true; readonly policy: Policy; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Files are told apart by their base names; anything else in the folder is left alone. */
export function parsePolicy(files: readonly PolicyFile[]): Parsed {
  const picked = pickFiles(files);
  const problems: Problem[] = [...picked.problems];
  const yamlOf = (name: string) => {
    const file = picked.texts.get(name);
    return file === undefined ? undefined : readYaml(file.path, file.text);
  };
  const settingsYaml = yamlOf(FILES.settings);
  const catalogueYaml = yamlOf(FILES.catalogue);
  const requestsYaml = yamlOf(FILES.requests);
  const tableFile = picked.texts.get(FILES.table);
  const csv = tableFile === undefined ? undefined : readCsv(tableFile.path, tableFile.text);
  const names = namesIn(settingsYaml?.value, clear(catalogueYaml));

  const settings = settingsIn(settingsYaml, names, problems);
  const catalogue = catalogueIn(catalogueYaml, names, problems);
  const requests = requestsIn(requestsYaml, names, problems);
  const table = csv === undefined ? undefined : readTable(csv, names);
  problems.push(...(csv?.problems ?? []), ...(table?.problems ?? []));

  if (settings !== null && settingsYaml !== undefined) {
    problems.push(...checkSettings(settings, names, settingsYaml));
    if (catalogue !== null) problems.push(...applicationsNamed(settings, catalogue, settingsYaml));
  }
  if (catalogue !== null && catalogueYaml !== undefined) {
    problems.push(...checkCatalogue(catalogue, settings, catalogueYaml));
  }
  if (table !== undefined && csv !== undefined) {
    problems.push(...checkTable(table.rows, settings, catalogue, csv.file));
  }
  if (requests !== null && requestsYaml !== undefined && catalogue !== null) {
    problems.push(...checkRequests(requests, { settings, catalogue, table: table?.rows ?? [], yaml: requestsYaml }));
  }

  const failed = problems.some(({ severity }) => severity === 'error');
  if (failed || settings === null || catalogue === null || table === undefined) {
    return { ok: false, problems: sorted(problems) };
  }
  const content = { settings, table: table.rows, catalogue, ...(requests === null ? {} : { requests }) };
  return { ok: true, policy: { version: versionOf(content), ...content }, warnings: sorted(problems) };
}

/** What the catalogue says, unless it says something twice: then nothing is concluded from it about the table. */
const clear = (yaml: YamlFile | undefined): unknown =>
  yaml?.problems.some(({ severity }) => severity === 'error') ? undefined : yaml?.value;

function settingsIn(yaml: YamlFile | undefined, names: Names, problems: Problem[]): Settings | null {
  const input = checkedBy(settingsSchema, yaml, problems);
  return input === undefined ? null : settingsFrom(input, names);
}

function catalogueIn(yaml: YamlFile | undefined, names: Names, problems: Problem[]): Catalogue | null {
  const input = checkedBy(catalogueSchema, yaml, problems);
  return input === undefined || yaml === undefined ? null : catalogueFrom(input, names, yaml);
}

function requestsIn(yaml: YamlFile | undefined, names: Names, problems: Problem[]): RequestPolicy | null {
  const input = checkedBy(requestsSchema, yaml, problems);
  return input === undefined || yaml === undefined ? null : requestsFrom(input, names, yaml);
}

function checkedBy<Schema extends z.ZodType>(
  schema: Schema,
  yaml: YamlFile | undefined,
  problems: Problem[],
): z.output<Schema> | undefined {
  if (yaml === undefined) return undefined;
  problems.push(...yaml.problems);
  // Unreadable: the syntax errors are listed, and everything the schema could add would be a consequence of them.
  if (yaml.value === undefined && yaml.problems.length > 0) return undefined;
  const checked = schema.safeParse(yaml.value ?? {});
  if (checked.success) return checked.data;
  problems.push(...problemsOf(checked.error.issues, yaml, shapeOf(schema)));
  return undefined;
}

/** Where near words for unknown keys come from; worked out once, and only when something is wrong. */
const shapes = new WeakMap<z.ZodType, unknown>();

function shapeOf(schema: z.ZodType): unknown {
  const known = shapes.get(schema) ?? z.toJSONSchema(schema, { io: 'input' });
  shapes.set(schema, known);
  return known;
}
