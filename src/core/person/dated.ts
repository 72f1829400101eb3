/** Access for a while: until when what is ticked on a form is held. Never past the work it comes with. */
import type { FormProblem, FormRefusal, TenureEvent } from '../evidence/model.ts';
import type { Grant } from '../grant/model.ts';
import type { CaseId } from '../shared/ids.ts';
import { earlier, type Instant } from '../shared/instant.ts';
import { editedSince } from './editedSince.ts';
import type { Look } from './look.ts';
import type { Attributes } from './model.ts';
import { moveEnd } from './regrant.ts';

const FIELD = 'applicationsUntil';

/** `null` = as long as the work; a value that is no date is a problem (below), and gives nothing longer. */
export const heldUntil = ({ filed, rules }: Pick<Look, 'filed' | 'rules'>, attributes: Attributes): Instant | null =>
  filed.applicationsUntil === null ? null : rules.endOf(filed.applicationsUntil, attributes);

/**
 * A date that has passed gives nothing to what is ticked with it; one that is set to the past later ends what was given.
 * A field that Jira does not show us any more is no date that was taken off.
 */
export function untilProblems(look: Look, attributes: Attributes, start: Instant): FormProblem[] {
  const { filed, form, ledger, state, now } = look;
  const problem = (code: FormRefusal): FormProblem[] => [{ code, field: FIELD }];
  if (filed.applicationsUntil === null) {
    const unread = form.unreadable.find(({ field }) => field === FIELD);
    const isDated = ledger.grants.some(({ givenBy, until }) => givenBy === state.id && until != null);
    return unread !== undefined && isDated ? problem(unread.why) : [];
  }
  const until = heldUntil(look, attributes);
  if (until === null) return problem('not-a-date');
  if (filed.applications.length === 0) return [];
  const edited = editedSince(look);
  if (edited('applications') && until <= now) return problem('already-over');
  const isDatedAnew = edited('applications') || edited(FIELD);
  return isDatedAnew && until <= start && start > now ? problem('end-before-start') : [];
}

/** The earlier of the two; `null` is never. */
export const firstEnd = (until: Instant | null, end: Instant | null): Instant | null =>
  until === null ? end : end === null ? until : earlier(until, end);

/** Nothing when it ends then already; an extension and a shortening are an edit of the same grant. */
export function heldAsDated(grant: Grant, until: Instant | null, end: Instant | null, by: CaseId): TenureEvent[] {
  const then = firstEnd(until, end);
  const asBefore = (grant.until ?? null) === until;
  if (grant.end === then && asBefore) return [];
  const moved = moveEnd(grant, then, by, null);
  return [asBefore ? moved : { ...moved, until }];
}
