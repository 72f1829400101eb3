import { isObject, type JsonObject } from '../json.ts';
import type { Change, ChangeItem, Issue, IssueState, User } from '../model.ts';
import type { JiraSite } from '../site/site.ts';

/** Writes history and state together; `body` is the request, for its `historyMetadata`. */
export function record(
  site: JiraSite,
  actor: User,
  issue: Issue,
  items: readonly ChangeItem[],
  state: Partial<IssueState>,
  body: JsonObject = {},
): Change {
  const change: Change = {
    id: site.issues.nextId('change'),
    author: actor.accountId,
    at: site.clock.now(),
    items,
    metadata: isObject(body.historyMetadata) ? body.historyMetadata : undefined,
  };
  issue.history.push(change);
  site.replaceState(issue, state);
  return change;
}
