/** Customer requests: filed, read, commented, moved and decided, by whoever calls. */
import { idOf, objectOf, textOf } from '../json.ts';
import type { User } from '../model.ts';
import { refuse } from '../refusal.ts';
import { actorOf, answer, bodyOf, type JiraContext, listQuery, noContent, param, type Routes } from '../routes/http.ts';
import { signedIn } from '../site/permissions.ts';
import { answerApproval } from '../work/approval.ts';
import { agent, isRequest, type Request, seenRequest, visibleRequest } from './access.ts';
import { requestsOf } from './mine.ts';
import { customerMove, customerTransitions, say } from './onRequest.ts';
import { addParticipants, knownAccounts, removeParticipants } from './participants.ts';
import { createRequest } from './request.ts';
import { API, portalPage, portalUser, windowOf } from './show.ts';
import { showApproval } from './showApproval.ts';
import { participantUsers, seenComments, showPortalComment, showRequest, statusHistory } from './showRequest.ts';

const REQUEST = `${API}/request/:issue`;

export const requestRoutes: Routes = (app, site) => {
  const request = (context: JiraContext) => visibleRequest(site, actorOf(context), param(context, 'issue'));
  const expandOf = (context: JiraContext) => listQuery(context, 'expand');

  app.get(`${API}/request`, (context) => {
    const user = signedIn(actorOf(context));
    const found = requestsOf(site, user, context);
    const expand = expandOf(context);
    return answer(
      portalPage(site, context.req.path, found, windowOf(context), (issue) => showRequest(site, issue, user, expand)),
    );
  });
  app.post(`${API}/request`, async (context) => {
    const user = signedIn(actorOf(context));
    return answer(showRequest(site, createRequest(site, user, await bodyOf(context)), user), 201);
  });
  app.get(REQUEST, (context) => {
    const { issue, actor } = request(context);
    return answer(showRequest(site, issue, actor, expandOf(context)));
  });
  app.get(`${REQUEST}/status`, (context) => {
    const { issue } = request(context);
    return answer(
      portalPage(site, context.req.path, statusHistory(site, issue), windowOf(context), (status) => status),
    );
  });

  app.get(`${REQUEST}/transition`, (context) => {
    const { issue } = request(context);
    const offered = customerTransitions(site, issue);
    return answer(portalPage(site, context.req.path, offered, windowOf(context), ({ id, name }) => ({ id, name })));
  });
  app.post(`${REQUEST}/transition`, async (context) => {
    const { issue, actor } = request(context);
    const body = await bodyOf(context);
    customerMove(site, actor, issue, idOf(body.id) ?? '', textOf(objectOf(body.additionalComment).body));
    return noContent();
  });

  const showParticipants = (context: JiraContext, issue: Request) =>
    answer(
      portalPage(site, context.req.path, participantUsers(site, issue), windowOf(context), (user) =>
        portalUser(site, user),
      ),
    );
  app.get(`${REQUEST}/participant`, (context) => showParticipants(context, request(context).issue));
  for (const [method, change] of [
    ['post', addParticipants],
    ['delete', removeParticipants],
  ] as const) {
    app[method](`${REQUEST}/participant`, async (context) => {
      const { issue, actor } = request(context);
      agent(actor);
      change(site, actor, issue, knownAccounts(site, (await bodyOf(context)).accountIds));
      return showParticipants(context, issue);
    });
  }
};

export const commentRoutes: Routes = (app, site) => {
  /** Whoever may not see a request that is there gets an empty page, not a refusal. */
  app.get(`${REQUEST}/comment`, (context) => {
    const actor = signedIn(actorOf(context));
    const there = site.issues.get(param(context, 'issue'));
    if (there === undefined || !isRequest(there)) throw refuse(404, 'The request does not exist.');
    const issue = seenRequest(site, actor, there.id);
    const wanted = (name: string) => context.req.query(name) !== 'false';
    const seen = (issue === undefined ? [] : seenComments(issue, actor))
      .map((comment) => showPortalComment(site, there, comment))
      .filter((comment) => (comment.public === true ? wanted('public') : wanted('internal')));
    return answer(portalPage(site, context.req.path, seen, windowOf(context), (comment) => comment));
  });
  app.get(`${REQUEST}/comment/:comment`, (context) => {
    const { issue, actor } = visibleRequest(site, actorOf(context), param(context, 'issue'));
    const comment = seenComments(issue, actor).find(({ id }) => id === param(context, 'comment'));
    if (comment === undefined) throw refuse(404, 'The comment does not exist.');
    return answer(showPortalComment(site, issue, comment));
  });
  app.post(`${REQUEST}/comment`, async (context) => {
    const { issue, actor } = visibleRequest(site, actorOf(context), param(context, 'issue'));
    const body = await bodyOf(context);
    if (typeof body.public !== 'boolean') throw refuse(400, 'Whether the comment is public has to be said.');
    if (!body.public) agent(actor);
    const comment = say(site, issue, actor, textOf(body.body) ?? '', body.public ? 'public' : 'internal');
    return answer(showPortalComment(site, issue, comment), 201);
  });
};

export const approvalRoutes: Routes = (app, site) => {
  app.get(`${REQUEST}/approval`, (context) => {
    const { issue, actor } = visibleRequest(site, actorOf(context), param(context, 'issue'));
    return answer(
      portalPage(site, context.req.path, issue.approvals, windowOf(context), (one) =>
        showApproval(site, issue, one, actor),
      ),
    );
  });
  const approvalOf = (context: JiraContext) => {
    const { issue, actor }: { issue: Request; actor: User } = visibleRequest(
      site,
      actorOf(context),
      param(context, 'issue'),
    );
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
