/** What happened on a site; webhooks and automation rules listen. */

import type { Json } from '../json.ts';
import type { Change, Comment, Issue, IssueLink, User } from '../model.ts';

interface Happened {
  readonly at: number;
  readonly actor: User;
  readonly issue: Issue;
}

export type SiteEvent =
  | (Happened & { readonly type: 'jira:issue_created'; readonly kind: 'issue_created' })
  | (Happened & {
      readonly type: 'jira:issue_updated';
      /** `issue_event_type_name`: an open set, finer than the event. */
      readonly kind: string;
      readonly change?: Change;
      readonly comment?: Comment;
    })
  | (Happened & { readonly type: 'jira:issue_deleted'; readonly kind: 'issue_deleted' })
  | (Happened & {
      readonly type: 'comment_created' | 'comment_updated' | 'comment_deleted';
      readonly comment: Comment;
    })
  | (Happened & {
      readonly type: 'issue_property_set' | 'issue_property_deleted';
      readonly propertyKey: string;
      readonly value: Json;
    })
  | (Happened & { readonly type: 'issuelink_created' | 'issuelink_deleted'; readonly link: IssueLink });
