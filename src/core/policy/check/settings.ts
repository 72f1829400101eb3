/** What the schema of `tenure.yaml` cannot see: things that contradict each other, or would surprise on the first day. */
import { isSamePlace } from '../../shared/filedIn.ts';
import { fold } from '../../shared/fold.ts';
import { type CaseKind, isOwnKind, KNOWN_FIELDS, type Problem, type Settings } from '../model.ts';
import { LOGIN_PLACEHOLDERS, PROFILE_PLACEHOLDERS, placeholdersIn } from '../placeholders.ts';
import { valueAt } from '../read/issues.ts';
import type { Names } from '../read/names.ts';
import { caution, fault } from '../read/problem.ts';
import { didYouMean, slips } from '../read/suggest.ts';
import type { Path, YamlFile } from '../read/yaml.ts';
import { connectionProblems } from './connections.ts';
import { exceptionTaskProblems } from './exceptionTasks.ts';

type At = (...path: Path) => { readonly file: string; readonly line: number | null };

export function checkSettings(settings: Settings, names: Names, yaml: YamlFile): readonly Problem[] {
  const at: At = (...path) => ({ file: yaml.file, line: yaml.lineOf(path) });
  return [
    ...connectionProblems(settings, at),
    ...fieldProblems(settings, at, valueAt(yaml.value, ['requiredFields']) !== undefined),
    ...caseProblems(settings, at),
    ...sealProblems(settings, at),
    ...patternProblems(settings, names, at, valueAt(yaml.value, ['naming', 'loginClash']) !== undefined),
    ...attributeProblems(settings, names, at),
    ...timeProblems(settings, at),
    ...roleProblems(settings, at),
    ...tokenProblems(settings, at),
    ...escalationProblems(settings, at),
    ...exceptionTaskProblems(settings, at),
    ...formProblems(settings, at, valueAt(yaml.value, ['catalogue', 'keeps']) !== undefined),
  ];
}

function* fieldProblems(
  { fields, requiredFields, cases }: Settings,
  at: At,
  statesRequired: boolean,
): Iterable<Problem> {
  const shownAs = new Map<string, string>();
  for (const [name, shown] of Object.entries(fields)) {
    const first = shownAs.get(fold(shown));
    if (first !== undefined) {
      const message = `\`fields.${name}\` and \`fields.${first}\` are both the field "${shown}"`;
      yield fault(at('fields', name), 'field-mapped-twice', message, 'Map each field of the form once.');
    }
    shownAs.set(fold(shown), name);
    const near = KNOWN_FIELDS.find((known) => known !== name && slips(fold(known), fold(name), 1) <= 1);
    if (near !== undefined && !Object.hasOwn(fields, near)) {
      const message = `\`fields.${name}\` is read as an attribute of your own`;
      yield caution(at('fields', name), 'near-known-field', message, `Did you mean "${near}"?`);
    }
  }
  const mapped = new Set(Object.keys(fields));
  for (const [index, name] of requiredFields.entries()) {
    if (mapped.has(name)) continue;
    const remedy = didYouMean(name, mapped, `Add \`${name}:\` with the field's display name under \`fields\`.`);
    yield fault(
      statesRequired ? at('requiredFields', index) : at('fields'),
      'required-field-not-mapped',
      `required field "${name}" is not mapped`,
      remedy,
    );
  }
  const needed: readonly (readonly [string, readonly CaseKind[]])[] = [
    ['givenName', ['onboarding']],
    ['familyName', ['onboarding']],
    ['start', ['onboarding', 'leave']],
    ['person', ['change', 'leave', 'offboarding']],
    ['end', ['leave', 'offboarding']],
  ];
  for (const [name, kinds] of needed) {
    const used = kinds.filter((kind) => cases.some((one) => one.kind === kind));
    if (used.length === 0 || mapped.has(name) || requiredFields.includes(name)) continue;
    const message = `\`fields.${name}\` is missing, and ${used.join(' and ')} cannot do without it`;
    yield fault(at('fields'), 'field-not-mapped', message, `Add \`${name}:\` with the field's display name.`);
  }
}

