/** Shapes of the Service Management API: pages with `isLastPage`, dates in four spellings, users of their own kind. */

import { wikiOf } from '../adf/wiki.ts';
import type { Json, JsonObject } from '../json.ts';
import { isObject, listOf, textOf } from '../json.ts';
import type { Approval, Comment, Issue, Project, RequestType, User } from '../model.ts';
import { isPublic } from '../show/comment.ts';
import { oneField } from '../show/metadata.ts';
import { schemaOf } from '../site/fieldBook.ts';
import type { JiraSite } from '../site/site.ts';
import { jiraTime } from '../time.ts';
import { mayAnswer } from '../work/approval.ts';

const API = '/rest/servicedeskapi';
const CATEGORY = { new: 'NEW', indeterminate: 'INDETERMINATE', done: 'DONE' } as const;

/** Follow `isLastPage`: `size` counts this page only and there is no total. */
export function portalPage<T>(
  site: JiraSite,
  path: string,
  all: readonly T[],
  window: { readonly start: number; readonly limit: number },
  show: (entry: T) => Json,
): JsonObject {
  const { start, limit } = window;
  const values = all.slice(start, start + limit).map(show);
  const isLastPage = start + limit >= all.length;
  const self = `${site.baseUrl}${path}?start=${start}&limit=${limit}`;
  return {
    _expands: [],
    size: values.length,
    start,
    limit,
    isLastPage,
    _links: {
      base: `${site.baseUrl}${API}`,
      context: '',
      self,
      ...(isLastPage ? {} : { next: `${site.baseUrl}${path}?start=${start + limit}&limit=${limit}` }),
      ...(start === 0 ? {} : { prev: `${site.baseUrl}${path}?start=${Math.max(0, start - limit)}&limit=${limit}` }),
    },
    values,
  };
}

export const showDate = (at: number): JsonObject => ({
  iso8601: jiraTime(at).replace(/\.\d+/, ''),
  jira: jiraTime(at),
  friendly: new Date(at).toISOString().slice(0, 16).replace('T', ' '),
  epochMillis: at,
});

export function portalUser(site: JiraSite, user: User): JsonObject {
  const self = `${site.baseUrl}/rest/api/2/user?accountId=${user.accountId}`;
  const hidden = user.mailHidden || site.options.hiddenMail === 'all';
  return {
    accountId: user.accountId,
    ...(hidden ? {} : { emailAddress: user.email }),
    displayName: user.displayName,
    active: user.active,
    timeZone: 'Etc/UTC',
    _links: { jiraRest: self, self, avatarUrls: {} },
  };
}

export const showDesk = (site: JiraSite, { id, key, name, serviceDeskId = '' }: Project): JsonObject => ({
  id: serviceDeskId,
  projectId: id,
  projectName: name,
  projectKey: key,
  _links: { self: `${site.baseUrl}${API}/servicedesk/${serviceDeskId}` },
});

export const showRequestType = (site: JiraSite, project: Project, type: RequestType): JsonObject => ({
  _expands: ['field'],
  id: type.id,
  name: type.name,
  description: type.description,
  helpText: '',
  issueTypeId: type.issueType.id,
  serviceDeskId: project.serviceDeskId,
  portalId: project.serviceDeskId,
  groupIds: ['1'],
  _links: { self: `${site.baseUrl}${API}/servicedesk/${project.serviceDeskId}/requesttype/${type.id}` },
});

/** Options of a select, for a form: `value` is the option's id, `label` what people see. */
export function showRequestFields(site: JiraSite, project: Project, type: RequestType, actor: User): JsonObject {
  const required = project.types.get(type.issueType.id)?.required;
  return {
    requestTypeFields: type.fields.flatMap((id) => {
      const field = site.fields.get(id);
      if (field === undefined) return [];
      const { allowedValues } = oneField(site, project, field, false);
      return [
        {
          fieldId: id,
          name: field.name,
          description: '',
          required: required?.has(id) === true,
          defaultValues: [],
          presetValues: [],
          validValues: listOf(allowedValues).flatMap(showValid),
          jiraSchema: schemaOf(field),
          visible: true,
        },
      ];
    }),
    canRaiseOnBehalfOf: actor.agent,
    canAddRequestParticipants: actor.agent,
  };
}

function showValid(option: Json): Json[] {
  if (!isObject(option)) return [];
  const label = textOf(option.value) ?? textOf(option.name) ?? '';
  return [{ value: textOf(option.id) ?? '', label, children: listOf(option.children).flatMap(showValid) }];
}

export function showRequest(site: JiraSite, issue: Issue): JsonObject {
  const { project, state } = issue;
  const type = issue.requestTypeId === undefined ? undefined : project.requestTypes.get(issue.requestTypeId);
  const reporter = site.directory.user(textOf(state.values.get('reporter')) ?? '');
  return {
    _expands: ['serviceDesk', 'requestType', 'participant', 'sla', 'status', 'attachment', 'action', 'comment'],
    issueId: issue.id,
    issueKey: issue.key,
    ...(type === undefined ? {} : { requestTypeId: type.id }),
    serviceDeskId: project.serviceDeskId,
    createdDate: showDate(issue.created),
    ...(reporter === undefined ? {} : { reporter: portalUser(site, reporter) }),
    requestFieldValues: (type?.fields ?? []).flatMap((fieldId) => {
      const field = site.fields.get(fieldId);
      const value = state.values.get(fieldId);
      if (field === undefined || value === undefined) return [];
      const shown = field.kind.show(value, site.fieldContext(field, project, 2));
      return [{ fieldId, label: field.name, value: shown }];
    }),
    currentStatus: showRequestStatus(issue),
    _links: {
      jiraRest: `${site.baseUrl}/rest/api/2/issue/${issue.id}`,
      web: `${site.baseUrl}/servicedesk/customer/portal/${project.serviceDeskId}/${issue.key}`,
      agent: `${site.baseUrl}/browse/${issue.key}`,
      self: `${site.baseUrl}${API}/request/${issue.id}`,
    },
  };
}

export const showRequestStatus = ({ state }: Issue): JsonObject => ({
  status: state.status.name,
  statusCategory: CATEGORY[state.status.category],
  statusDate: showDate(state.statusChangedAt),
});

/** `canAnswerApproval` is about whoever asks. */
export const showApproval = (site: JiraSite, issue: Issue, approval: Approval, actor: User): JsonObject => ({
  id: approval.id,
  name: approval.step.name,
  finalDecision: approval.outcome,
  canAnswerApproval: mayAnswer(approval, actor),
  approvers: approval.approvers.flatMap((accountId) => {
    const user = site.directory.user(accountId);
    const approverDecision = approval.decisions.get(accountId) ?? 'pending';
    return user === undefined ? [] : [{ approver: portalUser(site, user), approverDecision }];
  }),
  createdDate: showDate(approval.created),
  ...(approval.completed === undefined ? {} : { completedDate: showDate(approval.completed) }),
  _links: { self: `${site.baseUrl}${API}/request/${issue.id}/approval/${approval.id}` },
});

export function showPortalComment(site: JiraSite, issue: Issue, comment: Comment): JsonObject {
  const author = site.directory.user(comment.author);
  return {
    _expands: ['attachment', 'renderedBody'],
    id: comment.id,
    body: wikiOf(comment.body),
    public: isPublic(comment),
    ...(author === undefined ? {} : { author: portalUser(site, author) }),
    created: showDate(comment.created),
    _links: { self: `${site.baseUrl}${API}/request/${issue.id}/comment/${comment.id}` },
  };
}
