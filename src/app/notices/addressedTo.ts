/** Whom a mail goes to by now: an address may have been corrected since the mail was asked for. */
import type { CaseNotice, CaseState } from '../../core/evidence/index.ts';
import { refusalsOf } from '../../core/evidence/index.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import type { Settings } from '../../core/policy/model.ts';
import { toldOfLines } from '../../core/request/index.ts';
import { recipients } from '../commit.ts';

/**
 * The way in goes nowhere else than to the private address that stands: a mistyped one may be a stranger's. Any other mail
 * keeps to whom it was asked for, unless it was refused: then what is corrected since counts. Nobody = to nobody yet.
 */
export function addressedTo(
  { notice, kind, to }: CaseNotice,
  state: CaseState,
  ledger: PersonLedger,
  settings: Settings,
): readonly string[] {
  const { privateMail, workMail, managerMail } = ledger.person?.profile ?? {};
  if (kind === 'activation') return privateMail === undefined ? [] : [privateMail];
  if (refusalsOf(state, notice).length === 0) return to;
  switch (kind) {
    case 'day-one':
      return [workMail, managerMail].flatMap((one) => one ?? []);
    case 'exception':
      return settings.mail.exception;
    case 'provisioned':
    case 'changed':
    case 'on-leave':
    case 'returned':
    case 'offboarded':
      return recipients(kind, state, ledger, settings);
    case 'login-changed':
      // The login they had before stands first.
      return [
        ...new Set([
          ...to.slice(0, 1),
          ...(workMail === undefined ? [] : [workMail]),
          ...recipients(kind, state, ledger, settings),
        ]),
      ];
    case 'access-given':
    case 'access-refused':
    case 'access-ending':
    case 'access-ended':
      return toldOfLines(state, ledger);
    default:
      return to;
  }
}
