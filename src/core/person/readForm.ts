/** From what stands on the issue to what it means: every value checked once, every problem named, all at once. */
import type { FormProblem, FormRefusal } from '../evidence/model.ts';
import { type FiledKind, KNOWN_FIELDS } from '../policy/model.ts';
import { canonical, sha256 } from '../shared/canonical.ts';
import { fold } from '../shared/fold.ts';
import { type NaturalKey, naturalKey } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { unreachable } from '../shared/outcome.ts';
import type { Actor, FieldValue, FiledForm } from './form.ts';
import type { Attributes, WorkerType } from './model.ts';
import type { CaseRules } from './rules.ts';

export interface Filed {
  readonly kind: FiledKind;
  /** Changes with every value and every author: the same digest needs no second decision. */
  readonly digest: string;
  /** Whom a change, leave or offboarding is about, as written. */
  readonly about: string | null;
  readonly naturalKey: NaturalKey | null;
  readonly employeeNumber: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly workMail: string | null;
  readonly privateMail: string | null;
  readonly managerMail: string | null;
  readonly workerType: WorkerType | null;
  /** A second engagement, beside the work that goes on. */
  readonly additional: boolean;
  readonly attributes: Attributes;
  readonly start: FieldValue | null;
  readonly end: FieldValue | null;
  readonly applications: readonly string[];
  /** Until when what is ticked is held. */
  readonly applicationsUntil: FieldValue | null;
  readonly applicationsEnding: readonly string[];
  readonly hardware: readonly string[];
  readonly notify: readonly string[];
  /** Until when the work is handed over; `default` = as long as policy says. */
  readonly handOver: FieldValue | 'default' | null;
  readonly legalHold: boolean;
  readonly confidential: boolean;
  /** The issue stands in a status that takes the case back. */
  readonly withdrawn: { readonly status: string; readonly author: Actor; readonly at: Instant } | null;
  readonly problems: readonly FormProblem[];
}

