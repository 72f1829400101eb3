/**
 * Open requests whose approvers are not who they were: somebody has left, is away, is back, has got a manager, was named
 * by a policy, has named a delegate. No webhook tells of it, so they are looked through; each that would go on otherwise
 * is looked at by the ordinary way.
 */
import { foldCase, openQuestions } from '../../core/evidence/index.ts';
import { goesOn, workOf } from '../../core/request/index.ts';
import type { CaseRow } from '../../ports/store.ts';
import type { RulesInForce } from '../rules.ts';
import type { World } from '../world.ts';
import { approverFacts, askedAbout } from './facts.ts';
import { type People, peopleNow } from './people.ts';
import { askersOf, namesOfAskers } from './requester.ts';

/**
 * Answers how many are to be looked at. Of those nobody can be asked about, the provider says who is in a group by now; by
 * the clock that is asked less often than all the rest, because they may stand for weeks.
 */
export async function wakeRequests(world: World, groups: 'readable' | 'none' = 'readable'): Promise<number> {
  const { store, engine } = world;
  const force = await world.rules.current();
  if (force === null || force.policy.requests === undefined) return 0;
  const kind = 'access-request';
  const unsettled = await Promise.all([
    store.read.cases({ kind, state: 'open' }),
    store.read.cases({ kind, state: 'waiting' }),
  ]);
  const asking = unsettled.flat();
  if (asking.length === 0) return 0;
  const people = await peopleNow(world);
  let woken = 0;
  for (const row of asking) {
    // Without an issue yet, it is looked at when it has one.
    if (row.issueId === '' || !(await wouldGoOn(world, force, row, { people, groups }))) continue;
    await engine.send({ lane: 'look', issue: row.issueId });
    woken += 1;
  }
  return woken;
}

interface Asking {
  readonly people: People;
  readonly groups: 'readable' | 'none';
}

async function wouldGoOn(
  world: World,
  force: RulesInForce,
  { id, person }: CaseRow,
  { people, groups }: Asking,
): Promise<boolean> {
  const { store } = world;
  const state = foldCase(id, await store.read.stream(id));
  const isStuck = state.exceptions.some(({ kind, verdict }) => kind === 'no-approver' && verdict === null);
  if (person === null || (!isStuck && openQuestions(state.request).length === 0)) return false;
  const { lines } = state.request;
  const [ledger, askers, requester, now] = await Promise.all([
    store.read.person(person),
    askersOf(world, lines),
    namesOfAskers(world, lines),
    store.read.now(),
  ]);
  const { policy, rules } = force;
  // Only where nobody is left to ask is it worth asking the provider who is in a group now.
  const facts = await approverFacts(world, force, ledger, askedAbout(policy, state, askers), {
    people,
    groups: isStuck ? groups : 'none',
  });
  return goesOn(state, { ledger, engagement: workOf({ ledger, now }), requester, rules, policy, facts, now });
}
