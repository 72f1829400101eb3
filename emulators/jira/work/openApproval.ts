/** An approval comes to be when an issue enters a status with an approval step, by whatever way. */
import { texts } from '../fields/kind.ts';
import type { Approval, ApprovalStep, Group, Issue } from '../model.ts';
import type { JiraSite } from '../site/site.ts';
import { projectType } from './workflow.ts';

export function openApproval(site: JiraSite, issue: Issue): void {
  const step = projectType(issue).workflow.approvals.get(issue.state.status.id);
  for (const approval of issue.approvals) {
    // Leaving the status by another way closes what was pending, undecided.
    if (approval.completed !== undefined || approval.step === step) continue;
    approval.approvers = approversOf(site, issue, approval);
    approval.completed = site.clock.now();
  }
  if (
    step === undefined ||
    issue.approvals.some(({ completed, step: open }) => completed === undefined && open === step)
  )
    return;
  issue.approvals.push({
    id: site.issues.nextId('approval'),
    step,
    approvers: approversIn(site, issue, step),
    decisions: new Map(),
    created: site.clock.now(),
    completed: undefined,
    outcome: 'pending',
  });
}

/** Whoever has answered stays on the list, also when the field names somebody else by now. */
export function approversOf(site: JiraSite, issue: Issue, approval: Approval): readonly string[] {
  if (approval.completed !== undefined || !site.options.quirks.approversFollowTheField) return approval.approvers;
  return [...new Set([...approversIn(site, issue, approval.step), ...approval.decisions.keys()])];
}

/** Whom the step's field names now: people, or the active members of groups, less those the step excludes. */
function approversIn(site: JiraSite, issue: Issue, step: ApprovalStep): string[] {
  const { values } = issue.state;
  const named = picksGroups(site, step)
    ? groupsOfApprovers(site, issue, step).flatMap(({ members }) => [...members])
    : texts(values.get(step.approversField) ?? []);
  const excluded = new Set<unknown>(step.exclude.map((role) => values.get(role)));
  return [...new Set(named)].filter((id) => !excluded.has(id) && site.directory.user(id)?.active === true);
}

export const groupsOfApprovers = (site: JiraSite, issue: Issue, step: ApprovalStep): readonly Group[] =>
  picksGroups(site, step)
    ? texts(issue.state.values.get(step.approversField) ?? []).flatMap((id) => site.directory.group(id) ?? [])
    : [];

const picksGroups = (site: JiraSite, { approversField }: ApprovalStep): boolean => {
  const { items, type } = site.fields.get(approversField)?.kind.schema ?? {};
  return (items ?? type) === 'group';
};
