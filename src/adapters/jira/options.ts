/**
 * The options of the form's select fields ("Issue custom field options", "Issue custom field contexts"). They stand in a
 * context of the field; only the one that the form of requests for access has is read and written.
 */
import { z } from 'zod';
import type { CaseSettings } from '../../core/policy/model.ts';
import type { FieldRefusal, FormField, FormFieldName, OptionPlace, SeenOption } from '../../core/portal/model.ts';
import { fold } from '../../core/shared/fold.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import { Fault } from '../../ports/fault.ts';
import type { FormOptions } from '../../ports/portal.ts';
import { probeAdministrator } from './check.ts';
import { api, type JiraClient } from './client.ts';
import type { FieldBook, MappedField } from './fields.ts';
import { createMetaTypes, project } from './schemas.ts';

/** "Create custom field options": at most 1,000 in a call. The others are given no more either. */
const AT_ONCE = 1_000;
const RIGHT = 'Administer Jira (global permission)';

const mapping = z.object({ values: z.array(z.object({ contextId: z.string().nullish() })) });
const contexts = z.object({
  values: z.array(z.object({ id: z.string(), isGlobalContext: z.boolean(), isAnyIssueType: z.boolean() })),
});
const mappedProjects = z.object({ values: z.array(z.object({ projectId: z.string().optional() })) });
const option = z.object({
  id: z.string(),
  value: z.string(),
  disabled: z.boolean(),
  optionId: z.string().optional(),
});
const optionPage = z.object({ values: z.array(option), total: z.number(), isLast: z.boolean().optional() });
const made = z.object({ options: z.array(option) });

export function formOptions(client: JiraClient, fields: FieldBook, cases: readonly CaseSettings[]): FormOptions {
  const form = cases.find(({ kind }) => kind === 'access-request');
  return {
    optionsAtOnce: AT_ONCE,
    readField: (field) => namingTheRight(readField(client, fields, form, field)),

    async addOptions(place, options) {
      const json = {
        options: options.map(({ text, parent }) => ({ value: text, ...(parent === null ? {} : { optionId: parent }) })),
      };
      const call = { operation: 'add options of a field', method: 'POST', path: optionsOf(place), json } as const;
      const answer = await namingTheRight(client.send(call, made));
      if (
        answer.options.length !== options.length ||
        answer.options.some(({ value }, at) => value !== options[at]?.text)
      ) {
        throw new Fault('transient', call.operation, { outcomeUnknown: true, note: 'other options were answered' });
      }
      return answer.options.map(({ id }) => id);
    },

    async changeOptions(place, options) {
      for (const some of inCalls(options)) {
        const json = { options: some.map(({ id, text, disabled }) => ({ id, value: text, disabled })) };
        const call = { operation: 'change options of a field', method: 'PUT', path: optionsOf(place), json } as const;
        await namingTheRight(client.tell(call));
      }
    },

    async orderOptions(place, ids, after) {
      let before = after;
      for (const some of inCalls(ids)) {
        const where = before === null ? { position: 'First' } : { after: before };
        const path = `${optionsOf(place)}/move`;
        const json = { customFieldOptionIds: some, ...where };
        await namingTheRight(client.tell({ operation: 'order options of a field', method: 'PUT', path, json }));
        before = some.at(-1) ?? before;
      }
    },

    probeForm: () => probeAdministrator(client),
  };
}

const optionsOf = ({ field, context }: OptionPlace) => api`/field/${field}/context/${context}/option`;

function* inCalls<Item>(items: readonly Item[]): Iterable<readonly Item[]> {
  for (let at = 0; at < items.length; at += AT_ONCE) yield items.slice(at, at + AT_ONCE);
}

async function readField(
  client: JiraClient,
  fields: FieldBook,
  form: CaseSettings | undefined,
  name: FormFieldName,
): Promise<Outcome<FormField, FieldRefusal>> {
  const mapped = (await fields.read()).mapped.find(({ logical }) => logical === name);
  if (mapped === undefined) return refuse('not-mapped');
  const kind = kindOf(mapped);
  if (kind === null) return refuse('not-a-select');
  const at = form === undefined ? null : await formIds(client, form);
  if (at === null) return refuse('no-form');
  const asked = {
    operation: 'read the context of a field',
    method: 'POST',
    path: api`/field/${mapped.id}/context/mapping`,
    json: { mappings: [at] },
  } as const;
  const context = (await client.send(asked, mapping)).values[0]?.contextId ?? null;
  if (context === null) return refuse('no-context');
  const place = { field: mapped.id, context };
  return accept({ kind, place, isShared: await isShared(client, place), options: await readOptions(client, place) });
}

function kindOf({ type, items }: MappedField): FormField['kind'] | null {
  if (type === 'option') return 'select';
  if (type === 'option-with-child') return 'cascading';
  return type === 'array' && items === 'option' ? 'several' : null;
}

async function formIds(client: JiraClient, form: CaseSettings) {
  const path = api`/project/${form.project}`;
  const found = await client.orAbsent(client.send({ operation: 'read project', path }, project));
  if (found === null) return null;
  const types = {
    operation: 'read issue types',
    path: api`/issue/createmeta/${form.project}/issuetypes`,
    query: { maxResults: 200 },
  };
  const { issueTypes } = await client.send(types, createMetaTypes);
  const type = issueTypes.find(({ name }) => fold(name) === fold(form.issueType));
  return type === undefined ? null : { projectId: found.id, issueTypeId: type.id };
}

/** More than our own form has the same options: whoever edits the catalogue should know. */
async function isShared(client: JiraClient, { field, context }: OptionPlace): Promise<boolean> {
  const query = { contextId: context };
  const call = { operation: 'read the context of a field', path: api`/field/${field}/context`, query };
  const found = (await client.send(call, contexts)).values.find(({ id }) => id === context);
  if (found === undefined || found.isGlobalContext || found.isAnyIssueType) return true;
  const projects = { ...call, path: api`/field/${field}/context/projectmapping` };
  return (await client.send(projects, mappedProjects)).values.length > 1;
}

/** Every page. What changes while it is read may be on none of them, so the count is held against the sum. */
async function readOptions(client: JiraClient, place: OptionPlace): Promise<readonly SeenOption[]> {
  const operation = 'read options of a field';
  const found = new Map<string, SeenOption>();
  for (let startAt = 0; ; ) {
    const query = { startAt, maxResults: AT_ONCE };
    const page = await client.send({ operation, path: optionsOf(place), query }, optionPage);
    for (const { id, value, disabled, optionId } of page.values) {
      found.set(id, { id, text: value, disabled, parent: optionId ?? null });
    }
    startAt += page.values.length;
    if (page.isLast === true || page.values.length === 0) {
      if (found.size === page.total) return [...found.values()];
      throw new Fault('transient', operation, { note: 'the list changed while it was read' });
    }
  }
}

/** Options and contexts are for administrators of Jira alone, reading them too. */
async function namingTheRight<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof Fault) || error.kind !== 'denied') throw error;
    const { operation, vendorCode } = error;
    throw new Fault('denied', operation, { vendorCode, right: RIGHT, cause: error });
  }
}
