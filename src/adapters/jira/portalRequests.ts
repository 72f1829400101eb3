/**
 * Requests of a service desk ("Create customer request"): filed by our account in the name of whoever asked, with a request
 * type, so that they find it on their portal. The call takes no properties, so the key by which the issue is found again
 * stands as the last line of its description; what the request type does not ask for, or an option it does not offer, is
 * left out, because the desk names no field when it refuses.
 */
import { z } from 'zod';
import { fold } from '../../core/shared/fold.ts';
import { Fault } from '../../ports/fault.ts';
import type { OwnIssue } from '../../ports/tracker.ts';
import { type AdfDocument, adfOf } from './adf.ts';
import { createCache } from './cache.ts';
import { api, type JiraClient } from './client.ts';
import { FIELDS_AGE } from './config.ts';
import type { Filed } from './createIssue.ts';
import { cutShort } from './errors.ts';
import { createMetaTypes } from './schemas.ts';
import { isRecord, plainText } from './text.ts';

const DESK = '/rest/servicedeskapi';
const PAGE = 50;
/** More request types of one desk are nobody's portal. */
const MOST_PAGES = 20;

const serviceDesk = z.object({ id: z.string() });
const requestTypes = z.object({
  isLastPage: z.boolean(),
  values: z.array(z.object({ id: z.string(), name: z.string(), issueTypeId: z.string() })),
});
const choice = z.object({
  label: z.string().optional(),
  children: z.array(z.object({ label: z.string().optional() })),
});
const requestForm = z.object({
  canRaiseOnBehalfOf: z.boolean().optional(),
  requestTypeFields: z.array(
    z.object({
      fieldId: z.string(),
      required: z.boolean().optional(),
      validValues: z.array(choice.partial()).optional(),
    }),
  ),
});
const createdRequest = z.object({ issueId: z.string(), issueKey: z.string() });

/** What one request type asks for, and whether we may ask in somebody else's name. */
export interface RequestForm {
  readonly desk: string;
  readonly type: string;
  readonly fields: readonly RequestField[];
  readonly onBehalf: boolean;
}
type RequestField = z.output<typeof requestForm>['requestTypeFields'][number];

export interface RequestForms {
  /** `null` = the project has no desk, or none of its request types is called so and makes this type of issue. */
  formOf(issue: Pick<OwnIssue, 'project' | 'issueType'>, name: string): Promise<RequestForm | null>;
}

export function createRequestForms(client: JiraClient): RequestForms {
  const known = createCache<RequestForm | null>(FIELDS_AGE, client.now);
  return {
    formOf: (issue, name) =>
      known.get(JSON.stringify([issue.project, issue.issueType, name]), () => findForm(client, issue, name)),
  };
}

async function findForm(
  client: JiraClient,
  { project, issueType }: Pick<OwnIssue, 'project' | 'issueType'>,
  name: string,
): Promise<RequestForm | null> {
  const path = `${DESK}/servicedesk/${encodeURIComponent(project)}`;
  const desk = await client.orAbsent(client.send({ operation: 'read service desk', path }, serviceDesk));
  if (desk === null) return null;
  const issueTypes = { operation: 'read issue types', path: api`/issue/createmeta/${project}/issuetypes` };
  const meta = await client.send({ ...issueTypes, query: { maxResults: 200 } }, createMetaTypes);
  const made = meta.issueTypes.find((one) => one.name === issueType)?.id;
  const types = (await requestTypesOf(client, desk.id)).filter(({ issueTypeId }) => issueTypeId === made);
  const type = types.find((one) => fold(one.name) === fold(name));
  if (type === undefined) return null;
  const call = {
    operation: 'read request type',
    path: `${DESK}/servicedesk/${encodeURIComponent(desk.id)}/requesttype/${encodeURIComponent(type.id)}/field`,
  };
  const { requestTypeFields: fields, canRaiseOnBehalfOf } = await client.send(call, requestForm);
  return { desk: desk.id, type: type.id, fields, onBehalf: canRaiseOnBehalfOf === true };
}

