/**
 * What in somebody's own part of the ledger still needs their name: work, access, an account that opens, a legal hold. While
 * there is any, their personal text is not theirs to lose: whoever closes it has to know whose it is.
 */
import type { Account } from '../person/model.ts';
import { withinConnection } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { PersonLedger } from './ledger.ts';
import type { Grant } from './model.ts';

export type Binding = 'works-here' | 'access-live' | 'account-open' | 'legal-hold';

/** `what`: until when they work, what they hold, where the account is. */
export function bindings(
  { engagements, grants, accounts }: PersonLedger,
  now: Instant,
): readonly { readonly why: Binding; readonly what: string }[] {
  const goesOn = ({ end }: { readonly end: Instant | null }) => end === null || end > now;
  return [
    ...engagements
      .filter(goesOn)
      .map(({ end }) => ({ why: 'works-here' as const, what: end === null ? 'open-ended' : `until ${end}` })),
    ...engagements
      .filter(({ legalHold }) => legalHold === true)
      .map(({ id }) => ({ why: 'legal-hold' as const, what: id })),
    ...grants.filter(goesOn).map((grant) => ({ why: 'access-live' as const, what: heldBy(grant) })),
    ...accounts.filter(isOpen).map(({ connection }) => ({ why: 'account-open' as const, what: connection })),
  ];
}

const heldBy = ({ holds }: Grant) => (holds.kind === 'entitlement' ? holds.entitlement : withinConnection(holds.group));

/** Ours to close, and not read back as closed. What is only looked up belongs to somebody else's system. */
const isOpen = ({ origin, providerId, verified }: Account) =>
  origin !== 'found' && providerId !== null && verified !== 'deactivated';
