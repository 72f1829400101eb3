/**
 * Access asked for outside the tracker: what somebody asks of a running Tenure itself, handed in once or more under one
 * name, and what is promised of it: taken once it is never lost, never two, and for nobody but whoever asked.
 */
import { raiseRequest } from '../../../src/app/requests/raise.ts';
import type { World } from '../../../src/app/world.ts';
import type { TenureEvent } from '../../../src/core/evidence/model.ts';
import { caseId, type EntitlementId, type PersonId } from '../../../src/core/shared/ids.ts';
import { type Milliseconds, milliseconds } from '../../../src/core/shared/instant.ts';
import { jira } from './company.ts';
import { type Facts, instant } from './facts.ts';
import type { Found, Invariant } from './statement.ts';
import { HOUR } from './timeline.ts';

export interface AskedOutside {
  /** Of the asking: handed in again it is the same. */
  readonly name: string;
  readonly asker: string;
  readonly mail: string;
  readonly entitlement: EntitlementId;
  readonly duration: Milliseconds;
}

/** One that Tenure has said it has. */
export interface Taken extends AskedOutside {
  readonly person: PersonId;
  readonly at: number;
}

/** As the form calls it, and for how long: what a call of the API says. */
export function inTheApi(access: string, duration: string): Pick<AskedOutside, 'entitlement' | 'duration'> {
  const [count = '', unit] = [duration.slice(0, -1), duration.at(-1)];
  const hours = Number(count) * (unit === 'd' ? 24 : 1);
  return {
    entitlement: access.toLowerCase().replace(': ', ':') as EntitlementId,
    duration: milliseconds(hours * HOUR),
  };
}

/** What its issue is filed under. */
export const keyOf = (name: string) => `api:${name}`;

/** `null` = it was refused, or nobody knows them. */
export async function asksOutside(world: World, asked: AskedOutside): Promise<Omit<Taken, 'at'> | null> {
  const [person] = await world.store.read.findPersons(asked.mail);
  if (person === undefined) return null;
  const raised = await raiseRequest(world, {
    ...{ asker: person, beneficiary: person, lines: [asked.entitlement], duration: asked.duration },
    ...{ reason: 'for the work', ticket: null, breakGlass: false, channel: 'api', key: asked.name },
  });
  return raised.ok ? { ...asked, person } : null;
}

export const OUTSIDE: readonly Invariant[] = [
  {
    number: 13,
    name: 'asked outside the tracker, once',
    promises: 'however often a request is handed in, and whatever answer is lost, it has one issue',
    broken: ({ history }) => {
      const keys = [...history.site.issues.values()].flatMap(({ project, ownKey }) =>
        project === 'HELP' && ownKey !== null ? [ownKey] : [],
      );
      const twice = new Set(keys.filter((one, index) => keys.indexOf(one) !== index));
      return [...twice].map((one): Found => ({ person: null, says: `${one} has more than one issue` }));
    },
  },
  {
    number: 5,
    name: 'what was taken is asked',
    promises: 'what Tenure said it has is on an issue in the end, was read there, and was asked or refused in words',
    async broken(facts) {
      const found: Found[] = [];
      for (const one of facts.history.outside) found.push(...(await lost(facts, one)));
      return found;
    },
  },
  {
    number: 9,
    name: 'asked for themselves',
    promises: 'what is given for a request from outside is given to whoever asked, as they asked or changed it',
    broken: (facts) => facts.history.outside.flatMap((one) => toAnother(facts, one)),
  },
];

const issueOf = ({ history }: Facts, name: string) =>
  [...history.site.issues.values()].find(({ ownKey }) => ownKey === keyOf(name));

const ANSWERED: ReadonlySet<TenureEvent['type']> = new Set([
  'LineAsked',
  'LineNotAsked',
  'FormRefused',
  'CaseWithdrawn',
]);

async function lost(facts: Facts, { person, at, name }: Taken): Promise<readonly Found[]> {
  const { read } = facts.history.backing.store;
  const say = (says: string): readonly Found[] => [{ person, says: `${name}, taken at ${instant(at)}, ${says}`, at }];
  const row = await read.raised(keyOf(name));
  if (row === null) return say('is kept nowhere');
  const issue = issueOf(facts, name);
  if (row.issue === null || issue === undefined) return say('has no issue');
  if (row.issue.id !== issue.id) return say(`is on ${row.issue.key}, and is told to be on another`);
  const events = await read.stream(caseId(jira, issue.id));
  return events.some(({ event }) => ANSWERED.has(event.type)) ? [] : say(`was not looked at on ${issue.key}`);
}

function toAnother(facts: Facts, { person, name }: Taken): readonly Found[] {
  const issue = issueOf(facts, name);
  if (issue === undefined) return [];
  const stream = caseId(jira, issue.id);
  return facts.history.trace.commits.flatMap(({ at, events, ledgers }) => {
    const isGiven = events.some((one) => one.stream === stream && one.event.type === 'GrantGiven');
    const to = ledgers.find((one) => one.person !== null)?.person?.id;
    return isGiven && to !== person ? [{ person: to ?? null, says: `${name} is given to another`, at }] : [];
  });
}
