/** A mail that was refused for good, and what people have said of that. */
import type { CaseState } from './caseState.ts';

export const MAIL_REFUSED = 'mail-refused';

/** Oldest first. */
export const refusalsOf = ({ exceptions }: Pick<CaseState, 'exceptions'>, notice: string) =>
  exceptions.filter(({ kind, detail }) => kind === MAIL_REFUSED && detail.notice === notice);

/** By a person: it is tried no more, as it would be stale by the time it is taken, and nothing waits for it. */
export function isMailLetBe(state: Pick<CaseState, 'exceptions'>, notice: string): boolean {
  const verdict = refusalsOf(state, notice).at(-1)?.verdict;
  return verdict === 'accept' || verdict === 'ignore';
}

/** A mail of the case is still to be sent. */
export const isMailing = (state: Pick<CaseState, 'exceptions' | 'notices'>): boolean =>
  state.notices.some(({ notice, sentAt }) => sentAt === null && !isMailLetBe(state, notice));
