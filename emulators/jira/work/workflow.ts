/** What an issue's type and status allow it to become. */
import type { Issue, ProjectType, Transition } from '../model.ts';
import type { JiraSite } from '../site/site.ts';

export function projectType(issue: Issue): ProjectType {
  const found = issue.project.types.get(issue.type.id);
  if (found === undefined) throw new Error(`${issue.project.key} has lost its type ${issue.type.name}`);
  return found;
}

/** A transition to the status the issue already has is not offered unless it is drawn as a loop. */
export const availableTransitions = (issue: Issue): readonly Transition[] =>
  projectType(issue).workflow.transitions.filter(({ from, to }) =>
    from === 'any' ? to.id !== issue.state.status.id : from.has(issue.state.status.id),
  );

/**
 * What people are offered: while an approval is open, its two transitions belong to the approval; others that lead out
 * of the status are there for whoever has to go on without ("Configuring Jira Service Management approvals").
 */
export function offeredTransitions(site: JiraSite, issue: Issue): readonly Transition[] {
  const open = issue.approvals.find(({ completed }) => completed === undefined);
  const available = availableTransitions(issue);
  if (open === undefined || !site.options.quirks.approvalHoldsItsTransitions) return available;
  return available.filter(({ name }) => name !== open.step.approve && name !== open.step.decline);
}
