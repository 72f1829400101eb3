/**
 * JSM approvals. They exist only while an issue stands in a status with an approval step, are answered as the
 * caller, and fire the step's transition once the count is reached ("Approvals", Service Management API;
 * `ApprovalConfiguration`, platform API).
 */
import type { Approval, Issue, User } from '../model.ts';
import { refuse } from '../refusal.ts';
import type { JiraSite } from '../site/site.ts';
import { approversOf, groupsOfApprovers } from './openApproval.ts';
import { moveAlong } from './transition.ts';
import { availableTransitions } from './workflow.ts';

export const mayAnswer = (site: JiraSite, issue: Issue, approval: Approval, actor: User): boolean =>
  approval.completed === undefined &&
  approversOf(site, issue, approval).includes(actor.accountId) &&
  !approval.decisions.has(actor.accountId);

export function answerApproval(
  site: JiraSite,
  actor: User,
  issue: Issue,
  approval: Approval,
  decision: 'approve' | 'decline',
): Approval {
  if (!approversOf(site, issue, approval).includes(actor.accountId))
    throw refuse(403, 'You are not an approver of this request.');
  if (approval.completed !== undefined || approval.decisions.has(actor.accountId))
    throw refuse(409, 'The approval has already been answered or completed.');
  approval.decisions.set(actor.accountId, decision === 'approve' ? 'approved' : 'declined');
  if (decision === 'decline') complete(site, actor, issue, approval, 'declined');
  else if (isEnough(site, issue, approval)) complete(site, actor, issue, approval, 'approved');
  return approval;
}

function isEnough(site: JiraSite, issue: Issue, approval: Approval): boolean {
  const { needed } = approval.step;
  const approved = (accountIds: readonly string[]) =>
    accountIds.filter((accountId) => approval.decisions.get(accountId) === 'approved').length;
  const approvers = approversOf(site, issue, approval);
  if ('number' in needed) return approved(approvers) >= needed.number;
  if ('percent' in needed) return approved(approvers) >= Math.ceil((needed.percent / 100) * approvers.length);
  return groupsOfApprovers(site, issue, approval.step).every(
    ({ members }) => approved([...members]) >= needed.numberPerPrincipal,
  );
}

function complete(
  site: JiraSite,
  actor: User,
  issue: Issue,
  approval: Approval,
  outcome: 'approved' | 'declined',
): void {
  approval.approvers = approversOf(site, issue, approval);
  approval.outcome = outcome;
  approval.completed = site.clock.now();
  const wanted = outcome === 'approved' ? approval.step.approve : approval.step.decline;
  const transition = availableTransitions(issue).find(({ name }) => name === wanted);
  if (transition !== undefined) moveAlong(site, actor, issue, transition, {}, 'skipped');
}
