/**
 * "Get issue". By default (`failFast=false`) a field whose value could not be loaded comes without one in a good answer, and would
 * pass for an empty one: a last day for none, a sub-task of ours for one nobody has filed yet.
 */
import { api, type JiraCall } from './client.ts';

interface IssueQuery {
  /** Ids, with commas between them. */
  readonly fields: string;
  readonly expand?: string;
  readonly properties?: string;
}

export const issueCall = (operation: string, issue: string, query: IssueQuery): JiraCall => ({
  operation,
  path: api`/issue/${issue}`,
  query: { ...query, failFast: true },
});
