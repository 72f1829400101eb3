/** What a client asks about the site before it works: server, fields, projects, statuses, screens, permissions. */
import type { JsonObject } from '../json.ts';
import type { Field, Project } from '../model.ts';
import { refuse } from '../refusal.ts';
import { fieldMetadata, fieldsOn, oneField } from '../show/metadata.ts';
import { showIssueType, showProject, showProjectShort, showStatus } from '../show/project.ts';
import { schemaOf } from '../site/fieldBook.ts';
import {
  may,
  mayBrowseUsers,
  PROJECT_PERMISSIONS,
  signedIn,
  visibleIssue,
  visibleProject,
} from '../site/permissions.ts';
import { jiraTime } from '../time.ts';
import { projectType } from '../work/workflow.ts';
import { actorOf, answer, listQuery, page, param, type Routes, windowOf } from './http.ts';

const META = '/rest/api/3/issue/createmeta/:project/issuetypes';

export const siteRoutes: Routes = (app, site) => {
  app.get('/rest/api/3/serverInfo', () =>
    answer({
      baseUrl: site.baseUrl,
      version: '1001.0.0-SNAPSHOT',
      versionNumbers: [1001, 0, 0],
      deploymentType: 'Cloud',
      buildNumber: 100_290,
      buildDate: jiraTime(0),
      serverTime: jiraTime(site.clock.now()),
      scmInfo: 'emulator',
      serverTitle: 'Jira',
    }),
  );

  /** Beside the system's own only fields of a project the caller may browse ("Get fields"); nothing says that others are left out. */
  app.get('/rest/api/3/field', (context) => {
    const browsed = [...site.projects.all()].filter((project) =>
      may(site, actorOf(context), 'BROWSE_PROJECTS', project),
    );
    const isShown = ({ custom, noGlobalContext, ownContexts }: Field) =>
      !custom ||
      browsed.some(({ key }) => noGlobalContext !== true || ownContexts.some(({ projects }) => projects.includes(key)));
    return answer(
      [...site.fields.all()].filter(isShown).map((field) => ({
        id: field.id,
        key: field.id,
        name: field.name,
        custom: field.custom,
        orderable: true,
        navigable: true,
        searchable: true,
        clauseNames: field.custom ? [`cf[${field.id.slice(12)}]`, field.name] : [field.id],
        schema: schemaOf(field),
      })),
    );
  });

  app.get('/rest/api/3/status', () => answer([...site.workflows.statuses()].map((s) => showStatus(s, site.view()))));
  app.get('/rest/api/3/issuetype', () =>
    answer([...site.projects.issueTypes()].map((type) => showIssueType(type, site.view()))),
  );

  app.get('/rest/api/3/project/search', (context) => {
    const seen = [...site.projects.all()].filter((project) => may(site, actorOf(context), 'BROWSE_PROJECTS', project));
    return answer(page(seen, windowOf(context, 50), (project) => showProjectShort(project, site.view())));
  });

  app.get('/rest/api/3/project/:project', (context) =>
    answer(showProject(site, visibleProject(site, actorOf(context), param(context, 'project')))),
  );

  app.get('/rest/api/3/project/:project/statuses', (context) => {
    const project = visibleProject(site, actorOf(context), param(context, 'project'));
    return answer(
      [...project.types.values()].map(({ type, workflow }) => ({
        self: `${site.baseUrl}/rest/api/3/issuetype/${type.id}`,
        id: type.id,
        name: type.name,
        subtask: type.subtask,
        statuses: workflow.statuses.map((status) => showStatus(status, site.view())),
      })),
    );
  });

  app.get('/rest/api/3/project/:project/securitylevel', (context) => {
    const project = visibleProject(site, actorOf(context), param(context, 'project'));
    return answer({
      levels: project.securityLevels.map(({ id, name }) => ({
        self: `${site.baseUrl}/rest/api/3/securitylevel/${id}`,
        id,
        name,
        description: '',
      })),
    });
  });

  app.get(META, (context) => {
    const project = creatable(visibleProject(site, actorOf(context), param(context, 'project')), context);
    const types = [...project.types.values()];
    const {
      values,
      isLast: _,
      ...rest
    } = page(types, windowOf(context, 50, 200), ({ type }) => showIssueType(type, site.view()));
    return answer({ ...rest, issueTypes: values });
  });

  app.get(`${META}/:type`, (context) => {
    const project = creatable(visibleProject(site, actorOf(context), param(context, 'project')), context);
    const found = project.types.get(param(context, 'type'));
    if (found === undefined) throw refuse(400, 'The issue type does not belong to the project.');
    const {
      values,
      isLast: _,
      ...rest
    } = page(fieldsOn(site, found.create), windowOf(context, 50, 200), (field) => ({
      fieldId: field.id,
      ...oneField(site, project, field, found.required.has(field.id)),
    }));
    return answer({ ...rest, fields: values });
  });

  const creatable = (project: Project, context: Parameters<typeof actorOf>[0]): Project => {
    if (!may(site, actorOf(context), 'CREATE_ISSUES', project))
      throw refuse(403, 'You cannot create issues in this project.');
    return project;
  };

  app.get('/rest/api/3/issue/:issue/editmeta', (context) => {
    const issue = visibleIssue(site, actorOf(context), param(context, 'issue'));
    const { edit, required } = projectType(issue);
    const editable = may(site, actorOf(context), 'EDIT_ISSUES', issue.project, issue);
    return answer({ fields: editable ? fieldMetadata(site, issue.project, edit, required) : {} });
  });

  app.get('/rest/api/3/mypermissions', (context) => {
    const actor = signedIn(actorOf(context));
    const wanted = listQuery(context, 'permissions');
    if (wanted.length === 0) throw refuse(400, "The 'permissions' query parameter is required.");
    const named = context.req.query('projectKey') ?? context.req.query('projectId');
    const issueNamed = context.req.query('issueKey') ?? context.req.query('issueId');
    const issue = issueNamed === undefined ? undefined : visibleIssue(site, actor, issueNamed);
    const project = issue?.project ?? (named === undefined ? undefined : visibleProject(site, actor, named));
    const permissions: Record<string, JsonObject> = {};
    for (const [index, key] of wanted.entries()) {
      const known = PROJECT_PERMISSIONS.find((permission) => permission === key);
      if (known === undefined && !GLOBAL.has(key)) throw refuse(400, `Unrecognized permission: ${key}`);
      const havePermission =
        known === undefined
          ? key === 'USER_PICKER'
            ? mayBrowseUsers(actor)
            : actor.admin
          : project === undefined
            ? [...site.projects.all()].some((candidate) => may(site, actor, known, candidate))
            : may(site, actor, known, project, issue);
      const name = key.toLowerCase().replaceAll('_', ' ');
      const type = known === undefined ? 'GLOBAL' : 'PROJECT';
      permissions[key] = { id: String(index), key, name, type, description: name, havePermission };
    }
    return answer({ permissions });
  });
};

const GLOBAL: ReadonlySet<string> = new Set(['ADMINISTER', 'SYSTEM_ADMIN', 'USER_PICKER', 'BULK_CHANGE']);