/** Every request type of a desk, also those in no group, which the portal does not show. */
export async function requestTypesOf(client: JiraClient, desk: string) {
  const found: z.output<typeof requestTypes>['values'] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const call = {
      operation: 'read request types',
      path: `${DESK}/servicedesk/${encodeURIComponent(desk)}/requesttype`,
      query: { start: found.length, limit: PAGE },
    };
    const { values, isLastPage } = await client.send(call, requestTypes);
    found.push(...values);
    if (isLastPage) return found;
    if (values.length === 0) break;
  }
  throw cutShort('read request types');
}

/** Without these nobody could tell what is asked, nor we find it again. */
export const ALWAYS_ASKED = ['summary', 'description'] as const;

/** What cannot be filed as this request: it asks for something we have not, or has no room for what we need. */
export const cannotHold = ({ fields }: RequestForm, given: Readonly<Record<string, unknown>>): readonly string[] => [
  ...ALWAYS_ASKED.filter((id) => !fields.some(({ fieldId }) => fieldId === id)),
  ...fields
    .filter(({ required, fieldId }) => required === true && !ALWAYS_ASKED.some((id) => id === fieldId))
    .filter((field) => !isOffered(field, given[field.fieldId]))
    .map(({ fieldId }) => fieldId),
];

const isOffered = ({ validValues = [] }: RequestField, value: unknown): boolean => {
  const options = Array.isArray(value) ? value : [value];
  return (
    value !== undefined && options.every((one) => !isRecord(one) || !('value' in one) || isOption(one, validValues))
  );
};

function isOption(
  { value, child }: Readonly<Record<string, unknown>>,
  choices: RequestField['validValues'] = [],
): boolean {
  const found = choices.find(({ label }) => label === value);
  if (found === undefined) return false;
  return !isRecord(child) || (found.children ?? []).some(({ label }) => label === child.value);
}

/** Refused, nothing was made: it is tried with what must be there alone, at last in our own name. */
export async function createRequest(
  client: JiraClient,
  form: RequestForm,
  key: string,
  issue: { readonly summary: string; readonly body: OwnIssue['body']; readonly reporter: string | null },
  given: Readonly<Record<string, unknown>>,
): Promise<Filed> {
  const taken = form.fields.filter((field) => isOffered(field, given[field.fieldId]));
  const valuesOf = (fields: readonly RequestField[]) =>
    Object.fromEntries(fields.map(({ fieldId }) => [fieldId, given[fieldId]]));
  const needed = valuesOf(taken.filter(({ required }) => required === true));
  const behalf = form.onBehalf && issue.reporter !== null ? { raiseOnBehalfOf: issue.reporter } : {};
  const file = async (values: Readonly<Record<string, unknown>>, inTheNameOf: Readonly<Record<string, string>>) => {
    const always = { summary: issue.summary, description: withKey(adfOf(issue.body), key) };
    const json = {
      serviceDeskId: form.desk,
      requestTypeId: form.type,
      // Plain text would be read as wiki markup, and what people wrote would become links and mentions.
      isAdfRequest: true,
      requestFieldValues: { ...values, ...always },
      ...inTheNameOf,
    };
    const call = { operation: 'file request', method: 'POST', path: `${DESK}/request`, json } as const;
    const { issueId, issueKey } = await client.send(call, createdRequest);
    return { id: issueId, key: issueKey };
  };
  return file(valuesOf(taken), behalf)
    .catch(orElse(() => file(needed, behalf)))
    .catch(orElse(() => file(needed, {})));
}

const orElse = (otherwise: () => Promise<Filed>) => (trouble: unknown) => {
  if (trouble instanceof Fault && (trouble.kind === 'invalid' || trouble.kind === 'denied')) return otherwise();
  throw trouble;
};

const KEPT_AS = 'Kept by Tenure as ';

/** After everything people wrote: what stands before it may look like it, and is not. */
const withKey = (document: AdfDocument, key: string): AdfDocument => ({
  ...document,
  content: [...document.content, { type: 'paragraph', content: [{ type: 'text', text: `${KEPT_AS}${key}` }] }],
});

/** The key in the description of a request that our own account made. */
export function keyIn(description: unknown): string | null {
  const blocks = isRecord(description) && Array.isArray(description.content) ? description.content : [];
  const last = plainText(blocks.at(-1), KEPT_AS.length + LONGEST_KEY).trim();
  return last.startsWith(KEPT_AS) ? last.slice(KEPT_AS.length) : null;
}

const LONGEST_KEY = 500;
