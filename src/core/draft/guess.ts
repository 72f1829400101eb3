/** What names say: the role a group opens, and how risky it sounds. A guess, said as one, for a person to correct. */
import type { Risk } from '../policy/model.ts';

/** Words of a group's name that say what kind of thing it is, and nothing about the role. */
const NOISE: ReadonlySet<string> = new Set([
  'app',
  'apps',
  'grp',
  'group',
  'okta',
  'sg',
  'role',
  'roles',
  'access',
  'all',
]);
/** Plurals people give to groups of one role. */
const SINGULAR =
  /^(admin|administrator|analyst|approver|auditor|developer|editor|engineer|guest|maintainer|manager|member|operator|owner|reader|user|viewer|writer)s$/;

const wordsOf = (text: string): readonly string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');

/** Fit for an id of the catalogue: at most 63 characters of its kind. Empty when nothing of it is. */
export const slugOf = (text: string): string => wordsOf(text).join('-').slice(0, 60).replace(/-+$/, '');

/** What is left of the group's name without the application's: `app-figma-editors` of Figma is `editor`. */
export function roleIn(group: string, application: string): string {
  const own = new Set(wordsOf(application));
  const left = wordsOf(group).filter((word) => !own.has(word) && !NOISE.has(word));
  return (
    left
      .map((word) => word.replace(SINGULAR, '$1'))
      .join('-')
      .slice(0, 60)
      .replace(/-+$/, '') || 'user'
  );
}

/** Every word of the application's name is one of the group's. */
export function speaksOf(group: string, application: string): boolean {
  const said = new Set(wordsOf(group));
  const own = wordsOf(application);
  return own.length > 0 && own.every((word) => said.has(word));
}

const PRIVILEGED: ReadonlySet<string> = new Set(
  'admin administrator billing finance maintainer owner payroll poweruser privileged prod production root security sudo super superadmin superuser'.split(
    ' ',
  ),
);
const HARMLESS: ReadonlySet<string> = new Set('guest read reader readonly view viewer'.split(' '));

/** With the reason, as a comment says it. */
export function riskIn(group: string): { readonly risk: Risk; readonly because: string } {
  const words = wordsOf(group).map((word) => word.replace(SINGULAR, '$1'));
  const privileged = words.find((word) => PRIVILEGED.has(word));
  if (privileged !== undefined) return { risk: 'high', because: `its name says "${privileged}"` };
  const harmless = words.find((word) => HARMLESS.has(word));
  if (harmless !== undefined) return { risk: 'low', because: `its name says "${harmless}"` };
  return { risk: 'medium', because: 'its name says nothing about it' };
}
