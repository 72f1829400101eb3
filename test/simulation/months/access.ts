/** What is promised about access: who gives and takes it, why, and that what is said of it was seen. */
import type { TenureEvent } from '../../../src/core/evidence/model.ts';
import type { PersonLedger } from '../../../src/core/grant/index.ts';
import type { GroupId } from '../../../src/core/shared/ids.ts';
import { unreachable } from '../../../src/core/shared/outcome.ts';
import { covered, justified, lostItsCover, standing } from '../oracle.ts';
import { hasLeftBefore } from './clock.ts';
import { OUT_OF_REACH } from './company.ts';
import { type Facts, instant, type OwnWrite } from './facts.ts';
import { TIMING } from './running.ts';
import type { Found, Invariant } from './statement.ts';
import type { StoreClock } from './storeClock.ts';

const said = ({ op, group, account, at }: OwnWrite) =>
  `${op}${group === null ? '' : ` ${group}`} of ${account} at ${instant(at)}`;
const found = (write: OwnWrite, says: string): Found => ({
  person: write.person,
  says: `${said(write)}: ${says}`,
  at: write.at,
});

/** Stops a sign-in, which may be done ahead of a lease, because two may do it. */
const LOWERS = new Set(['suspend', 'deactivate', 'sessions']);

/** A lease is over at once by a clock that is set forward, and its holder, who goes by their own, may finish what takes something. */
const outlivedByTheClock = (clock: StoreClock, { op, sent }: OwnWrite) =>
  op !== 'add' && op !== 'create' && clock.steppedBetween(sent.at - TIMING.leaseMilliseconds, sent.at);

export const ACCESS: readonly Invariant[] = [
  {
    number: 1,
    name: 'one writer',
    promises:
      'every write that gives or takes access is sent under the lease of its account, and is over before it ends',
    broken: ({ writes, history }) =>
      writes.flatMap((write) => {
        if (LOWERS.has(write.op)) return [];
        const { row, sent, clock } = write;
        if (outlivedByTheClock(history.clock, write)) return [];
        if (row?.leaseHolder !== sent.process) return [found(write, `the lease is ${row?.leaseHolder ?? 'nobody'}'s`)];
        const ends = row.leaseUntil === null ? 0 : Date.parse(row.leaseUntil);
        return ends < Date.parse(clock) + sent.asked.timeout
          ? [found(write, 'the lease may end before the call does')]
          : [];
      }),
  },
  {
    number: 2,
    name: 'justified',
    promises: 'a membership Tenure adds is covered by a live grant when the call is sent',
    broken: ({ writes }) =>
      writes.flatMap((write) => {
        if (write.op !== 'add' || write.group === null) return [];
        const isJustified = justified(write.ledger, write.clock).has(write.group);
        return isJustified ? [] : [found(write, 'no live grant covers it')];
      }),
  },
  {
    number: 3,
    name: 'never by accident',
    promises: 'a membership is taken only for a positive cause, and never while a live grant was known to cover it',
    broken: (facts) =>
      facts.writes.flatMap((write) => {
        const at = write.clock;
        if (write.op === 'unassign') {
          const isLeaver = write.during.some(
            (ledger) => standing(ledger, at) === 'left' || hasLeftBefore(facts, write, ledger),
          );
          return isLeaver ? [] : [found(write, 'an application was taken from somebody who has not left')];
        }
        if (write.op !== 'remove' || write.group === null) return [];
        const { group } = write;
        const since = provedAbsent(facts, write, group);
        const isCause = (ledger: OwnWrite['ledger']) =>
          standing(ledger, at) === 'left' ||
          hasLeftBefore(facts, write, ledger) ||
          (!covered(ledger, group, at) &&
            (lostItsCover(ledger, group, since, at) ||
              endedSinceItWasRead(facts, write, ledger, group) ||
              isDecided(facts, write, group)));
        return write.during.some(isCause) ? [] : [found(write, 'nothing says that it is to be taken')];
      }),
  },
  {
    number: 7,
    name: 'done means read back',
    promises: 'no event says of the provider what it did not show between the reading and the commit',
    broken: (facts) =>
      facts.history.trace.commits.flatMap(({ at, events }) =>
        events.flatMap(({ stream, event }): Found[] => {
          if (!tellsOfTheProvider(event) || wasShown(facts, event, at)) return [];
          const says = `${event.type} on ${stream}, read at ${event.at}, and the provider never showed it`;
          return [{ person: facts.personOf(event.account), says, at }];
        }),
      ),
  },
  {
    number: 12,
    name: 'out of reach',
    promises:
      'protected groups, groups that others fill, and whoever was an administrator when Tenure looked, are never written',
    broken: ({ writes, history }) =>
      writes.flatMap((write) => {
        if (write.group !== null && OUT_OF_REACH.has(write.group)) return [found(write, 'it is out of reach')];
        // Made one since Tenure has looked, nobody could know it.
        const since = history.okta.adminSince(write.account, write.sent.at);
        return since !== null && since <= write.takenAt ? [found(write, 'it holds an admin role')] : [];
      }),
  },
];

