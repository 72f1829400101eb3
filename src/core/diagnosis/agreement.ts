/**
 * How far today's memberships agree with the reference table. A case is a membership that the table gives or that is
 * there; it agrees when both. What somebody asked for and was given is in no figure: the table is not to give it.
 */
import { isLive, type PersonLedger } from '../grant/index.ts';
import { attributesOf } from '../policy/index.ts';
import { type GroupId, withinConnection } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { DiagnosisInput } from './input.ts';
import type { Agreement, Agreements } from './model.ts';
import type { Standings } from './standings.ts';

interface Tally {
  agree: number;
  missing: number;
  extra: number;
}

export function agreementOf(input: DiagnosisInput, standings: Standings): Agreements {
  const { groups, rules, now } = input;
  const listed = groups.flatMap(({ group, name, members }) => (members === null ? [] : [{ group, name, members }]));
  const membersOf = new Map(listed.map(({ group, members }) => [group, members]));
  const rows = new Map<string, Tally>(input.rows.map((row) => [row, fresh()]));
  const byGroup = new Map<GroupId, Tally>();
  for (const one of standings.certain) {
    const given = new Set<GroupId>();
    for (const { groups: ids, rows: because } of rules.entitledBy(attributesOf(one.person))) {
      for (const group of ids) {
        given.add(group);
        const isIn = membersOf.get(group)?.has(one.account);
        if (isIn === undefined) continue;
        for (const row of because) count(rows.get(row), isIn ? 'agree' : 'missing');
      }
    }
    const asked = askedFor(one.ledger, now);
    for (const { group, members } of listed) {
      const isIn = members.has(one.account);
      if (given.has(group)) count(tallyOf(byGroup, group), isIn ? 'agree' : 'missing');
      else if (isIn && !asked.has(group)) count(tallyOf(byGroup, group), 'extra');
    }
  }
  const given = new Set<string>(input.given);
  return {
    people: standings.certain.length,
    leftOut: standings.uncertain,
    rows: [...rows].map(([row, tally]) => figure(row, tally)),
    // A group no row gives is not for the table to decide: it cannot disagree.
    groups: listed
      .filter(({ name }) => given.has(name))
      .map(({ group, name }) => figure(withinConnection(name), byGroup.get(group) ?? fresh()))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    absentGroups: input.absentGroups.map(withinConnection),
  };
}

/** Given to this person by decision, not by the table. */
function askedFor(ledger: PersonLedger | null, now: Instant): ReadonlySet<GroupId> {
  const asked = ledger?.grants.filter(
    (one) => isLive(one, now) && one.cause !== 'birthright' && one.cause !== 'adopted',
  );
  return new Set(asked?.flatMap(({ groups }) => groups));
}

function tallyOf(tallies: Map<GroupId, Tally>, group: GroupId): Tally {
  const tally = tallies.get(group) ?? fresh();
  tallies.set(group, tally);
  return tally;
}

const fresh = (): Tally => ({ agree: 0, missing: 0, extra: 0 });

function count(tally: Tally | undefined, what: keyof Tally): void {
  if (tally !== undefined) tally[what] += 1;
}

/** In less than 95 of 100 cases: in whole numbers, so that 95 of 100 is enough. */
function figure(name: string, { agree, missing, extra }: Tally): Agreement {
  const cases = agree + missing + extra;
  return { name, cases, agree, missing, extra, keepManual: agree * 100 < cases * 95 };
}
