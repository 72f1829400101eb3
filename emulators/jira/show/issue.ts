/** An issue as REST shows it: v3 with documents, v2 (webhooks) with wiki markup. */
import { APPROVALS, REQUEST_TYPE } from '../fields/service.ts';
import { isRequest } from '../jsm/access.ts';
import { showApproval } from '../jsm/showApproval.ts';
import { showRequestType } from '../jsm/showDesk.ts';
import { requestLinks, statusHistory } from '../jsm/showRequest.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Attachment, Issue, IssueState, User } from '../model.ts';
import { refuse } from '../refusal.ts';
import type { JiraSite } from '../site/site.ts';
import { jiraTime } from '../time.ts';
import { resolutionId } from '../work/transition.ts';
import { showComment } from './comment.ts';
import { showIssueType, showProjectShort, showStatus } from './project.ts';
import { showUser, type View } from './user.ts';

export interface IssueView {
  readonly version?: 2 | 3;
  /** As in the query: ids, `*all`, `*navigable`, `-id`. */
  readonly fields: readonly string[];
  /** Comments the caller may not see are left out. */
  readonly seesComment?: (commentId: string) => boolean;
  /** One field that cannot be loaded fails the whole read; otherwise it is shown without a value, and no error says so. */
  readonly failFast?: boolean;
  /** Who asks; nobody does for a webhook. */
  readonly actor?: User | undefined;
}

export function showIssue(site: JiraSite, issue: Issue, state: IssueState, view: IssueView): JsonObject {
  const version = view.version ?? 3;
  return {
    expand: 'renderedFields,names,schema,operations,transitions,editmeta,changelog,versionedRepresentations',
    id: issue.id,
    self: `${site.baseUrl}/rest/api/${version}/issue/${issue.id}`,
    key: issue.key,
    fields: showFields(site, issue, state, view),
  };
}

function showFields(site: JiraSite, issue: Issue, state: IssueState, view: IssueView): JsonObject {
  const shown: Record<string, Json> = {};
  const everything = view.fields.includes('*all');
  const navigable = view.fields.includes('*navigable');
  const wanted = new Set(view.fields);
  for (const field of site.fields.all()) {
    const { id } = field;
    const named = everything || (navigable && !NOT_NAVIGABLE.has(id)) || wanted.has(id);
    if (!named || wanted.has(`-${id}`)) continue;
    const failing = site.failingFields.get(id);
    if (failing !== undefined) {
      if (view.failFast === true) throw refuse(500, `Field '${id}' could not be loaded.`);
      if (failing === 'null') shown[id] = null;
      continue;
    }
    const value = state.values.get(id);
    const special = SPECIAL[id];
    if (special !== undefined)
      shown[id] = special({ site, issue, state, view: site.view(view.version ?? 3), asked: view });
    else if (value !== undefined)
      shown[id] = field.kind.show(value, site.fieldContext(field, issue.project, view.version ?? 3));
    else shown[id] = id === 'labels' ? [] : null;
  }
  return shown;
}

const NOT_NAVIGABLE = new Set(['comment', 'attachment']);

interface Showing {
  readonly site: JiraSite;
  readonly issue: Issue;
  readonly state: IssueState;
  readonly view: View;
  readonly asked: IssueView;
}

