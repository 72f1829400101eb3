/**
 * A login that is taken by an account without our mark. A namesake (their own natural key says so) means the next
 * login by the naming rule; anything less certain is a person's decision.
 */
import type { CaseState } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import type { Clash } from './apply.ts';
import type { Run } from './run.ts';
import { raiseOnce } from './trouble.ts';

export function clashEvents(run: Run, clash: Clash, state: CaseState, ledger: PersonLedger): TenureEvent[] {
  const { account } = run.lease;
  const decided = state.exceptions.filter(({ kind }) => kind === 'account-exists').at(-1);
  const next = nextLogin(run, ledger, account.login);
  if ((isNamesake(run, clash, ledger) || decided?.verdict === 'retry') && next !== null) {
    const { id, person, connection } = account;
    return [
      { type: 'AccountIntended', account: id, person, connection, because: 'login-taken', personal: { login: next } },
      ...addressFollows(ledger, account.login, next),
    ];
  }
  return raiseOnce(state, account.id, 'account-exists', null, { providerId: clash.providerId });
}

/** An address by the naming rule is the login's: kept, their mail would go to the namesake. */
export function addressFollows({ person }: PersonLedger, taken: string, next: string): TenureEvent[] {
  if (person === null || person.profile.workMail.toLowerCase() !== taken.toLowerCase()) return [];
  return [{ type: 'ProfileChanged', person: person.id, personal: { ...person.profile, workMail: next } }];
}

/** The provider field that carries our natural key, filled with somebody else's. */
export function isNamesake({ force }: Run, { profile }: Pick<Clash, 'profile'>, ledger: PersonLedger): boolean {
  const field = Object.entries(force.policy.settings.profile).find(
    ([, pattern]) => pattern === '{employeeNumber}',
  )?.[0];
  const theirs = field === undefined ? undefined : profile[field];
  const ours = ledger.person?.profile.naturalKey;
  return theirs !== undefined && theirs !== '' && ours !== undefined && theirs.trim().toLowerCase() !== ours;
}

/** The login after the one that is taken. */
export function nextLogin({ force }: Run, ledger: PersonLedger, taken: string): string | null {
  const profile = ledger.person?.profile;
  if (profile === undefined) return null;
  for (let n = 1; n < 50; n += 1) {
    if (force.rules.login(profile, n)?.toLowerCase() === taken.toLowerCase()) {
      return force.rules.login(profile, n + 1);
    }
  }
  return force.rules.login(profile, 2);
}
