/**
 * People who work here already, for measurements of what happens to them later: in the ledger, at the provider and at
 * Jira, agreeing with each other, so that nothing but what is measured is left to do.
 */
import { emptyLedger, type PersonLedger } from '../../src/core/grant/index.ts';
import type { Grant } from '../../src/core/grant/model.ts';
import type { MembershipRecord } from '../../src/core/reconcile/model.ts';
import {
  accountId,
  caseId,
  connectionId,
  engagementId,
  entitlementId,
  type GroupId,
  grantId,
  naturalKey,
  personId,
  policyVersion,
  providerAccountId,
} from '../../src/core/shared/ids.ts';
import { type Instant, instantOf } from '../../src/core/shared/instant.ts';

const OKTA = connectionId('okta');
const YEAR = 365 * 86_400_000;
/**
 * What brought them, and what gave them something, each a case of their own: one for all would be one stream in which every
 * change stands and which every change reads. Not on record here, and beyond the issues of the stand-in.
 */
const hiredBy = (number: number) => caseId('jira', `1000000${number}`);
const givenBy = (number: number) => caseId('jira', `2000000${number}`);

export const loginOf = (number: number) => `worker${number}@acme.example`;

/** At the provider, as the example's policy would have made it. */
export const profileOf = (number: number) => ({
  ...{ login: loginOf(number), email: loginOf(number), firstName: 'Works', lastName: `Here${number}` },
  ...{ employeeNumber: `W${number}`, department: 'Engineering', title: 'Software Engineer' },
  ...{ userType: 'employee', city: 'London' },
});

/** In the ledger: employed for a year, with an account that was read back. `now`: epoch milliseconds. */
export function workerLedger(number: number, provider: string, now = Date.now()): PersonLedger {
  const person = personId(`worker-${number}`);
  const [since, hired] = [instantOf(new Date(now - YEAR)), hiredBy(number)];
  return {
    ...emptyLedger,
    person: {
      id: person,
      profile: {
        naturalKey: naturalKey(`w${number}`),
        employeeNumber: `W${number}`,
        givenName: 'Works',
        familyName: `Here${number}`,
        workMail: loginOf(number),
        managerMail: 'rafael.ortiz@acme.example',
      },
    },
    engagements: [
      {
        id: engagementId(`worker-${number}#e`),
        person,
        workerType: 'employee',
        attributes: {
          ...{ department: 'Engineering', title: 'Software Engineer', location: 'London', workerType: 'employee' },
        },
        ...{ accountFrom: since, activeFrom: since, start: since, end: null },
        ...{ openedBy: hired, endedBy: null, changedBy: hired },
      },
    ],
    accounts: [
      {
        id: accountId(`okta/${person}`),
        person,
        connection: OKTA,
        login: loginOf(number),
        providerId: providerAccountId(provider),
        origin: 'made',
        verified: 'active',
        verifiedAt: since,
        loweredByUs: null,
        intendedBy: hired,
      },
    ],
  };
}

/** The same person holding one thing for a time, on a case of its own that is not on record here: given and read back. */
export function holdingUntil(
  ledger: PersonLedger,
  number: number,
  group: GroupId,
  end: Instant,
  now = Date.now(),
): PersonLedger {
  const [account] = ledger.accounts;
  if (account === undefined) throw new Error('a worker has an account');
  const { person } = account;
  const since = instantOf(new Date(now - 86_400_000));
  const id = grantId(`${givenBy(number)}#1`);
  const grant: Grant = {
    ...{
      id,
      person,
      engagement: null,
      groups: [group],
      cause: 'request',
      givenBy: givenBy(number),
      rows: [],
    },
    holds: { kind: 'entitlement', entitlement: entitlementId('tableau', 'viewer') },
    ...{ policy: policyVersion('ab'.repeat(32)), start: { kind: 'exact', at: since }, end },
    ...{ until: end, endedBy: null, changeSet: null },
  };
  const record: MembershipRecord = {
    ...{ account: account.id, group, firstSeen: since, givenByUs: true, verifiedAt: since },
    ...{ verifiedUnder: [id], removalVerifiedAt: null },
  };
  return { ...ledger, grants: [grant], records: [record] };
}
