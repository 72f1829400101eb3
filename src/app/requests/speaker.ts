/**
 * Who somebody is when they decide, review or give back: told from what they are called now. An address goes from one
 * person to the next, and whoever once had it does not speak for who has it.
 */
import type { CaseLine } from '../../core/evidence/index.ts';
import { mailsOf, namesNow } from '../../core/grant/index.ts';
import type { Speaker } from '../../core/request/index.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import type { World } from '../world.ts';

/** Whoever says this address is theirs. Of two people who have it nobody knows which it is: it counts alone. */
export async function speakerNamed(world: World, address: string): Promise<Speaker> {
  const { read } = world.store;
  const mail = address.trim().toLowerCase();
  const found = await read.findPersons(mail);
  const [only, ...more] = found;
  const theirs = only === undefined || more.length > 0 ? [] : await namesOfOnly(world, only);
  const by = [...new Set([mail, ...theirs])];
  const ledgers = await Promise.all(found.map((person) => read.person(person)));
  const alsoKnownBy = new Set(ledgers.flatMap(mailsOf).filter((name) => !by.includes(name)));
  return { by, alsoKnownBy: [...alsoKnownBy] };
}

/** Addresses and logins that are this person's now, and nobody else's. */
export async function namesOfOnly({ store }: World, person: PersonId): Promise<readonly string[]> {
  const names = namesNow(await store.read.person(person));
  const had = await Promise.all(names.map((name) => store.read.findPersons(name)));
  return names.filter((_, nth) => had[nth]?.every((one) => one === person) === true);
}

/** Who has it, and everybody who asked for one of these lines, by what is theirs alone: each of them may give it back. */
export async function namesOfParties(
  world: World,
  holder: PersonId,
  lines: readonly CaseLine[],
): Promise<readonly string[]> {
  const persons = new Set([holder, ...lines.flatMap(({ asked }) => asked.by ?? [])]);
  const mails = new Set(lines.flatMap(({ asked }) => asked.personal.askedBy ?? []));
  const names = await Promise.all([
    ...[...persons].map((person) => namesOfOnly(world, person)),
    ...[...mails].map((mail) => speakerNamed(world, mail).then(({ by }) => by)),
  ]);
  return [...new Set(names.flat())];
}
