/** Desks and their request types as the portal's interface shows them. */
import { isObject, type Json, type JsonObject, listOf, textOf } from '../json.ts';
import type { RequestField, RequestType, User } from '../model.ts';
import { oneField } from '../show/metadata.ts';
import { schemaOf } from '../site/fieldBook.ts';
import { may } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import type { DeskProject } from './access.ts';
import { API } from './show.ts';

export const showDesk = (site: JiraSite, { id, key, name, desk }: DeskProject): JsonObject => ({
  id: desk.id,
  projectId: id,
  projectName: name,
  projectKey: key,
  _links: { self: `${site.baseUrl}${API}/servicedesk/${desk.id}` },
});

export const showRequestType = (site: JiraSite, { desk }: DeskProject, type: RequestType): JsonObject => ({
  _expands: ['field'],
  id: type.id,
  name: type.name,
  description: type.description,
  helpText: type.helpText,
  issueTypeId: type.issueType.id,
  serviceDeskId: desk.id,
  portalId: desk.id,
  groupIds: type.groupIds,
  icon: { id: '1', _links: { iconUrls: {} } },
  _links: { self: `${site.baseUrl}${API}/servicedesk/${desk.id}/requesttype/${type.id}` },
});

/** What the type fills in itself is shown to administrators of the desk who ask for it. */
export function showRequestFields(
  site: JiraSite,
  project: DeskProject,
  type: RequestType,
  actor: User,
  withHidden: boolean,
): JsonObject {
  const seesHidden = withHidden && may(site, actor, 'ADMINISTER_PROJECTS', project);
  return {
    requestTypeFields: type.fields
      .filter(({ preset }) => preset === undefined || seesHidden)
      .flatMap((field) => showField(site, project, field)),
    canRaiseOnBehalfOf: actor.agent,
    canAddRequestParticipants: actor.agent,
  };
}

function showField(site: JiraSite, project: DeskProject, { id, required, preset }: RequestField): JsonObject[] {
  const field = site.fields.get(id);
  if (field === undefined) return [];
  const { allowedValues } = oneField(site, project, field, false);
  return [
    {
      fieldId: id,
      name: field.name,
      description: '',
      required,
      defaultValues: [],
      presetValues: preset === undefined ? [] : [typeof preset === 'string' ? preset : JSON.stringify(preset)],
      validValues: listOf(allowedValues).flatMap(showValid),
      jiraSchema: schemaOf(field),
      visible: preset === undefined,
    },
  ];
}

/** Options of a select, for a form: `value` is the option's id, `label` what people see. */
function showValid(option: Json): Json[] {
  if (!isObject(option)) return [];
  const label = textOf(option.value) ?? textOf(option.name) ?? '';
  return [{ value: textOf(option.id) ?? '', label, children: listOf(option.children).flatMap(showValid) }];
}
