/** Filing a request as a customer does: the fields of the request type only, plain text instead of documents. */
import { adfFromText } from '../adf/validate.ts';
import { document } from '../fields/text.ts';
import { idOf, isObject, type Json, type JsonObject, objectOf, textOf } from '../json.ts';
import type { RequestType } from '../model.ts';
import { refuse, refuseFields } from '../refusal.ts';
import { type Actor, signedIn } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { fileIssue } from '../work/create.ts';
import { isRequest, mayEnter, type Request } from './access.ts';
import { knownAccounts } from './participants.ts';

export function createRequest(site: JiraSite, caller: Actor, body: JsonObject): Request {
  const actor = signedIn(caller);
  const project = site.projects.desk(idOf(body.serviceDeskId) ?? '');
  if (project === undefined) throw refuse(400, 'The service desk does not exist.');
  if (!mayEnter(project, actor))
    throw refuse(403, 'You do not have permission to create requests in this service desk.');
  const requestType = project.desk.requestTypes.get(idOf(body.requestTypeId) ?? '');
  const type = requestType === undefined ? undefined : project.types.get(requestType.issueType.id);
  if (requestType === undefined || type === undefined) throw refuse(400, 'The request type does not exist.');
  if (body.form !== undefined) throw refuse(400, 'Forms are not part of this stand-in.');
  const behalf = textOf(body.raiseOnBehalfOf);
  const asked = body.requestParticipants ?? [];
  if (!actor.agent && (behalf !== undefined || (Array.isArray(asked) && asked.length > 0)))
    throw refuse(403, 'You do not have permission to raise requests on behalf of others or to add participants.');
  const participants = knownAccounts(site, asked);
  if (behalf !== undefined) knownAccounts(site, [behalf]);
  const ids = new Set(requestType.fields.map(({ id }) => id));
  const required = new Set(requestType.fields.filter((field) => field.required).map(({ id }) => id));
  const filed = fileIssue(
    site,
    actor,
    {
      project,
      type: { ...type, create: ids, required: new Set([...type.required, ...required]) },
      parent: undefined,
    },
    { fields: fieldsOf(site, requestType, body) },
    { requestTypeId: requestType.id, reporter: behalf ?? actor.accountId, participants },
  );
  if (!isRequest(filed)) throw new Error(`${filed.key} was filed where there is no desk`);
  return filed;
}

/** What was answered, and what the request type fills in by itself. */
function fieldsOf(site: JiraSite, requestType: RequestType, body: JsonObject): Record<string, Json> {
  const fields: Record<string, Json> = {};
  for (const [id, value] of Object.entries(objectOf(body.requestFieldValues))) {
    const field = requestType.fields.find((one) => one.id === id);
    if (field === undefined || field.preset !== undefined)
      throw refuseFields({ [id]: `Field '${id}' is not part of the request type '${requestType.name}'.` });
    const isPlain = site.fields.get(id)?.kind === document && body.isAdfRequest !== true;
    // A document counts only where the request says that it brings documents.
    if (isPlain && isObject(value)) throw refuseFields({ [id]: 'Operation value must be a string' });
    fields[id] = isPlain && typeof value === 'string' ? adfFromText(value) : (value ?? null);
  }
  for (const { id, preset } of requestType.fields) if (preset !== undefined) fields[id] = preset;
  return fields;
}
