/** Reading the `fields` and `update` of a request against a screen, and the history of what they change. */
import { type FieldContext, FieldProblem, isListKind, texts } from '../fields/kind.ts';
import { InvalidDocument, sameValue } from '../fields/text.ts';
import { isList, type Json, type JsonObject, objectOf } from '../json.ts';
import type { ChangeItem, Field, FieldValue, Project } from '../model.ts';
import { JiraRefusal, refuse } from '../refusal.ts';
import type { JiraSite } from '../site/site.ts';

/** Handled on their own by create, edit and transition. */
const APART = new Set(['project', 'issuetype', 'parent', 'comment', 'issuelinks', 'attachment', 'worklog']);

export type NewValues = ReadonlyMap<string, FieldValue | null>;

export function readFields(
  site: JiraSite,
  project: Project,
  screen: ReadonlySet<string>,
  before: ReadonlyMap<string, FieldValue>,
  request: { readonly fields: JsonObject; readonly update: JsonObject },
): NewValues {
  const values = new Map<string, FieldValue | null>();
  const errors: Record<string, string> = {};
  const read = (id: string, how: (field: Field, context: FieldContext) => FieldValue | null) => {
    const field = screen.has(id) ? site.fields.get(id) : undefined;
    if (field === undefined) {
      errors[id] = `Field '${id}' cannot be set. It is not on the appropriate screen, or unknown.`;
      return;
    }
    try {
      values.set(id, how(field, site.fieldContext(field, project)));
    } catch (error) {
      if (error instanceof InvalidDocument) throw refuse(400, 'INVALID_INPUT');
      if (!(error instanceof FieldProblem)) throw error;
      errors[id] = error.message;
    }
  };
  for (const [id, input] of Object.entries(request.fields)) {
    if (APART.has(id) || input === undefined) continue;
    if (id in request.update) errors[id] = `Field '${id}' cannot appear in both 'fields' and 'update'`;
    else read(id, (field, context) => field.kind.parse(input, context));
  }
  for (const [id, operations] of Object.entries(request.update)) {
    if (APART.has(id)) continue;
    read(id, (field, context) => {
      if (!isList(operations)) throw new FieldProblem('data was not an array');
      return operations.reduce(
        (value: FieldValue | null, operation) => operate(field, context, value, operation),
        before.get(id) ?? null,
      );
    });
  }
  if (Object.keys(errors).length > 0) throw new JiraRefusal(400, [], errors);
  return values;
}

function operate(field: Field, context: FieldContext, value: FieldValue | null, operation: Json): FieldValue | null {
  const [[verb, input] = ['', null]] = Object.entries(objectOf(operation));
  if (verb === 'set') return field.kind.parse(input ?? null, context);
  if (!isListKind(field.kind) || (verb !== 'add' && verb !== 'remove'))
    throw new FieldProblem(`Field '${field.id}' does not support operation '${verb}'`);
  const [entry] = texts(field.kind.parse([input ?? null], context) ?? []);
  if (entry === undefined) return value;
  const present = value === null ? [] : texts(value);
  const next = verb === 'add' ? [...new Set([...present, entry])] : present.filter((other) => other !== entry);
  return next.length === 0 ? null : next;
}

/** Only what really differs is written to the changelog. */
export function changesOf(
  site: JiraSite,
  project: Project,
  before: ReadonlyMap<string, FieldValue>,
  values: NewValues,
): ChangeItem[] {
  const items: ChangeItem[] = [];
  for (const [id, value] of values) {
    const field = site.fields.get(id);
    const old = before.get(id) ?? null;
    if (field === undefined || sameValue(old, value)) continue;
    const context = site.fieldContext(field, project);
    const from = old === null ? NOTHING : field.kind.history(old, context);
    const to = value === null ? NOTHING : field.kind.history(value, context);
    items.push({
      // The display name for custom fields, the id for system fields ("security" appears by its display name).
      field: field.custom || id === 'security' ? field.name : id,
      fieldtype: field.custom ? 'custom' : 'jira',
      fieldId: id,
      from: from.id,
      fromString: from.text,
      to: to.id,
      toString: to.text,
    });
  }
  return items;
}

const NOTHING = { id: null, text: null };

export function merged(before: ReadonlyMap<string, FieldValue>, values: NewValues): Map<string, FieldValue> {
  const next = new Map(before);
  for (const [id, value] of values) {
    if (value === null) next.delete(id);
    else next.set(id, value);
  }
  return next;
}

export function missingRequired(
  site: JiraSite,
  required: ReadonlySet<string>,
  values: ReadonlyMap<string, FieldValue>,
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const id of required) {
    if (values.has(id)) continue;
    errors[id] =
      id === 'summary' ? 'You must specify a summary of the issue.' : `${site.fields.get(id)?.name ?? id} is required.`;
  }
  return errors;
}
