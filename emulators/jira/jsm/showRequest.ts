/** A request as the portal's interface shows it, with what `expand` adds. */
import { wikiOf } from '../adf/wiki.ts';
import { type Json, type JsonObject, textOf } from '../json.ts';
import type { Comment, Issue, Status, User } from '../model.ts';
import { isPublic } from '../show/comment.ts';
import type { JiraSite } from '../site/site.ts';
import { type DeskProject, participantsOf, type Request } from './access.ts';
import { API, portalPage, portalUser, showDate } from './show.ts';
import { showDesk, showRequestType } from './showDesk.ts';

const CATEGORY = { new: 'NEW', indeterminate: 'INDETERMINATE', done: 'DONE' } as const;
const EXPANDS = ['serviceDesk', 'requestType', 'participant', 'status', 'action', 'comment'] as const;

export function showRequest(site: JiraSite, issue: Request, actor: User, expand: readonly string[] = []): JsonObject {
  const { project, state } = issue;
  const type = issue.requestTypeId === undefined ? undefined : project.desk.requestTypes.get(issue.requestTypeId);
  const reporter = site.directory.user(textOf(state.values.get('reporter')) ?? '');
  return {
    _expands: EXPANDS.filter((name) => !expand.includes(name)),
    issueId: issue.id,
    issueKey: issue.key,
    ...(type === undefined ? {} : { requestTypeId: type.id }),
    serviceDeskId: project.desk.id,
    createdDate: showDate(issue.created),
    ...(reporter === undefined ? {} : { reporter: portalUser(site, reporter) }),
    requestFieldValues: (type?.fields ?? []).flatMap(({ id, preset }) => {
      const field = site.fields.get(id);
      const value = state.values.get(id);
      if (field === undefined || value === undefined || preset !== undefined) return [];
      return [{ fieldId: id, label: field.name, value: field.kind.show(value, site.fieldContext(field, project, 2)) }];
    }),
    currentStatus: statusHistory(site, issue)[0] ?? null,
    ...expanded(site, issue, actor, expand),
    _links: requestLinks(site, issue, project),
  };
}

export const requestLinks = (site: JiraSite, { id, key }: Issue, { desk }: DeskProject) => ({
  jiraRest: `${site.baseUrl}/rest/api/2/issue/${id}`,
  web: `${site.baseUrl}/servicedesk/customer/portal/${desk.id}/${key}`,
  agent: `${site.baseUrl}/browse/${key}`,
  self: `${site.baseUrl}${API}/request/${id}`,
});

function expanded(site: JiraSite, issue: Request, actor: User, expand: readonly string[]): Record<string, Json> {
  const { project } = issue;
  const type = project.desk.requestTypes.get(issue.requestTypeId ?? '');
  const first = <T>(what: string, all: readonly T[], show: (entry: T) => Json) =>
    portalPage(site, `${API}/request/${issue.id}/${what}`, all, { start: 0, limit: 50 }, show);
  return {
    ...(expand.includes('serviceDesk') ? { serviceDesk: showDesk(site, project) } : {}),
    ...(expand.includes('requestType') && type !== undefined
      ? { requestType: showRequestType(site, project, type) }
      : {}),
    ...(expand.includes('participant')
      ? { participants: first('participant', participantUsers(site, issue), (user) => portalUser(site, user)) }
      : {}),
    ...(expand.includes('status') ? { status: first('status', statusHistory(site, issue), (status) => status) } : {}),
    ...(expand.includes('action') ? { actions: actionsOf(actor) } : {}),
    ...(expand.includes('comment')
      ? {
          comments: first('comment', seenComments(issue, actor), (comment) => showPortalComment(site, issue, comment)),
        }
      : {}),
  };
}

/** Everybody who sees a request may comment; the rest is for agents. Files are not part of this portal. */
const actionsOf = ({ agent }: User): JsonObject => ({
  addAttachment: { allowed: false },
  addComment: { allowed: true },
  addParticipant: { allowed: agent },
  removeParticipant: { allowed: agent },
});

export const participantUsers = (site: JiraSite, issue: Issue): User[] =>
  participantsOf(issue).flatMap((id) => site.directory.user(id) ?? []);

export const seenComments = (issue: Issue, { agent }: User): Comment[] =>
  [...issue.comments.values()].filter((comment) => agent || isPublic(comment));

/** Every status the request has had, the present one first, each with when it was entered. */
export function statusHistory(site: JiraSite, issue: Issue): JsonObject[] {
  const moves = issue.history.flatMap(({ at, items }) =>
    items.filter(({ fieldId }) => fieldId === 'status').map(({ from, to }) => ({ at, from, to })),
  );
  const known = new Map([...site.workflows.statuses()].map((status) => [status.id, status]));
  const first = known.get(moves[0]?.from ?? '') ?? issue.state.status;
  const entered = [
    { status: first, at: issue.created },
    ...moves.map(({ at, to }) => ({ status: known.get(to ?? '') ?? first, at })),
  ];
  return entered.reverse().map(({ status, at }) => showStatus(status, at));
}

const showStatus = ({ name, category }: Status, at: number): JsonObject => ({
  status: name,
  statusCategory: CATEGORY[category],
  statusDate: showDate(at),
});

export function showPortalComment(site: JiraSite, issue: Issue, comment: Comment): JsonObject {
  const author = site.directory.user(comment.author);
  return {
    _expands: [],
    id: comment.id,
    body: wikiOf(comment.body),
    public: isPublic(comment),
    ...(author === undefined ? {} : { author: portalUser(site, author) }),
    created: showDate(comment.created),
    _links: { self: `${site.baseUrl}${API}/request/${issue.id}/comment/${comment.id}` },
  };
}
