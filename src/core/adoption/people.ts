/**
 * Who an account belongs to, from what stands in its profile. The policy's patterns say how facts are written into a
 * profile; one that is a single placeholder is read backwards: `department: "{department}"` tells the department.
 */
import type { CaseRules } from '../person/index.ts';
import type { Attributes, WorkerType } from '../person/model.ts';
import { fold } from '../policy/index.ts';
import type { Settings } from '../policy/model.ts';
import type { AccountProfile } from '../reconcile/model.ts';
import { type NaturalKey, naturalKey } from '../shared/ids.ts';
import { type Instant, parseInstant, parseLocalDate } from '../shared/instant.ts';
import type { AccountReason, AdoptedPerson } from './model.ts';

export interface PersonRead {
  readonly person: Omit<AdoptedPerson, 'id'> | null;
  readonly because: readonly AccountReason[];
  /** The facts that are missing or unknown. */
  readonly about: readonly string[];
}

/** What a profile names besides the attributes of the work. */
const ABOUT_THE_PERSON = new Set([
  'givenName',
  'familyName',
  'workMail',
  'privateMail',
  'manager',
  'managerMail',
  'employeeNumber',
  'login',
]);

export function readPerson(profile: AccountProfile, login: string, rules: CaseRules, now: Instant): PersonRead {
  const { settings } = rules;
  const facts = factsOf(profile, settings);
  const number =
    settings.adoption.personKey === null ? facts.employeeNumber : text(profile, settings.adoption.personKey);
  const workMail = facts.workMail ?? (login.includes('@') ? login : undefined);
  const key = keyOf(settings, number, workMail);
  const workerType = workerTypeOf(facts.workerType);
  const attributes: Attributes = {
    ...Object.fromEntries(Object.entries(facts).filter(([name]) => !ABOUT_THE_PERSON.has(name))),
    ...(workerType === null ? {} : { workerType }),
  };
  const end = contractEnd(profile, rules, attributes, now);
  const missing = ['givenName', 'familyName', ...settings.adoption.requires].filter(
    (name) => facts[name] === undefined && !(name === 'manager' && facts.managerMail !== undefined),
  );
  const unknown = [
    ...Object.entries(attributes).flatMap(([name, value]) => (isKnownValue(settings, name, value) ? [] : [name])),
    ...(workerType === null ? ['workerType'] : []),
  ];
  const because: AccountReason[] = [
    ...(key === null ? (['no-person-key'] as const) : []),
    ...(missing.length > 0 ? (['missing-value'] as const) : []),
    ...(unknown.length > 0 ? (['unknown-value'] as const) : []),
    ...(typeof end === 'string' || end === null ? [] : [end.because]),
  ];
  const { givenName, familyName } = facts;
  const managerMail = facts.managerMail ?? facts.manager;
  const person =
    key === null || givenName === undefined || familyName === undefined || workerType === null
      ? null
      : {
          profile: {
            naturalKey: key,
            ...(number === undefined ? {} : { employeeNumber: number }),
            givenName,
            familyName,
            workMail: workMail ?? '',
            ...(facts.privateMail === undefined ? {} : { privateMail: facts.privateMail }),
            ...(managerMail === undefined ? {} : { managerMail: managerMail.toLowerCase() }),
          },
          workerType,
          attributes,
          end: typeof end === 'string' ? end : null,
        };
  return { person, because, about: [...new Set([...missing, ...unknown])].sort() };
}

/** By number where the company says where numbers stand; an account without one is then nobody's. */
function keyOf(settings: Settings, number: string | undefined, workMail: string | undefined): NaturalKey | null {
  const numbered = settings.adoption.personKey !== null || Object.values(settings.profile).includes('{employeeNumber}');
  const key = numbered ? number : workMail;
  return key === undefined ? null : naturalKey(key);
}

const SINGLE = /^\{([^{}]+)\}$/;

function factsOf(profile: AccountProfile, settings: Settings): Readonly<Record<string, string | undefined>> {
  const facts: Record<string, string | undefined> = {};
  for (const name of ['givenName', 'familyName', 'workMail']) facts[name] = text(profile, name);
  for (const [field, pattern] of Object.entries(settings.profile)) {
    const name = SINGLE.exec(pattern.trim())?.[1];
    const value = text(profile, field);
    if (name !== undefined && value !== undefined) facts[name] ??= value;
  }
  return facts;
}

const text = (profile: AccountProfile, field: string): string | undefined => {
  const value = Object.hasOwn(profile, field) ? profile[field]?.trim() : undefined;
  return value === '' ? undefined : value;
};

/** Not stated = employed, as on a form; stated and neither = unknown. */
function workerTypeOf(value: string | undefined): WorkerType | null {
  const plain = value === undefined ? 'employee' : fold(value);
  return plain === 'employee' || plain === 'contractor' ? plain : null;
}

function isKnownValue({ values = {} }: Settings, name: string, value: string): boolean {
  const known = Object.hasOwn(values, name) ? values[name] : undefined;
  return known === undefined || known.some((one) => fold(one) === fold(value));
}

/** The end of a contract; `null` = none is known. */
function contractEnd(
  profile: AccountProfile,
  rules: CaseRules,
  attributes: Attributes,
  now: Instant,
): Instant | null | { readonly because: AccountReason } {
  const field = rules.settings.adoption.contractEnd;
  const value = field === null ? undefined : text(profile, field);
  if (value === undefined) return null;
  const date = parseLocalDate(value);
  const end = date === undefined ? parseInstant(value) : rules.endOf({ kind: 'date', date }, attributes);
  if (end === undefined || end === null) return { because: 'unreadable-date' };
  return end <= now ? { because: 'contract-over' } : end;
}
