/**
 * What the account's profile should say, as the provider keeps it: a yes as `true`, a list as `a, b`, so that what is
 * read back compares. What the provider would refuse is taken out and named: one such field refuses the whole write.
 */
import { unreachable } from './outcome.ts';

export type FieldKind = 'text' | 'yes-no' | 'number' | 'whole-number' | 'list';

/** One field of the provider's profile, by the organisation's own schema. */
export interface ProfileField {
  readonly name: string;
  readonly kind: FieldKind;
  /** Never empty. */
  readonly required: boolean;
  /** Nobody may write it. */
  readonly readOnly: boolean;
  /** The only values it takes; `null` = any of its kind. */
  readonly values: readonly string[] | null;
  /** Of text, in characters; `null` = any. */
  readonly longest: number | null;
}

export interface Unfit {
  readonly field: string;
  /** Without it the provider makes no account. */
  readonly isNeeded?: true;
  readonly why: 'unknown' | 'read-only' | 'required' | 'wrong-type' | 'not-offered' | 'too-long';
}

export interface FittedProfile {
  readonly profile: Readonly<Record<string, string>>;
  readonly unfit: readonly Unfit[];
}

export function fitted(profile: Readonly<Record<string, string>>, fields: readonly ProfileField[]): FittedProfile {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const kept: Record<string, string> = {};
  const unfit: Unfit[] = [];
  for (const [field, value] of Object.entries(profile)) {
    const known = byName.get(field);
    const fit = fitOf(value, known);
    if ('why' in fit) unfit.push({ field, why: fit.why, ...(known?.required === true ? { isNeeded: true } : {}) });
    else kept[field] = fit.value;
  }
  return { profile: kept, unfit };
}

/** One value in one field: as it is kept there, or why not. */
export function fitOf(value: string, field: ProfileField | undefined): { readonly value: string } | Pick<Unfit, 'why'> {
  if (field === undefined) return { why: 'unknown' };
  if (field.readOnly) return { why: 'read-only' };
  if (value === '') return field.required ? { why: 'required' } : { value };
  const kept = keptAs(value, field.kind);
  if (kept === null) return { why: 'wrong-type' };
  const { values } = field;
  const said = field.kind === 'list' ? listOf(kept) : [kept];
  if (values !== null && !said.every((one) => values.includes(one))) return { why: 'not-offered' };
  if (field.kind === 'text' && field.longest !== null && kept.length > field.longest) return { why: 'too-long' };
  return { value: kept };
}

const YES: readonly string[] = ['yes', 'true'];
const NO: readonly string[] = ['no', 'false'];

function keptAs(value: string, kind: FieldKind): string | null {
  const word = value.trim().toLowerCase();
  switch (kind) {
    case 'text':
      return value;
    case 'yes-no':
      return YES.includes(word) ? 'true' : NO.includes(word) ? 'false' : null;
    case 'number':
    case 'whole-number': {
      const number = /^[+-]?\d+(\.\d+)?$/.test(word) ? Number(word) : Number.NaN;
      const fits = kind === 'number' ? Number.isFinite(number) : Number.isSafeInteger(number);
      return fits ? String(number) : null;
    }
    case 'list':
      return listOf(value).join(LIST);
    default:
      return unreachable(kind);
  }
}

const LIST = ', ';

/** The items of a list, as a form writes them. */
export const listOf = (value: string): readonly string[] => [
  ...new Set(
    value
      .split(/[,;\n]/)
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ),
];
