/** What a customer does to a request: speak, and the moves the workflow leaves to them. */
import { adfFromText } from '../adf/validate.ts';
import type { Comment, Transition, User } from '../model.ts';
import { refuse } from '../refusal.ts';
import { allowed } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';
import { keepComment } from '../work/comment.ts';
import { moveAlong } from '../work/transition.ts';
import { offeredTransitions } from '../work/workflow.ts';
import type { Request } from './access.ts';

export const customerTransitions = (site: JiraSite, issue: Request): readonly Transition[] =>
  offeredTransitions(site, issue).filter(({ customer }) => customer);

export function customerMove(site: JiraSite, actor: User, issue: Request, id: string, why: string | undefined): void {
  const transition = customerTransitions(site, issue).find((one) => one.id === id);
  if (transition === undefined) throw refuse(400, 'The transition is not available for this request.');
  if (actor.agent) allowed(site, actor, 'TRANSITION_ISSUES', issue);
  if (why !== undefined) fits(site, why);
  moveAlong(site, actor, issue, transition);
  if (why !== undefined) say(site, issue, actor, why, 'public');
}

export function say(
  site: JiraSite,
  issue: Request,
  actor: User,
  words: string,
  forWhom: 'public' | 'internal',
): Comment {
  if (words.trim() === '') throw refuse(400, 'Comment body can not be empty!');
  fits(site, words);
  if (actor.agent) allowed(site, actor, 'ADD_COMMENTS', issue);
  const now = site.clock.now();
  return keepComment(site, actor, issue, {
    id: site.issues.nextId('comment'),
    author: actor.accountId,
    updateAuthor: actor.accountId,
    body: adfFromText(words),
    created: now,
    updated: now,
    visibility: undefined,
    properties: new Map([['sd.public.comment', { internal: forWhom === 'internal' }]]),
  });
}

function fits(site: JiraSite, words: string): void {
  const limit = site.options.textLimits.longText;
  if (words.length > limit)
    throw refuse(400, `The entered text is too long. It exceeds the allowed limit of ${limit} characters.`);
}
