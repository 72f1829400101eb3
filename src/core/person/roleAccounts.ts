/**
 * Where somebody is to be looked up, because a grant of theirs opens a project role there. The account is not made: it
 * comes about when the identity provider, or the person, lets it; from then on it is known by its id.
 */
import type { TenureEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { Settings } from '../policy/model.ts';
import { accountId, connectionOf } from '../shared/ids.ts';

/** One intent for each site at which a grant gives a role and the person has no account in the ledger. */
export function roleAccounts({ person, accounts, grants }: PersonLedger, { connections }: Settings): TenureEvent[] {
  if (person === null) return [];
  const sites = connections.filter(({ kind, id }) => kind === 'jira' && accounts.every((one) => one.connection !== id));
  return sites
    .filter(({ id }) => grants.some(({ groups }) => groups.some((group) => connectionOf(group) === id)))
    .map(({ id }) => ({
      type: 'AccountIntended',
      account: accountId(`${id}/${person.id}`),
      person: person.id,
      connection: id,
      because: 'to-be-found',
      personal: { login: person.profile.workMail },
    }));
}