function* caseProblems({ cases, fields }: Settings, at: At): Iterable<Problem> {
  for (const kind of ['onboarding', 'change', 'offboarding'] as const) {
    if (cases.some((one) => one.kind === kind)) continue;
    const message = `no ${kind} case is configured, so none is ever acted on`;
    const remedy = `Add \`cases.${kind}\` with project, issueType and mayFile, unless that is what you want.`;
    yield cases.length === 0
      ? fault(at('cases'), 'no-case', message, remedy)
      : caution(at('cases'), 'case-missing', message, remedy);
  }
  for (const [index, one] of cases.entries()) {
    const twin = cases.slice(0, index).find((other) => isSamePlace(other, one));
    if (twin !== undefined) {
      const message = `${one.kind} and ${twin.kind} are both issue type "${one.issueType}" of ${one.project}`;
      yield fault(at('cases', one.kind), 'cases-overlap', message, 'Give each kind of case an issue type of its own.');
    }
    for (const [nth, status] of (one.withdrawn ?? []).entries()) {
      const use = Object.entries(one.statuses).find(([, name]) => name !== null && fold(name) === fold(status))?.[0];
      if (use === undefined) continue;
      const place = at('cases', one.kind, 'withdrawn', nth);
      const message = `${one.kind}: "${status}" takes a case back, and is where Tenure moves one itself (\`${use}\`)`;
      yield fault(place, 'withdrawn-by-ourselves', message, 'Name a status that only people move an issue to.');
    }
    if (one.approvals?.elsewhere === 'bot-approver' && fields.approvers === undefined) {
      const place = at('cases', one.kind, 'approvals', 'elsewhere');
      const message = `${one.kind}: Tenure is to answer approvals, and \`fields.approvers\` names no field`;
      yield fault(place, 'nobody-asked-there', message, 'Map `fields.approvers`, or leave `transition-only`.');
    }
    if (one.mayFile.length > 0 || isOwnKind(one.kind) || one.kind === 'access-request') continue;
    const message = `nobody may file ${one.kind} cases`;
    yield fault(at('cases', one.kind, 'mayFile'), 'nobody-may-file', message, 'Name at least one `group:` or `role:`.');
  }
}

/** What is filed as a case is looked at as one. */
function* sealProblems({ cases, seals }: Settings, at: At): Iterable<Problem> {
  const ledger = seals?.ledger;
  if (ledger === undefined) return;
  const twin = cases.find((one) => isSamePlace(one, ledger));
  if (twin === undefined) return;
  const message = `seals are to be written where ${twin.kind} cases are filed: "${ledger.issueType}" of ${ledger.project}`;
  yield fault(at('seals', 'ledger'), 'seals-among-cases', message, 'Give the seals an issue type of their own.');
}

function* patternProblems(
  { naming, profile }: Settings,
  names: Names,
  at: At,
  statesClash: boolean,
): Iterable<Problem> {
  // A clash pattern that was not written follows from the login pattern, and so do its faults.
  for (const key of statesClash ? (['login', 'loginClash'] as const) : (['login'] as const)) {
    const pattern = naming[key];
    const used = placeholdersIn(pattern);
    const known = key === 'login' ? LOGIN_PLACEHOLDERS : [...LOGIN_PLACEHOLDERS, 'n'];
    yield* unknownPlaceholders(used, known, `\`naming.${key}\``, at('naming', key));
    const place = at('naming', key);
    if (!/@[^\s@{}]+$/.test(pattern)) {
      const remedy = 'End it with @ and your domain.';
      yield fault(place, 'login-not-an-address', `\`naming.${key}\` does not make an address`, remedy);
    }
    if (!used.some((name) => LOGIN_PLACEHOLDERS.includes(name))) {
      const remedy = 'Use {givenName}, {familyName} or {employeeNumber}.';
      yield fault(place, 'login-the-same-for-all', `\`naming.${key}\` gives everyone the same login`, remedy);
    }
  }
  if (!placeholdersIn(naming.loginClash).includes('n')) {
    const message = '`naming.loginClash` has no {n}, so a second clash could not be resolved';
    yield fault(at('naming', 'loginClash'), 'clash-without-number', message, 'Put {n} where the number goes.');
  }
  const known = [...PROFILE_PLACEHOLDERS, ...(names.attributes?.values() ?? [])];
  for (const [field, pattern] of Object.entries(profile)) {
    yield* unknownPlaceholders(placeholdersIn(pattern), known, `\`profile.${field}\``, at('profile', field));
  }
}

function* unknownPlaceholders(
  used: readonly string[],
  known: readonly string[],
  where: string,
  place: ReturnType<At>,
): Iterable<Problem> {
  for (const name of new Set(used)) {
    if (known.includes(name)) continue;
    const remedy = didYouMean(name, known, `Known here: ${known.map((one) => `{${one}}`).join(', ')}.`);
    yield fault(place, 'unknown-placeholder', `${where} uses {${name}}, which does not exist`, remedy);
  }
}

