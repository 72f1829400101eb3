import type { Change, ChangeItem, Issue, IssueState, User } from '../model.ts';
import type { JiraSite } from '../site/site.ts';

/** Writes history and state together. */
export function record(
  site: JiraSite,
  actor: User,
  issue: Issue,
  items: readonly ChangeItem[],
  state: Partial<IssueState>,
): Change {
  const change: Change = { id: site.issues.nextId('change'), author: actor.accountId, at: site.clock.now(), items };
  issue.history.push(change);
  site.replaceState(issue, state);
  return change;
}
