/** Whose requests a list is about ("Get customer requests"): filed, taken part in, to be approved. */
import { textOf } from '../json.ts';
import type { Issue, User } from '../model.ts';
import { refuse } from '../refusal.ts';
import { type JiraContext, listQuery } from '../routes/http.ts';
import type { JiraSite } from '../site/site.ts';
import { mayAnswer } from '../work/approval.ts';
import { approversOf } from '../work/openApproval.ts';
import { deskOf, isRequest, maySeeRequest, participantsOf, type Request } from './access.ts';

type Claim = (site: JiraSite, issue: Request, user: User) => boolean;

const isApprover: Claim = (site, issue, { accountId }) =>
  issue.approvals.some((approval) => approversOf(site, issue, approval).includes(accountId));

export const awaits: Claim = (site, issue, user) =>
  issue.approvals.some((approval) => mayAnswer(site, issue, approval, user));

const OWNERSHIP: Readonly<Record<string, Claim>> = {
  OWNED_REQUESTS: (_, { creator, state }, { accountId }) =>
    creator === accountId || state.values.get('reporter') === accountId,
  PARTICIPATED_REQUESTS: (_, issue, { accountId }) => participantsOf(issue).includes(accountId),
  APPROVER: isApprover,
  // No organisations on this site.
  ORGANIZATION: () => false,
  ALL_ORGANIZATIONS: () => false,
  ALL_REQUESTS: (site, issue, user) => maySeeRequest(site, user, issue),
};

const APPROVAL: Readonly<Record<string, Claim>> = { MY_PENDING_APPROVAL: awaits, MY_HISTORY_APPROVAL: isApprover };

/** The caller's requests as the query filters them, the one with the latest activity first. */
export function requestsOf(site: JiraSite, user: User, context: JiraContext): Request[] {
  const ownership = listQuery(context, 'requestOwnership').map((name) => oneOf(OWNERSHIP, name, 'requestOwnership'));
  const approvalStatus = context.req.query('approvalStatus');
  const approval = approvalStatus === undefined ? undefined : oneOf(APPROVAL, approvalStatus, 'approvalStatus');
  const deskId = context.req.query('serviceDeskId');
  const desk = deskId === undefined ? undefined : deskOf(site, user, deskId);
  const typeId = context.req.query('requestTypeId');
  const status = context.req.query('requestStatus') ?? 'ALL_REQUESTS';
  const term = context.req.query('searchTerm')?.toLowerCase().replaceAll('*', '');
  return requestsSeenBy(site, user).filter(
    (issue) =>
      (ownership.length === 0 ? isParty(site, issue, user) : ownership.some((claim) => claim(site, issue, user))) &&
      (approval === undefined || approval(site, issue, user)) &&
      (desk === undefined || issue.project === desk) &&
      (typeId === undefined || issue.requestTypeId === typeId) &&
      isIn(status, issue) &&
      (term === undefined || summaryOf(issue).toLowerCase().includes(term)),
  );
}

/** Everything this person may see on the portal, the latest activity first. */
export function requestsSeenBy(site: JiraSite, user: User): Request[] {
  const seen: Request[] = [];
  for (const issue of site.issues.all()) if (isRequest(issue) && maySeeRequest(site, user, issue)) seen.push(issue);
  return seen.sort((a, b) => b.state.updated - a.state.updated || Number(b.id) - Number(a.id));
}

const isParty: Claim = (site, issue, user) =>
  ['OWNED_REQUESTS', 'PARTICIPATED_REQUESTS'].some((name) => OWNERSHIP[name]?.(site, issue, user) === true);

const summaryOf = ({ state }: Issue): string => textOf(state.values.get('summary')) ?? '';

function isIn(status: string, { state }: Issue): boolean {
  switch (status) {
    case 'ALL_REQUESTS':
      return true;
    case 'OPEN_REQUESTS':
      return state.status.category !== 'done';
    case 'CLOSED_REQUESTS':
      return state.status.category === 'done';
    default:
      throw refuse(400, `The request status '${status}' is not valid.`);
  }
}

function oneOf(claims: Readonly<Record<string, Claim>>, name: string, of: string): Claim {
  const claim = claims[name];
  if (claim === undefined) throw refuse(400, `The value '${name}' of ${of} is not valid.`);
  return claim;
}