type Shown = Extract<TenureEvent, { readonly type: 'MembershipVerified' | 'RemovalVerified' | 'AccountVerified' }>;

const TELLS: ReadonlySet<TenureEvent['type']> = new Set(['MembershipVerified', 'RemovalVerified', 'AccountVerified']);
const tellsOfTheProvider = (event: TenureEvent): event is Shown => TELLS.has(event.type);

/** At some moment between the reading and the commit. */
function wasShown(facts: Facts, event: Shown, until: number): boolean {
  const id = facts.providerIdOf(event.account);
  const from = facts.history.clock.whenShown(Date.parse(event.at), until);
  switch (event.type) {
    case 'MembershipVerified':
      return id !== null && facts.wasIn(id, event.group, from, until, true);
    case 'RemovalVerified':
      return id === null || facts.wasIn(id, event.group, from, until, false);
    case 'AccountVerified':
      return id !== null && (event.state === 'changing' || facts.wasState(id, event.state, from, until));
    default:
      return unreachable(event);
  }
}

/** When it was last read back as absent, before the write. */
function provedAbsent({ history }: Facts, { of, sent }: OwnWrite, group: GroupId) {
  const before = history.trace.commits.slice(0, sent.afterCommits).flatMap(({ events }) => events);
  const last = before.findLast(
    ({ event }) => event.type === 'RemovalVerified' && event.account === of && event.group === group,
  )?.event;
  return last?.type === 'RemovalVerified' ? last.at : null;
}

/** Read back as there under a grant that has ended: by a clock that was put back since, it may have ended before it began. */
function endedSinceItWasRead(
  { history }: Facts,
  { of, sent, clock }: OwnWrite,
  { grants }: PersonLedger,
  group: GroupId,
) {
  const before = history.trace.commits.slice(0, sent.afterCommits).flatMap(({ events }) => events);
  const own = before.flatMap(({ event }) =>
    (event.type === 'MembershipVerified' || event.type === 'RemovalVerified') &&
    event.account === of &&
    event.group === group
      ? [event]
      : [],
  );
  const under = own
    .slice(own.findLastIndex(({ type }) => type === 'RemovalVerified') + 1)
    .flatMap((event) => (event.type === 'MembershipVerified' ? event.under : []));
  return grants.some(({ id, end }) => under.includes(id) && end !== null && end <= clock);
}

/** A person has said of this very membership that it is to go. */
function isDecided({ history }: Facts, { of, sent }: OwnWrite, group: GroupId): boolean {
  return history.trace.commits
    .slice(0, sent.afterCommits)
    .some(({ events }) =>
      events.some(
        ({ event }) => event.type === 'VerificationSetAside' && event.account === of && event.group === group,
      ),
    );
}
