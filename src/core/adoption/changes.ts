/** What differs between the list that was shown and the list of now, by name: why a confirmation is refused. */
import { canonical } from '../shared/canonical.ts';
import { withinConnection } from '../shared/ids.ts';
import type { AdoptionItem, AdoptionList, ListedMembership } from './model.ts';

export function changesBetween(shown: AdoptionList, now: AdoptionList): readonly string[] {
  const before = new Map(shown.items.map((item) => [item.account, item]));
  const after = new Map(now.items.map((item) => [item.account, item]));
  const gone = shown.items.filter(({ account }) => !after.has(account));
  return [
    ...(shown.policy === now.policy ? [] : ['another policy is in force']),
    ...gone.map((item) => `${nameOf(item)}: no longer on the list`),
    ...now.items.flatMap((item) => {
      const old = before.get(item.account);
      return old === undefined ? [`${nameOf(item)}: new on the list`] : itemChanges(old, item);
    }),
  ];
}

export function nameOf({ person, login }: Pick<AdoptionItem, 'person' | 'login'>): string {
  if (person === null) return login;
  const { givenName, familyName } = person.profile;
  return `${givenName} ${familyName} (${login})`;
}

function itemChanges(old: AdoptionItem, item: AdoptionItem): readonly string[] {
  const name = nameOf(item);
  const changes: string[] = [];
  const said = ({ standing, because }: AdoptionItem) => [standing, ...because].join(', ');
  if (said(old) !== said(item)) changes.push(`${name}: was ${said(old)}, is ${said(item)}`);
  else if (differs(old.person, item.person) || old.login !== item.login) {
    changes.push(`${name}: other facts about the person`);
  }
  if (old.profileDiffers.join() !== item.profileDiffers.join()) changes.push(`${name}: other profile fields differ`);
  const before = new Map(old.memberships.map((one) => [one.group, one]));
  const after = new Map(item.memberships.map((one) => [one.group, one]));
  for (const one of old.memberships) {
    if (!after.has(one.group)) changes.push(`${name}: no longer in ${withinConnection(one.name)}`);
  }
  for (const one of item.memberships) {
    const was = before.get(one.group);
    const group = withinConnection(one.name);
    if (was === undefined) changes.push(`${name}: in ${group} now`);
    else if (kindOf(was) !== kindOf(one)) changes.push(`${name}, ${group}: was ${kindOf(was)}, is ${kindOf(one)}`);
    else if (was.name !== one.name) changes.push(`${name}: ${withinConnection(was.name)} is called ${group} now`);
  }
  const missing = ({ missing: list }: AdoptionItem) => list.map(({ group }) => group).join();
  if (missing(old) !== missing(item) && changes.length === 0) changes.push(`${name}: lacks other groups`);
  return changes.length === 0 && differs(old, item) ? [`${name}: differs`] : changes;
}

/** What was stored comes back with its keys in another order. */
const differs = (a: unknown, b: unknown) => canonical(a) !== canonical(b);

const kindOf = ({ as, owner, rows, because }: ListedMembership) =>
  [as, ...(because === null ? [] : [because]), ...(owner === 'tenure' ? [] : [`filled by a ${owner}`]), ...rows].join(
    ' ',
  );
