/** The parts of Service Management a decision passes through: desks, request types, requests, approvals. */
import { adfFromText } from '../adf/validate.ts';
import { idOf, listOf, objectOf, textOf } from '../json.ts';
import type { Approval, Issue, User } from '../model.ts';
import { refuse } from '../refusal.ts';
import { actorOf, answer, bodyOf, type JiraContext, noContent, param, type Routes } from '../routes/http.ts';
import { isPublic } from '../show/comment.ts';
import { signedIn } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { answerApproval } from '../work/approval.ts';
import { keepComment } from '../work/comment.ts';
import { moveAlong } from '../work/transition.ts';
import { availableTransitions } from '../work/workflow.ts';
import { agent, deskOf, visibleRequest } from './access.ts';
import { createRequest } from './request.ts';
import {
  portalPage,
  portalUser,
  showApproval,
  showDesk,
  showPortalComment,
  showRequest,
  showRequestFields,
  showRequestStatus,
  showRequestType,
} from './show.ts';

const API = '/rest/servicedeskapi';
const REQUEST = `${API}/request/:issue`;

export const deskRoutes: Routes = (app, site) => {
  app.get(`${API}/servicedesk`, (context) => {
    signedIn(actorOf(context));
    const desks = [...site.projects.all()].filter(({ serviceDeskId }) => serviceDeskId !== undefined);
    return answer(portalPage(site, context.req.path, desks, cut(context), (desk) => showDesk(site, desk)));
  });

  app.get(`${API}/servicedesk/:desk`, (context) =>
    answer(showDesk(site, deskOf(site, actorOf(context), param(context, 'desk')))),
  );

  app.get(`${API}/servicedesk/:desk/requesttype`, (context) => {
    const project = deskOf(site, actorOf(context), param(context, 'desk'));
    const types = [...project.requestTypes.values()];
    return answer(
      portalPage(site, context.req.path, types, cut(context), (type) => showRequestType(site, project, type)),
    );
  });

  const typeOf = (context: JiraContext) => {
    const project = deskOf(site, actorOf(context), param(context, 'desk'));
    const type = project.requestTypes.get(param(context, 'type'));
    if (type === undefined) throw refuse(404, 'The request type does not exist.');
    return { project, type };
  };
  app.get(`${API}/servicedesk/:desk/requesttype/:type`, (context) => {
    const { project, type } = typeOf(context);
    return answer(showRequestType(site, project, type));
  });
  app.get(`${API}/servicedesk/:desk/requesttype/:type/field`, (context) => {
    const { project, type } = typeOf(context);
    return answer(showRequestFields(site, project, type, signedIn(actorOf(context))));
  });

  app.post(`${API}/customer`, async (context) => {
    agent(actorOf(context));
    const body = await bodyOf(context);
    const email = textOf(body.email) ?? '';
    if (site.directory.userWithMail(email) !== undefined)
      throw refuse(
        context.req.query('strictConflictStatusCode') === 'true' ? 409 : 400,
        `An account already exists for this email: ${email}`,
      );
    if (!email.includes('@')) throw refuse(400, 'The email address is not valid.');
    const displayName = textOf(body.displayName) ?? email;
    return answer(portalUser(site, site.directory.addUser({ email, displayName, accountType: 'customer' })), 201);
  });
};

