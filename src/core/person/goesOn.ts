/**
 * Work that has ended and is to go on by its own ledger, and not as a re-hire: a termination taken back, a contract whose
 * end is moved after it has passed. Only for a time: later, somebody who comes back begins anew.
 */
import type { FormProblem, TenureEvent } from '../evidence/model.ts';
import { lastEnded, type PersonLedger } from '../grant/index.ts';
import { type Instant, milliseconds, plus } from '../shared/instant.ts';
import { mayFile } from './authority.ts';
import { editedSince } from './editedSince.ts';
import type { Look } from './look.ts';
import type { Engagement } from './model.ts';
import type { CaseRules } from './rules.ts';

/** Where the policy in force says nothing of it yet. */
const REOPEN_WITHIN = milliseconds(30 * 86_400_000);

export const mayGoOn = ({ settings }: CaseRules, end: Instant, now: Instant): boolean =>
  now < plus(end, settings.times.reopenWithin ?? REOPEN_WITHIN);

export const isOver = ({ end }: Pick<Engagement, 'end'>, now: Instant) => end !== null && end <= now;

/** Work begun after `ended` that would come to lie beside the work that goes on until `end`. */
export function isHiredAgain(
  { engagements }: PersonLedger,
  { id }: Engagement,
  { ended, end }: { readonly ended: Instant; readonly end: Instant | null },
  now: Instant,
): boolean {
  return engagements.some(
    (one) => one.id !== id && !isOver(one, now) && one.start >= ended && (end === null || one.start < end),
  );
}

/** The form moves the end of work that is over to a day ahead; `null` = it does not. */
export function newEnd(look: Look, { end, attributes }: Engagement): Instant | null {
  const { filed, rules, now } = look;
  if (end === null || end > now || filed.end === null || !editedSince(look)('end')) return null;
  const asked = rules.endOf(filed.end, attributes);
  return asked !== null && asked > now ? asked : null;
}

/** Why the end cannot be moved any more. Whoever opens access again may hire; an offboarding is taken back on its own issue. */
export function hindrances(look: Look, work: Engagement, end: Instant | null, field = 'end'): FormProblem[] {
  const { rules, ledger, now, form } = look;
  const ended = work.end ?? now;
  const onboarding = rules.caseSettings('onboarding');
  const author = form.fields[field]?.author;
  if (onboarding === undefined || author === undefined || !mayFile(author, onboarding)) {
    return [{ code: 'may-not-reopen', field }];
  }
  if (!mayGoOn(rules, ended, now)) return [{ code: 'too-late-to-undo', field }];
  // What was filed to come on top lies beside other work anyway.
  const comesOnTop = look.kind === 'onboarding' && look.filed.additional;
  return !comesOnTop && isHiredAgain(ledger, work, { ended, end }, now) ? [{ code: 'hired-again', field }] : [];
}

/** The work a change would let go on: it ended last, and by its own date and not by an offboarding or a no-show. */
export function endedByDate({ ledger, offboardings, now }: Look): Engagement | undefined {
  const last = lastEnded(ledger.engagements, now);
  if (last === undefined || last.endedBy === last.openedBy) return undefined;
  return last.endedBy !== null && offboardings.has(last.endedBy) ? undefined : last;
}

/** What had ended is given again, and shown on the case that says so. */
export function givenAgain({ ledger, now }: Look, events: readonly TenureEvent[]): TenureEvent[] {
  const over = new Set(ledger.grants.filter((grant) => isOver(grant, now)).map(({ id }) => id));
  return events.map((event) =>
    event.type === 'GrantReinstated' && over.has(event.grant) ? { ...event, hadEnded: true } : event,
  );
}
