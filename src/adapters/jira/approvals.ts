/**
 * Approvals of Jira Service Management ("Get approvals"): whom the desk asks stands in a field of the issue, entering a
 * status opens the approval, and each answer is that person's own. "Answer approval" answers as the caller and nobody else,
 * and takes no words with it: ours says that it was decided elsewhere, and the record says by whom.
 */
import { Fault } from '../../ports/fault.ts';
import type { Approval } from '../../ports/tracker.ts';
import { api, type JiraClient } from './client.ts';
import { cutShort } from './errors.ts';
import type { FieldBook } from './fields.ts';
import { approvalPage } from './schemas.ts';

const PAGE = 50;
/** More approvals of one issue are no workflow's. */
const MOST_PAGES = 20;

export async function setPeople(
  client: JiraClient,
  fields: FieldBook,
  issue: string,
  field: string,
  accounts: readonly string[],
): Promise<boolean> {
  const mapped = (await fields.read()).mapped.find(({ logical }) => logical === field);
  if (mapped === undefined) return false;
  // In a picker of one, all but one would be left out and nobody told.
  if (mapped.type !== 'array') throw new Fault('invalid', 'set people', { note: `${mapped.id} takes one person` });
  await client.tell({
    operation: 'set people',
    method: 'PUT',
    path: api`/issue/${issue}`,
    json: { fields: { [mapped.id]: accounts.map((accountId) => ({ accountId })) } },
  });
  return true;
}

/** A project without a desk has no requests, and says the same (404) as of one that is hidden from us, or only just made. */
export async function readApprovals(client: JiraClient, issue: string): Promise<readonly Approval[] | null> {
  const found: Approval[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const call = {
      operation: 'read approvals',
      path: `/rest/servicedeskapi/request/${encodeURIComponent(issue)}/approval`,
      query: { start: found.length, limit: PAGE },
    };
    const read = await client.orAbsent(client.send(call, approvalPage));
    if (read === null) return null;
    found.push(...read.values.map(approvalFrom));
    if (read.isLastPage) return await withoutUs(client, found);
    if (read.values.length === 0) throw cutShort(call.operation);
  }
  throw new Fault('invalid', 'read approvals', { note: `more than ${PAGE * MOST_PAGES}` });
}

/** Our own answer is nobody's decision. */
async function withoutUs(client: JiraClient, approvals: readonly Approval[]): Promise<readonly Approval[]> {
  if (approvals.length === 0) return approvals;
  const us = await client.self();
  return approvals.map((one) => ({ ...one, approvers: one.approvers.filter(({ account }) => account !== us) }));
}

/** 403: it does not ask us; 409: it is answered, or over. The status tells of it then by a plain transition. */
export async function answerApproval(
  client: JiraClient,
  issue: string,
  approval: string,
  verdict: 'approve' | 'refuse',
): Promise<boolean> {
  try {
    await client.tell({
      operation: 'answer approval',
      method: 'POST',
      path: `/rest/servicedeskapi/request/${encodeURIComponent(issue)}/approval/${encodeURIComponent(approval)}`,
      json: { decision: verdict === 'approve' ? 'approve' : 'decline' },
    });
    return true;
  } catch (trouble) {
    if (trouble instanceof Fault && ['denied', 'conflict', 'missing'].includes(trouble.kind)) return false;
    throw trouble;
  }
}

/** Left by another way, one stays `pending` and is completed: nobody can answer it any more. */
const approvalFrom = ({
  id,
  finalDecision,
  completedDate,
  approvers,
}: (typeof approvalPage)['_output']['values'][number]): Approval => ({
  id,
  isOpen: finalDecision === 'pending' && (completedDate === undefined || completedDate === null),
  approvers: approvers.map(({ approver: { accountId, emailAddress }, approverDecision }) => ({
    account: accountId,
    mail: emailAddress || null,
    verdict: approverDecision === 'approved' ? 'approve' : approverDecision === 'declined' ? 'refuse' : null,
  })),
});
