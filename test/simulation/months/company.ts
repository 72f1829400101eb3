/** The company that is simulated: its groups, its rules, and who works in the tracker. */
import { parsePolicy } from '../../../src/core/policy/index.ts';
import type { Policy } from '../../../src/core/policy/model.ts';
import type { GroupOwner } from '../../../src/core/reconcile/model.ts';
import { connectionId, type GroupId, groupId, groupName, type PolicyVersion } from '../../../src/core/shared/ids.ts';
import type { Actor } from '../../../src/ports/tracker.ts';

export const okta = connectionId('okta');
export const jira = connectionId('jira');

const group = (local: string, owner: GroupOwner = 'tenure') => ({
  id: groupId(okta, `g-${local}`),
  name: groupName(okta, local),
  owner,
});

export const GROUPS = [
  group('Everyone', 'built-in'),
  group('staff'),
  group('science'),
  group('sales'),
  group('leads'),
  group('wiki'),
  group('figma-viewers'),
  group('figma-editors'),
  group('vault'),
  group('site-zurich', 'rule'),
  group('from-ad', 'directory'),
  group('legal-archive'),
  group('super-admins'),
  group('book-club'),
  group('wiki-drafts'),
].map((one) => ({ ...one, name: one.name }));

const idOf = (local: string): GroupId => groupId(okta, `g-${local}`);
/** What a role of the wiki means besides, where it is wider. */
export const DRAFTS = idOf('wiki-drafts');
export const KEPT = idOf('legal-archive');
export const PROTECTED = idOf('super-admins');
const MOST = ['staff', 'science', 'sales', 'leads', 'wiki', 'figma-viewers', 'figma-editors', 'vault'];
/** Tenure may give and take these. */
export const OURS: ReadonlySet<GroupId> = new Set([...MOST, 'wiki-drafts'].map(idOf));
/** In nobody's catalogue: somebody made it by hand. */
export const UNMANAGED = idOf('book-club');
/** Of the application that may be in shadow by itself. */
export const FIGMA: ReadonlySet<GroupId> = new Set(['figma-viewers', 'figma-editors'].map(idOf));
/** What other hands meddle with. */
export const MEDDLED: readonly GroupId[] = [...MOST.map(idOf), KEPT, UNMANAGED];
export const OUT_OF_REACH: ReadonlySet<GroupId> = new Set(
  ['super-admins', 'from-ad', 'Everyone', 'site-zurich'].map(idOf),
);

/** Minutes that wait for nobody: a history of months is to run in milliseconds. */
const SETTINGS = `company: Months
timeZone: Europe/Zurich
connections:
  okta:
    kind: okta
    baseUrl: https://months.okta.example
    auth: { token: { env: OKTA_TOKEN } }
    markAttribute: tenureMark
  mail: { kind: mail, url: smtps://mail.months.example }
  jira:
    kind: jira
    baseUrl: https://months.atlassian.example
    auth: { email: bot@months.example, token: { env: JIRA_TOKEN } }
fields:
  person: Employee
  employeeNumber: Employee number
  givenName: First name
  familyName: Last name
  privateMail: Private email
  manager: Manager
  start: Start date
  end: Last day
  workerType: Worker type
  applications: Applications
  access: Requested access
  forWhom: For whom
  duration: Duration
  reason: Reason
  approvers: Approvers
  department: Department
  title: Job title
requiredFields: [employeeNumber, givenName, familyName, department, title, workerType, start]
cases:
  onboarding:
    { project: PEO, issueType: Onboarding, mayFile: [{ group: hr }], statuses: { working: In Progress, waiting: Waiting, done: Done }, withdrawn: [Withdrawn] }
  change:
    { project: PEO, issueType: Change, mayFile: [{ group: hr }], statuses: { working: In Progress, waiting: Waiting, done: Done }, withdrawn: [Withdrawn] }
  leave:
    { project: PEO, issueType: Leave, mayFile: [{ group: hr }], statuses: { working: In Progress, waiting: Waiting, done: Done }, withdrawn: [Withdrawn] }
  offboarding:
    { project: PEO, issueType: Offboarding, mayFile: [{ group: hr }], statuses: { working: In Progress, waiting: Waiting, done: Done }, withdrawn: [Withdrawn] }
  access-request:
    project: HELP
    issueType: Access request
    statuses: { working: In Progress, waiting: Waiting, approval: Waiting for approval, done: Done, declined: Declined }
    withdrawn: [Withdrawn]
  policy-change:
    { project: PEO, issueType: Policy change, statuses: { working: In Progress, waiting: Waiting, done: Done } }ADOPTION
naming:
  login: "{givenName}.{familyName}@months.example"
  loginClash: "{givenName}.{familyName}{n}@months.example"
profile:
  department: "{department}"
  title: "{title}"
times: { startHour: "08:00", accountAhead: 3d, activeAhead: 1h, moverOverlap: 2h }
modes: MODES
keep: [legal-archive]
protected: { accounts: [emergency@months.example], groups: [super-admins] }
brake: { peoplePerOrigin: 2, membersPerGroup: 3, sharePerGroup: 0.9, removalsPerHour: 100, leaversPerHour: 20 }
mail:
  from: Months IT <it@months.example>
  offboarded: [it@months.example]
  exception: [it@months.example]
roles:
  confirm: [ines.uhl@months.example]
  accept: [ines.uhl@months.example]
  stop: [ines.uhl@months.example]
`;

