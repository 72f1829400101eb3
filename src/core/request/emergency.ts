/** What is told and asked of people when something is given in an emergency: loudly, and to be looked at afterwards. */
import type { CaseLine, CaseTask } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { entitlementById } from '../policy/index.ts';
import { type Policy, REVIEW_WORDS, type RequestRule } from '../policy/model.ts';

/** Whoever answers for the application, and whom the rule tells: security, whoever is on call. */
export function emergencyTold(line: CaseLine, rule: RequestRule | undefined, policy: Policy): readonly TenureEvent[] {
  const application = entitlementById(policy.catalogue, line.entitlement)?.application;
  const owners = application === undefined ? [] : [application.owner, application.deputy];
  const told = rule?.answer.kind === 'break-glass' ? rule.answer.tell : [];
  const to = [...new Set([...told, ...owners].flatMap((mail) => (mail === null ? [] : [mail.toLowerCase()])))];
  return to.length === 0
    ? []
    : [{ type: 'NoticeRequested', notice: `emergency-${line.id}`, kind: 'emergency', personal: { to } }];
}

/** `emergency:1`; asked again, `emergency:1-2`. */
export const isReviewOf = ({ task }: Pick<CaseTask, 'task'>, line: string) =>
  task === `emergency:${line}` || task.startsWith(`emergency:${line}-`);

/** `why` = what was wrong with how the one before it was closed. */
export function reviewTask(
  { id, entitlement }: CaseLine,
  nth: number,
  why: string | null,
  policy: Policy,
): TenureEvent {
  const { justified, notJustified } =
    policy.settings.cases.find(({ kind }) => kind === 'access-request')?.review ?? REVIEW_WORDS;
  const words = `“${justified[0]}” or “${notJustified[0]}”`;
  const field = policy.settings.fields.verdict;
  return {
    type: 'TaskRequested',
    task: nth === 1 ? `emergency:${id}` : `emergency:${id}-${nth}`,
    about: 'emergency',
    title: `Look at the emergency access to ${entitlement}${why === null ? '' : ` again: ${why}`}`,
    personal: {
      says:
        `${entitlement} was given at once, because it was said to be an emergency. Was it one? Close this sub-task as ${words} ` +
        `(its resolution${field === undefined ? '' : `, or the field “${field}”`}) and say why in a comment of your own, ` +
        'or use “tenure decide” with --justified or --not-justified. Neither who asked nor whom it was for may say it.',
    },
  };
}
