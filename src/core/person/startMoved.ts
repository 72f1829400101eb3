/**
 * A start that is moved on the form of its onboarding. Whatever has begun ahead of the old one is taken back as far as it
 * matters: the sign-in Tenure had opened is stopped until the new one, and what is risky ends and begins with the work. The
 * account and what comes with it stay: nobody can use them meanwhile.
 */
import type { FormProblem } from '../evidence/model.ts';
import { earlier, type Instant, milliseconds, plus } from '../shared/instant.ts';
import { mayFile } from './authority.ts';
import { editedSince } from './editedSince.ts';
import type { Look } from './look.ts';
import type { Engagement } from './model.ts';
import type { EngagementTimes } from './rules.ts';

export type MovedTimes = EngagementTimes & Pick<Engagement, 'signInStopped'>;

export function movedTimes(own: Engagement | undefined, times: EngagementTimes, now: Instant): MovedTimes {
  if (own === undefined) return times;
  const accountFrom = own.accountFrom <= now ? earlier(own.accountFrom, times.accountFrom) : times.accountFrom;
  const wasOpened = own.activeFrom <= now || own.signInStopped === true;
  return { ...times, accountFrom, ...(wasOpened && times.activeFrom > now ? { signInStopped: true } : {}) };
}

/** Work that has begun begins when it did, unless its start itself is edited: not because its zone is corrected. */
export const begunAlready = (look: Look, own: Engagement | undefined): own is Engagement =>
  own !== undefined && own.start <= look.now && !editedSince(look)('start');

/** Before the first day whoever files moves it; from then on it stops somebody's work, as an end would. */
export function mayNotPostpone(
  { form, rules, now }: Look,
  own: Engagement | undefined,
  { start }: EngagementTimes,
): FormProblem[] {
  if (own === undefined || own.start > now || start <= now) return [];
  const offboarding = rules.caseSettings('offboarding');
  const author = form.fields.start?.author;
  const may = offboarding !== undefined && author !== undefined && mayFile(author, offboarding);
  return may ? [] : [{ code: 'may-not-postpone', field: 'start' }];
}

const DAY = milliseconds(86_400_000);

/** What was to be true from earlier on is true from now on: more than a day of it is said. */
export function lateFrom(look: Look, engagement: Engagement): { readonly askedFrom?: Instant } {
  const { filed, rules, now } = look;
  const asked = filed.start === null ? null : rules.startOf(filed.start, engagement.attributes);
  const isLate = asked !== null && plus(asked, DAY) <= now && editedSince(look)('start');
  return isLate ? { askedFrom: asked } : {};
}
