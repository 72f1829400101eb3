/** Desks, their request types and their customers. */
import { idOf, listOf, textOf } from '../json.ts';
import type { RequestType } from '../model.ts';
import { refuse } from '../refusal.ts';
import { actorOf, answer, bodyOf, type JiraContext, listQuery, noContent, param, type Routes } from '../routes/http.ts';
import { admin, signedIn } from '../site/permissions.ts';
import { hasDesk } from '../site/projects.ts';
import type { JiraSite } from '../site/site.ts';
import { agent, type DeskProject, deskAdmin, deskOf, mayEnter } from './access.ts';
import { knownAccounts } from './participants.ts';
import { API, portalPage, portalUser, windowOf } from './show.ts';
import { showDesk, showRequestFields, showRequestType } from './showDesk.ts';

const DESK = `${API}/servicedesk/:desk`;

export const deskRoutes: Routes = (app, site) => {
  const desk = (context: JiraContext) => deskOf(site, actorOf(context), param(context, 'desk'));

  app.get(`${API}/servicedesk`, (context) =>
    answer(
      portalPage(site, context.req.path, desksFor(site, context), windowOf(context), (one) => showDesk(site, one)),
    ),
  );
  app.get(DESK, (context) => answer(showDesk(site, desk(context))));

  app.get(`${API}/requesttype`, (context) => {
    const wanted = listQuery(context, 'serviceDeskId');
    const types = desksFor(site, context)
      .filter((project) => wanted.length === 0 || wanted.includes(project.desk.id))
      .flatMap((project) => typesFor(project, context).map((type) => ({ project, type })));
    const show = ({ project, type }: { project: DeskProject; type: RequestType }) =>
      showRequestType(site, project, type);
    return answer(portalPage(site, context.req.path, types, windowOf(context), show));
  });

  app.get(`${DESK}/requesttype`, (context) => {
    const project = desk(context);
    const types = typesFor(project, context);
    return answer(
      portalPage(site, context.req.path, types, windowOf(context), (type) => showRequestType(site, project, type)),
    );
  });

  /** In no group and with the required fields only, as the description says: unseen until somebody arranges it. */
  app.post(`${DESK}/requesttype`, async (context) => {
    const project = desk(context);
    deskAdmin(site, actorOf(context), project);
    const { issueTypeId, name, description, helpText } = await bodyOf(context);
    const type = project.types.get(idOf(issueTypeId) ?? '');
    if (type === undefined) throw refuse(404, 'The issue type does not exist.');
    const called = textOf(name)?.trim() ?? '';
    if (called === '') throw refuse(400, 'The request type name cannot be empty.');
    const made = site.projects.addRequestType(project.desk, {
      name: called,
      description: textOf(description) ?? '',
      helpText: textOf(helpText) ?? '',
      issueType: type.type,
      groupIds: [],
      fields: [...type.required].map((id) => ({ id, required: true, preset: undefined })),
    });
    return answer(showRequestType(site, project, made));
  });

  const typeOf = (context: JiraContext) => {
    const project = desk(context);
    const type = project.desk.requestTypes.get(param(context, 'type'));
    if (type === undefined) throw refuse(404, 'The request type does not exist.');
    return { project, type };
  };
  app.get(`${DESK}/requesttype/:type`, (context) => {
    const { project, type } = typeOf(context);
    return answer(showRequestType(site, project, type));
  });
  app.delete(`${DESK}/requesttype/:type`, (context) => {
    const { project, type } = typeOf(context);
    deskAdmin(site, actorOf(context), project);
    project.desk.requestTypes.delete(type.id);
    for (const issue of site.issues.all()) if (issue.requestTypeId === type.id) issue.requestTypeId = undefined;
    return noContent();
  });
  app.get(`${DESK}/requesttype/:type/field`, (context) => {
    const { project, type } = typeOf(context);
    const hidden = listQuery(context, 'expand').includes('hiddenFields');
    return answer(showRequestFields(site, project, type, signedIn(actorOf(context)), hidden));
  });
  app.get(`${DESK}/requesttypegroup`, (context) =>
    answer(
      portalPage(site, context.req.path, desk(context).desk.groups, windowOf(context), ({ id, name }) => ({
        id,
        name,
      })),
    ),
  );
};

export const customerRoutes: Routes = (app, site) => {
  const desk = (context: JiraContext) => deskOf(site, actorOf(context), param(context, 'desk'));

  /** A portal-only account: no Jira licence, no API token, unknown to every directory but this site's. */
  app.post(`${API}/customer`, async (context) => {
    admin(agent(actorOf(context)));
    const body = await bodyOf(context);
    const email = textOf(body.email)?.trim() ?? '';
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw refuse(400, 'The email address is not valid.');
    if (site.directory.userWithMail(email) !== undefined)
      throw refuse(
        context.req.query('strictConflictStatusCode') === 'true' ? 409 : 400,
        `An account already exists for this email: ${email}`,
      );
    const displayName = textOf(body.displayName) ?? textOf(body.fullName) ?? email;
    return answer(portalUser(site, site.directory.addUser({ email, displayName, accountType: 'customer' })), 201);
  });

  app.get(`${DESK}/customer`, (context) => {
    agent(actorOf(context));
    const query = context.req.query('query')?.toLowerCase() ?? '';
    const people = [...desk(context).desk.customers]
      .flatMap((id) => site.directory.user(id) ?? [])
      .filter(({ displayName, email }) => `${displayName} ${email}`.toLowerCase().includes(query));
    return answer(portalPage(site, context.req.path, people, windowOf(context), (user) => portalUser(site, user)));
  });
  app.post(`${DESK}/customer`, async (context) => {
    const project = desk(context);
    deskAdmin(site, actorOf(context), project);
    const { accountIds } = await bodyOf(context);
    const known = listOf(accountIds).filter((id) => site.directory.user(textOf(id) ?? '') !== undefined);
    // Those who exist are added even when the call is refused for the others.
    for (const id of known) project.desk.customers.add(String(id));
    if (known.length < listOf(accountIds).length) throw refuse(400, 'One or more of the customers do not exist.');
    return noContent();
  });
  app.delete(`${DESK}/customer`, async (context) => {
    const project = desk(context);
    deskAdmin(site, actorOf(context), project);
    if (project.desk.access === 'open') throw refuse(400, 'Customers cannot be removed from a desk with open access.');
    const { accountIds } = await bodyOf(context);
    for (const id of knownAccounts(site, accountIds)) project.desk.customers.delete(id);
    return noContent();
  });
};

function desksFor(site: JiraSite, context: JiraContext): DeskProject[] {
  const user = signedIn(actorOf(context));
  return [...site.projects.all()].filter(hasDesk).filter((project) => mayEnter(project, user));
}

/** A search leaves out what is in no group. */
function typesFor({ desk }: DeskProject, context: JiraContext): RequestType[] {
  const query = context.req.query('searchQuery')?.toLowerCase();
  const group = context.req.query('groupId');
  return [...desk.requestTypes.values()].filter(
    ({ name, description, groupIds }) =>
      (query === undefined || (groupIds.length > 0 && `${name} ${description}`.toLowerCase().includes(query))) &&
      (group === undefined || groupIds.includes(group)),
  );
}
