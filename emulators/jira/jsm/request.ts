/** Filing a request as a customer does: the fields of the request type only, plain text instead of documents. */
import { adfFromText } from '../adf/validate.ts';
import { document } from '../fields/text.ts';
import { idOf, type Json, type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import type { Issue } from '../model.ts';
import { refuse, refuseFields } from '../refusal.ts';
import { type Actor, signedIn } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { fileIssue } from '../work/create.ts';

export function createRequest(site: JiraSite, caller: Actor, body: JsonObject): Issue {
  const actor = signedIn(caller);
  const project = site.projects.desk(idOf(body.serviceDeskId) ?? '');
  if (project === undefined) throw refuse(400, 'The service desk does not exist.');
  const requestType = project.requestTypes.get(idOf(body.requestTypeId) ?? '');
  const type = requestType === undefined ? undefined : project.types.get(requestType.issueType.id);
  if (requestType === undefined || type === undefined) throw refuse(400, 'The request type does not exist.');
  const behalf = textOf(body.raiseOnBehalfOf);
  const participants = listOf(body.requestParticipants).map((id) => textOf(id) ?? '');
  if (!actor.agent && (behalf !== undefined || participants.length > 0))
    throw refuse(403, 'You do not have permission to raise requests on behalf of others or to add participants.');
  for (const accountId of [...participants, ...(behalf === undefined ? [] : [behalf])])
    if (site.directory.user(accountId)?.active !== true) throw refuse(400, `The user '${accountId}' does not exist.`);
  const given = objectOf(body.requestFieldValues);
  for (const id of Object.keys(given))
    if (!requestType.fields.includes(id))
      throw refuseFields({ [id]: `Field '${id}' is not part of the request type '${requestType.name}'.` });
  const fields: Record<string, Json> = {};
  for (const [id, value] of Object.entries(given)) {
    const isDocument = site.fields.get(id)?.kind === document || id === 'description' || id === 'environment';
    fields[id] =
      isDocument && typeof value === 'string' && body.isAdfRequest !== true ? adfFromText(value) : (value ?? null);
  }
  return fileIssue(
    site,
    actor,
    { project, type: { ...type, create: new Set(requestType.fields) }, parent: undefined },
    { fields },
    { requestTypeId: requestType.id, reporter: behalf ?? actor.accountId, participants },
  );
}
