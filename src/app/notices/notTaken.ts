import { fold } from '../../core/shared/fold.ts';

/** Whom a mail still goes to, where the server has taken it for some already. */
export function notTaken(to: readonly string[], taken: readonly string[]): readonly string[] {
  const known = new Set(taken.map(fold));
  return to.filter((one) => !known.has(fold(one)));
}
