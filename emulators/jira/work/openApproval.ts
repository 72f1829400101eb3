/** An approval comes to be when an issue enters a status with an approval step, by whatever way. */
import { texts } from '../fields/kind.ts';
import type { Issue } from '../model.ts';
import type { JiraSite } from '../site/site.ts';
import { projectType } from './workflow.ts';

export function openApproval(site: JiraSite, issue: Issue): void {
  const step = projectType(issue).workflow.approvals.get(issue.state.status.id);
  for (const approval of issue.approvals) {
    // Leaving the status by another way closes what was pending, undecided.
    if (approval.outcome === 'pending' && approval.step !== step) approval.completed ??= site.clock.now();
  }
  if (
    step === undefined ||
    issue.approvals.some(({ completed, step: open }) => completed === undefined && open === step)
  )
    return;
  issue.approvals.push({
    id: site.issues.nextId('approval'),
    step,
    approvers: texts(issue.state.values.get(step.approversField) ?? []),
    decisions: new Map(),
    created: site.clock.now(),
    completed: undefined,
    outcome: 'pending',
  });
}
