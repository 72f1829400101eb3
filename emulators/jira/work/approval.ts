/**
 * JSM approvals. They exist only while an issue stands in a status with an approval step, are answered as the
 * caller, and fire the step's transition once the count is reached ("Approvals", Service Management API).
 */
import type { Approval, Issue, User } from '../model.ts';
import { refuse } from '../refusal.ts';
import type { JiraSite } from '../site/site.ts';
import { moveAlong } from './transition.ts';
import { availableTransitions } from './workflow.ts';

export const mayAnswer = (approval: Approval, actor: User): boolean =>
  approval.completed === undefined &&
  approval.approvers.includes(actor.accountId) &&
  !approval.decisions.has(actor.accountId);

export function answerApproval(
  site: JiraSite,
  actor: User,
  issue: Issue,
  approval: Approval,
  decision: 'approve' | 'decline',
): Approval {
  if (!approval.approvers.includes(actor.accountId)) throw refuse(403, 'You are not an approver of this request.');
  if (approval.completed !== undefined || approval.decisions.has(actor.accountId))
    throw refuse(409, 'The approval has already been answered or completed.');
  approval.decisions.set(actor.accountId, decision === 'approve' ? 'approved' : 'declined');
  const approved = [...approval.decisions.values()].filter((answer) => answer === 'approved').length;
  const needed = approval.step.needed === 'all' ? approval.approvers.length : approval.step.needed;
  if (decision === 'decline') complete(site, actor, issue, approval, 'declined', approval.step.decline);
  else if (approved >= needed) complete(site, actor, issue, approval, 'approved', approval.step.approve);
  return approval;
}

function complete(
  site: JiraSite,
  actor: User,
  issue: Issue,
  approval: Approval,
  outcome: 'approved' | 'declined',
  transitionName: string,
): void {
  approval.outcome = outcome;
  approval.completed = site.clock.now();
  const transition = availableTransitions(issue).find(({ name }) => name === transitionName);
  if (transition !== undefined) moveAlong(site, actor, issue, transition);
}
