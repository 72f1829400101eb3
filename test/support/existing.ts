/**
 * A company that was there before Tenure: 300 accounts in 40 groups at Okta, half of them filled by rules, with what
 * every real one has: leavers nobody closed, accounts nobody used, numbers entered twice, access no table explains.
 */
import { type OktaSeed, seed } from '../../emulators/okta/index.ts';
import type { Company, CompanyOptions } from './company.ts';

const DEPARTMENTS = ['Science', 'Engineering', 'Data', 'Product', 'Sales', 'Finance', 'People', 'IT'];
const LOCATIONS = ['Zurich', 'Basel', 'London', 'Boston'];
/** Each has a group that a rule fills; the catalogue names it, and no row gives it. */
export const TITLES = [
  'Research Scientist',
  'Software Engineer',
  'Data Engineer',
  'Product Manager',
  'Account Executive',
  'Accountant',
  'People Partner',
  'Support Engineer',
];
const GIVEN = ['Ana', 'Bo', 'Cem', 'Dita', 'Emil', 'Fay', 'Gus', 'Hana', 'Ivo', 'Juna', 'Kai', 'Lior'];
const FAMILY = [
  'Abel',
  'Brun',
  'Ceri',
  'Dahl',
  'Egger',
  'Fink',
  'Graf',
  'Huber',
  'Iten',
  'Jost',
  'Kunz',
  'Lang',
  'Moor',
];

const slug = (text: string) => text.toLowerCase().replace(/\s+/g, '-');
const at = <Item>(items: readonly Item[], n: number): Item => items[n % items.length] as Item;

export interface Existing {
  readonly number: string;
  readonly login: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly department: string;
  readonly location: string;
  readonly workerType: 'employee' | 'contractor';
  readonly status: 'ACTIVE' | 'STAGED' | 'PROVISIONED' | 'SUSPENDED' | 'DEPROVISIONED';
  /** Groups somebody put them in; rules add theirs. */
  readonly groups: readonly string[];
  readonly profile: Readonly<Record<string, unknown>>;
}

/** The twenty groups people are put into by hand. */
export const BY_HAND = [
  'print-room',
  ...DEPARTMENTS.map((one) => `dept-${slug(one)}`),
  ...LOCATIONS.map((one) => `office-${slug(one)}`),
  'app-wiki',
  'app-studio',
  'app-old-crm',
  'app-vault',
  'app-survey',
  'app-forum',
  'club-choir',
];
/** The twenty that a rule fills. */
export const BY_RULE = [
  ...DEPARTMENTS.map((one) => `auto-dept-${slug(one)}`),
  ...LOCATIONS.map((one) => `auto-office-${slug(one)}`),
  ...TITLES.map((one) => `auto-title-${slug(one)}`),
];

const rule = (group: string, expression: string) => ({ name: `fills ${group}`, expression, groups: [group] });
const RULES = [
  ...DEPARTMENTS.map((one) => rule(`auto-dept-${slug(one)}`, `user.department=="${one}"`)),
  ...LOCATIONS.map((one) => rule(`auto-office-${slug(one)}`, `user.city=="${one}"`)),
  ...TITLES.map((one) => rule(`auto-title-${slug(one)}`, `user.title=="${one}"`)),
];

