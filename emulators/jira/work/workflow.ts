/** What an issue's type and status allow it to become. */
import type { Issue, ProjectType, Transition } from '../model.ts';

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
