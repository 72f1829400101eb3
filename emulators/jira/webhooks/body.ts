/**
 * Webhook bodies. They are shaped like API v2 whatever version the receiver speaks: `self` points to /rest/api/2,
 * long texts are wiki markup. Comment events carry a reduced issue and neither `user` nor an event type name.
 */
import type { JsonObject } from '../json.ts';
import { showChangeItems } from '../show/changelog.ts';
import { showComment } from '../show/comment.ts';
import { showIssue } from '../show/issue.ts';
import { showUser } from '../show/user.ts';
import type { SiteEvent } from '../site/events.ts';
import type { JiraSite } from '../site/site.ts';

const REDUCED = ['summary', 'issuetype', 'project', 'assignee', 'priority', 'status'];

export function webhookBody(site: JiraSite, event: SiteEvent): JsonObject {
  const view = site.view(2);
  const { quirks } = site.options;
  const base = { timestamp: event.at, webhookEvent: event.type };
  const user = quirks.webhookWithoutUser ? {} : { user: showUser(event.actor, view) };
  const whole = () => showIssue(site, event.issue, event.issue.state, { version: 2, fields: ['*all'] });
  switch (event.type) {
    case 'jira:issue_created':
    case 'jira:issue_deleted':
      return {
        ...base,
        issue_event_type_name: event.kind,
        ...user,
        issue: whole(),
        ...(event.type === 'jira:issue_created' && quirks.createCarriesChangelog
          ? { changelog: initialValues(site, event.issue) }
          : {}),
      };
    case 'jira:issue_updated':
      return {
        ...base,
        issue_event_type_name: event.kind,
        ...user,
        issue: whole(),
        ...(event.change === undefined
          ? {}
          : { changelog: { id: event.change.id, items: showChangeItems(event.change.items) } }),
        ...(event.comment === undefined ? {} : { comment: showComment(site, event.issue, event.comment, 2) }),
      };
    case 'comment_created':
    case 'comment_updated':
    case 'comment_deleted':
      return {
        ...base,
        comment: showComment(site, event.issue, event.comment, 2),
        ...(quirks.commentWebhookWithoutIssue
          ? {}
          : { issue: showIssue(site, event.issue, event.issue.state, { version: 2, fields: REDUCED }) }),
      };
    case 'issue_property_set':
    case 'issue_property_deleted': {
      const self = `${site.baseUrl}/rest/api/2/issue/${event.issue.id}/properties/${event.propertyKey}`;
      return {
        ...base,
        ...user,
        property: { self, key: event.propertyKey, value: event.value },
        ...(quirks.propertyWebhookWithIssue
          ? { issue: showIssue(site, event.issue, event.issue.state, { version: 2, fields: REDUCED }) }
          : {}),
      };
    }
    case 'issuelink_created':
    case 'issuelink_deleted':
      return {
        ...base,
        issueLink: {
          id: Number(event.link.id),
          sourceIssueId: Number(event.link.outward),
          destinationIssueId: Number(event.link.inward),
          issueLinkType: { ...event.link.type, id: Number(event.link.type.id) },
        },
      };
  }
}

function initialValues(site: JiraSite, issue: SiteEvent['issue']) {
  const items = [...issue.state.values].flatMap(([id, value]) => {
    const field = site.fields.get(id);
    if (field === undefined) return [];
    const { id: to, text } = field.kind.history(value, site.fieldContext(field, issue.project));
    const fieldtype = field.custom ? ('custom' as const) : ('jira' as const);
    const name = field.custom ? field.name : id;
    return [{ field: name, fieldtype, fieldId: id, from: null, fromString: null, to, toString: text }];
  });
  return { id: site.issues.nextId('change'), items: showChangeItems(items) };
}
