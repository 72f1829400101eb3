import type { JsonObject } from '../json.ts';
import type { Issue, Transition } from '../model.ts';
import { fieldMetadata } from '../show/metadata.ts';
import { showStatus } from '../show/project.ts';
import { type Actor, may, visibleIssue } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { transitionIssue } from '../work/transition.ts';
import { offeredTransitions } from '../work/workflow.ts';
import { actorOf, answer, bodyOf, listQuery, noContent, param, type Routes } from './http.ts';

export const transitionRoutes: Routes = (app, site) => {
  app.get('/rest/api/3/issue/:issue/transitions', (context) => {
    const issue = visibleIssue(site, actorOf(context), param(context, 'issue'));
    const wanted = context.req.query('transitionId');
    const withFields = listQuery(context, 'expand').includes('transitions.fields');
    return answer({
      expand: 'transitions',
      transitions: offeredTo(site, actorOf(context), issue)
        .filter(({ id }) => wanted === undefined || id === wanted)
        .map((transition) => show(site, issue, transition, withFields)),
    });
  });

  app.post('/rest/api/3/issue/:issue/transitions', async (context) => {
    transitionIssue(site, actorOf(context), param(context, 'issue'), await bodyOf(context));
    return noContent();
  });
};

/** As `expand=transitions` adds them to an issue. */
export const showTransitions = (site: JiraSite, actor: Actor, issue: Issue): JsonObject[] =>
  offeredTo(site, actor, issue).map((transition) => show(site, issue, transition, false));

/** Whoever may not move the issue is refused nothing here: the list is empty ("Get transitions", Permissions). */
const offeredTo = (site: JiraSite, actor: Actor, issue: Issue) =>
  may(site, actor, 'TRANSITION_ISSUES', issue.project, issue) ? offeredTransitions(site, issue) : [];

function show(site: JiraSite, issue: Issue, transition: Transition, withFields: boolean): JsonObject {
  return {
    id: transition.id,
    name: transition.name,
    to: showStatus(transition.to, site.view()),
    hasScreen: transition.screen.size > 0,
    isGlobal: transition.from === 'any',
    isInitial: false,
    isAvailable: true,
    isConditional: false,
    looped: transition.to.id === issue.state.status.id,
    ...(withFields ? { fields: fieldMetadata(site, issue.project, transition.screen, transition.required) } : {}),
  };
}
