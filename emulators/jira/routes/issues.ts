/** Create, read, edit, delete ("Issues"). */
import { isObject, type Json, type JsonObject, listOf, objectOf } from '../json.ts';
import type { Issue } from '../model.ts';
import { JiraRefusal, refuse } from '../refusal.ts';
import { showChange } from '../show/changelog.ts';
import { showIssue } from '../show/issue.ts';
import { type Actor, may, signedIn, visibleIssue } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { maySeeComment } from '../work/comment.ts';
import { createIssue } from '../work/create.ts';
import { deleteIssue, editIssue } from '../work/edit.ts';
import { transitionIssue } from '../work/transition.ts';
import {
  actorOf,
  answer,
  bodyOf,
  flag,
  type JiraContext,
  listQuery,
  noContent,
  page,
  param,
  type Routes,
  windowOf,
} from './http.ts';
import { showTransitions } from './transitions.ts';

const BULK = 50;

export const issueRoutes: Routes = (app, site) => {
  app.post('/rest/api/3/issue', async (context) => {
    const body = await bodyOf(context);
    const issue = createIssue(site, actorOf(context), body);
    if (isObject(body.transition)) transitionIssue(site, actorOf(context), issue.key, { transition: body.transition });
    return answer(created(site, issue), 201);
  });

  app.post('/rest/api/3/issue/bulk', async (context) => {
    const actor = signedIn(actorOf(context));
    const updates = listOf((await bodyOf(context)).issueUpdates);
    if (updates.length === 0 || updates.length > BULK)
      throw refuse(400, `Between 1 and ${BULK} issues may be created.`);
    const issues: JsonObject[] = [];
    const errors: Json[] = [];
    for (const [failedElementNumber, update] of updates.entries()) {
      try {
        issues.push(created(site, createIssue(site, actor, objectOf(update))));
      } catch (error) {
        if (!(error instanceof JiraRefusal)) throw error;
        const { status, errorMessages, errors: fields } = error;
        errors.push({ status, elementErrors: { errorMessages, errors: fields, status }, failedElementNumber });
      }
    }
    return answer({ issues, errors }, issues.length === 0 ? 400 : 201);
  });

  app.get('/rest/api/3/issue/:issue', (context) => {
    const actor = actorOf(context);
    const issue = visibleIssue(site, actor, param(context, 'issue'));
    const fields = listQuery(context, 'fields');
    return answer(readIssue(site, actor, issue, fields.length === 0 ? ['*all'] : fields, context));
  });

  app.put('/rest/api/3/issue/:issue', async (context) => {
    const actor = actorOf(context);
    const body = await bodyOf(context);
    const issue = visibleIssue(site, actor, param(context, 'issue'));
    if (context.req.query('notifyUsers') === 'false' && !may(site, actor, 'ADMINISTER_PROJECTS', issue.project))
      throw refuse(403, 'To discard the user notification either admin or project admin permissions are required.');
    editIssue(site, actor, issue.id, body);
    return flag(context, 'returnIssue') ? answer(readIssue(site, actor, issue, ['*all'], context)) : noContent();
  });

  app.delete('/rest/api/3/issue/:issue', (context) => {
    deleteIssue(site, actorOf(context), param(context, 'issue'), flag(context, 'deleteSubtasks'));
    return noContent();
  });

  app.put('/rest/api/3/issue/:issue/assignee', async (context) => {
    const { accountId } = await bodyOf(context);
    const assignee = accountId === null || accountId === undefined ? null : { accountId };
    editIssue(site, actorOf(context), param(context, 'issue'), { fields: { assignee } });
    return noContent();
  });

  app.get('/rest/api/3/issue/:issue/changelog', (context) => {
    const issue = visibleIssue(site, actorOf(context), param(context, 'issue'));
    return answer(page(issue.history, windowOf(context, 100), (change) => showChange(site, change)));
  });
};

const created = (site: JiraSite, { id, key }: Issue): JsonObject => ({
  id,
  key,
  self: `${site.baseUrl}/rest/api/3/issue/${id}`,
});

function readIssue(
  site: JiraSite,
  actor: Actor,
  issue: Issue,
  fields: readonly string[],
  context: JiraContext,
): JsonObject {
  const seesComment = (id: string) => {
    const comment = issue.comments.get(id);
    return comment !== undefined && maySeeComment(site, actor, issue, comment);
  };
  const expand = listQuery(context, 'expand');
  return {
    ...showIssue(site, issue, issue.state, { fields, seesComment, actor, failFast: flag(context, 'failFast') }),
    ...propertiesOf(issue, listQuery(context, 'properties')),
    ...(expand.includes('names')
      ? { names: Object.fromEntries([...site.fields.all()].map(({ id, name }) => [id, name])) }
      : {}),
    ...(expand.includes('transitions') ? { transitions: showTransitions(site, actor, issue) } : {}),
    ...(expand.includes('changelog') ? { changelog: newestChanges(site, issue) } : {}),
  };
}

/** Only the properties that were asked for; `*all` gives every one. */
export function propertiesOf(issue: Issue, wanted: readonly string[]): JsonObject {
  if (wanted.length === 0) return {};
  const keys = wanted.includes('*all') ? [...issue.properties.keys()] : wanted;
  return {
    properties: Object.fromEntries(
      keys.flatMap((key) => {
        const value = issue.properties.get(key);
        return value === undefined ? [] : [[key, value]];
      }),
    ),
  };
}

/** `expand=changelog` gives the newest 40, newest first; the paged resource goes from the oldest. */
function newestChanges(site: JiraSite, issue: Issue): JsonObject {
  const histories = issue.history.slice(-40).reverse();
  return {
    startAt: 0,
    maxResults: histories.length,
    total: issue.history.length,
    histories: histories.map((change) => showChange(site, change)),
  };
}
