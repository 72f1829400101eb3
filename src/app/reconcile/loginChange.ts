/**
 * A new login: the next one when it is somebody else's. Once it has been read back the address follows, if the two were
 * one, and those concerned are told; also where HR or a directory has given it, which had been waited for.
 */
import type { CaseState } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { LOGIN_AWAITED } from '../../core/person/index.ts';
import { type ConcludeInput, renamedThere } from '../../core/reconcile/index.ts';
import type { CaseId, ExceptionId } from '../../core/shared/ids.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { recipients } from '../commit.ts';
import { addressFollows, nextLogin } from './clash.ts';
import type { Run } from './run.ts';
import { settledByItself, type Telling } from './trouble.ts';

export function loginEvents(run: Run, input: ConcludeInput, state: CaseState, ledger: PersonLedger): TenureEvent[] {
  const { account } = run.lease;
  const meant = account.renameTo;
  if (meant !== undefined && run.applied.loginTaken) {
    const next = nextLogin(run, ledger, meant);
    if (next === null) return [];
    return [{ type: 'LoginIntended', account: account.id, because: 'login-taken', personal: { login: next } }];
  }
  const login = readBack(input);
  if (login === null) return [];
  const follows = addressFollows(ledger, account.login, login);
  // To the old address too: that is the one they still look at, and the one somebody else might have meant.
  const theirs = [account.login, follows.length > 0 ? login : (ledger.person?.profile.workMail ?? login)];
  const to = [...new Set([...theirs, ...recipients('login-changed', state, ledger, run.force.policy.settings)])];
  const notice = `login-changed-${state.lastSeq}`;
  return [...follows, { type: 'NoticeRequested', notice, kind: 'login-changed', personal: { to } }];
}

/** The login that is new with this reading. */
function readBack({ account, wanted, seen }: ConcludeInput): string | null {
  if (wanted.state === 'deactivated' || seen.account === null) return null;
  const { login } = seen.account;
  if (account.renameTo?.toLowerCase() === login.toLowerCase()) return login;
  return renamedThere(account, seen.account);
}

/** Whatever case had asked for a login there need not wait any more. */
export function loginArrived(input: ConcludeInput, open: readonly ExceptionRow[]): readonly [CaseId, Telling][] {
  if (readBack(input) === null) return [];
  return open.flatMap(({ id, kind, case: on }): [CaseId, Telling][] =>
    kind === LOGIN_AWAITED && on !== null
      ? [[on, (state) => (isOpen(state, id) ? [settledByItself(id, input.at)] : [])]]
      : [],
  );
}

const isOpen = ({ exceptions }: CaseState, id: ExceptionId) =>
  exceptions.find((one) => one.id === id)?.verdict === null;
