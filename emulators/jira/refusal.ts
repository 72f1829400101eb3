/**
 * The one way a request is refused. The body is Jira's error collection; a field's message stands under its
 * id ("The Jira Cloud platform REST API", ErrorCollection).
 */
import type { JsonObject } from './json.ts';

export class JiraRefusal extends Error {
  readonly status: number;
  readonly errorMessages: readonly string[];
  readonly errors: Readonly<Record<string, string>>;

  constructor(status: number, errorMessages: readonly string[], errors: Readonly<Record<string, string>> = {}) {
    super(errorMessages[0] ?? Object.values(errors)[0] ?? String(status));
    this.status = status;
    this.errorMessages = errorMessages;
    this.errors = errors;
  }
}

/** Service Management has one sentence where the platform has a list; the fields' messages become part of it. */
export function serviceDeskBody({ errorMessages, errors }: JiraRefusal): JsonObject {
  const fields = Object.entries(errors).map(([id, message]) => `${id}: ${message}`);
  return { errorMessage: [...errorMessages, ...fields].join(' ') };
}

export const refuse = (status: number, message: string): JiraRefusal => new JiraRefusal(status, [message]);
export const refuseFields = (errors: Readonly<Record<string, string>>): JiraRefusal => new JiraRefusal(400, [], errors);

/** Jira hides what a caller may not see behind the same 404 as what does not exist. */
export const issueHidden = (): JiraRefusal =>
  refuse(404, 'Issue does not exist or you do not have permission to see it.');
export const projectHidden = (idOrKey: string): JiraRefusal =>
  refuse(404, `No project could be found with key '${idOrKey}'.`);
export const notSignedIn = (): JiraRefusal =>
  refuse(401, 'You are not authenticated. Authentication required to perform this operation.');
export const adminsOnly = (): JiraRefusal => refuse(403, 'Only Jira administrators can perform this operation.');
/** A Service Management call without an agent licence: 403 and not a word. */
export const noLicence = (): JiraRefusal => new JiraRefusal(403, []);