/** Since some are there already: who they are stands in their profile, and what nothing explains is looked at again soon. */
const ADOPTION_CASE = `
  adoption:
    { project: PEO, issueType: Adoption, statuses: { working: In Progress, waiting: Waiting, done: Done } }`;
const ADOPTION = `
adoption: { personKey: employeeNumber, reviewAfter: { low: 10d, medium: 5d } }
`;

const CATALOGUE = `applications:
  wiki:
    name: Wiki
    owner: ines.uhl@months.example
    entitlements:
      user: { groups: [wiki], risk: low }
  figma:
    name: Figma
    owner: lena.ohm@months.example
    entitlements:
      viewer: { groups: [figma-viewers], risk: low }
      editor: { groups: [figma-viewers, figma-editors], risk: medium }
  vault:
    name: Vault
    owner: lena.ohm@months.example
    deputy: ines.uhl@months.example
    entitlements:
      admin: { groups: [vault], risk: high }
`;

/** What roles mean: as it began; and, since they change while they are held, also with a group more or less. */
const ROLES = {
  'as-begun': { user: 'wiki', editor: 'figma-viewers, figma-editors' },
  plain: { user: 'wiki', editor: 'figma-viewers, figma-editors' },
  wider: { user: 'wiki, wiki-drafts', editor: 'figma-viewers, figma-editors' },
  narrower: { user: 'wiki', editor: 'figma-editors' },
} as const;
export type Roles = keyof typeof ROLES;
/** What people change between. */
export const CHANGING_ROLES = ['plain', 'wider', 'narrower'] as const;
const ALL_ROLES: readonly Roles[] = ['as-begun', ...CHANGING_ROLES];

/** The tables there are: the first is in force on the first day, people put others in force later. */
const ROWS = [
  { everyone: ['wiki'], sales: ['figma-viewers'] },
  { everyone: ['wiki', 'figma-viewers'], sales: ['figma-viewers'] },
  { everyone: [], sales: ['figma-viewers'] },
  { everyone: ['wiki'], sales: [] },
] as const;

const ENTITLEMENT = { wiki: 'wiki:user', 'figma-viewers': 'figma:viewer' } as const;
const given = (groups: readonly (keyof typeof ENTITLEMENT)[]) => groups.map((one) => ENTITLEMENT[one]).join('|');
const tableOf = ({ everyone, sales }: (typeof ROWS)[number]) => `id,department,title,entitlements,groups
everyone,,,${given(everyone)},staff
science,Science,,,science
sales,Sales,,${given(sales)},sales
lead,,Lead,,leads
`;

/** What the job brings by that table, worked out without it; `perhaps`: only whose role has been widened since, or who came after. */
export function bringsBy(
  { table, roles }: Pick<Edition, 'table' | 'roles'>,
  department: string,
  title: string,
): { readonly surely: ReadonlySet<GroupId>; readonly perhaps: ReadonlySet<GroupId> } {
  const rows = ROWS[table] ?? ROWS[0];
  const own = department === 'Sales' ? ['sales', ...rows.sales] : ['science'];
  const surely = new Set(['staff', ...rows.everyone, ...own, ...(title === 'Lead' ? ['leads'] : [])].map(idOf));
  const isWider = roles === 'wider' && surely.has(idOf('wiki'));
  return { surely, perhaps: new Set(isWider ? [DRAFTS] : []) };
}

