/** The rules of the simulated company, in all the versions there are of them. */
import { parsePolicy } from '../../../src/core/policy/index.ts';
import type { Policy } from '../../../src/core/policy/model.ts';
import type { GroupId, PolicyVersion } from '../../../src/core/shared/ids.ts';
import { DRAFTS, INES, idOf, LENA } from './company.ts';

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
  confidential: Confidential
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
brake: { peoplePerOrigin: 2, LIMITS, removalsPerHour: 100, leaversPerHour: 20 }
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

/** Whom a change of its roles waits for; what the owner holds themselves is the deputy's to say. */
const OWNED_BY_ONE = 'owner: ines.uhl@months.example';
const OWNED_BY_TWO = `${OWNED_BY_ONE}\n    deputy: lena.ohm@months.example`;

/** No row brings the writer: whoever has it has asked for it, and what it means more by now reaches them if an owner says so. */
const USER = 'user: { groups: [wiki], risk: low }';
const AND_WRITER = `writer: { groups: [wiki], risk: low }\n      ${USER}`;

/** Whom what is added to its roles waits for, where rows are edited. */
export const ownersOf = (application: string): readonly string[] => (application === 'figma' ? [LENA] : [INES, LENA]);

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

const ENTITLEMENT = { wiki: 'wiki:user', 'figma-viewers': 'figma:viewer' } as const;
type Role = keyof typeof ENTITLEMENT;

/** Rows that bring something besides their group, or do not: what one small edit turns round. */
export const TURNS = ['everyone', 'science', 'sales', 'lead'] as const;
export type Turn = (typeof TURNS)[number];
type Rows = Readonly<Record<Turn, readonly Role[]>>;

/** The tables there are: the first is in force on the first day, people put others in force later. */
const ROWS: readonly Rows[] = [
  { everyone: ['wiki'], science: [], sales: ['figma-viewers'], lead: [] },
  { everyone: ['wiki', 'figma-viewers'], science: [], sales: ['figma-viewers'], lead: [] },
  { everyone: [], science: [], sales: ['figma-viewers'], lead: [] },
  { everyone: ['wiki'], science: [], sales: [], lead: [] },
];
export const TABLES = ROWS.length;

/** One of them, or, where it is edited row by row, the rows that bring something. */
export type Table = number | readonly Turn[];
/** The first of them, to be edited so. */
export const FIRST_ROWS: Table = ['everyone', 'sales'];
export const turned = (table: Table, turn: Turn): readonly Turn[] =>
  TURNS.filter((one) => rowsOf(table)[one].length > 0 !== (one === turn));

function rowsOf(table: Table): Rows {
  if (typeof table === 'number') return ROWS[table] ?? rowsOf(FIRST_ROWS);
  const figma = (turn: Turn): readonly Role[] => (table.includes(turn) ? ['figma-viewers'] : []);
  const everyone: readonly Role[] = table.includes('everyone') ? ['wiki'] : [];
  return { everyone, science: figma('science'), sales: figma('sales'), lead: figma('lead') };
}

const given = (groups: readonly Role[]) => groups.map((one) => ENTITLEMENT[one]).join('|');
const tableOf = ({ everyone, science, sales, lead }: Rows) => `id,department,title,entitlements,groups
everyone,,,${given(everyone)},staff
science,Science,,${given(science)},science
sales,Sales,,${given(sales)},sales
lead,,Lead,${given(lead)},leads
`;

/** What the job brings by that table, worked out without it; `perhaps`: only whose role has been widened since, or who came after. */
export function bringsBy(
  { table, roles, limits }: Pick<Edition, 'table' | 'roles' | 'limits'>,
  department: string,
  title: string,
): { readonly surely: ReadonlySet<GroupId>; readonly perhaps: ReadonlySet<GroupId> } {
  const { everyone, science, sales, lead } = rowsOf(table);
  const own = department === 'Sales' ? ['sales', ...sales] : ['science', ...science];
  const surely = new Set(['staff', ...everyone, ...own, ...(title === 'Lead' ? ['leads', ...lead] : [])].map(idOf));
  const isWider = limits === 'wide' && roles === 'wider' && surely.has(idOf('wiki'));
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

/** How many may lose or gain one group unasked: most of a few, or one of them. */
const LIMITS = {
  wide: 'membersPerGroup: 3, sharePerGroup: 0.9',
  close: 'membersPerGroup: 1, sharePerGroup: 0.01',
} as const;
export type Limits = keyof typeof LIMITS;
/** As `brake` has them: people of one origin, and, by the close ones, members of one group. */
export const MOST_PEOPLE = 2;
export const MOST_MEMBERS = 1;

/** One version of the files. */
export interface Edition {
  readonly table: Table;
  readonly modes: Modes;
  readonly roles: Roles;
  readonly limits: Limits;
  /** How many may leave in an hour by one person's word; absent = more than there are. */
  readonly leavers?: 'one';
}

/** Read once each, because a history needs them in milliseconds. */
const read = new Map<string, { readonly edition: Edition; readonly policy: Policy }>();

export function policyOf(edition: Edition): Policy {
  const { table, modes, roles, limits, leavers = '' } = edition;
  const name = `${table} ${modes} ${roles} ${limits} ${leavers}`;
  const known = read.get(name)?.policy;
  if (known !== undefined) return known;
  const policy = policyWith(edition);
  read.set(name, { edition, policy });
  return policy;
}

/** `null` = none of this company's. */
export const knownPolicy = (version: PolicyVersion): Edition | null =>
  [...read.values()].find(({ policy }) => policy.version === version)?.edition ?? null;

function policyWith({ table, modes, roles, limits, leavers }: Edition): Policy {
  const isAsBegun = roles === 'as-begun';
  const { user, editor } = ROLES[roles];
  const settings = SETTINGS.replace('modes: MODES', `modes: ${MODES[modes]}`)
    .replace('ADOPTION', isAsBegun ? '' : ADOPTION_CASE)
    .replace('LIMITS', LIMITS[limits])
    .replace('leaversPerHour: 20', leavers === 'one' ? 'leaversPerHour: 1' : 'leaversPerHour: 20');
  const withWriter = CATALOGUE.replace(OWNED_BY_ONE, OWNED_BY_TWO).replace(USER, AND_WRITER);
  // Of two that mean the wiki it is the writer that changes.
  const catalogue = (limits === 'wide' ? CATALOGUE : withWriter)
    .replace('[wiki]', `[${user}]`)
    .replace(BOTH, `[${editor}]`);
  const parsed = parsePolicy([
    { path: 'tenure.yaml', text: `${settings}${isAsBegun ? '' : ADOPTION}` },
    { path: 'catalogue.yaml', text: catalogue },
    { path: 'reference-table.csv', text: tableOf(rowsOf(table)) },
    { path: 'policy.yaml', text: isAsBegun ? REQUESTS : REQUESTS.replace(ONE_OF_THEM, TWO_OF_THEM) },
  ]);
  if (parsed.ok) return parsed.policy;
  throw new Error(parsed.problems.map(({ file, line, message }) => `${file}:${line} ${message}`).join('\n'));
}