function* attributeProblems({ timeZoneBy, values, modes }: Settings, names: Names, at: At): Iterable<Problem> {
  const known = new Set(names.attributes?.values() ?? []);
  const used: (readonly [string, ReturnType<At>])[] = [];
  if (timeZoneBy !== null) used.push([timeZoneBy.attribute, at('timeZoneBy', 'attribute')]);
  for (const name of Object.keys(values ?? {})) used.push([name, at('values', name)]);
  if (Object.keys(modes.departments).length > 0) used.push(['department', at('modes', 'departments')]);
  for (const [name, place] of used) {
    if (known.has(name)) continue;
    const remedy = didYouMean(name, known, 'Map it under `fields`.');
    yield fault(place, 'unknown-attribute', `"${name}" is no person attribute`, remedy);
  }
  const limited = [
    ...Object.keys(timeZoneBy?.zones ?? {}).map(
      (value) => [timeZoneBy?.attribute ?? '', value, at('timeZoneBy', 'zones', value)] as const,
    ),
    ...Object.keys(modes.departments).map((value) => ['department', value, at('modes', 'departments', value)] as const),
  ];
  for (const [attribute, value, place] of limited) {
    const possible = names.values.get(attribute);
    if (possible === undefined || possible.has(fold(value))) continue;
    const remedy = didYouMean(value, possible, `Correct it, or add it to \`values.${attribute}\`.`);
    yield caution(place, 'unknown-value', `nobody's ${attribute} can be "${value}"`, remedy);
  }
}

function* timeProblems({ times }: Settings, at: At): Iterable<Problem> {
  if (times.accountAhead >= times.activeAhead) return;
  const message =
    '`times.activeAhead` is longer than `times.accountAhead`: sign-in would open before there is an account';
  yield fault(at('times', 'activeAhead'), 'times-out-of-order', message, 'Make `accountAhead` at least as long.');
}

function* roleProblems({ roles, mail, protected: guarded }: Settings, at: At): Iterable<Problem> {
  const empty: readonly (readonly [readonly string[], Path, string])[] = [
    [roles.confirm, ['roles', 'confirm'], 'nobody can confirm what the brake holds'],
    [roles.stop, ['roles', 'stop'], 'nobody can halt all writes'],
    [roles.accept, ['roles', 'accept'], 'nobody can accept a remaining risk, so some offboardings could never close'],
    [mail.exception, ['mail', 'exception'], 'nobody hears of what a person must settle'],
    [guarded.accounts, ['protected', 'accounts'], 'no account is protected'],
  ];
  for (const [list, path, message] of empty) {
    if (list.length > 0) continue;
    const remedy =
      path[0] === 'protected' ? 'List at least the emergency admins.' : `List somebody under \`${path.join('.')}\`.`;
    yield caution(at(...path), 'nobody-named', message, remedy);
  }
}

/** Two tokens with one secret are one token: what the first may, the second would. */
function* tokenProblems({ api }: Settings, at: At): Iterable<Problem> {
  const known = new Map<string, string>();
  for (const { name, token } of api?.tokens ?? []) {
    const source = 'env' in token ? `env ${token.env}` : `file ${token.file}`;
    const first = known.get(source);
    if (first !== undefined) {
      const message = `\`api.tokens.${name}\` and \`api.tokens.${first}\` have the same secret`;
      yield fault(at('api', 'tokens', name), 'same-secret', message, 'Give each token a secret of its own.');
    }
    known.set(source, name);
  }
}

/** Each step is later than the one before it: else nobody could say whose turn it is. */
function* escalationProblems({ exceptions }: Settings, at: At): Iterable<Problem> {
  const steps = exceptions?.escalate ?? [];
  for (const [index, { after }] of steps.entries()) {
    const before = steps[index - 1];
    if (before === undefined || before.after < after) continue;
    const message = `step ${index + 1} of \`exceptions.escalate\` is no later than the one before it`;
    yield fault(
      at('exceptions', 'escalate', index),
      'steps-not-in-order',
      message,
      'Write the steps by rising `after`.',
    );
  }
}

function* formProblems({ catalogue, fields, cases }: Settings, at: At, statesKept: boolean): Iterable<Problem> {
  if (catalogue === undefined) return;
  if (cases.every(({ kind }) => kind !== 'access-request')) {
    const message = 'the catalogue is pushed to the form of requests for access, and there is none';
    yield fault(at('catalogue'), 'no-form-to-keep', message, 'Add `cases.access-request`, or drop `catalogue`.');
  }
  for (const [index, name] of statesKept ? catalogue.keeps.entries() : []) {
    if (Object.hasOwn(fields, name)) continue;
    const message = `\`catalogue.keeps\` names ${name}, and \`fields.${name}\` is not mapped`;
    const remedy = `Add \`${name}:\` with the field's display name under \`fields\`, or keep only what is mapped.`;
    yield fault(at('catalogue', 'keeps', index), 'kept-field-not-mapped', message, remedy);
  }
}
