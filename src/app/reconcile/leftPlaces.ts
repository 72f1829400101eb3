/** What the policy in force leaves to somebody who has left, by every name they go by. */
import { namesNow, type PersonLedger } from '../../core/grant/index.ts';
import { type LeftPlaces, NO_PLACES } from '../../core/person/index.ts';
import { placesOf, secretsKnownTo } from '../../core/policy/index.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';

export async function leftPlaces(
  world: World,
  { policy }: RulesInForce,
  ledger: PersonLedger,
  now: Instant,
): Promise<LeftPlaces> {
  const { person } = ledger;
  if (person === null) return NO_PLACES;
  const names = [
    ...namesNow(ledger),
    ...(await namesBefore(world, ledger)),
    ...(await trackerIdOf(world, policy.settings.roles, person.profile.workMail)),
  ];
  const places = placesOf(policy, names);
  const secrets = secretsKnownTo(policy, names);
  const heirs = [...places.flatMap(({ others }) => others), ...secrets.flatMap(({ answers }) => answers)];
  const manager = person.profile.managerMail;
  if (places.length === 0 && secrets.length === 0) return NO_PLACES;
  const gone = new Set<string>();
  for (const heir of new Set([...heirs, ...(manager === undefined ? [] : [manager])])) {
    if (await hasLeft(world, heir, now)) gone.add(heir.trim().toLowerCase());
  }
  return { places, secrets, gone };
}

/** A file may not have followed a new name. An address that is somebody else's by now says nothing of who had it. */
async function namesBefore({ store }: World, ledger: PersonLedger): Promise<readonly string[]> {
  const now = namesNow(ledger);
  const before = (ledger.person?.formerMails ?? []).filter((name) => !now.includes(name));
  const holders = await Promise.all(before.map((name) => store.read.findPersons(name)));
  // Who has no number is found by the first address they had.
  return before.filter((_, nth) => holders[nth]?.every((one) => one === ledger.person?.id) === true);
}

/** Roles may name somebody by the tracker's id; it is asked only where one does. */
async function trackerIdOf(
  { tracker, log }: World,
  roles: Readonly<Record<string, readonly string[]>>,
  mail: string,
): Promise<readonly string[]> {
  if (!Object.values(roles).some((list) => list.some((one) => !one.includes('@')))) return [];
  try {
    const id = await tracker.findUser(mail);
    return id === null ? [] : [id];
  } catch (trouble) {
    log.warn({ trouble: String(trouble) }, 'whether a leaver holds a role under their id in the tracker is not known');
    return [];
  }
}

/** Also by an address they had and nobody has now. Somebody the ledger does not know has not left, as far as anybody can say. */
export async function hasLeft({ store }: World, mail: string, now: Instant): Promise<boolean> {
  const having = await store.read.findPersons(mail);
  const had = having.length > 0 ? [] : await store.read.findFormer(mail);
  for (const id of had.length === 1 ? had : having) {
    const { engagements } = await store.read.person(id);
    if (engagements.length > 0 && engagements.every(({ end }) => end !== null && end <= now)) return true;
  }
  return false;
}