export const requestRoutes: Routes = (app, site) => {
  const request = (context: JiraContext) => visibleRequest(site, actorOf(context), param(context, 'issue'));

  app.post(`${API}/request`, async (context) =>
    answer(showRequest(site, createRequest(site, actorOf(context), await bodyOf(context))), 201),
  );
  app.get(REQUEST, (context) => answer(showRequest(site, request(context).issue)));
  app.get(`${REQUEST}/status`, (context) => {
    const { issue } = request(context);
    return answer(portalPage(site, context.req.path, [issue], cut(context), showRequestStatus));
  });

  app.get(`${REQUEST}/transition`, (context) => {
    const { issue } = request(context);
    const offered = availableTransitions(issue).filter(({ customer }) => customer);
    return answer(portalPage(site, context.req.path, offered, cut(context), ({ id, name }) => ({ id, name })));
  });

  app.post(`${REQUEST}/transition`, async (context) => {
    const { issue, actor } = request(context);
    const body = await bodyOf(context);
    const transition = availableTransitions(issue).find(({ id, customer }) => customer && id === idOf(body.id));
    if (transition === undefined) throw refuse(400, 'The transition is not available for this request.');
    moveAlong(site, actor, issue, transition);
    const comment = textOf(objectOf(body.additionalComment).body);
    if (comment !== undefined) say(site, issue, actor, comment, true);
    return noContent();
  });

  app.get(`${REQUEST}/comment`, (context) => {
    const { issue, actor } = request(context);
    const seen = [...issue.comments.values()].filter((comment) => isPublic(comment) || actor.agent);
    return answer(
      portalPage(site, context.req.path, seen, cut(context), (comment) => showPortalComment(site, issue, comment)),
    );
  });

  app.post(`${REQUEST}/comment`, async (context) => {
    const { issue, actor } = request(context);
    const body = await bodyOf(context);
    const words = textOf(body.body) ?? '';
    if (words === '') throw refuse(400, 'Comment body can not be empty!');
    if (body.public === false) agent(actor);
    return answer(showPortalComment(site, issue, say(site, issue, actor, words, body.public !== false)), 201);
  });

  const showParticipants = (context: JiraContext, issue: Issue) => {
    const people = [...issue.participants].flatMap((id) => site.directory.user(id) ?? []);
    return answer(portalPage(site, context.req.path, people, cut(context), (user) => portalUser(site, user)));
  };
  app.get(`${REQUEST}/participant`, (context) => showParticipants(context, request(context).issue));
  app.post(`${REQUEST}/participant`, async (context) => {
    const { issue } = request(context);
    for (const id of await accountIds(site, context)) issue.participants.add(id);
    return showParticipants(context, issue);
  });
  app.delete(`${REQUEST}/participant`, async (context) => {
    const { issue } = request(context);
    for (const id of await accountIds(site, context)) issue.participants.delete(id);
    return showParticipants(context, issue);
  });

  app.get(`${REQUEST}/approval`, (context) => {
    const { issue, actor } = request(context);
    return answer(
      portalPage(site, context.req.path, issue.approvals, cut(context), (one) => showApproval(site, issue, one, actor)),
    );
  });
  const approvalOf = (context: JiraContext): { issue: Issue; actor: User; approval: Approval } => {
    const { issue, actor } = request(context);
    const approval = issue.approvals.find(({ id }) => id === param(context, 'approval'));
    if (approval === undefined) throw refuse(404, 'The approval does not exist.');
    return { issue, actor, approval };
  };
  app.get(`${REQUEST}/approval/:approval`, (context) => {
    const { issue, actor, approval } = approvalOf(context);
    return answer(showApproval(site, issue, approval, actor));
  });
  /** The answer is the caller's own; nobody answers for somebody else. */
  app.post(`${REQUEST}/approval/:approval`, async (context) => {
    const { issue, actor, approval } = approvalOf(context);
    const { decision } = await bodyOf(context);
    if (decision !== 'approve' && decision !== 'decline') throw refuse(400, 'The decision must be approve or decline.');
    return answer(showApproval(site, issue, answerApproval(site, actor, issue, approval, decision), actor));
  });
};

function cut(context: JiraContext): { start: number; limit: number } {
  const number = (name: string, usual: number) => Number(context.req.query(name) ?? usual);
  return { start: Math.max(0, number('start', 0)), limit: Math.min(100, Math.max(1, number('limit', 50))) };
}

async function accountIds(site: JiraSite, context: JiraContext): Promise<string[]> {
  const ids = listOf((await bodyOf(context)).accountIds).map((id) => textOf(id) ?? '');
  for (const id of ids)
    if (site.directory.user(id) === undefined) throw refuse(400, `The user '${id}' does not exist.`);
  return ids;
}

function say(site: JiraSite, issue: Issue, actor: User, words: string, isForCustomers: boolean) {
  const now = site.clock.now();
  return keepComment(site, actor, issue, {
    id: site.issues.nextId('comment'),
    author: actor.accountId,
    updateAuthor: actor.accountId,
    body: adfFromText(words),
    created: now,
    updated: now,
    visibility: undefined,
    properties: new Map([['sd.public.comment', { internal: !isForCustomers }]]),
  });
}