/** What Jira keeps itself and nobody sets through a screen. */
const SPECIAL: Readonly<Record<string, (showing: Showing) => Json>> = {
  project: ({ issue, view }) => showProjectShort(issue.project, view),
  issuetype: ({ issue, view }) => showIssueType(issue.type, view),
  status: ({ state, view }) => showStatus(state.status, view),
  statuscategorychangedate: ({ state }) => jiraTime(state.statusChangedAt),
  resolution: ({ state, view }) => (state.resolution === undefined ? null : showResolution(state.resolution, view)),
  resolutiondate: ({ state }) => (state.resolvedAt === undefined ? null : jiraTime(state.resolvedAt)),
  created: ({ issue }) => jiraTime(issue.created),
  updated: ({ state }) => jiraTime(state.updated),
  creator: ({ site, issue, view }) => {
    const creator = site.directory.user(issue.creator);
    return creator === undefined ? null : showUser(creator, view);
  },
  parent: ({ site, issue, view }) => {
    const parent = issue.parentId === undefined ? undefined : site.issues.get(issue.parentId);
    return parent === undefined ? null : showIssueShort(site, parent, view);
  },
  subtasks: ({ site, issue, view }) =>
    [...issue.subtasks].flatMap((id) => {
      const subtask = site.issues.get(id);
      return subtask === undefined ? [] : [showIssueShort(site, subtask, view)];
    }),
  issuelinks: showLinks,
  attachment: ({ site, issue }) => [...issue.attachments.values()].map((file) => showAttachment(site, file)),
  comment: ({ site, issue, view, asked }) => {
    const seen = [...issue.comments.values()].filter(({ id }) => asked.seesComment?.(id) ?? true);
    return {
      comments: seen.map((comment) => showComment(site, issue, comment, view.version)),
      self: `${view.base}/rest/api/${view.version}/issue/${issue.id}/comment`,
      maxResults: seen.length,
      total: seen.length,
      startAt: 0,
    };
  },
  [REQUEST_TYPE]: ({ site, issue }) => showRequestTypeField(site, issue),
  [APPROVALS]: ({ site, issue, asked }) =>
    issue.approvals.length === 0
      ? null
      : issue.approvals.map((approval) => showApproval(site, issue, approval, asked.actor)),
  watches: ({ issue, view }) => ({
    self: `${view.base}/rest/api/${view.version}/issue/${issue.key}/watchers`,
    watchCount: issue.watchers.size,
    isWatching: false,
  }),
};

/** The request as the platform knows it: what somebody chose on the portal, and where it stands there. */
function showRequestTypeField(site: JiraSite, issue: Issue): Json {
  if (!isRequest(issue)) return null;
  const type = issue.project.desk.requestTypes.get(issue.requestTypeId ?? '');
  if (type === undefined) return null;
  return {
    _links: requestLinks(site, issue, issue.project),
    requestType: showRequestType(site, issue.project, type),
    currentStatus: statusHistory(site, issue)[0] ?? null,
  };
}

function showLinks({ site, issue, view }: Showing): Json {
  return [...issue.links].flatMap((id) => {
    const link = site.issues.links.get(id);
    if (link === undefined) return [];
    const outward = link.inward === issue.id;
    const other = site.issues.get(outward ? link.outward : link.inward);
    if (other === undefined) return [];
    return [
      {
        id,
        self: `${view.base}/rest/api/${view.version}/issueLink/${id}`,
        type: { ...link.type, self: `${view.base}/rest/api/${view.version}/issueLinkType/${link.type.id}` },
        [outward ? 'outwardIssue' : 'inwardIssue']: showIssueShort(site, other, view),
      },
    ];
  });
}

export const showIssueShort = (site: JiraSite, issue: Issue, view: View): JsonObject => ({
  id: issue.id,
  key: issue.key,
  self: `${view.base}/rest/api/${view.version}/issue/${issue.id}`,
  fields: {
    summary: String(issue.state.values.get('summary') ?? ''),
    status: showStatus(issue.state.status, site.view(view.version)),
    issuetype: showIssueType(issue.type, view),
  },
});

const showResolution = (name: string, { base, version }: View): JsonObject => ({
  self: `${base}/rest/api/${version}/resolution/${resolutionId(name)}`,
  id: resolutionId(name),
  description: '',
  name,
});

export function showAttachment(site: JiraSite, file: Attachment): JsonObject {
  const author = site.directory.user(file.author);
  return {
    self: `${site.baseUrl}/rest/api/3/attachment/${file.id}`,
    id: file.id,
    filename: file.filename,
    ...(author === undefined ? {} : { author: showUser(author, site.view()) }),
    created: jiraTime(file.created),
    size: file.content.length,
    mimeType: file.mimeType,
    content: `${site.baseUrl}/rest/api/3/attachment/content/${file.id}`,
  };
}
