/** What a screen takes: the create and edit metadata ("Get create field metadata for a project and issue type id"). */
import { operationsOf } from '../fields/kind.ts';
import type { JsonObject } from '../json.ts';
import type { Field, Project } from '../model.ts';
import { schemaOf } from '../site/fieldBook.ts';
import type { JiraSite } from '../site/site.ts';

export function oneField(site: JiraSite, project: Project, field: Field, required: boolean): JsonObject {
  const allowed = field.kind.allowedValues?.(site.fieldContext(field, project));
  return {
    required,
    schema: schemaOf(field),
    name: field.name,
    key: field.id,
    hasDefaultValue: field.id === 'priority' || field.id === 'reporter',
    operations: operationsOf(field.kind),
    ...(allowed === undefined ? {} : { allowedValues: allowed }),
  };
}

export const fieldMetadata = (
  site: JiraSite,
  project: Project,
  screen: ReadonlySet<string>,
  required: ReadonlySet<string>,
): JsonObject =>
  Object.fromEntries(
    fieldsOn(site, screen).map((field) => [field.id, oneField(site, project, field, required.has(field.id))]),
  );

export const fieldsOn = (site: JiraSite, screen: ReadonlySet<string>): Field[] =>
  [...screen].flatMap((id) => site.fields.get(id) ?? []);