const REQUESTS = `rules:
  low: { when: { risk: [low] }, automatic: true, hold: { usual: 24h, longest: 30d } }
  medium: { when: { risk: [medium] }, stages: [{ ask: [manager] }] }
  high:
    when: { risk: [high] }
    stages: [{ ask: [manager] }, { ask: [owner] }]
    hold: { durations: [1h, 6h, 24h], usual: 6h, longest: 24h }
    reason: needed
hold: { durations: [1h, 6h, 24h, 7d, 30d], usual: 24h, longest: 30d, longestTotal: 90d }
times: { remindAfter: 4h, escalateAfter: 24h, timeOutAfter: 7d, inPlaceWithin: 24h, remindBeforeEnd: 4h }
`;

const BOTH = '[figma-viewers, figma-editors]';
const ONE_OF_THEM = 'risk: [medium] }, stages: [{ ask: [manager] }] }';
/** So that one answer leaves the question open. */
const TWO_OF_THEM =
  'risk: [medium] }, stages: [{ ask: [{ person: lena.ohm@months.example }, { person: ines.uhl@months.example }], needs: all }] }';

/** What is carried out: all of it, none of it, or all but one application. */
const MODES = {
  live: '{ default: live }',
  shadow: '{ default: shadow }',
  'figma-in-shadow': '{ default: live, applications: { figma: shadow } }',
} as const;
export type Modes = keyof typeof MODES;
export const ALL_MODES: readonly Modes[] = ['live', 'shadow', 'figma-in-shadow'];

/** One version of the files. */
export interface Edition {
  readonly table: number;
  readonly modes: Modes;
  readonly roles: Roles;
}

const EDITIONS: readonly Edition[] = ALL_ROLES.flatMap((roles) =>
  ALL_MODES.flatMap((modes) => ROWS.map((_, table) => ({ table, modes, roles }))),
);
/** Read once each, because a history needs them in milliseconds. */
const POLICIES: ReadonlyMap<string, Policy> = new Map(EDITIONS.map((one) => [nameOf(one), policyWith(one)]));
export const TABLES = ROWS.length;

export function policyOf(edition: Edition): Policy {
  const policy = POLICIES.get(nameOf(edition));
  if (policy === undefined) throw new Error(`there is no policy ${nameOf(edition)}`);
  return policy;
}

/** `null` = none of this company's. */
export const knownPolicy = (version: PolicyVersion): Edition | null =>
  EDITIONS.find((one) => policyOf(one).version === version) ?? null;

function nameOf({ table, modes, roles }: Edition): string {
  return `${table} ${modes} ${roles}`;
}

function policyWith({ table, modes, roles }: Edition): Policy {
  const isAsBegun = roles === 'as-begun';
  const { user, editor } = ROLES[roles];
  const settings = SETTINGS.replace('modes: MODES', `modes: ${MODES[modes]}`).replace(
    'ADOPTION',
    isAsBegun ? '' : ADOPTION_CASE,
  );
  const parsed = parsePolicy([
    { path: 'tenure.yaml', text: `${settings}${isAsBegun ? '' : ADOPTION}` },
    { path: 'catalogue.yaml', text: CATALOGUE.replace('[wiki]', `[${user}]`).replace(BOTH, `[${editor}]`) },
    { path: 'reference-table.csv', text: tableOf(ROWS[table] ?? ROWS[0]) },
    { path: 'policy.yaml', text: isAsBegun ? REQUESTS : REQUESTS.replace(ONE_OF_THEM, TWO_OF_THEM) },
  ]);
  if (parsed.ok) return parsed.policy;
  throw new Error(parsed.problems.map(({ file, line, message }) => `${file}:${line} ${message}`).join('\n'));
}

// ---- people in the tracker -------------------------------------------------------------------------------

const actor = (id: string, ...groups: readonly string[]): Actor => ({
  id,
  mail: `${id}@months.example`,
  groups,
  roles: [],
});

/** May file; and our own account. */
export const HANA = actor('hana', 'hr');
export const BOT = actor('bot');
/** May do neither, and tries. */
export const BEN = actor('ben');
/** Who decides: hired before everybody else, and there to the end. Ines settles what is put to a person. */
export const LENA = 'lena.ohm@months.example';
export const INES = 'ines.uhl@months.example';
/** Numbered as they are hired. */
const DECIDING: readonly Actor[] = [
  { ...actor('E1'), mail: LENA },
  { ...actor('E2'), mail: INES },
];
export const STAFF: readonly Actor[] = [HANA, BOT, BEN, ...DECIDING];

export const DEPARTMENTS = ['Science', 'Sales'] as const;
export const TITLES = ['Member', 'Lead'] as const;
/** What nobody who may has ever said. */
export const FORGED = 'Forged';