/** 0 to 299. What is odd about somebody is told by their place, so that a test can say how many there are. */
export function existing(n: number): Existing {
  const [givenName, familyName] = [at(GIVEN, n), `${at(FAMILY, n)}${n}`];
  const department = at(DEPARTMENTS, n);
  const location = at(LOCATIONS, Math.floor(n / 8));
  const workerType = n % 10 === 9 ? 'contractor' : 'employee';
  const status = n < 6 ? 'DEPROVISIONED' : n < 11 ? 'SUSPENDED' : n < 13 ? 'STAGED' : n < 15 ? 'PROVISIONED' : 'ACTIVE';
  // Two share a number, three have none.
  const number = n === 16 ? 'E4015' : n >= 17 && n < 20 ? '' : `E${4000 + n}`;
  const login = `${givenName}.${familyName}@acme.example`.toLowerCase();
  const groups = [
    'all-staff-tools',
    ...(n % 13 === 12 ? [] : ['print-room']),
    `dept-${slug(department)}`,
    `office-${slug(location)}`,
    ...(workerType === 'employee' ? ['app-wiki'] : []),
    ...(n % 7 === 3 ? ['app-studio'] : []),
    ...(n % 11 === 5 ? ['app-old-crm'] : []),
    ...(n === 40 || n === 80 || n === 120 ? ['app-vault'] : []),
    ...(n % 50 === 1 ? ['club-choir'] : []),
  ];
  return {
    number,
    login,
    givenName,
    familyName,
    department,
    location,
    workerType,
    status,
    groups,
    profile: {
      login,
      email: login,
      firstName: givenName,
      lastName: familyName,
      ...(number === '' ? {} : { employeeNumber: number }),
      // Twenty was moved to a department nobody has heard of.
      department: n === 20 ? 'Alchemy' : department,
      title: at(TITLES, n),
      // Written by hand once, and never the way the policy would.
      userType: n % 30 === 22 ? 'Employee' : workerType,
      city: location,
      ...(workerType === 'contractor' && status === 'ACTIVE' ? { contractEnd: '2026-12-31' } : {}),
    },
  };
}

export const ALL: readonly Existing[] = Array.from({ length: 300 }, (_, n) => existing(n));
/** Could be taken over: in use, with a number of their own and values the policy knows. */
export const SOUND = ALL.filter((one, n) => one.status === 'ACTIVE' && n > 20);

const seedOf = (people: readonly Existing[]): OktaSeed => ({
  attributes: { contractEnd: { title: 'Contract end', type: 'string' } },
  groups: [...BY_HAND, ...BY_RULE].map((name) => ({ name })),
  users: people.map(({ profile, status, groups }) => ({
    profile,
    status,
    hasPassword: status !== 'STAGED' && status !== 'PROVISIONED',
    groups: [...groups],
  })),
  rules: RULES,
});

/** Puts it all, or the first of it, into a company's Okta, beside the few people of the example. */
export const seedExisting = ({ systems }: Pick<Company, 'systems'>, people: readonly Existing[] = ALL) =>
  seed(systems.okta.directory, seedOf(people));

const TABLE = [
  'id,workerType,department,title,location,entitlements,groups,note',
  'everyone,,,,,forum:member,all-staff-tools|print-room,',
  'employees,employee,,,,wiki:reader,,',
  ...DEPARTMENTS.map((one) => `dept-${slug(one)},,${one},,,,dept-${slug(one)},`),
  ...LOCATIONS.map((one) => `office-${slug(one)},,,,${one},,office-${slug(one)},`),
  'keys,employee,Science,,,keys:holder,,',
].join('\n');

const application = (id: string, role: string, groups: readonly string[], risk = 'low') =>
  `  ${id}:\n    name: ${id}\n    owner: ines.keller@acme.example\n    entitlements:\n      ${role}: { groups: [${groups.join(', ')}], risk: ${risk} }`;

const CATALOGUE = [
  'applications:',
  application('wiki', 'reader', ['app-wiki']),
  application('studio', 'editor', ['app-studio'], 'medium'),
  application('old-crm', 'user', ['app-old-crm']),
  application('vault', 'opener', ['app-vault'], 'high'),
  application('survey', 'author', ['app-survey']),
  application('forum', 'member', ['app-forum']),
  application('choir', 'singer', ['club-choir']),
  ...BY_RULE.map((one) => application(`news-${one}`, 'reader', [one])),
  '  keys:\n    name: keys\n    owner: ines.keller@acme.example\n    provisioning: manual\n    entitlements:\n      holder: {}',
].join('\n');

/** The policy of that company: its table, its catalogue, and where contracts end. */
export const existingPolicy: NonNullable<CompanyOptions['policy']> = (text, file) => {
  if (file === 'reference-table.csv') return `${TABLE}\n`;
  if (file === 'catalogue.yaml') return `${CATALOGUE}\n`;
  // The example's rules are about the example's applications.
  if (file === 'policy.yaml') return 'rules: {}\n';
  return text.replace('\nnaming:\n', '\nadoption:\n  contractEnd: contractEnd\n\nnaming:\n');
};
