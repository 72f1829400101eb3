/** Of what another hand did at the provider: nothing of it is undone before a person decides. */
import type { TenureEvent } from '../../../src/core/evidence/model.ts';
import { isLive } from '../../../src/core/grant/index.ts';
import type { GrantId, GroupId, ProviderAccountId } from '../../../src/core/shared/ids.ts';
import type { Facts } from './facts.ts';
import type { Entry, Op, State } from './okta.ts';
import type { Found, Invariant } from './statement.ts';

export const HANDS: readonly Invariant[] = [
  {
    number: 4,
    name: 'never raise what somebody else lowered',
    promises: 'a membership or sign-in that was read back and taken by another hand is not put back before a decision',
    broken: (facts) =>
      [...facts.history.okta.accounts.keys()].flatMap((id) => {
        const story = storyOf(facts, id);
        return [...putBack(facts, story), ...opened(facts, story)];
      }),
  },
];

type Step =
  | { readonly is: 'done'; readonly entry: Entry }
  | { readonly is: 'said'; readonly event: TenureEvent; readonly at: number };

/** What was done to one account and what was said of it, as they followed each other. */
function storyOf(facts: Facts, id: ProviderAccountId): readonly Step[] {
  const { okta, trace } = facts.history;
  const account = facts.accountOf(id);
  const steps: Step[] = [];
  let place = 0;
  const doneBefore = (end: number) => {
    for (; place < end; place += 1) {
      const entry = okta.log[place];
      if (entry?.account === id) steps.push({ is: 'done', entry });
    }
  };
  for (const { at, afterWrites, events } of trace.commits) {
    doneBefore(afterWrites);
    for (const { event } of events)
      if ('account' in event && event.account === account) steps.push({ is: 'said', event, at });
  }
  doneBefore(okta.log.length);
  return steps;
}

/** Adds of ours under grants that had all been read back, with no decision and no proved removal in between. */
function putBack(facts: Facts, story: readonly Step[]): readonly Found[] {
  const found: Found[] = [];
  const under = new Map<GroupId, readonly GrantId[]>();
  for (const step of story) {
    if (step.is === 'said') {
      const { event } = step;
      if (event.type === 'MembershipVerified')
        under.set(event.group, [...(under.get(event.group) ?? []), ...event.under]);
      if (event.type === 'RemovalVerified') under.delete(event.group);
      if (event.type === 'VerificationSetAside' && event.group !== null) under.delete(event.group);
      continue;
    }
    const { entry } = step;
    const write = facts.writes.find((one) => one.call === entry.call && one.group === entry.group && one.op === 'add');
    if (entry.op !== 'add' || entry.hand !== 'tenure' || entry.group === null || write === undefined) continue;
    const { group } = entry;
    const verified = under.get(group) ?? [];
    const [known] = write.during;
    const live = known?.grants.filter((one) => one.groups.includes(group) && isLive(one, write.clock)) ?? [];
    if (live.length > 0 && live.every(({ id }) => verified.includes(id))) {
      found.push({ person: write.person, says: `${group} was put back, and nobody had decided it`, at: entry.at });
    }
  }
  return found;
}

const RAISES: ReadonlySet<Op> = new Set(['activate', 'unsuspend']);
const LOWERS: ReadonlySet<Op> = new Set(['suspend', 'deactivate']);
const OPEN: ReadonlySet<State | null> = new Set(['active', 'awaiting-user']);

/** Sign-ins that another hand had stopped, opened by us although nobody had decided it. */
function opened(facts: Facts, story: readonly Step[]): readonly Found[] {
  const found: Found[] = [];
  let isBarred = false;
  let isDecided = false;
  let isOurs = false;
  for (const step of story) {
    if (step.is === 'said') {
      const { event } = step;
      if (event.type === 'VerificationSetAside' && event.group === null) {
        isBarred = false;
        isDecided = true;
      }
      // A decision holds until it has been carried out and read back.
      if (event.type === 'AccountVerified') isDecided = false;
      if (event.type === 'AccountVerified' && event.loweredByUs === null && OPEN.has(stateOf(event.state)))
        isOurs = false;
      continue;
    }
    const { op, hand, was, account, at } = step.entry;
    if (RAISES.has(op) && hand === 'tenure' && isBarred && !isDecided) {
      const of = facts.accountOf(account);
      const person = of === null ? null : facts.personOf(of);
      found.push({ person, says: `the sign-in was opened (${op}), which another hand had stopped`, at });
    }
    if (RAISES.has(op)) isBarred = false;
    // What we had stopped and another hand opened and stopped again is as we left it.
    if (LOWERS.has(op) && hand === 'other') isBarred = !isOurs && (isBarred || OPEN.has(was));
    if (hand === 'tenure' && (RAISES.has(op) || LOWERS.has(op))) isOurs = LOWERS.has(op) && !isBarred;
  }
  return found;
}

const stateOf = (state: State | 'changing'): State | null => (state === 'changing' ? null : state);
