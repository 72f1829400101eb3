/** When an account has been read back as open for the first time, its person is told how to come in. */
import type { CaseState } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import type { ConcludeInput } from '../../core/reconcile/index.ts';
import type { Run } from './run.ts';
import { raiseOnce } from './trouble.ts';

export function activationEvents(
  run: Run,
  input: ConcludeInput,
  state: CaseState,
  ledger: PersonLedger,
): TenureEvent[] {
  const seen = input.seen.account?.state;
  const before = run.lease.account.verified;
  const openNow = (seen === 'awaiting-user' || seen === 'active') && run.wanted.state === 'active';
  const openBefore = before === 'awaiting-user' || before === 'active';
  if (!openNow || openBefore || !isOurs(run, input)) return [];
  const profile = ledger.person?.profile;
  // A way in that was closed before anybody used it is dead: the next one needs a mail of its own.
  const isNewWay = before === 'deactivated' && seen === 'awaiting-user';
  const told = state.notices.some(({ kind }) => kind === 'activation' || kind === 'day-one');
  if (profile === undefined || (told && !isNewWay)) return [];
  const dayOne = [profile.workMail, ...(profile.managerMail === undefined ? [] : [profile.managerMail])];
  const events: TenureEvent[] = [
    { type: 'NoticeRequested', notice: `day-one-${state.lastSeq}`, kind: 'day-one', personal: { to: dayOne } },
  ];
  if (run.force.policy.settings.activation.mailFrom === 'provider') return events;
  if (profile.privateMail === undefined) {
    return [...events, ...raiseOnce(state, run.lease.account.id, 'no-private-address', null, {})];
  }
  return [
    {
      type: 'NoticeRequested',
      notice: `activation-${state.lastSeq}`,
      kind: 'activation',
      personal: { to: [profile.privateMail] },
    },
    ...events,
  ];
}

/** Of one that a directory made, only what we opened ourselves: the link is nowhere else. */
function isOurs({ lease, applied }: Run, { seen }: ConcludeInput): boolean {
  if (seen.account?.masteredElsewhere === true) return applied.activationLink !== null;
  return lease.account.origin === 'made';
}
