/** Moving an issue along its workflow. What is not offered from the current status is refused. */
import { idOf, type JsonObject, objectOf } from '../json.ts';
import type { Change, ChangeItem, Issue, Transition, User } from '../model.ts';
import { refuse, refuseFields } from '../refusal.ts';
import { type Actor, may, signedIn, visibleIssue } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { commentsIn, keepComment } from './comment.ts';
import { changesOf, merged, missingRequired, readFields } from './fields.ts';
import { openApproval } from './openApproval.ts';
import { keepProperties, propertiesIn } from './property.ts';
import { record } from './record.ts';
import { offeredTransitions } from './workflow.ts';

export function transitionIssue(site: JiraSite, caller: Actor, idOrKey: string, body: JsonObject): Change {
  const issue = visibleIssue(site, caller, idOrKey);
  const actor = signedIn(caller);
  // With the status of a transition that is gone ("Transition issue", 400).
  if (!may(site, actor, 'TRANSITION_ISSUES', issue.project, issue))
    throw refuse(400, 'You do not have permission to transition issues in this project.');
  const wanted = idOf(objectOf(body.transition).id);
  if (wanted === undefined) throw refuse(400, "Missing 'transition' identifier");
  const transition = offeredTransitions(site, issue).find(({ id }) => id === wanted);
  if (transition === undefined) {
    throw refuse(
      400,
      `It seems that you have tried to perform an illegal workflow operation. The transition (id: ${wanted}) is not valid for this issue.`,
    );
  }
  return moveAlong(site, actor, issue, transition, body);
}

/** The transition itself, also fired by an answered approval, which skips the screen and what it requires. */
export function moveAlong(
  site: JiraSite,
  actor: User,
  issue: Issue,
  transition: Transition,
  body: JsonObject = {},
  screens: 'shown' | 'skipped' = 'shown',
): Change {
  const { state, project } = issue;
  const update = objectOf(body.update);
  const screen = new Set([...transition.screen].filter((id) => id !== 'resolution'));
  const { resolution: chosen, ...fields } = objectOf(body.fields);
  const onScreen = transition.screen.has('resolution');
  if (chosen !== undefined && !onScreen)
    throw refuseFields({
      resolution: "Field 'resolution' cannot be set. It is not on the appropriate screen, or unknown.",
    });
  const values = readFields(site, project, screen, state.values, { fields, update });
  const next = merged(state.values, values);
  const missing = screens === 'skipped' ? {} : missingRequired(site, transition.required, next);
  if (Object.keys(missing).length > 0) throw refuseFields(missing);
  const chosenName = objectOf(chosen).name;
  const resolution =
    transition.to.category === 'done'
      ? (transition.resolution ?? (typeof chosenName === 'string' ? chosenName : state.resolution))
      : undefined;
  const items: ChangeItem[] = changesOf(site, project, state.values, values);
  if (resolution !== state.resolution)
    items.push(item('resolution', state.resolution ?? null, resolution ?? null, resolutionId));
  if (transition.to.id !== state.status.id) {
    items.push({
      ...item('status', state.status.name, transition.to.name),
      from: state.status.id,
      to: transition.to.id,
    });
  }
  const comments = commentsIn(site, actor, issue, update);
  const properties = propertiesIn(body.properties);
  const now = site.clock.now();
  const change = record(
    site,
    actor,
    issue,
    items,
    {
      values: next,
      status: transition.to,
      resolution,
      resolvedAt: resolution === undefined ? undefined : (state.resolvedAt ?? now),
      statusChangedAt: transition.to.category === state.status.category ? state.statusChangedAt : now,
    },
    body,
  );
  openApproval(site, issue);
  site.announce({ type: 'jira:issue_updated', kind: 'issue_generic', at: change.at, actor, issue, change });
  keepProperties(site, actor, issue, properties);
  for (const comment of comments) keepComment(site, actor, issue, comment);
  return change;
}

export const resolutionId = (name: string): string => (name === 'Done' ? '10000' : '10001');

const item = (
  fieldId: string,
  from: string | null,
  to: string | null,
  id: (name: string) => string = (name) => name,
): ChangeItem => ({
  field: fieldId,
  fieldtype: 'jira',
  fieldId,
  from: from === null ? null : id(from),
  fromString: from,
  to: to === null ? null : id(to),
  toString: to,
});
