import type { TextLimits } from '../fields/kind.ts';

export interface RateLimits {
  /** Requests per second for one endpoint and method (`jira-burst-based`). Off when left out. */
  readonly burstPerSecond?: number;
  /** Writes to one issue within `perIssueWindowMilliseconds` (`jira-per-issue-on-write`). Off when left out. */
  readonly perIssueWrites?: number;
  readonly perIssueWindowMilliseconds?: number;
  /** Value of `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

/** Behaviour of the vendor that is not proven, each as a switch, so that nothing comes to depend on it. */
export interface Quirks {
  /** Wrong credentials count as nobody on reads (200 with less, or 404) instead of 401. */
  readonly badCredentialsAreAnonymous: boolean;
  /** A comment raises `jira:issue_updated` (issue_commented) beside `comment_created`. */
  readonly commentRaisesIssueUpdated: boolean;
  /** `jira:issue_created` carries the initial values as a changelog. */
  readonly createCarriesChangelog: boolean;
  /** An assignment arrives without a changelog. */
  readonly assignmentWithoutChangelog: boolean;
  /** Comment webhooks leave `issue` out. */
  readonly commentWebhookWithoutIssue: boolean;
  /** Webhooks leave `user` out. */
  readonly webhookWithoutUser: boolean;
  /** Adding a role actor that is there already is 400; otherwise it changes nothing. */
  readonly existingActorIs400: boolean;
  /** Adding a member that is there already is 400; otherwise it changes nothing. */
  readonly existingMemberIs400: boolean;
  /** Setting an issue property moves the issue's `updated`. */
  readonly propertyTouchesIssue: boolean;
  /** `expand=properties` works on an issue's comments; the description names it only for `POST /comment/list`. */
  readonly commentsExpandProperties: boolean;
  /** `issue_property_set` webhooks carry the issue. */
  readonly propertyWebhookWithIssue: boolean;
  /** The approvers of an open approval are whom the field and its groups name now; otherwise whom they named at first. */
  readonly approversFollowTheField: boolean;
  /** While an approval is open, its approve and decline transitions are offered to nobody. */
  readonly approvalHoldsItsTransitions: boolean;
  /** A search that names a project the caller may not browse is 400; otherwise it finds nothing there. */
  readonly hiddenProjectFailsSearch: boolean;
}

export interface SiteOptions {
  readonly searchIndexDelayMilliseconds: number;
  readonly hiddenMail: 'all' | 'none';
  /** How long groups kept by an identity provider take to follow it. */
  readonly scimLagMilliseconds: number;
  readonly limits: RateLimits;
  readonly textLimits: TextLimits;
  readonly quirks: Quirks;
  readonly webhooks: DeliveryOptions;
}

/** How deliveries go out. Times run on the emulator's clock. */
export interface DeliveryOptions {
  readonly delayMilliseconds: number;
  /** Wait before retry n (from 1); Jira waits a random 5 to 15 minutes. */
  readonly retryDelayMilliseconds: (attempt: number) => number;
  readonly maxRetries: number;
  /** Requests in flight at once. */
  readonly concurrency: number;
  readonly timeoutMilliseconds: number;
}

export const DEFAULT_QUIRKS: Quirks = {
  badCredentialsAreAnonymous: true,
  commentRaisesIssueUpdated: true,
  createCarriesChangelog: false,
  assignmentWithoutChangelog: false,
  commentWebhookWithoutIssue: false,
  webhookWithoutUser: false,
  existingActorIs400: true,
  existingMemberIs400: true,
  propertyTouchesIssue: false,
  commentsExpandProperties: true,
  propertyWebhookWithIssue: true,
  approversFollowTheField: true,
  approvalHoldsItsTransitions: true,
  hiddenProjectFailsSearch: true,
};

export const DEFAULT_DELIVERY: DeliveryOptions = {
  delayMilliseconds: 0,
  retryDelayMilliseconds: (attempt) => (5 + ((attempt * 37) % 11)) * 60_000,
  maxRetries: 5,
  concurrency: 20,
  timeoutMilliseconds: 20_000,
};
