/** A small organisation that is there already, for tests of core/adoption: what a listing would say of it. */
import { rulesInForce } from '../../src/app/policy/rules.ts';
import {
  type AdoptionInput,
  adoptionList,
  type ListedAccount,
  type ListedGroup,
} from '../../src/core/adoption/index.ts';
import { compileTable } from '../../src/core/policy/index.ts';
import { policyIn, SMALL } from '../../src/core/policy/testing/policies.ts';
import { groupName, providerAccountId } from '../../src/core/shared/ids.ts';
import { at, group, okta } from './build.ts';

const TABLE = `id,department,title,entitlements,groups
everyone,,,figma:viewer,all
science,Science,,lab:badge,science|science-rule
`;
const CATALOGUE = `${SMALL.catalogue}
  vault:
    name: Vault
    owner: lena@small.example
    entitlements:
      admin: { groups: [vault-admins], risk: high }
      reader: { groups: [vault-readers], risk: low }
accounts:
  robot:
    kind: service
    login: robot@small.example
    owner: lena@small.example
    deputy: boss@small.example
    purpose: Reads the thermometers
    review: "2036-03-01"
`;

const settings = (adoption: string, numbered: boolean) => `${SMALL.settings.replace(
  'fields:\n',
  'fields:\n  employeeNumber: Employee number\n  manager: Manager\n  location: Location\n  workerType: Worker type\n',
)}
values: { department: [Science, Sales] }
profile:
${numbered ? '  employeeNumber: "{employeeNumber}"\n' : ''}  department: "{department}"
  userType: "{workerType}"
  managerMail: "{managerMail}"
  displayName: "{givenName} {familyName}"
protected:
  accounts: [root@small.example]
  groups: [keepers]
adoption: ${adoption}
`;

export const GROUPS = [
  'all',
  'science',
  'science-rule',
  'figma-viewers',
  'figma-editors',
  'vault-admins',
  'vault-readers',
  'imported',
  'keepers',
  'everyone',
] as const;
type Name = (typeof GROUPS)[number];

const OWNERS: Readonly<Record<string, ListedGroup['owner']>> = {
  'science-rule': 'rule',
  imported: 'directory',
  everyone: 'built-in',
};
const RISKS: Readonly<Record<string, ListedGroup['risk']>> = { 'vault-admins': 'high', 'vault-readers': 'low' };

/** Somebody in Science with everything a sound account has; the number is also in the id and the login. */
export function listed(n: number, edit: Partial<ListedAccount> = {}): ListedAccount {
  const { profile = {}, ...rest } = edit;
  const login = `p${n}@small.example`;
  return {
    providerId: providerAccountId(`u${n}`),
    login,
    state: 'active',
    masteredElsewhere: false,
    admin: false,
    ...rest,
    profile: {
      givenName: `Given${n}`,
      familyName: 'Family',
      workMail: login,
      employeeNumber: `E${n}`,
      department: 'Science',
      userType: 'employee',
      managerMail: 'boss@small.example',
      displayName: `Given${n} Family`,
      ...profile,
    },
  };
}

export interface Listing extends Partial<Pick<AdoptionInput, 'scope' | 'ledgers' | 'now'>> {
  readonly accounts: readonly ListedAccount[];
  /** Who is in which group, by number. */
  readonly members?: Partial<Readonly<Record<Name, readonly number[]>>>;
  /** `adoption:` of tenure.yaml. */
  readonly adoption?: string;
  /** `false`: the company keeps no employee numbers at the provider. */
  readonly numbered?: boolean;
}

/** The facts of a listing, with the rules they are judged by. */
export function factsOf({
  accounts,
  members = {},
  adoption = '{}',
  ledgers = [],
  now = at(0),
  numbered = true,
}: Listing) {
  const groups = GROUPS.map(
    (name): ListedGroup => ({
      group: group(name),
      name: groupName(okta, name),
      owner: OWNERS[name] ?? 'tenure',
      risk: RISKS[name] ?? 'medium',
      protected: name === 'keepers',
      members: new Set((members[name] ?? []).map((n) => providerAccountId(`u${n}`))),
    }),
  );
  const policy = policyIn({ settings: settings(adoption, numbered), table: TABLE, catalogue: CATALOGUE });
  const known = groups.map(({ group: id, name, owner }) => ({
    id,
    name,
    owner,
    members: null,
    mfaEnrolment: false,
    vanished: false,
  }));
  const { rules } = rulesInForce(policy, compileTable(policy.table), known);
  return { accounts, groups, ledgers, rules, policy, now };
}

export function listOf(listing: Listing) {
  const { accounts, groups, ledgers, rules, now } = factsOf(listing);
  const scope = listing.scope ?? ({ kind: 'connection', connection: okta } as const);
  return adoptionList({ scope, accounts, groups, ledgers, rules, now });
}