const MAIL = /^[^\s@<>",;:\\]+@[^\s@<>",;:\\]+\.[^\s@<>",;:\\]+$/;
const NAME_LIMIT = 100;
const VALUE_LIMIT = 500;

export function readFiled(kind: FiledKind, form: FiledForm, rules: CaseRules): Filed {
  const problems: FormProblem[] = form.unreadable
    .filter(({ field, why }) => reads(kind, field, why))
    .map(({ field, why }) => ({ code: why, field }));
  const problem = (code: FormRefusal, field: string | null) => void problems.push({ code, field });
  const value = (field: string) => alone(form.fields[field]?.value ?? null);

  const text = (field: string, limit = VALUE_LIMIT): string | null => {
    const found = value(field);
    if (found === null) return null;
    const plain = found.kind === 'text' ? found.text.trim() : found.kind === 'texts' ? (found.texts[0] ?? '') : null;
    if (plain === null) problem('wrong-shape', field);
    else if (plain.length > limit) problem('too-long', field);
    else return plain === '' ? null : plain;
    return null;
  };
  const mail = (field: string): string | null => {
    const found = value(field);
    if (found?.kind === 'user' && found.mail === null) problem('hidden-address', field);
    const plain = found?.kind === 'user' ? found.mail : text(field);
    if (plain === null || MAIL.test(plain)) return plain?.toLowerCase() ?? null;
    problem('not-a-mail-address', field);
    return null;
  };
  /** Picked, or named by number or address. */
  const someone = (field: string) => (value(field)?.kind === 'user' ? mail(field) : text(field));
  const texts = (field: string): readonly string[] => {
    const found = value(field);
    if (found === null) return [];
    const users = found.kind === 'users' ? found.users : found.kind === 'user' ? [found] : null;
    if (users?.some(({ mail }) => mail === null)) problem('hidden-address', field);
    if (users !== null) return [...new Set(users.flatMap(({ mail }) => mail ?? []))];
    const many = found.kind === 'texts' ? found.texts : found.kind === 'text' ? found.text.split(/[,;\n]/) : [];
    return [...new Set(many.map((one) => one.trim()).filter((one) => one !== ''))];
  };
  const date = (field: 'start' | 'end' | 'applicationsUntil'): FieldValue | null => {
    const found = value(field);
    if (found === null || found.kind === 'date' || found.kind === 'instant') return found;
    problem('not-a-date', field);
    return null;
  };

  /** `null` = it stands there and nobody can say what. */
  const flag = (field: string): boolean | null => {
    const said = saidYes(form, field);
    if (said === 'unknown') problem('unknown-value', field);
    return typeof said === 'boolean' ? said : null;
  };
  const handOver = (): Filed['handOver'] => {
    const found = value('handOver');
    if (found?.kind === 'date' || found?.kind === 'instant') return found;
    return flag('handOver') === false ? null : 'default';
  };

  const required =
    kind === 'onboarding' ? onboardingRequires(rules) : kind === 'leave' ? ['person', 'start'] : ['person'];
  const unread = new Set(form.unreadable.map(({ field }) => field));
  for (const field of required) if (value(field) === null && !unread.has(field)) problem('missing-field', field);

  const notify = texts('notify');
  for (const address of notify) if (!MAIL.test(address)) problem('not-a-mail-address', 'notify');
  const withdrawn = withdrawnBy(form, rules.caseSettings(kind)?.withdrawn ?? []);
  const number = text('employeeNumber', NAME_LIMIT);
  const workMail = mail('workMail');
  const key = number ?? workMail;
  if (kind === 'onboarding' && key === null && !problems.some(({ field }) => field === 'employeeNumber')) {
    problem('missing-field', 'employeeNumber');
  }
  return {
    kind,
    digest: digestOf(form, withdrawn),
    about: kind === 'onboarding' ? null : someone('person'),
    naturalKey: key === null ? null : naturalKey(key),
    employeeNumber: number,
    givenName: text('givenName', NAME_LIMIT),
    familyName: text('familyName', NAME_LIMIT),
    workMail,
    privateMail: mail('privateMail'),
    managerMail: mail('manager'),
    workerType: workerType(text('workerType'), problem),
    additional: yes(text('additional'), problem),
    attributes: attributesOf(form, text),
    start: date('start'),
    end: date('end'),
    applications: texts('applications'),
    applicationsUntil: date('applicationsUntil'),
    applicationsEnding: texts('applicationsEnding'),
    hardware: texts('hardware'),
    notify: notify.filter((address) => MAIL.test(address)).map((address) => address.toLowerCase()),
    ...(kind === 'offboarding'
      ? {
          handOver: handOver(),
          // Not known to be none: what deletes data waits, and nobody's sign-in waits for that.
          legalHold: flag('legalHold') !== false,
          confidential: flag('confidential') ?? form.securityLevel !== null,
        }
      : { handOver: null, legalHold: false, confidential: false }),
    withdrawn,
    // A leaver does not wait for a field that says nothing about their end.
    problems: problems.filter(({ field }) => kind !== 'offboarding' || field === null || OF_AN_END.includes(field)),
  };
}

/** A picker for several in which one person stands says what a picker for one says; which of two is meant, nobody knows. */
function alone(value: FieldValue | null): FieldValue | null {
  const [only, ...more] = value?.kind === 'users' ? value.users : [];
  return only !== undefined && more.length === 0 ? only : value;
}

const onboardingRequires = (rules: CaseRules) => [
  ...new Set(['givenName', 'familyName', 'start', ...rules.settings.requiredFields]),
];

/** A yes, or a box that is ticked. */
function saidYes(form: FiledForm, field: string): boolean | 'unreadable' | 'unknown' {
  if (form.unreadable.some((one) => one.field === field && one.why !== 'not-on-issue')) return 'unreadable';
  const found = alone(form.fields[field]?.value ?? null);
  if (found === null) return false;
  const said = found.kind === 'text' ? [found.text] : found.kind === 'texts' ? found.texts : null;
  const words = said?.map((one) => one.trim().toLowerCase()).filter((one) => one !== '') ?? ['?'];
  if (words.every((one) => NO.includes(one))) return false;
  return words.every((one) => YES.includes(one)) || found.kind === 'texts' ? true : 'unknown';
}

/** It lies behind a level, or is marked confidential, or may be: nothing of it is told to people who may not see the issue. */
export function isForFew(form: FiledForm): boolean {
  // Where there is no such field nobody can mark a form by it; every one of them would be for few.
  const isNoField = form.unreadable.some(({ field, why }) => field === 'confidential' && why === 'not-mapped');
  return form.securityLevel !== null || (!isNoField && saidYes(form, 'confidential') !== false);
}

/** Not every company's form has them. */
const OPTIONAL: readonly string[] = ['applicationsUntil', 'applicationsEnding'];
const YES: readonly string[] = ['yes', 'true', 'y', 'x'];
const NO: readonly string[] = ['no', 'false', 'n', 'none'];

const OF_AN_END: readonly string[] = ['person', 'end', 'notify', 'handOver', 'legalHold'];
/** Fields that only a request for access has. */
const OF_A_REQUEST: readonly string[] = [
  ...['access', 'forWhom', 'duration', 'reason', 'ticket', 'breakGlass', 'approvers'],
];
/** Fields that only an offboarding has. */
const OF_AN_OFFBOARDING: readonly string[] = ['handOver', 'legalHold', 'confidential'];

/**
 * What a kind of form cannot be read without. A field that Jira does not give this type of issue is one the company's
 * form does not have; on an onboarding, and where an absence would act, that is said instead.
 */
function reads(kind: FiledKind, field: string, why: FiledForm['unreadable'][number]['why']): boolean {
  if (OF_A_REQUEST.includes(field)) return false;
  if (OF_AN_OFFBOARDING.includes(field)) return kind === 'offboarding' && why !== 'not-on-issue';
  switch (kind) {
    case 'onboarding':
      return field !== 'person' && (why !== 'not-on-issue' || !OPTIONAL.includes(field));
    case 'change':
      return why !== 'not-on-issue' || ['person', 'start', 'end', 'applications'].includes(field);
    case 'leave':
      return ['person', 'start', 'end'].includes(field) || (field === 'notify' && why !== 'not-on-issue');
    case 'offboarding':
      return why !== 'not-on-issue' || field !== 'notify';
    default:
      return unreachable(kind);
  }
}

function workerType(text: string | null, problem: (code: FormRefusal, field: string) => void): WorkerType | null {
  if (text === null) return null;
  const plain = text.toLowerCase();
  if (plain === 'employee' || plain === 'contractor') return plain;
  problem('unknown-value', 'workerType');
  return null;
}

/** Whether it asks for work beside what goes on; `asOf`: as it stood then, whatever was written on it since. */
export function asksForMore({ fields }: Pick<FiledForm, 'fields'>, asOf: Instant): boolean {
  const said = fields.additional;
  if (said === undefined || said.at > asOf) return false;
  const words = said.value.kind === 'text' ? [said.value.text] : said.value.kind === 'texts' ? said.value.texts : [];
  return words[0]?.trim().toLowerCase() === 'yes';
}

/** Only a plain yes: whoever already works here is otherwise refused as hired twice. */
function yes(text: string | null, problem: (code: FormRefusal, field: string) => void): boolean {
  const plain = text?.toLowerCase() ?? 'no';
  if (plain !== 'yes' && plain !== 'no') problem('unknown-value', 'additional');
  return plain === 'yes';
}

/** Every mapped field without a meaning of its own is an attribute the reference table may match on. */
function attributesOf(form: FiledForm, text: (field: string) => string | null): Attributes {
  const known: readonly string[] = KNOWN_FIELDS;
  const entries = Object.keys(form.fields)
    .filter((field) => !known.includes(field))
    .map((field) => [field, text(field)] as const)
    .filter((entry): entry is readonly [string, string] => entry[1] !== null);
  return Object.fromEntries(entries);
}

/** Somebody picked is their id: an address shown or hidden since is no edit. */
const plainly = (value: FieldValue) =>
  value.kind === 'user' ? value.id : value.kind === 'users' ? value.users.map(({ id }) => id) : value;

function withdrawnBy({ status, statusBy, statusAt }: FiledForm, statuses: readonly string[]): Filed['withdrawn'] {
  return statuses.some((one) => fold(one) === fold(status)) ? { status, author: statusBy, at: statusAt } : null;
}

function digestOf(form: FiledForm, withdrawn: Filed['withdrawn']): string {
  const fields = Object.fromEntries(
    Object.entries(form.fields).map(([name, { value, author }]) => [
      name,
      { value: plainly(value), author: author.id },
    ]),
  );
  // What must not be seen is not said where everybody sees it: taken off, the level is missed at once.
  const level = 'confidential' in fields ? { isRestricted: form.securityLevel !== null } : {};
  const taken = withdrawn === null ? {} : { withdrawn: { status: withdrawn.status, author: withdrawn.author.id } };
  return sha256(canonical({ fields, unreadable: form.unreadable, ...level, ...taken }));
}
