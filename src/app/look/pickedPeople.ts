/**
 * People picked on a form whose address the tracker does not show: a profile may hide it, and a hidden address is not
 * a wrong one. An address is believed when the tracker, asked for it, names the very account that was picked; which
 * addresses to ask for follows from whom the case is about already, and from the naming rule.
 */
import type { FieldReading, FieldValue, FiledForm } from '../../core/person/index.ts';
import { naturalKey, type PersonId } from '../../core/shared/ids.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';

type Picked = Extract<FieldValue, { readonly kind: 'user' }>;
/** More is no better: each costs a call, and a login that clashed often is rare. */
const MOST_CLASHES = 3;
/** Of a name of many words, the first and the last places where the family name may begin. */
const MOST_SPLITS = 4;
/** Whoever is not found by then stays without an address: a form of many people does not hold up the others. */
const MOST_CALLS = 60;

/** The form with the addresses that could be found out, of all fields or `only` of these; what could not stays without one, and is refused by name. */
export async function withAddresses(
  world: World,
  force: RulesInForce,
  form: FiledForm,
  standing: PersonId | null,
  only: readonly string[] = Object.keys(form.fields),
): Promise<FiledForm> {
  const asked = Object.entries(form.fields).filter(([field]) => only.includes(field));
  if (!asked.some(([, { value }]) => pickedIn(value).some(({ mail }) => mail === null))) return form;
  const profile = standing === null ? undefined : (await world.store.read.person(standing)).person?.profile;
  const known = [profile?.workMail, profile?.managerMail].filter((mail) => mail !== undefined);
  let calls = 0;
  const addressOf = async ({ id, name }: Picked): Promise<string | null> => {
    for (const mail of new Set([...known, ...byNamingRule(force, name ?? '')])) {
      calls += 1;
      if (calls > MOST_CALLS) return null;
      if ((await world.tracker.findUser(mail)) === id) return mail;
    }
    return null;
  };
  const fields: Record<string, FieldReading> = { ...form.fields };
  for (const [field, reading] of asked) {
    fields[field] = { ...reading, value: await addressed(reading.value, addressOf) };
  }
  return { ...form, fields };
}

/** Everybody picked in a field, be it a picker for one or for several. */
export const pickedIn = (value: FieldValue): readonly Picked[] =>
  value.kind === 'user' ? [value] : value.kind === 'users' ? value.users : [];

async function addressed(value: FieldValue, addressOf: (user: Picked) => Promise<string | null>): Promise<FieldValue> {
  const found = async (user: Picked) => (user.mail === null ? { ...user, mail: await addressOf(user) } : user);
  if (value.kind === 'user') return found(value);
  if (value.kind !== 'users') return value;
  return { kind: 'users', users: await Promise.all(value.users.map(found)) };
}

/** "Ada King Lovelace" may be Ada King or King Lovelace by family name; "Lovelace, Ada" is turned around. */
function byNamingRule({ rules }: RulesInForce, name: string): string[] {
  const [family, given, ...more] = name.split(',').map((part) => part.trim());
  const words = name.split(/\s+/).filter((word) => word !== '');
  const splits =
    family && given && more.length === 0
      ? [{ givenName: given, familyName: family }]
      : splitsOf(words.length).map((at) => ({
          givenName: words.slice(0, at).join(' '),
          familyName: words.slice(at).join(' '),
        }));
  return splits.flatMap(({ givenName, familyName }) =>
    Array.from({ length: MOST_CLASHES }, (_, n) =>
      rules.login({ givenName, familyName, naturalKey: naturalKey(''), workMail: '' }, n + 1),
    ).filter((login) => login !== null),
  );
}

const splitsOf = (words: number): readonly number[] =>
  Array.from({ length: Math.max(words - 1, 0) }, (_, nth) => nth + 1).filter(
    (at) => at <= MOST_SPLITS / 2 || words - at <= MOST_SPLITS / 2,
  );
