import type { JsonObject } from '../json.ts';
import type { Approval, Issue, User } from '../model.ts';
import type { JiraSite } from '../site/site.ts';
import { mayAnswer } from '../work/approval.ts';
import { approversOf } from '../work/openApproval.ts';
import { API, portalUser, showDate } from './show.ts';

/** `canAnswerApproval` is about whoever asks; nobody is asking when the platform shows its field to a webhook. */
export const showApproval = (
  site: JiraSite,
  issue: Issue,
  approval: Approval,
  actor: User | undefined,
): JsonObject => ({
  id: approval.id,
  name: approval.step.name,
  finalDecision: approval.outcome,
  canAnswerApproval: actor !== undefined && mayAnswer(site, issue, approval, actor),
  approvers: approversOf(site, issue, approval).flatMap((accountId) => {
    const user = site.directory.user(accountId);
    const approverDecision = approval.decisions.get(accountId) ?? 'pending';
    return user === undefined ? [] : [{ approver: portalUser(site, user), approverDecision }];
  }),
  createdDate: showDate(approval.created),
  ...(approval.completed === undefined ? {} : { completedDate: showDate(approval.completed) }),
  _links: { self: `${site.baseUrl}${API}/request/${issue.id}/approval/${approval.id}` },
});
