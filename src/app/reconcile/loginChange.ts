/** A new login: the next one when it is somebody else's, and word to those concerned once it has been read back. */
import type { CaseState } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import type { ConcludeInput } from '../../core/reconcile/index.ts';
import { recipients } from '../commit.ts';
import { addressFollows, nextLogin } from './clash.ts';
import type { Run } from './run.ts';

export function loginEvents(run: Run, input: ConcludeInput, state: CaseState, ledger: PersonLedger): TenureEvent[] {
  const { account } = run.lease;
  const meant = account.renameTo;
  if (meant === undefined) return [];
  if (run.applied.loginTaken) {
    const next = nextLogin(run, ledger, meant);
    if (next === null) return [];
    return [
      { type: 'LoginIntended', account: account.id, because: 'login-taken', personal: { login: next } },
      ...addressFollows(ledger, meant, next),
    ];
  }
  if (input.seen.account?.login.toLowerCase() !== meant.toLowerCase()) return [];
  // To the old address too: that is the one they still look at, and the one somebody else might have meant.
  const theirs = [account.login, ledger.person?.profile.workMail ?? meant];
  const to = [...new Set([...theirs, ...recipients('login-changed', state, ledger, run.force.policy.settings)])];
  const notice = `login-changed-${state.lastSeq}`;
  return [{ type: 'NoticeRequested', notice, kind: 'login-changed', personal: { to } }];
}
