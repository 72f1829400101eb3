/** A list that may be used, against the ledger and the accounts: everything that is not the same, and nothing done about it. */
import type { AdoptionItem } from '../adoption/index.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { Engagement } from '../person/model.ts';
import { attributesOf, fold } from '../policy/index.ts';
import type { ConnectionId, NaturalKey } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { Roster, RosterFinding, RosterPerson } from './model.ts';

export interface Comparison {
  readonly roster: Roster;
  readonly ledgers: readonly PersonLedger[];
  /** Every account of the connection, and whose it is by its profile. */
  readonly connection: ConnectionId;
  readonly accounts: readonly AdoptionItem[];
  readonly now: Instant;
}

export function compareRoster({ roster, ledgers, connection, accounts, now }: Comparison): readonly RosterFinding[] {
  const listed = new Map(roster.people.map((one) => [one.key, one]));
  const known = new Map(ledgers.flatMap((one) => (one.person === null ? [] : [[one.person.profile.naturalKey, one]])));
  const owners = new Map<NaturalKey, AdoptionItem>(
    accounts.flatMap((item) => (item.person === null ? [] : [[item.person.profile.naturalKey, item]])),
  );
  return [
    ...ledgers.flatMap((ledger) => againstLedger(ledger, listed, now)),
    ...roster.people
      .filter(({ key }) => !known.has(key))
      .map(
        ({ key, number }): RosterFinding => ({ kind: 'unknown-on-roster', key, number, hasAccount: owners.has(key) }),
      ),
    // Whose it is nobody can tell: the full sweep and the diagnosis name those.
    ...accounts.flatMap(({ account, state, standing, person }): RosterFinding[] => {
      const key = person?.profile.naturalKey;
      const isOurs = standing === 'known' || standing === 'out-of-reach';
      if (state !== 'active' || key === undefined || isOurs || listed.has(key) || known.has(key)) return [];
      return [{ kind: 'account-not-on-roster', connection, providerId: account }];
    }),
  ];
}

/** Keys of everybody who works here now. */
export const workingNow = (ledgers: readonly PersonLedger[], now: Instant): readonly NaturalKey[] =>
  ledgers.flatMap(({ person, engagements }) =>
    person !== null && engagements.some((one) => isNow(one, now)) ? [person.profile.naturalKey] : [],
  );

const isNow = ({ start, end }: Engagement, now: Instant) => start <= now && (end === null || now < end);

function againstLedger(
  { person, engagements, accounts }: PersonLedger,
  listed: ReadonlyMap<NaturalKey, RosterPerson>,
  now: Instant,
): readonly RosterFinding[] {
  if (person === null || engagements.length === 0) return [];
  const row = listed.get(person.profile.naturalKey);
  const present = engagements.filter((one) => isNow(one, now));
  if (present.length > 0) {
    if (row === undefined) return [{ kind: 'not-on-roster', person: person.id, account: accounts[0]?.id ?? null }];
    // Whoever has two contracts has one line, and it is like one of them.
    const fields = present.map((one) => differing(row, one)).sort((a, b) => a.length - b.length)[0] ?? [];
    if (fields.length === 0) return [];
    const values = fields.map(({ says }) => says).join('; ');
    return [
      { kind: 'differs-from-roster', person: person.id, fields: fields.map(({ name }) => name).join(', '), values },
    ];
  }
  const isAhead = engagements.some(({ start }) => start > now);
  return row === undefined || isAhead ? [] : [{ kind: 'on-roster-after-leaving', person: person.id }];
}

interface Difference {
  readonly name: string;
  readonly says: string;
}

function differing(row: RosterPerson, engagement: Engagement): readonly Difference[] {
  const here = attributesOf(engagement);
  const fields = Object.entries(row.attributes).flatMap(([name, there]) => {
    const own = here[name];
    return own !== undefined && fold(own) === fold(there)
      ? []
      : [{ name, says: `${name}: ${there} on the list, ${own ?? 'nothing'} here` }];
  });
  if (row.end === undefined || row.end === engagement.end) return fields;
  const said = (end: Instant | null) => (end === null ? 'none' : end.slice(0, 10));
  return [...fields, { name: 'end', says: `end: ${said(row.end)} on the list, ${said(engagement.end)} here` }];
}
