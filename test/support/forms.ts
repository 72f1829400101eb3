/**
 * Forms for tests of core/person: a small policy, the people who file, and the form as the tracker's adapter would
 * read it. Mara Lindt begins on the Monday of build.ts; minutes count from there.
 */
import { rulesInForce } from '../../src/app/policy/rules.ts';
import type { Actor, FieldReading, FieldValue, FiledForm } from '../../src/core/person/form.ts';
import type { CaseRules } from '../../src/core/person/index.ts';
import { compileTable } from '../../src/core/policy/index.ts';
import type { FiledKind } from '../../src/core/policy/model.ts';
import { policyIn, SMALL } from '../../src/core/policy/testing/policies.ts';
import { groupName } from '../../src/core/shared/ids.ts';
import { at, group, issue, okta } from './build.ts';

const person = (id: string, ...groups: readonly string[]): Actor => ({
  id,
  mail: `${id}@small.example`,
  groups,
  roles: [],
});
/** May file onboardings and changes. */
export const hana = person('hana', 'hr');
/** May end somebody's work too. */
export const lea = person('lea', 'hr', 'hr-leads');
export const ben = person('ben');
/** Mara herself, who works in HR: she might file for others. */
export const maraHerself: Actor = { ...person('mara', 'hr', 'hr-leads'), mail: 'mara.lindt@small.example' };

const smallPolicy = policyIn({
  settings: `${SMALL.settings
    .replace('{ role: Administrators }', '{ group: hr-leads }')
    .replace('  offboarding:', '  leave: { project: PEO, issueType: Leave, mayFile: [{ group: hr }] }\n  offboarding:')
    .replace(/(issueType: \w+, )/g, '$1withdrawn: [Withdrawn, No-show], ')}
timeZoneBy: { attribute: location, zones: { Tokyo: Asia/Tokyo } }
times: { startHour: "09:00", accountAhead: 2h, activeAhead: 1h, moverOverlap: 24h }
`.replace(
    'fields:\n',
    `fields:
  employeeNumber: Employee number
  workMail: Work address
  privateMail: Private address
  manager: Manager
  workerType: Worker type
  applications: Applications
  hardware: Hardware
  notify: Notify
  location: Location
`,
  ),
  catalogue: `${SMALL.catalogue}
  vault:
    name: Vault
    owner: lena@small.example
    entitlements:
      admin: { groups: [vault-admins], risk: high, onForm: automatic }
  ghost:
    name: Ghost
    owner: lena@small.example
    entitlements:
      user: { groups: [not-there], risk: low }
  desk:
    name: Desk
    owner: lena@small.example
    provisioning: manual
    entitlements:
      key: { risk: low }
accounts:
  robot:
    kind: service
    login: robot@small.example
    owner: lena@small.example
    deputy: tomasz@small.example
    purpose: builds
    review: "2027-01-31"
`,
  table: `id,department,title,entitlements,groups
all,Science|Sales|Operations,,,all
science,Science,,figma:viewer,science
lead,Science,Lead,vault:admin,
sales,Sales,,,sales
operations,Operations,,lab:badge,missing
`,
});

const there = ['all', 'figma-viewers', 'figma-editors', 'science', 'sales', 'vault-admins'].map((name) => ({
  name: groupName(okta, name),
  id: group(name),
  owner: 'tenure' as const,
  members: null,
  mfaEnrolment: false,
  vanished: false,
}));

/**
 *   Science     all, science, Figma: viewer; a Lead also Vault: admin, which is risky
 *   Sales       all, sales
 *   Operations  all, a badge by hand, and a group the provider does not have
 */
export const rules: CaseRules = rulesInForce(smallPolicy, compileTable(smallPolicy.table), there).rules;

/** The same, where a new name brings a new login. */
export const renaming: CaseRules = {
  ...rules,
  settings: { ...rules.settings, naming: { ...rules.settings.naming, onNameChange: 'new-login' } },
};

/** Text as it is; a plain day such as `2026-01-05` is a date. */
export type Values = Readonly<Record<string, string | FieldValue | null>>;
export const minute = (count: number): FieldValue => ({ kind: 'instant', at: at(count) });
export const texts = (...several: readonly string[]): FieldValue => ({ kind: 'texts', texts: several });

export interface Filing {
  readonly kind: FiledKind;
  readonly form: FiledForm;
}

/** What an onboarding of Mara says unless told otherwise: Science, from minute 0, open-ended. */
export const MARA: Values = {
  employeeNumber: 'E2001',
  givenName: 'Mara',
  familyName: 'Lindt',
  privateMail: 'mara@home.example',
  manager: 'tomasz@small.example',
  department: 'Science',
  workerType: 'Employee',
  start: minute(0),
};

export const joins = (values: Values = {}, by = hana) => filed('onboarding', 'joining', { ...MARA, ...values }, by);
export const changes = (values: Values, by = hana) => filed('change', 'changing', { person: 'E2001', ...values }, by);
export const leaves = (values: Values = {}, by = lea) =>
  filed('offboarding', 'leaving', { person: 'E2001', ...values }, by);

/** Of Mara, by HR. */
export const onLeave = (values: Values = {}, by = hana) => filed('leave', 'away', { person: 'E2001', ...values }, by);

export function filed(kind: FiledKind, id: string, values: Values, by: Actor): Filing {
  const form: FiledForm = {
    issue: issue(id),
    project: 'PEO',
    issueType: kind,
    parent: null,
    status: 'Open',
    statusBy: by,
    statusAt: at(0),
    created: at(0),
    updated: at(0),
    creator: by,
    securityLevel: null,
    fields: {},
    emptied: {},
    moved: {},
    unreadable: [],
    tasks: [],
  };
  return edited({ kind, form }, 0, values, by);
}

/** Its issue was moved to a status that takes it back. */
export const taken = ({ kind, form }: Filing, by: Actor, status = 'Withdrawn', when = 0): Filing => ({
  kind,
  form: { ...form, status, statusBy: by, statusAt: at(when) },
});

/** The same form, filed in that minute by the tracker's clock. */
export function filedIn(when: number, filing: Filing): Filing {
  const fresh = { kind: filing.kind, form: { ...filing.form, created: at(when), fields: {} } };
  const values = Object.entries(filing.form.fields).map(([field, { value }]) => [field, value] as const);
  return edited(fresh, when, Object.fromEntries(values));
}

/** The same form after an edit; `null` empties a field. */
export function edited({ kind, form }: Filing, when: number, values: Values, by: Actor = form.creator): Filing {
  const emptied = Object.keys(values).filter((field) => values[field] === null);
  const read = Object.entries(values).flatMap(([field, value]): [string, FieldReading][] =>
    value === null ? [] : [[field, { value: asValue(value), author: by, at: at(when) }]],
  );
  const kept = Object.entries({ ...form.fields }).filter(([field]) => !emptied.includes(field));
  const cleared = emptied.filter((field) => field in form.fields).map((field) => [field, { author: by, at: at(when) }]);
  const before = Object.entries(form.emptied).filter(([field]) => values[field] == null);
  return {
    kind,
    form: {
      ...form,
      updated: at(when),
      fields: Object.fromEntries([...kept, ...read]),
      emptied: Object.fromEntries([...before, ...cleared]),
    },
  };
}

function asValue(value: string | FieldValue): FieldValue {
  if (typeof value !== 'string') return value;
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? { kind: 'date', date: value } : { kind: 'text', text: value };
}
